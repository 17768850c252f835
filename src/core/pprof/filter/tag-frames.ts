// tag-root and tag-leaf: labels as frames, so that a table or flame graph can be read by tenant or size
// (internal/driver/tagroot.go). Every sample gets a frame for every key, so that levels mean the same everywhere.

import { withStacks } from "../edit-profile.ts";
import type { Profile } from "../profile.ts";
import { sampleLabels, type SampleLabels } from "../sample-labels.ts";
import type { StringTable } from "../string-table.ts";
import { scaledLabel } from "../units.ts";

export interface TagFramesResult {
  readonly profile: Profile;
  readonly rootMatched: boolean;
  readonly leafMatched: boolean;
}

/** `rootKeys`: the first one is nearest to the root; `leafKeys`: the last one is the new leaf. */
export function addTagFrames(
  profile: Profile,
  rootKeys: readonly string[],
  leafKeys: readonly string[],
  unit: string,
): TagFramesResult {
  if (rootKeys.length === 0 && leafKeys.length === 0)
    return { profile, rootMatched: false, leafMatched: false };
  const frames = new TagFrames(profile);
  const { stackStart, stack } = profile.samples;
  let rootMatched = false;
  let leafMatched = false;
  const edited = withStacks(profile, (sample, push) => {
    const labels = sampleLabels(profile, sample);
    let matched = false;
    const locations = (keys: readonly string[]): readonly number[] =>
      [...keys].reverse().map((key) => {
        const values = labelValues(labels, key, unit);
        matched ||= values.length > 0;
        return frames.location(values.join(","), key);
      });
    // Roots first, because new locations get their ids in this order.
    const roots = locations(rootKeys);
    rootMatched ||= matched;
    matched = false;
    const leaves = locations(leafKeys);
    leafMatched ||= matched;
    leaves.forEach(push);
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++)
      push(stack[at]!);
    roots.forEach(push);
    return true;
  });
  return { profile: frames.addTo(edited), rootMatched, leafMatched };
}

function labelValues(
  { texts, numbers }: SampleLabels,
  key: string,
  unit: string,
): readonly string[] {
  const own = numbers.get(key) ?? [];
  const hasUnits = own.some((number) => number.unit !== "");
  return [
    ...(texts.get(key) ?? []),
    ...own.map((number) =>
      hasUnits
        ? scaledLabel(number.value, number.unit, unit)
        : scaledLabel(number.value, "", ""),
    ),
  ];
}

/** The profile's strings with more behind them. */
class LongerStrings implements StringTable {
  readonly #first: StringTable;
  readonly #more: readonly string[];

  constructor(first: StringTable, more: readonly string[]) {
    this.#first = first;
    this.#more = more;
  }

  get length(): number {
    return this.#first.length + this.#more.length;
  }

  get(index: number): string {
    return index < this.#first.length
      ? this.#first.get(index)
      : this.#more[index - this.#first.length]!;
  }
}

/** New locations behind those of the profile, one for each pair of value and key. */
class TagFrames {
  readonly #firstLocation: number;
  readonly #frames: { readonly name: string; readonly key: string }[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(profile: Profile) {
    this.#firstLocation = profile.locations.count;
  }

  location(name: string, key: string): number {
    const id = `${name}\n${key}`;
    const known = this.#byKey.get(id) ?? this.#frames.length;
    if (known === this.#frames.length) {
      this.#frames.push({ name, key });
      this.#byKey.set(id, known);
    }
    return this.#firstLocation + known;
  }

  addTo(profile: Profile): Profile {
    const { locations, lines, functions, strings } = profile;
    const added = this.#frames.length;
    const texts = this.#frames.flatMap(({ name, key }) => [name, key]);
    const numbers = (next: (index: number) => number): Uint32Array =>
      Uint32Array.from({ length: added }, (_, index) => next(index));
    const ids = (column: BigUint64Array): BigUint64Array => {
      const largest = column.reduce((max, id) => (id > max ? id : max), 0n);
      return BigUint64Array.from(
        { length: added },
        (_, index) => largest + BigInt(index + 1),
      );
    };
    return {
      ...profile,
      strings: new LongerStrings(strings, texts),
      locations: {
        count: locations.count + added,
        id: concatenate(locations.id, ids(locations.id)),
        order: concatenate(
          locations.order,
          numbers((index) => locations.count + index),
        ),
        address: concatenate(locations.address, new BigUint64Array(added)),
        mapping: concatenate(locations.mapping, new Int32Array(added).fill(-1)),
        folded: concatenate(locations.folded, new Uint8Array(added)),
        lineStart: concatenate(
          locations.lineStart,
          numbers((index) => lines.function.length + index),
        ),
        lineCount: concatenate(
          locations.lineCount,
          numbers(() => 1),
        ),
      },
      lines: {
        function: concatenate(
          lines.function,
          numbers((index) => functions.count + index),
        ),
        line: concatenate(lines.line, new Float64Array(added)),
        column: concatenate(lines.column, new Float64Array(added)),
      },
      functions: {
        count: functions.count + added,
        id: concatenate(functions.id, ids(functions.id)),
        order: concatenate(
          functions.order,
          numbers((index) => functions.count + index),
        ),
        name: concatenate(
          functions.name,
          numbers((index) => strings.length + 2 * index),
        ),
        systemName: concatenate(
          functions.systemName,
          numbers(() => 0),
        ),
        file: concatenate(
          functions.file,
          numbers((index) => strings.length + 2 * index + 1),
        ),
        startLine: concatenate(functions.startLine, new Float64Array(added)),
      },
    };
  }
}

type Column =
  Uint8Array | Uint32Array | Int32Array | Float64Array | BigUint64Array;

function concatenate<T extends Column>(first: T, second: T): T {
  const Constructor = first.constructor as new (length: number) => T;
  const joined = new Constructor(first.length + second.length);
  // One of the two overloads, whichever the column's kind is.
  (joined as Uint8Array).set(first as Uint8Array);
  (joined as Uint8Array).set(second as Uint8Array, first.length);
  return joined;
}
