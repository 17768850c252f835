// The memory row: where resident memory is, as bands that stack to RSS. What each band means is decided in
// core/memstats; here the columns are brought onto one time axis.

import {
  liveHeapPoints,
  type LiveHeapPoint,
} from "../../core/memstats/live-heap.ts";
import { memoryClasses } from "../../core/memstats/memory-classes.ts";
import type { MemStatsName } from "../../core/memstats/memstats.ts";
import type { SeriesName } from "../../core/investigation/series-catalogue.ts";
import {
  gapAfterMs,
  indexAtOrBefore,
  valuesAlong,
  type Column,
  type Columns,
} from "./column.ts";

/**
 * From the axis upwards. `heap` is live and garbage together, where no collection has been seen that tells them apart.
 * `idle` is free memory that Go keeps: idle spans and free slots in spans that are in use.
 */
export const bandNames = [
  "live",
  "garbage",
  "heap",
  "idle",
  "stacks",
  "runtime",
  "outside",
] as const;
export type BandName = (typeof bandNames)[number];

export interface MemoryBands {
  /** Milliseconds, ascending; NaN values mark the gaps. */
  readonly times: Float64Array;
  /** Bytes of each band, same length as `times`; NaN where nobody knows that band. */
  readonly bands: Readonly<Record<BandName, Float64Array>>;
  /** Upper edge of each band in the stack; a band that nobody knows has no height, and NaN is a gap. */
  readonly tops: Readonly<Record<BandName, Float64Array>>;
}

/** Series that the bands are made of. */
export const bandSeries = [
  "heapAlloc",
  "totalAlloc",
  "numGc",
  "lastGc",
  "heapInuse",
  "heapIdle",
  "heapReleased",
  "stackSys",
  "sys",
  "mspanSys",
  "mcacheSys",
  "buckHashSys",
  "gcSys",
  "otherSys",
  "rss",
] as const satisfies readonly SeriesName[];

/** Live heap after each collection; only moments that every column has count, as reduced columns may differ. */
export function livePoints(columns: Columns): readonly LiveHeapPoint[] {
  const { heapAlloc, totalAlloc, numGc, lastGc } = columns;
  if (!heapAlloc || !totalAlloc || !numGc || !lastGc) return [];
  const exact = (column: Column, at: number): number => {
    const index = indexAtOrBefore(column.times, at);
    return column.times[index] === at ? (column.values[index] ?? NaN) : NaN;
  };
  const rows = [...heapAlloc.times]
    .map((at, index) => ({
      at,
      alloc: heapAlloc.values[index] ?? NaN,
      total: exact(totalAlloc, at),
      gc: exact(numGc, at),
      last: exact(lastGc, at) / 1e6,
    }))
    .filter(
      ({ alloc, total, gc, last }) => !Number.isNaN(alloc + total + gc + last),
    );
  return liveHeapPoints({
    times: Float64Array.from(rows, (row) => row.at),
    totalAlloc: Float64Array.from(rows, (row) => row.total),
    heapAlloc: Float64Array.from(rows, (row) => row.alloc),
    numGc: Float64Array.from(rows, (row) => row.gc),
    lastGcMillis: Float64Array.from(rows, (row) => row.last),
  });
}

/** Where there is no MemStats but RSS, all of it is `outside`: nobody has said what it is. */
export function memoryBands(columns: Columns): MemoryBands {
  const base = columns.heapAlloc ?? columns.rss;
  const times: number[] = [];
  const rows: (readonly (number | null)[] | null)[] = [];
  if (base !== undefined) {
    const live = livePoints(columns);
    const liveTimes = Float64Array.from(live, (point) => point.atMillis);
    const gapMs = gapAfterMs(base.times);
    const readers = new Map<SeriesName, (at: number) => number | null>(
      [...bandSeries, "heapMarked" as const].map((name) => [
        name,
        valuesAlong(columns[name], gapMs),
      ]),
    );
    let previous: number | null = null;
    base.times.forEach((at, index) => {
      if (previous !== null && at - previous > gapMs) {
        times.push(previous + 1, at - 1);
        rows.push(null, null);
      }
      previous = at;
      times.push(at);
      rows.push(
        Number.isNaN(base.values[index])
          ? null
          : bandsAt((name) => readers.get(name)?.(at) ?? null, {
              // What the collector itself found, where its memory was read; else what the counters imply.
              live:
                readers.get("heapMarked")?.(at) ??
                live[indexAtOrBefore(liveTimes, at)]?.liveBytes ??
                null,
            }),
      );
    });
  }
  const bands = emptyColumns(times.length);
  const tops = emptyColumns(times.length);
  rows.forEach((row, index) => {
    let top = 0;
    bandNames.forEach((name, at) => {
      const value = row?.[at] ?? null;
      top += value ?? 0;
      bands[name][index] = value ?? NaN;
      tops[name][index] = row === null ? NaN : top;
    });
  });
  return { times: Float64Array.from(times), bands, tops };
}

function emptyColumns(length: number): Record<BandName, Float64Array> {
  return {
    live: new Float64Array(length),
    garbage: new Float64Array(length),
    heap: new Float64Array(length),
    idle: new Float64Array(length),
    stacks: new Float64Array(length),
    runtime: new Float64Array(length),
    outside: new Float64Array(length),
  };
}

/** Bytes in the order of `bandNames`, null for an unknown one; all of it null when neither MemStats nor RSS speaks of the moment. */
function bandsAt(
  read: (name: SeriesName) => number | null,
  { live }: { readonly live: number | null },
): readonly (number | null)[] | null {
  const rss = read("rss");
  const heapAlloc = read("heapAlloc");
  if (heapAlloc === null)
    return rss === null ? null : bandNames.map(onlyOutside(rss));
  const values: Partial<Record<MemStatsName, number>> = {};
  for (const name of bandSeries)
    if (name !== "rss") values[name] = read(name) ?? 0;
  const classes = memoryClasses(values, live, rss);
  return [
    classes.live,
    classes.garbage,
    classes.live === null ? heapAlloc : null,
    classes.retainedIdle + classes.fragmentation,
    classes.stacks,
    classes.runtime,
    classes.outsideGo,
  ].map((value) => (value === null ? null : Math.max(0, value)));
}

const onlyOutside =
  (rss: number) =>
  (name: BandName): number | null =>
    name === "outside" ? rss : null;
