// Two columns of one series, and how to look a moment up in them.

import type { SeriesData } from "../../contract/target-contract.ts";
import type { SeriesName } from "../../core/investigation/series-catalogue.ts";

export type Column = Pick<SeriesData, "times" | "values">;
export type Columns = Partial<Record<SeriesName, Column>>;

export function columnsByName(series: readonly SeriesData[]): Columns {
  const columns: Columns = {};
  for (const { name, times, values } of series)
    columns[name] = { times, values };
  return columns;
}

/** Index of the last time at or before `at`; -1 when all are later. */
export function indexAtOrBefore(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A value older than this many milliseconds says nothing about a moment: about five readings at 1 Hz. */
export const staleAfterMs = 5000;

/** The newest value at or before a moment; null when there is none, it is stale, or a gap (NaN) lies there. */
export function valueAt(
  column: Column | undefined,
  at: number,
  staleMs = staleAfterMs,
): number | null {
  if (column === undefined) return null;
  const index = indexAtOrBefore(column.times, at);
  const value = column.values[index];
  if (value === undefined || Number.isNaN(value)) return null;
  return at - (column.times[index] ?? 0) > staleMs ? null : value;
}

/** Distances between neighbours, ascending, in milliseconds. */
function steps(times: Float64Array): Float64Array {
  const found = new Float64Array(Math.max(0, times.length - 1));
  for (let i = 1; i < times.length; i++)
    found[i - 1] = (times[i] ?? 0) - (times[i - 1] ?? 0);
  return found.sort();
}

/** The normal distance between two points: the median. */
export function typicalStepMs(times: Float64Array): number {
  const sorted = steps(times);
  return sorted[sorted.length >> 1] ?? 1000;
}

/**
 * Milliseconds after which the next point is across a gap. In a reduced series points lie close together around the edges
 * of each slice and far apart within it, as far as a slice is wide: nearly all distances are normal, whatever their median.
 */
export function gapAfterMs(times: Float64Array): number {
  const sorted = steps(times);
  const median = sorted[sorted.length >> 1] ?? 1000;
  const nearlyAll = sorted[Math.floor(sorted.length * 0.95)] ?? median;
  return Math.max(staleAfterMs, 4 * median, 2 * nearlyAll);
}

/** `valueAt` for moments that only ascend: walks along the column instead of searching it anew each time. */
export function valuesAlong(
  column: Column | undefined,
  staleMs: number,
): (at: number) => number | null {
  if (column === undefined) return () => null;
  const { times, values } = column;
  let index = -1;
  return (at) => {
    while (index + 1 < times.length && (times[index + 1] ?? Infinity) <= at)
      index++;
    const value = values[index];
    if (value === undefined || Number.isNaN(value)) return null;
    return at - (times[index] ?? 0) > staleMs ? null : value;
  };
}

/** The newest value that is no gap; null when there is none. */
export function lastValue(column: Column | undefined): number | null {
  if (column === undefined) return null;
  for (let i = column.values.length - 1; i >= 0; i--) {
    const value = column.values[i];
    if (value !== undefined && !Number.isNaN(value)) return value;
  }
  return null;
}

/** Milliseconds of its last point; null when it has none. */
export function lastMoment(column: Column | undefined): number | null {
  return column?.times.at(-1) ?? null;
}
