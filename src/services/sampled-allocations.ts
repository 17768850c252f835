// Where the sampled objects of a copied heap were allocated: the runtime keeps the stack of each beside it, and never
// gives a stack's place to another.

import {
  locateStack,
  lookupAddresses,
} from "../core/go-runtime/bucket-stacks.ts";
import type { SourceFrame } from "../core/go-runtime/function-table.ts";
import { readBucketStacks } from "../core/go-runtime/read-buckets.ts";
import type { HeapImage } from "../core/object-graph/heap-image.ts";
import type { AllocationPlace } from "../core/object-graph/allocation-place.ts";
import type { SampledAllocation } from "../core/object-graph/holder-sites.ts";
import { GoDistribution } from "../core/pprof/go-symbol.ts";
import { readProfileRate } from "./inspect-allocations.ts";
import { unsamplingFactor } from "./inspect-buckets.ts";
import type { Inspection } from "./inspect.ts";

/** None where sampling is off. Codes: memory-unreadable, target-died, cancelled. */
export async function readSampledAllocations(
  inspection: Inspection,
  { roots: { sampled } }: HeapImage,
  signal?: AbortSignal,
): Promise<readonly SampledAllocation[]> {
  if (sampled.length === 0) return [];
  const { image, layout } = inspection;
  const rate = await readProfileRate(inspection);
  const stacks = await readBucketStacks(
    image.memory,
    layout,
    sampled.map(({ bucket }) => bucket),
    signal,
  );
  const table = await inspection.functionTable();
  await table.loadInlineTrees(
    image.memory,
    lookupAddresses([...stacks.values()].map(({ stack }) => stack)),
  );
  const located = new Map(
    [...stacks].map(([address, { size, stack }]) => [
      address,
      {
        bytes: size * unsamplingFactor(size, rate),
        frames: locateStack(table, stack).flatMap(({ frames }) => frames),
      },
    ]),
  );
  const distribution = GoDistribution.learn(
    [...located.values()].flatMap(({ frames }) => frames),
  );
  const places = new Map(
    [...located].map(([address, { bytes, frames }]) => [
      address,
      { bytes, place: placeOf(frames, distribution) },
    ]),
  );
  return sampled.flatMap(({ object, bucket }) => {
    const found = places.get(bucket);
    return found?.place === undefined || found.place === null
      ? []
      : [{ address: object, bytes: found.bytes, place: found.place }];
  });
}

function placeOf(
  frames: readonly SourceFrame[],
  distribution: GoDistribution,
): AllocationPlace | null {
  const [leaf] = frames;
  const own = frames.find((frame) => !distribution.has(frame)) ?? leaf;
  if (leaf === undefined || own === undefined) return null;
  const via = leaf.function === own.function ? "" : leaf.function;
  return { function: own.function, file: own.file, line: own.line, via };
}
