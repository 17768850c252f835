// What a profile's values say of the objects that were really sampled. Go's heap profiles are of one allocation in about
// 512 KiB; from a sample's bytes and its objects' size the count behind it is known again (core/statistics/sampling.ts).

import { int64At } from "../pprof/int64-column.ts";
import type { Profile } from "../pprof/profile.ts";
import {
  sampledCountOfBytes,
  type SampledMeasure,
} from "../statistics/sampling.ts";

/** Go's default, where the profile does not say: it then most likely was. */
export const usualRateBytes = 524_288;

export interface SampledHeap {
  readonly measure: SampledMeasure;
  /** True for what was allocated since the start: it cannot fall. */
  readonly cumulative: boolean;
  readonly rateBytes: number;
  /** Bytes of one object of this sample; 0 when the sample says nothing of it. */
  objectBytes(sample: number): number;
  /** Signed as the values are: a base's are negative. */
  inuseBytes(sample: number): number;
  allocatedBytes(sample: number): number;
}

/** Null when the values of this type are not those of a sampled heap: goroutines, CPU time, contention. */
export function sampledHeap(
  profile: Profile,
  typeIndex: number,
): SampledHeap | null {
  if (profile.periodType.type !== "space") return null;
  const types = profile.sampleTypes.map(({ type }) => type);
  const chosen = types[typeIndex];
  if (
    chosen === undefined ||
    !/^((inuse|alloc)_)?(space|objects)$/.test(chosen)
  )
    return null;
  const cumulative = chosen.startsWith("alloc_");
  const find = (...names: readonly string[]): number =>
    types.findIndex((type) => names.includes(type));
  const inuse = {
    bytes: find("inuse_space", "space"),
    objects: find("inuse_objects", "objects"),
  };
  const alloc = { bytes: find("alloc_space"), objects: find("alloc_objects") };
  const own = cumulative ? alloc : inuse;
  if (own.bytes < 0) return null;
  const { numbers } = profile.samples.values;
  const at = (sample: number, type: number): number =>
    type < 0 ? 0 : numbers[sample * types.length + type]!;
  const label = bytesLabel(profile);
  return {
    measure: chosen.endsWith("space") ? "bytes" : "objects",
    cumulative,
    rateBytes: profile.period > 0 ? profile.period : usualRateBytes,
    objectBytes: (sample) => {
      const labelled = label(sample);
      if (labelled > 0) return labelled;
      for (const { bytes, objects } of [own, alloc]) {
        const count = at(sample, objects);
        if (count !== 0) return at(sample, bytes) / count;
      }
      return 0;
    },
    inuseBytes: (sample) => at(sample, inuse.bytes),
    allocatedBytes: (sample) =>
      at(sample, alloc.bytes < 0 ? inuse.bytes : alloc.bytes),
  };
}

/** Sampled objects behind `bytes` of objects of one size, signed as they are. */
export function countBehind(
  bytes: number,
  objectBytes: number,
  rateBytes: number,
): number {
  return (
    Math.sign(bytes) *
    sampledCountOfBytes(Math.abs(bytes), objectBytes, rateBytes)
  );
}

/** The numeric label that Go puts on every heap sample: its objects are all of this size. */
function bytesLabel(profile: Profile): (sample: number) => number {
  const { samples, labels, strings } = profile;
  const keys = new Map<number, boolean>();
  const isBytes = (key: number): boolean => {
    const known = keys.get(key);
    if (known !== undefined) return known;
    keys.set(key, strings.get(key) === "bytes");
    return isBytes(key);
  };
  return (sample) => {
    const end = samples.labelStart[sample + 1]!;
    for (let at = samples.labelStart[sample]!; at < end; at++)
      if (labels.text[at] === 0 && isBytes(labels.key[at]!))
        return Number(int64At(labels.number, at));
    return 0;
  };
}
