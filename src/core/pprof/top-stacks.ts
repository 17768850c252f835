// The stacks that hold most of the heap, for the last bars of the reconciliation. Sampled objects are kept apart by size,
// because how sure a value is depends on it.

import { heapValues, objectSizes } from "./allocation-sites.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { StackReader, type StackFrame } from "./stack-frames.ts";

/** Sampled objects of one size, scaled as the runtime scales them. */
export interface SizedObjects {
  readonly objectBytes: number;
  readonly objects: number;
}

export interface HeapStack {
  /** Leaf first, inlined calls included. */
  readonly frames: readonly StackFrame[];
  /** In use, as sampled and scaled. */
  readonly bytes: number;
  readonly objects: number;
  readonly sizes: readonly SizedObjects[];
}

export interface TopStacks {
  /** MemProfileRate in bytes; 1 = every allocation. */
  readonly sampleRateBytes: number;
  /** Bytes in use of all stacks. */
  readonly total: number;
  readonly sizes: readonly SizedObjects[];
  /** How many stacks have anything in use. */
  readonly stackCount: number;
  readonly stacks: readonly HeapStack[];
}

interface Growing {
  /** The first sample of this stack. */
  readonly sample: number;
  bytes: number;
  objects: number;
  readonly sizes: Map<number, number>;
}

/**
 * The `count` stacks with most bytes in use, largest first, and the total of all. Samples of one stack that differ in
 * object size only are one stack. Code: profile-incompatible when it is not a heap profile.
 */
export function buildTopStacks(
  profile: Profile,
  count: number,
  checkpoint: Checkpoint = neverStop,
): TopStacks {
  const value = heapValues(profile);
  const objectBytes = objectSizes(profile);
  const { stack, stackStart, count: samples } = profile.samples;
  const stacks = new Map<string, Growing>();
  const whole = { bytes: 0, objects: 0, sizes: new Map<number, number>() };
  for (let sample = 0; sample < samples; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const bytes = value(sample, "inuse_space");
    const objects = value(sample, "inuse_objects");
    if (bytes === 0 && objects === 0) continue;
    const key = stack
      .subarray(stackStart[sample], stackStart[sample + 1])
      .join(",");
    let growing = stacks.get(key);
    if (growing === undefined) {
      growing = { sample, bytes: 0, objects: 0, sizes: new Map() };
      stacks.set(key, growing);
    }
    const size =
      objectBytes(sample) || Math.round(bytes / Math.max(1, objects));
    for (const sum of [growing, whole]) {
      sum.bytes += bytes;
      sum.objects += objects;
      sum.sizes.set(size, (sum.sizes.get(size) ?? 0) + objects);
    }
  }
  const reader = new StackReader(profile);
  const largest = [...stacks.values()]
    .sort((a, b) => b.bytes - a.bytes || a.sample - b.sample)
    .slice(0, count);
  return {
    // 0 would say that MemProfileRate is unknown; Go's default is what it then most likely was.
    sampleRateBytes: profile.period > 0 ? profile.period : 524_288,
    total: whole.bytes,
    sizes: sized(whole.sizes),
    stackCount: stacks.size,
    stacks: largest.map(({ sample, bytes, objects, sizes }): HeapStack => ({
      frames: [...reader.frames(sample)],
      bytes,
      objects,
      sizes: sized(sizes),
    })),
  };
}

function sized(sizes: ReadonlyMap<number, number>): readonly SizedObjects[] {
  return [...sizes]
    .map(([objectBytes, objects]) => ({ objectBytes, objects }))
    .sort((a, b) => a.objectBytes - b.objectBytes);
}
