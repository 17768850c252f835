// Two profiles side by side, place by place: what there was and is, what grew and what shrank, and what of it sampling
// explains. One table for the net, the gross and the share comparison, since all three are of the same numbers.

import { printableName, type FrameNode } from "../pprof/frame-nodes.ts";
import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import { sampleTypeIndex } from "../pprof/sample-type.ts";
import type {
  ChangeMeasure,
  ChangeRow,
  ComparisonTable,
  Granularity,
} from "../pprof/views.ts";
import type { SampledSum } from "../statistics/sampling.ts";
import { countedChange, sampledChange } from "./change-measure.ts";
import { sumOverNodes, type Combine } from "./node-sums.ts";
import {
  pairSamples,
  type PairedSamples,
  type SampledSides,
} from "./paired-samples.ts";
import {
  combineSampled,
  sampledColumnCount,
  sampledSumAt,
} from "./sampled-columns.ts";
import type { SampledHeap } from "./sampled-heap.ts";

export interface ComparisonOptions {
  readonly sampleType?: string;
  readonly granularity: Granularity;
  readonly noInlines?: boolean;
  /** Leaves out what shrank: flat below 0, or 0 with cum below 0. */
  readonly dropNegative?: boolean;
  readonly sides: SampledSides;
}

/**
 * `profile`: the later one with the earlier one taken off as `compareProfiles` does it with `diff-base`, filtered or not.
 * Values beyond 2^53 are the nearest doubles. Codes: not-found (sample type), profile-empty, cancelled.
 */
export function buildComparisonTable(
  profile: Profile,
  options: ComparisonOptions,
  checkpoint: Checkpoint = neverStop,
): ComparisonTable {
  const typeIndex = sampleTypeIndex(profile, options.sampleType);
  const pairs = pairSamples(profile, typeIndex, options.sides, checkpoint);
  const { columns, combine } = columnsOf(pairs);
  const sums = sumOverNodes(
    profile,
    {
      granularity: options.granularity,
      noInlines: options.noInlines ?? false,
    },
    {
      count: pairs.count,
      sampleOf: (pair) => pairs.sampleOf[pair]!,
      columns,
      combine,
    },
    checkpoint,
  );
  const heap = pairs.sampled?.heap ?? null;
  const rows: ChangeRow[] = [];
  sums.nodes.forEach((node, index) => {
    if (isEmpty(sums.cum, index) && isEmpty(sums.flat, index)) return;
    const row: ChangeRow = {
      ...placeOf(node),
      flat: measureAt(sums.flat, index, heap),
      cum: measureAt(sums.cum, index, heap),
    };
    if (options.dropNegative !== true || !hasShrunk(row)) rows.push(row);
  });
  return {
    sampleType: profile.sampleTypes[typeIndex]!,
    total: totalOf(columns, combine, heap),
    sampled: heap !== null,
    rows,
  };
}

function placeOf(node: FrameNode): Pick<ChangeRow, "name" | "file" | "line"> {
  return { name: printableName(node), file: node.file, line: node.line };
}

/** before, after, grown, shrunk, then the sampled sums: came, went, before, after. */
const sideColumns = 4;

function columnsOf({ before, after, sampled }: PairedSamples): {
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

function totalOf(
  columns: readonly Float64Array[],
  combine: readonly Combine[],
  heap: SampledHeap | null,
): ChangeMeasure {
  const totals = columns.map((column, at) => {
    const add = combine[at] === "sum";
    return Float64Array.of(
      column.reduce((a, b) => (add ? a + b : Math.max(a, b)), 0),
    );
  });
  return measureAt(totals, 0, heap);
}

function hasShrunk({ flat, cum }: ChangeRow): boolean {
  const change = flat.after - flat.before;
  return change < 0 || (change === 0 && cum.after < cum.before);
}

function isEmpty(columns: readonly Float64Array[], index: number): boolean {
  return columns[0]![index] === 0 && columns[1]![index] === 0;
}

function measureAt(
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
