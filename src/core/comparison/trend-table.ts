// The rows of a trend: how fast each grows, how steadily, how much of the whole it is, and whether sampling explains it.

import {
  frameLabel,
  printableName,
  type FrameNode,
} from "../pprof/frame-nodes.ts";
import type { Checkpoint } from "../pprof/profile.ts";
import type {
  ChangeMeasure,
  SampleType,
  TrendRow,
  TrendRows,
  TrendTable,
} from "../pprof/views.ts";
import { theilSen } from "../statistics/theil-sen.ts";
import type { StackNumbers } from "./stack-numbers.ts";

/** One profile's part of a trend. */
export interface TrendPoint {
  readonly atMillis: number;
  readonly total: number;
  /** By row number; what is beyond its end is 0. */
  readonly column: Float64Array;
}

export interface TrendInput {
  readonly sampleType: SampleType;
  readonly rowsAre: TrendRows;
  /** In the order of time. */
  readonly points: readonly TrendPoint[];
  readonly numbers: StackNumbers;
  readonly rows: number;
  /** From the first profile to the last; null = of everything. */
  readonly change: (row: number | null) => ChangeMeasure;
  readonly limit: number;
}

export function buildTrendTable(
  input: TrendInput,
  checkpoint: Checkpoint,
): TrendTable {
  const { points, change } = input;
  const times = Float64Array.from(points, ({ atMillis }) => atMillis);
  const values = (row: number): Float64Array =>
    Float64Array.from(points, ({ column }) => column[row] ?? 0);
  const total = rowOf(
    times,
    Float64Array.from(points, (point) => point.total),
    { name: "", function: "", file: "", line: 0, stack: [] },
    change(null),
    null,
  );
  const present: number[] = [];
  for (let row = 0; row < input.rows; row++)
    if (points.some(({ column }) => (column[row] ?? 0) !== 0))
      present.push(row);
  const chosen = mostMoved(present, points, input.limit);
  const rows = chosen.map((row, at) => {
    if (at % 16 === 0) checkpoint();
    return rowOf(times, values(row), placeOf(input, row), change(row), total);
  });
  rows.sort(byGrowth);
  return {
    sampleType: input.sampleType,
    rowsAre: input.rowsAre,
    times,
    total,
    rows,
    omitted: present.length - chosen.length,
  };
}

/**
 * By what they moved between the first and the last third of the profiles, which one odd profile cannot change much. The
 * slopes of a hundred thousand rows would take minutes.
 */
function mostMoved(
  rows: readonly number[],
  points: readonly TrendPoint[],
  limit: number,
): readonly number[] {
  const third = Math.max(1, Math.floor(points.length / 3));
  const mean = (part: readonly TrendPoint[], row: number): number =>
    part.reduce((sum, { column }) => sum + (column[row] ?? 0), 0) / part.length;
  const early = points.slice(0, third);
  const late = points.slice(-third);
  return rows
    .map((row) => ({ row, moved: mean(late, row) - mean(early, row) }))
    .sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved) || a.row - b.row)
    .slice(0, limit)
    .map(({ row }) => row);
}

type Place = Pick<TrendRow, "name" | "function" | "file" | "line" | "stack">;

function placeOf({ rowsAre, numbers }: TrendInput, row: number): Place {
  const of = (node: FrameNode, stack: readonly string[]): Place => ({
    name: rowsAre === "stack" ? frameLabel(node) : printableName(node),
    function: node.name,
    file: node.file,
    line: node.line,
    stack,
  });
  return rowsAre === "stack"
    ? of(numbers.leaf(row), numbers.names(row))
    : of(numbers.placeAt(row), []);
}

function rowOf(
  times: Float64Array,
  values: Float64Array,
  place: Place,
  change: ChangeMeasure,
  total: TrendRow | null,
): TrendRow {
  const origin = times[0] ?? 0;
  const seconds = times.map((at) => (at - origin) / 1000);
  const fit = theilSen(seconds, values) ?? { slope: 0, low: 0, high: 0 };
  let grewIn = 0;
  let shrankIn = 0;
  for (let i = 1; i < values.length; i++) {
    const step = values[i]! - values[i - 1]!;
    if (step > 0) grewIn++;
    else if (step < 0) shrankIn++;
  }
  return {
    ...place,
    values,
    slope: fit.slope,
    slopeLow: fit.low,
    slopeHigh: fit.high,
    grewIn,
    shrankIn,
    share: shareOf(fit.slope, total),
    certainty: change.certainty,
  };
}

function shareOf(slope: number, total: TrendRow | null): number | null {
  if (total === null) return 1;
  return total.slope > 0 ? slope / total.slope : null;
}

/** Growth that sampling explains comes after growth that it does not, however large. */
function byGrowth(a: TrendRow, b: TrendRow): number {
  return (
    rank(a) - rank(b) ||
    b.slope - a.slope ||
    b.grewIn - a.grewIn ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

function rank({ slope, certainty }: TrendRow): number {
  if (slope <= 0) return slope === 0 ? 2 : 3;
  return certainty === "exact" || certainty === "beyond-sampling" ? 0 : 1;
}
