// Labels of merged samples: every different set of labels is kept once, and samples are told apart by its number.

import { compareGoStrings } from "./go-text.ts";
import { int64At, Int64ColumnBuilder } from "./int64-column.ts";
import type { SourceSymbols } from "./merge-symbols.ts";
import type { LabelColumns, Profile } from "./profile.ts";
import { baseLabel } from "./sample-type.ts";
import type { StringPool } from "./string-table.ts";
import { Uint32Column } from "./uint32-column.ts";
import type { ExactInteger } from "./views.ts";

export interface MergeSource {
  readonly profile: Profile;
  /** True = its samples are labelled as the base of a difference, and so never merge with the others'. */
  readonly base: boolean;
}

interface MergedLabel {
  readonly key: number;
  readonly text: number;
  readonly number: ExactInteger;
  readonly unit: number;
}

export class LabelSets {
  readonly strings: StringPool;
  readonly #sets: (readonly MergedLabel[])[] = [];
  readonly #byKey = new Map<string, number>();

  /** `strings`: those of the merged profile. */
  constructor(strings: StringPool) {
    this.strings = strings;
  }

  begin(source: MergeSource, symbols: SourceSymbols): SourceLabels {
    return new SourceLabels(source, symbols, this);
  }

  /** The number of a set, which may be in any order. */
  intern(set: MergedLabel[]): number {
    // The order of keys means nothing, the order of one key's values does: the sort is stable.
    set.sort(
      (a, b) => a.key - b.key || Number(a.text === 0) - Number(b.text === 0),
    );
    const key = set
      .map(
        (label) => `${label.key} ${label.text} ${label.number} ${label.unit}`,
      )
      .join(",");
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#sets.push(
      set.sort((a, b) =>
        compareGoStrings(this.strings.get(a.key), this.strings.get(b.key)),
      ),
    );
    this.#byKey.set(key, this.#sets.length - 1);
    return this.#sets.length - 1;
  }

  /** The columns for samples whose sets are `setOf[samples[i]]`. */
  columns(
    samples: Uint32Array,
    setOf: Uint32Array,
  ): { readonly labelStart: Uint32Array; readonly labels: LabelColumns } {
    const labelStart = new Uint32Array(samples.length + 1);
    const key = new Uint32Column(samples.length + 1);
    const text = new Uint32Column(samples.length + 1);
    const number = new Int64ColumnBuilder(samples.length + 1);
    const unit = new Uint32Column(samples.length + 1);
    for (let place = 0; place < samples.length; place++) {
      for (const label of this.#sets[setOf[samples[place]!]!]!) {
        key.push(label.key);
        text.push(label.text);
        number.push(label.number);
        unit.push(label.unit);
      }
      labelStart[place + 1] = key.length;
    }
    return {
      labelStart,
      labels: {
        key: key.build(),
        text: text.build(),
        number: number.build(),
        unit: unit.build(),
      },
    };
  }
}

/** The label sets of one source's samples. */
export class SourceLabels {
  readonly #source: MergeSource;
  readonly #symbols: SourceSymbols;
  readonly #sets: LabelSets;
  #none = -1;
  /** Sets of a single numeric label, which is what Go's heap profiles have, by number; all of the key and unit below. */
  readonly #single = new Map<ExactInteger, number>();
  #singleKey = -1;
  #singleUnit = -1;

  constructor(source: MergeSource, symbols: SourceSymbols, sets: LabelSets) {
    this.#source = source;
    this.#symbols = symbols;
    this.#sets = sets;
  }

  /** The number of a sample's set. */
  of(sample: number): number {
    const { samples, labels } = this.#source.profile;
    const from = samples.labelStart[sample]!;
    const to = samples.labelStart[sample + 1]!;
    if (from === to) {
      if (this.#none < 0) this.#none = this.#intern(from, to);
      return this.#none;
    }
    if (to - from > 1 || labels.text[from] !== 0) return this.#intern(from, to);
    if (
      this.#singleKey !== labels.key[from] ||
      this.#singleUnit !== labels.unit[from]
    ) {
      this.#single.clear();
      this.#singleKey = labels.key[from]!;
      this.#singleUnit = labels.unit[from]!;
    }
    const number = int64At(labels.number, from);
    const known = this.#single.get(number);
    if (known !== undefined) return known;
    const set = this.#intern(from, to);
    this.#single.set(number, set);
    return set;
  }

  #intern(from: number, to: number): number {
    const { labels } = this.#source.profile;
    const { strings } = this.#sets;
    const baseKey = this.#source.base ? strings.intern(baseLabel.key) : -1;
    const set: MergedLabel[] = [];
    for (let at = from; at < to; at++) {
      const key = this.#symbols.string(labels.key[at]!);
      const text = this.#symbols.string(labels.text[at]!);
      // The base label replaces whatever the sample had under that key.
      if (key === baseKey && text !== 0) continue;
      const unit = this.#symbols.string(labels.unit[at]!);
      set.push({ key, text, number: int64At(labels.number, at), unit });
    }
    if (this.#source.base)
      set.push({
        key: baseKey,
        text: strings.intern(baseLabel.text),
        number: 0,
        unit: 0,
      });
    return this.#sets.intern(set);
  }
}
