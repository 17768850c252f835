// The samples of a difference, each stack's earlier and later values side by side. Stacks are the same when their frames
// are the same lines of the same functions, wherever a build put them; heap samples of one stack are kept apart by object
// size, as the runtime keeps them, because what lives on in both snapshots then cancels without sampling error.

import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import { baseSamples } from "../pprof/sample-type.ts";
import {
  sampledMovement,
  sampledSum,
  type SampledState,
} from "../statistics/sampling.ts";
import { SampledColumns } from "./sampled-columns.ts";
import { countBehind, sampledHeap, type SampledHeap } from "./sampled-heap.ts";

export interface SampledSides {
  /** MemProfileRate of either side, in bytes. */
  readonly beforeRate: number;
  readonly afterRate: number;
  /** False when the two are not moments of one process: then nothing lives on, and nothing cancels. */
  readonly related: boolean;
}

export interface PairedSamples {
  readonly count: number;
  /** The pair of each sample. */
  readonly pairOf: Uint32Array;
  /** A sample that has the pair's stack. */
  readonly sampleOf: Uint32Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Null when the values are not those of a sampled heap. */
  readonly sampled: (SampledPairs & { readonly heap: SampledHeap }) | null;
}

/** Sampled objects of each pair: on either side, and those that came and went between. */
export interface SampledPairs {
  readonly before: SampledColumns;
  readonly after: SampledColumns;
  readonly came: SampledColumns;
  readonly went: SampledColumns;
}

const checkpointEvery = 1024;

/** `profile` is a difference whose base samples are labelled (`diff-base`). */
export function pairSamples(
  profile: Profile,
  typeIndex: number,
  sides: SampledSides,
  checkpoint: Checkpoint = neverStop,
): PairedSamples {
  const heap = sampledHeap(profile, typeIndex);
  const pairs = new StackPairs(profile);
  const { count: samples, values } = profile.samples;
  const types = profile.sampleTypes.length;
  const base = baseSamples(profile);
  const size = (sample: number): number => heap?.objectBytes(sample) ?? 0;
  const pairOf = new Uint32Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    if (sample % checkpointEvery === 0) checkpoint();
    pairOf[sample] = pairs.of(sample, Math.round(size(sample)));
  }
  const { count } = pairs;
  const column = (): Float64Array => new Float64Array(count);
  const before = column();
  const after = column();
  const bytes = heap === null ? null : new PairedBytes(count);
  for (let sample = 0; sample < samples; sample++) {
    const pair = pairOf[sample]!;
    const value = values.numbers[sample * types + typeIndex]!;
    const isBase = base?.[sample] === 1;
    // The base's values were negated for the merge.
    if (isBase) before[pair]! -= value;
    else after[pair]! += value;
    if (heap !== null) bytes?.add(pair, isBase, heap, sample);
  }
  return {
    count,
    pairOf,
    sampleOf: pairs.sampleOf(),
    before,
    after,
    sampled:
      heap === null || bytes === null
        ? null
        : { heap, ...bytes.recover(heap, sides) },
  };
}

/** Bytes in use and ever allocated, on both sides of each pair. */
class PairedBytes {
  readonly #size: Float64Array;
  readonly #inuse: readonly [Float64Array, Float64Array];
  readonly #allocated: readonly [Float64Array, Float64Array];

  constructor(count: number) {
    const column = (): Float64Array => new Float64Array(count);
    this.#size = column();
    this.#inuse = [column(), column()];
    this.#allocated = [column(), column()];
  }

  add(pair: number, isBase: boolean, heap: SampledHeap, sample: number): void {
    const side = isBase ? 0 : 1;
    const sign = isBase ? -1 : 1;
    this.#size[pair] = heap.objectBytes(sample);
    this.#inuse[side][pair]! += sign * heap.inuseBytes(sample);
    this.#allocated[side][pair]! += sign * heap.allocatedBytes(sample);
  }

  recover(
    heap: SampledHeap,
    { beforeRate, afterRate, related }: SampledSides,
  ): SampledPairs {
    const count = this.#size.length;
    const columns = (): SampledColumns => new SampledColumns(count);
    const pairs = {
      before: columns(),
      after: columns(),
      came: columns(),
      went: columns(),
    };
    for (let pair = 0; pair < count; pair++) {
      const size = this.#size[pair]!;
      const before = this.#state(0, pair, beforeRate, heap);
      const after = this.#state(1, pair, afterRate, heap);
      const moved = related
        ? sampledMovement(before, after)
        : { came: after.inuse, went: before.inuse };
      const sum = (count: number, rate: number) =>
        sampledSum({ count, size }, rate, heap.measure);
      pairs.before.put(pair, sum(before.inuse, beforeRate));
      pairs.after.put(pair, sum(after.inuse, afterRate));
      pairs.came.put(pair, sum(moved.came, afterRate));
      pairs.went.put(pair, sum(moved.went, beforeRate));
    }
    return pairs;
  }

  #state(
    side: 0 | 1,
    pair: number,
    rate: number,
    heap: SampledHeap,
  ): SampledState {
    const size = this.#size[pair]!;
    const allocated = countBehind(this.#allocated[side][pair]!, size, rate);
    const inuse = heap.cumulative
      ? allocated
      : countBehind(this.#inuse[side][pair]!, size, rate);
    return { inuse, allocated };
  }
}

/** Numbers for stacks: equal ones, of equal object size, have the same. */
class StackPairs {
  readonly #profile: Profile;
  /** By location: the number of its lines, whatever its address. */
  readonly #place: Uint32Array;
  readonly #first: number[] = [];
  readonly #size: number[] = [];
  /** Open addressing: pair + 1, 0 = free. */
  #slots = new Uint32Array(4096);

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#place = placesOf(profile);
  }

  get count(): number {
    return this.#first.length;
  }

  sampleOf(): Uint32Array {
    return Uint32Array.from(this.#first);
  }

  of(sample: number, size: number): number {
    let slot = this.#find(sample, size);
    const known = this.#slots[slot]!;
    if (known !== 0) return known - 1;
    if ((this.#first.length + 1) * 2 > this.#slots.length) {
      this.#grow();
      slot = this.#find(sample, size);
    }
    this.#first.push(sample);
    this.#size.push(size);
    this.#slots[slot] = this.#first.length;
    return this.#first.length - 1;
  }

  #find(sample: number, size: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(sample, size) & mask;
    for (;;) {
      const entry = this.#slots[slot]!;
      if (entry === 0 || this.#isSame(entry - 1, sample, size)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #hash(sample: number, size: number): number {
    const { stackStart, stack } = this.#profile.samples;
    let hash = Math.imul(size + 1, 0x9e3779b1);
    const end = stackStart[sample + 1]!;
    for (let at = stackStart[sample]!; at < end; at++)
      hash =
        Math.imul(hash ^ this.#place[stack[at]!]!, 0x01000193) ^ (hash >>> 15);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  #isSame(pair: number, sample: number, size: number): boolean {
    if (this.#size[pair] !== size) return false;
    const { stackStart, stack } = this.#profile.samples;
    const known = stackStart[this.#first[pair]!]!;
    const start = stackStart[sample]!;
    const length = stackStart[sample + 1]! - start;
    if (stackStart[this.#first[pair]! + 1]! - known !== length) return false;
    for (let at = 0; at < length; at++)
      if (this.#place[stack[known + at]!] !== this.#place[stack[start + at]!])
        return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 4);
    for (let pair = 0; pair < this.#first.length; pair++)
      this.#slots[this.#find(this.#first[pair]!, this.#size[pair]!)] = pair + 1;
  }
}

function placesOf(profile: Profile): Uint32Array {
  const { locations, lines, functions, strings } = profile;
  const byKey = new Map<string, number>();
  const places = new Uint32Array(locations.count);
  for (let location = 0; location < locations.count; location++) {
    const start = locations.lineStart[location]!;
    const end = start + locations.lineCount[location]!;
    let key = "";
    for (let line = start; line < end; line++) {
      const index = lines.function[line]!;
      key += `${strings.get(functions.name[index]!)}\n${strings.get(functions.file[index]!)}\n${lines.line[line]}\n`;
    }
    // Without symbols an address is all there is to know it by.
    if (key === "")
      key = `${locations.mapping[location]} ${locations.address[location]}`;
    const place = byKey.get(key) ?? byKey.size;
    byKey.set(key, place);
    places[location] = place;
  }
  return places;
}
