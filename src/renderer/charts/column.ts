// Two columns of one series, and how to look a moment up in them.

import type { SeriesData } from "../../contract/contract.ts";
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

/**
 * The normal distance between two points: the median of (a sample of) the distances. A reduced series has a longer one,
 * so "stale" and "gap" follow it.
 */
export function typicalStepMs(times: Float64Array): number {
  const steps: number[] = [];
  const stride = Math.max(1, Math.floor(times.length / 200));
  for (let i = 1; i < times.length; i += stride)
    steps.push((times[i] ?? 0) - (times[i - 1] ?? 0));
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 1000;
}

/** Milliseconds after which the next point is across a gap. */
export function gapAfterMs(times: Float64Array): number {
  return Math.max(staleAfterMs, 4 * typicalStepMs(times));
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
