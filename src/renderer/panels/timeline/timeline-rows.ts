// The rows of the timeline and what their gutter says: one place decides names, colours and units.

import type { GcCycle } from "../../../core/investigation/model.ts";
import type { FunctionSeries } from "../../../core/pprof/function-value.ts";
import type { SeriesName } from "../../../core/investigation/series-catalogue.ts";
import type { QuantityFormat } from "../../../core/format/quantity.ts";
import type { MessageId } from "../../../core/messages/en/index.ts";
import {
  gapAfterMs,
  indexAtOrBefore,
  staleAfterMs,
  valueAt,
  type Column,
  type Columns,
} from "../../charts/column.ts";
import { cycleAt } from "../../charts/gc-bars.ts";
import {
  bandNames,
  bandSeries,
  type BandName,
  type MemoryBands,
} from "../../charts/memory-bands.ts";
import type { ChartToken } from "../../charts/tokens.ts";

/** Everything that the timeline reads. */
export const timelineSeries = [
  ...bandSeries,
  "heapMarked",
  "goroutines",
  "threads",
  "gcCpuFraction",
  "cgroupLimit",
] as const satisfies readonly SeriesName[];

export type RowName = "memory" | "gc" | "counts";

export interface LegendItem {
  readonly id: string;
  readonly titleId: MessageId;
  /** Longer: what it is and where it comes from. */
  readonly hintId: MessageId;
  readonly color: ChartToken;
  readonly shape: "area" | "line" | "dash" | "bar";
  readonly format: QuantityFormat;
  /** Null when nobody said it at that moment. */
  readonly value: number | null;
}

const bandColors: Readonly<Record<BandName, ChartToken>> = {
  live: "data-live",
  garbage: "data-garbage",
  heap: "data-heap",
  idle: "data-idle",
  stacks: "data-stacks",
  runtime: "data-runtime",
  outside: "data-outside",
};
export const bandColor = (name: BandName): ChartToken => bandColors[name];

export interface TimelineFacts {
  readonly columns: Columns;
  readonly bands: MemoryBands;
  readonly cycles: readonly GcCycle[];
  /** A reading older than this says nothing about a moment. */
  readonly staleMs: number;
  /** From the newest cgroup reading, else what the target had when first seen. */
  readonly limitBytes: number | null;
  /** The picked function at each snapshot; null while none is picked. */
  readonly picked: PickedLine | null;
}

/** A function's cum over the snapshots, in the row that it can be compared with. */
export interface PickedLine {
  readonly row: "memory" | "counts";
  /** True: its amounts are not those of the row, so it is as high as the row, and has its course alone to show. */
  readonly isScaled: boolean;
  readonly format: QuantityFormat;
  readonly column: Column;
}

/** Bytes of the live heap are part of the memory row, goroutines of the row of counts. */
export function pickedLine(
  named: {
    readonly of: string;
    readonly series: FunctionSeries;
  } | null,
  selected: string | null,
): PickedLine | null {
  if (named === null || named.of !== selected) return null;
  const { sampleType, points } = named.series;
  if (points.length === 0) return null;
  const { type, unit } = sampleType;
  return {
    row: type === "goroutine" ? "counts" : "memory",
    isScaled: type !== "goroutine" && type !== "inuse_space",
    format: unit === "bytes" || unit === "nanoseconds" ? unit : "count",
    column: {
      times: Float64Array.from(points, ({ atMillis }) => atMillis),
      values: Float64Array.from(points, ({ cum }) => Number(cum)),
    },
  };
}

function pickedLegend(picked: PickedLine, at: number): LegendItem {
  const { column, format, isScaled } = picked;
  const snapshot = indexAtOrBefore(column.times, at);
  return {
    id: "picked",
    titleId: "timeline.picked",
    hintId: isScaled
      ? "timeline.picked.hint.scaled"
      : picked.row === "counts"
        ? "timeline.picked.hint.counts"
        : "timeline.picked.hint",
    color: "text",
    shape: "dash",
    format,
    // A profile holds until the next one: what was between them nobody knows.
    value: column.values[snapshot] ?? null,
  };
}

/** Values of a row at a moment, in the order of the stack from the top down. */
export function legendOf(
  row: RowName,
  facts: TimelineFacts,
  at: number,
): readonly LegendItem[] {
  switch (row) {
    case "memory":
      return memoryLegend(facts, at);
    case "gc":
      return gcLegend(facts, at);
    case "counts":
      return countsLegend(facts, at);
  }
}

function memoryLegend(
  { columns, bands, limitBytes, staleMs, picked }: TimelineFacts,
  at: number,
): readonly LegendItem[] {
  const index = indexAtOrBefore(bands.times, at);
  const isKnown = index >= 0 && at - (bands.times[index] ?? 0) <= staleMs;
  const items: LegendItem[] = [
    {
      id: "limit",
      titleId: "timeline.limit",
      hintId: "timeline.limit.hint",
      color: "data-limit",
      shape: "dash",
      format: "bytes",
      value: limitBytes,
    },
    {
      id: "rss",
      titleId: "timeline.rss",
      hintId: "timeline.rss.hint",
      color: "text",
      shape: "line",
      format: "bytes",
      value: valueAt(columns.rss, at, staleMs),
    },
  ];
  if (picked?.row === "memory") items.push(pickedLegend(picked, at));
  for (const name of bandNames.toReversed()) {
    const value = isKnown ? bands.bands[name][index] : undefined;
    items.push({
      id: name,
      titleId: `timeline.${name}`,
      hintId: `timeline.${name}.hint`,
      color: bandColors[name],
      shape: "area",
      format: "bytes",
      value: value === undefined || Number.isNaN(value) ? null : value,
    });
  }
  return items;
}

function gcLegend(
  { columns, cycles, staleMs }: TimelineFacts,
  at: number,
): readonly LegendItem[] {
  const cycle = cycleAt(cycles, at);
  return [
    {
      id: "pause",
      titleId: "timeline.pause",
      hintId: "timeline.pause.hint",
      color: "data-gc",
      shape: "bar",
      format: "nanoseconds",
      value: cycle?.pauseNs ?? null,
    },
    {
      id: "gc-cpu",
      titleId: "timeline.gcCpu",
      hintId: "timeline.gcCpu.hint",
      color: "text-muted",
      shape: "line",
      format: "percent",
      value: valueAt(columns.gcCpuFraction, at, staleMs),
    },
  ];
}

function countsLegend(
  { columns, staleMs, picked }: TimelineFacts,
  at: number,
): readonly LegendItem[] {
  return [
    ...(picked?.row === "counts" ? [pickedLegend(picked, at)] : []),
    {
      id: "goroutines",
      titleId: "timeline.goroutines",
      hintId: "timeline.goroutines.hint",
      color: "data-goroutines",
      shape: "line",
      format: "count",
      value: valueAt(columns.goroutines, at, staleMs),
    },
    {
      id: "threads",
      titleId: "timeline.threads",
      hintId: "timeline.threads.hint",
      color: "data-threads",
      shape: "line",
      format: "count",
      value: valueAt(columns.threads, at, staleMs),
    },
  ];
}

/** How old a reading may be: longer for a series that is read seldom or was reduced. */
export function staleFor(columns: Columns): number {
  const base = columns.heapAlloc ?? columns.rss;
  return base === undefined ? staleAfterMs : gapAfterMs(base.times);
}
