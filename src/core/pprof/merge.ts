// Several profiles made one: samples with the same stack and the same labels are added up, what is zero in every type is
// left out (profile/merge.go of google/pprof). The sources must have the same sample types (compare.ts sees to it).

import { compareGoStrings } from "./go-text.ts";
import {
  int64At,
  Int64ColumnBuilder,
  type Int64Column,
} from "./int64-column.ts";
import { SymbolMerger, type SourceSymbols } from "./merge-symbols.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { baseLabel } from "./sample-type.ts";
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

const checkpointEvery = 1024;

export function mergeProfiles(
  sources: readonly MergeSource[],
  checkpoint: Checkpoint = neverStop,
): Profile {
  const first = sources[0];
  if (first === undefined) throw new Error("a merge needs a profile");
  const symbols = new SymbolMerger();
  const merger = new SampleMerger(first.profile.sampleTypes.length, symbols);
  for (const source of sources) {
    const sourceSymbols = symbols.begin(source.profile);
    for (let sample = 0; sample < source.profile.samples.count; sample++) {
      if (sample % checkpointEvery === 0) checkpoint();
      merger.add(source, sample, sourceSymbols);
    }
  }
  const profiles = sources.map((source) => source.profile);
  const times = profiles.map((p) => p.timeNanos).filter((time) => time !== 0n);
  return {
    sampleTypes: first.profile.sampleTypes,
    defaultSampleType:
      profiles.find((p) => p.defaultSampleType !== "")?.defaultSampleType ?? "",
    periodType: first.profile.periodType,
    period: Math.max(...profiles.map((p) => p.period)),
    timeNanos: times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n),
    durationNanos: profiles.reduce((sum, p) => sum + p.durationNanos, 0),
    comments: [...new Set(profiles.flatMap((p) => p.comments))],
    dropFrames: first.profile.dropFrames,
    keepFrames: first.profile.keepFrames,
    docUrl: profiles.find((p) => p.docUrl !== "")?.docUrl ?? "",
    ...merger.build(),
    ...symbols.build(),
    strings: symbols.strings,
  };
}

/** Leaves out the locations, functions and mappings that no sample needs, for instance because all of it cancelled. */
export function compactProfile(
  profile: Profile,
  checkpoint: Checkpoint = neverStop,
): Profile {
  return mergeProfiles([{ profile, base: false }], checkpoint);
}

class SampleMerger {
  readonly #types: number;
  readonly #symbols: SymbolMerger;
  readonly #stackStart = new Uint32Column();
  readonly #stack = new Uint32Column(16_384);
  readonly #values = new Int64ColumnBuilder(4096);
  /** Label set of each merged sample. */
  readonly #labelSet = new Uint32Column();
  readonly #labelSets: (readonly MergedLabel[])[] = [];
  readonly #labelSetByKey = new Map<string, number>();
  /** Open addressing: merged sample + 1, 0 = free. */
  #slots = new Uint32Array(4096);
  #count = 0;

  constructor(types: number, symbols: SymbolMerger) {
    this.#types = types;
    this.#symbols = symbols;
    this.#stackStart.push(0);
  }

  add(source: MergeSource, sample: number, symbols: SourceSymbols): void {
    const { samples } = source.profile;
    if (isZero(samples.values, sample * this.#types, this.#types)) return;
    // The stack is written behind the last merged one: it stays there if the sample is new.
    const start = this.#stack.length;
    const end = samples.stackStart[sample + 1]!;
    const labelSet = this.#internLabels(source, sample, symbols);
    let hash = Math.imul(labelSet + 1, 0x9e3779b1);
    for (let at = samples.stackStart[sample]!; at < end; at++) {
      const location = symbols.location(samples.stack[at]!);
      this.#stack.push(location);
      hash = Math.imul(hash ^ location, 0x01000193) ^ (hash >>> 15);
    }
    const slot = this.#find(hash, start, labelSet);
    const known = this.#slots[slot]!;
    if (known !== 0) {
      this.#stack.length = start;
      for (let type = 0; type < this.#types; type++)
        this.#values.add(
          (known - 1) * this.#types + type,
          int64At(samples.values, sample * this.#types + type),
        );
      return;
    }
    this.#stackStart.push(this.#stack.length);
    this.#labelSet.push(labelSet);
    for (let type = 0; type < this.#types; type++)
      this.#values.push(int64At(samples.values, sample * this.#types + type));
    this.#slots[slot] = ++this.#count;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
  }

  build(): Pick<Profile, "samples" | "labels"> {
    const stackStart = new Uint32Column(this.#count + 1);
    const stack = new Uint32Column(Math.max(1, this.#stack.length));
    const values = new Int64ColumnBuilder(this.#count * this.#types + 1);
    const labelStart = new Uint32Column(this.#count + 1);
    const key = new Uint32Column();
    const text = new Uint32Column();
    const number = new Int64ColumnBuilder();
    const unit = new Uint32Column();
    stackStart.push(0);
    labelStart.push(0);
    const merged = this.#values.build();
    for (let sample = 0; sample < this.#count; sample++) {
      if (isZero(merged, sample * this.#types, this.#types)) continue;
      const end = this.#stackStart.values[sample + 1]!;
      for (let at = this.#stackStart.values[sample]!; at < end; at++)
        stack.push(this.#stack.values[at]!);
      stackStart.push(stack.length);
      for (let type = 0; type < this.#types; type++)
        values.push(int64At(merged, sample * this.#types + type));
      for (const label of this.#labelSets[this.#labelSet.values[sample]!]!) {
        key.push(label.key);
        text.push(label.text);
        number.push(label.number);
        unit.push(label.unit);
      }
      labelStart.push(key.length);
    }
    return {
      samples: {
        count: stackStart.length - 1,
        stackStart: stackStart.build(),
        stack: stack.build(),
        values: values.build(),
        labelStart: labelStart.build(),
      },
      labels: {
        key: key.build(),
        text: text.build(),
        number: number.build(),
        unit: unit.build(),
      },
    };
  }

  #internLabels(
    source: MergeSource,
    sample: number,
    symbols: SourceSymbols,
  ): number {
    const { samples, labels } = source.profile;
    const baseKey = source.base
      ? this.#symbols.strings.intern(baseLabel.key)
      : -1;
    const set: MergedLabel[] = [];
    const end = samples.labelStart[sample + 1]!;
    for (let at = samples.labelStart[sample]!; at < end; at++) {
      const key = symbols.string(labels.key[at]!);
      const text = symbols.string(labels.text[at]!);
      // The base label replaces whatever the sample had under that key.
      if (key === baseKey && text !== 0) continue;
      const unit = symbols.string(labels.unit[at]!);
      set.push({ key, text, number: int64At(labels.number, at), unit });
    }
    if (source.base)
      set.push({
        key: baseKey,
        text: this.#symbols.strings.intern(baseLabel.text),
        number: 0,
        unit: 0,
      });
    // The order of keys means nothing, the order of one key's values does: the sort is stable.
    set.sort(
      (a, b) => a.key - b.key || Number(a.text === 0) - Number(b.text === 0),
    );
    const key = set
      .map(
        (label) => `${label.key} ${label.text} ${label.number} ${label.unit}`,
      )
      .join(",");
    const known = this.#labelSetByKey.get(key);
    if (known !== undefined) return known;
    const { strings } = this.#symbols;
    this.#labelSets.push(
      set.sort((a, b) =>
        compareGoStrings(strings.get(a.key), strings.get(b.key)),
      ),
    );
    this.#labelSetByKey.set(key, this.#labelSets.length - 1);
    return this.#labelSets.length - 1;
  }

  /** The slot of the sample whose stack was just written from `start` on, or the free one where it belongs. */
  #find(hash: number, start: number, labelSet: number): number {
    const mask = this.#slots.length - 1;
    let slot = mix(hash) & mask;
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry === 0 || this.#isSame(entry - 1, start, labelSet)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isSame(merged: number, start: number, labelSet: number): boolean {
    if (this.#labelSet.values[merged] !== labelSet) return false;
    const from = this.#stackStart.values[merged]!;
    const length = this.#stackStart.values[merged + 1]! - from;
    if (length !== this.#stack.length - start) return false;
    const stack = this.#stack.values;
    for (let at = 0; at < length; at++)
      if (stack[from + at] !== stack[start + at]) return false;
    return true;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let merged = 0; merged < this.#count; merged++) {
      let hash = Math.imul(this.#labelSet.values[merged]! + 1, 0x9e3779b1);
      const end = this.#stackStart.values[merged + 1]!;
      for (let at = this.#stackStart.values[merged]!; at < end; at++)
        hash =
          Math.imul(hash ^ this.#stack.values[at]!, 0x01000193) ^ (hash >>> 15);
      let slot = mix(hash) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = merged + 1;
    }
  }
}

function mix(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (half ^ (half >>> 13)) >>> 0;
}

function isZero(values: Int64Column, start: number, count: number): boolean {
  for (let at = start; at < start + count; at++)
    if (int64At(values, at) !== 0) return false;
  return true;
}
