// The heap profile from memory, as an ordinary pprof file: what the endpoint would have said, or what it would say if it
// did not lag behind by up to two garbage collections.
// Source of truth: runtime/pprof/protomem.go (writeHeapProto, scaleHeapSample).

import { encodeProfile } from "../core/pprof/encode.ts";
import { ProfileBuilder } from "../core/pprof/profile-builder.ts";
import type { Mapping } from "../core/pprof/profile.ts";
import type { FunctionTable } from "../core/go-runtime/function-table.ts";
import {
  locateStack,
  lookupAddresses,
  type BucketLocation,
} from "../core/go-runtime/bucket-stacks.ts";
import {
  readHeapBuckets,
  type HeapBucket,
} from "../core/go-runtime/read-buckets.ts";
import { readBytes } from "../core/go-runtime/target-memory.ts";
import { readUnsigned, viewOf } from "../core/go-runtime/runtime-layout.ts";
import type { Inspection } from "./inspect.ts";

/**
 * `published`: what profiles show; `collected`: what the last collection found, as after `gc=1`; `current`: with the
 * allocations and frees since.
 */
export type BucketMoment = "published" | "collected" | "current";

export interface BucketSample {
  readonly stack: readonly BucketLocation[];
  /** Bytes of each object. */
  readonly objectSize: number;
  /** Estimates for all objects, as profiles give them. */
  readonly allocObjects: number;
  readonly allocBytes: number;
  readonly inUseObjects: number;
  readonly inUseBytes: number;
  /** Objects that were sampled, which the intervals of the estimates follow from. */
  readonly sampledAllocs: number;
  readonly sampledInUse: number;
}

export interface BucketReport {
  /** Bytes between two samples on average; 0 = sampling is off. */
  readonly rate: number;
  readonly moment: BucketMoment;
  readonly attempts: number;
  /** Collections so far, modulo 3 × 2^25. */
  readonly cycle: number;
  /** Largest in use first. */
  readonly samples: readonly BucketSample[];
}

/** Codes: memory-unreadable, memory-inconsistent, layout-mismatch, target-died, cancelled. */
export async function inspectBuckets(
  inspection: Inspection,
  moment: BucketMoment,
  signal?: AbortSignal,
): Promise<BucketReport> {
  const { memory } = inspection.image;
  const { rate, buckets, attempts, cycle } = await readHeapBuckets(
    memory,
    inspection.layout,
    signal,
  );
  const table = await inspection.functionTable();
  await table.loadInlineTrees(
    memory,
    lookupAddresses(buckets.map(({ stack }) => stack)),
  );
  const samples = buckets.flatMap((bucket) => {
    const counts = bucket[moment];
    return counts.allocs === 0
      ? []
      : [sampleOf(bucket, moment, { table, rate })];
  });
  samples.sort((a, b) => b.inUseBytes - a.inUseBytes);
  return { rate, moment, attempts, cycle, samples };
}

/** MemProfileRate: bytes between two samples on average; 0 = sampling is off. Codes: memory-unreadable, target-died. */
export async function readProfileRate({
  image,
  layout,
}: Inspection): Promise<number> {
  const { address, size } = layout.variable("profileRate");
  const range = { address, length: size };
  const bytes = await readBytes(image.memory, range, "MemProfileRate");
  return readUnsigned(viewOf(bytes), 0, size);
}

function sampleOf(
  bucket: HeapBucket,
  moment: BucketMoment,
  { table, rate }: { readonly table: FunctionTable; readonly rate: number },
): BucketSample {
  const { size, stack } = bucket;
  const { allocs, frees } = bucket[moment];
  const inUse = allocs - frees;
  const factor = unsamplingFactor(size, rate);
  const scaled = (value: number): number => Math.trunc(value * factor);
  return {
    stack: locateStack(table, stack),
    objectSize: size,
    allocObjects: scaled(allocs),
    allocBytes: scaled(allocs * size),
    inUseObjects: scaled(inUse),
    inUseBytes: scaled(inUse * size),
    sampledAllocs: allocs,
    sampledInUse: inUse,
  };
}

/** An object of this size is sampled with probability 1 - exp(-size / rate). */
export function unsamplingFactor(size: number, rate: number): number {
  return rate <= 1 || size === 0 ? 1 : 1 / (1 - Math.exp(-size / rate));
}

/** Adds each location of stacks once and answers its index. */
export function locationsOf(
  builder: ProfileBuilder,
): (location: BucketLocation) => number {
  const locations = new Map<string, number>();
  return (location) => {
    // The last entry of a stack stands for more calls than the same entry within one.
    const key = `${location.pc} ${location.frames.length}`;
    const known = locations.get(key);
    if (known !== undefined) return known;
    const index = builder.addLocation(
      BigInt(location.pc - 1),
      location.frames.map((frame) => ({
        name: frame.function,
        systemName: frame.function,
        file: frame.file,
        line: frame.line,
        ...(frame.startLine !== null && { startLine: frame.startLine }),
      })),
      0,
    );
    locations.set(key, index);
    return index;
  };
}

/** Uncompressed pprof, as `go tool pprof` reads it. */
export function encodeBuckets(
  report: BucketReport,
  header: { readonly timeMillis: number; readonly mapping: Mapping },
): Uint8Array {
  const builder = new ProfileBuilder([
    { type: "alloc_objects", unit: "count" },
    { type: "alloc_space", unit: "bytes" },
    { type: "inuse_objects", unit: "count" },
    { type: "inuse_space", unit: "bytes" },
  ]);
  const locate = locationsOf(builder);
  for (const sample of report.samples)
    builder.addSample(
      sample.stack.map(locate),
      [
        sample.allocObjects,
        sample.allocBytes,
        sample.inUseObjects,
        sample.inUseBytes,
      ],
      [{ key: "bytes", number: sample.objectSize }],
    );
  return encodeProfile(
    builder.build({
      defaultSampleType: "inuse_space",
      periodType: { type: "space", unit: "bytes" },
      period: report.rate,
      timeNanos: BigInt(header.timeMillis) * 1_000_000n,
      mappings: [header.mapping],
    }),
  );
}
