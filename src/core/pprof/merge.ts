// Several profiles made one: samples with the same stack and the same labels are added up, what is zero in every type is
// left out (profile/merge.go of google/pprof). The sources must have the same sample types (compare.ts sees to it).

import { Int64ColumnBuilder, type Int64Column } from "./int64-column.ts";
import { LabelSets, type MergeSource } from "./merge-labels.ts";
import { SymbolMerger, type SourceSymbols } from "./merge-symbols.ts";
import {
  neverStop,
  type Checkpoint,
  type Profile,
  type SampleColumns,
} from "./profile.ts";
import type { StringPool } from "./string-table.ts";
import { Uint32Column } from "./uint32-column.ts";

export type { MergeSource };

const checkpointEvery = 1024;

export function mergeProfiles(
  sources: readonly MergeSource[],
  checkpoint: Checkpoint = neverStop,
): Profile {
  const first = sources[0];
  if (first === undefined) throw new Error("a merge needs a profile");
  const symbols = new SymbolMerger();
  const merger = new SampleMerger(
    first.profile.sampleTypes.length,
    symbols.strings,
    sources,
  );
  for (const source of sources)
    merger.add(source, symbols.begin(source.profile), checkpoint);
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
  readonly #labelSets: LabelSets;
  readonly #stackStart: Uint32Column;
  readonly #stack: Uint32Column;
  readonly #values: Int64ColumnBuilder;
  /** Label set and hash of each merged sample. */
  readonly #labelSet: Uint32Column;
  readonly #hash: Uint32Column;
  /** Open addressing: merged sample + 1, 0 = free. */
  #slots = new Uint32Array(4096);
  #count = 0;

  constructor(
    types: number,
    strings: StringPool,
    sources: readonly MergeSource[],
  ) {
    const sum = (of: (samples: SampleColumns) => number): number =>
      sources.reduce((all, source) => all + of(source.profile.samples), 0);
    // Room for all of it at once: memory that is not written to costs nothing, and growing copies.
    const most = sum(({ count }) => count) + 1;
    this.#types = types;
    this.#labelSets = new LabelSets(strings);
    this.#stackStart = new Uint32Column(most);
    this.#stack = new Uint32Column(sum(({ stack }) => stack.length) + 1);
    this.#values = new Int64ColumnBuilder(most * types);
    this.#labelSet = new Uint32Column(most);
    this.#hash = new Uint32Column(most);
    this.#stackStart.push(0);
  }

  add(
    source: MergeSource,
    symbols: SourceSymbols,
    checkpoint: Checkpoint,
  ): void {
    const { samples } = source.profile;
    const labelSets = this.#labelSets.begin(source, symbols);
    for (let sample = 0; sample < samples.count; sample++) {
      if (sample % checkpointEvery === 0) checkpoint();
      if (isZero(samples.values, sample * this.#types, this.#types)) continue;
      const labelSet = labelSets.of(sample);
      const start = this.#stack.length;
      const hash = this.#appendStack(samples, sample, symbols, labelSet);
      const slot = this.#find(hash, start, labelSet);
      const known = this.#slots[slot]!;
      const value = sample * this.#types;
      if (known !== 0) {
        this.#stack.length = start;
        const merged = (known - 1) * this.#types;
        this.#values.addFrom(merged, samples.values, value, this.#types);
        continue;
      }
      this.#stackStart.push(this.#stack.length);
      this.#labelSet.push(labelSet);
      this.#hash.push(hash);
      this.#values.pushFrom(samples.values, value, this.#types);
      this.#slots[slot] = ++this.#count;
      if (this.#count * 2 > this.#slots.length) this.#rehash();
    }
  }

  build(): Pick<Profile, "samples" | "labels"> {
    const values = this.#values.build();
    const kept = new Uint32Column(this.#count + 1);
    for (let sample = 0; sample < this.#count; sample++)
      if (!isZero(values, sample * this.#types, this.#types)) kept.push(sample);
    const labels = this.#labelSets.columns(kept.build(), this.#labelSet.values);
    const count = kept.length;
    if (count < this.#count) this.#leaveOut(kept.values, count);
    return {
      samples: {
        count,
        stackStart: this.#stackStart.build(),
        stack: this.#stack.build(),
        values:
          count === this.#count
            ? values
            : pickRows(values, kept.build(), this.#types),
        labelStart: labels.labelStart,
      },
      labels: labels.labels,
    };
  }

  /** Writes the stack behind the last merged one, where it stays if the sample is new; answers its hash. */
  #appendStack(
    { stackStart, stack }: SampleColumns,
    sample: number,
    symbols: SourceSymbols,
    labelSet: number,
  ): number {
    const from = stackStart[sample]!;
    const to = stackStart[sample + 1]!;
    const { locations } = symbols;
    const merged = this.#stack.values;
    let length = this.#stack.length;
    let hash = Math.imul(labelSet + 1, 0x9e3779b1);
    for (let at = from; at < to; at++) {
      let location = locations[stack[at]!]!;
      if (location < 0) location = symbols.location(stack[at]!);
      merged[length++] = location;
      hash = Math.imul(hash ^ location, 0x01000193);
    }
    this.#stack.length = length;
    return mix(hash);
  }

  /** The slot of the sample whose stack was just written from `start` on, or the free one where it belongs. */
  #find(hash: number, start: number, labelSet: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot]!;
      if (
        entry === 0 ||
        (this.#hash.values[entry - 1] === hash &&
          this.#isSame(entry - 1, start, labelSet))
      )
        return slot;
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
      let slot = this.#hash.values[merged]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = merged + 1;
    }
  }

  /** Moves the stacks of the samples that stay together. */
  #leaveOut(kept: Uint32Array, count: number): void {
    const starts = this.#stackStart.values;
    const stack = this.#stack.values;
    let length = 0;
    for (let place = 0; place < count; place++) {
      const from = starts[kept[place]!]!;
      const to = starts[kept[place]! + 1]!;
      stack.copyWithin(length, from, to);
      starts[place] = length;
      length += to - from;
    }
    starts[count] = length;
    this.#stackStart.length = count + 1;
    this.#stack.length = length;
  }
}

function pickRows(
  values: Int64Column,
  rows: Uint32Array,
  types: number,
): Int64Column {
  const picked = new Int64ColumnBuilder(rows.length * types + 1);
  for (const row of rows) picked.pushFrom(values, row * types, types);
  return picked.build();
}

function mix(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (half ^ (half >>> 13)) >>> 0;
}

function isZero(values: Int64Column, start: number, count: number): boolean {
  // The nearest double of an int64 is 0 for 0 alone.
  for (let at = start; at < start + count; at++)
    if (values.numbers[at] !== 0) return false;
  return true;
}
