// What is summed of pairs of samples, as columns, and read back as one change.

import type { ChangeMeasure } from "../pprof/views.ts";
import type { SampledSum } from "../statistics/sampling.ts";
import { countedChange, sampledChange } from "./change-measure.ts";
import type { Combine } from "./node-sums.ts";
import type { PairedSamples } from "./paired-samples.ts";
import {
  combineSampled,
  sampledColumnCount,
  sampledSumAt,
} from "./sampled-columns.ts";
import type { SampledHeap } from "./sampled-heap.ts";

/** before, after, grown, shrunk, then the sampled sums: came, went, before, after. */
const sideColumns = 4;

/** One entry a pair; how two entries become one is in `combine`. */
export function columnsOfPairs({ before, after, sampled }: PairedSamples): {
  readonly columns: readonly Float64Array[];
  readonly combine: readonly Combine[];
} {
  const grown = after.map((value, pair) => Math.max(0, value - before[pair]!));
  const shrunk = after.map((value, pair) => Math.max(0, before[pair]! - value));
  const columns = [before, after, grown, shrunk];
  const combine: Combine[] = ["sum", "sum", "sum", "sum"];
  if (sampled === null) return { columns, combine };
  const { came, went } = sampled;
  for (const sums of [came, went, sampled.before, sampled.after]) {
    columns.push(...sums.columns);
    combine.push(...combineSampled);
  }
  return { columns, combine };
}

/** The change at `index` of sums of those columns; `heap` is null for values that were counted. */
export function changeAt(
  columns: readonly Float64Array[],
  index: number,
  heap: SampledHeap | null,
): ChangeMeasure {
  const sides = {
    before: columns[0]![index]!,
    after: columns[1]![index]!,
    grown: columns[2]![index]!,
    shrunk: columns[3]![index]!,
  };
  if (heap === null) return countedChange(sides);
  const sum = (which: number): SampledSum =>
    sampledSumAt(columns, sideColumns + which * sampledColumnCount, index);
  return sampledChange(sides, {
    heap,
    came: sum(0),
    went: sum(1),
    before: sum(2),
    after: sum(3),
  });
}
