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
import { changeAt, columnsOfPairs } from "./change-columns.ts";
import { sumOverNodes, type Combine } from "./node-sums.ts";
import { pairSamples, type SampledSides } from "./paired-samples.ts";
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
  const { columns, combine } = columnsOfPairs(pairs);
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
      flat: changeAt(sums.flat, index, heap),
      cum: changeAt(sums.cum, index, heap),
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

function placeOf(
  node: FrameNode,
): Pick<ChangeRow, "name" | "function" | "file" | "line"> {
  return {
    name: printableName(node),
    function: node.name,
    file: node.file,
    line: node.line,
  };
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
  return changeAt(totals, 0, heap);
}

function hasShrunk({ flat, cum }: ChangeRow): boolean {
  const change = flat.after - flat.before;
  return change < 0 || (change === 0 && cum.after < cum.before);
}

function isEmpty(columns: readonly Float64Array[], index: number): boolean {
  return columns[0]![index] === 0 && columns[1]![index] === 0;
}
