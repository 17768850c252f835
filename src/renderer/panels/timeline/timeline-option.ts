// From numbers to what ECharts paints. Bands are drawn from the top of the stack down, each opaque over the one before:
// no stacking is left to the chart, so columns need not match and a gap stays a gap.

import type { EChartsCoreOption } from "echarts/core";
import {
  formatBytes,
  formatCount,
  formatDuration,
} from "../../../core/format/quantity.ts";
import { gapAfterMs, type Column } from "../../charts/column.ts";
import { gcBars } from "../../charts/gc-bars.ts";
import { bandNames } from "../../charts/memory-bands.ts";
import { breakAtGaps, interleave, thinIndexes } from "../../charts/thin.ts";
import type { PlotArea, TimeRange } from "../../charts/time-range.ts";
import type { ChartTokens } from "../../charts/tokens.ts";
import { niceScale } from "../../charts/value-ticks.ts";
import {
  bandColor,
  type RowName,
  type TimelineFacts,
  type PickedLine,
} from "./timeline-rows.ts";

export interface RowBox {
  readonly name: RowName;
  readonly top: number;
  readonly height: number;
}

export interface OptionInput {
  readonly facts: TimelineFacts;
  readonly range: TimeRange;
  readonly rows: readonly RowBox[];
  readonly area: PlotArea;
  readonly tokens: ChartTokens;
}

/** Space inside a row above its highest value. */
const headroom = 6;
const mostPoints = 1600;

/** A limit further away than this times the highest value would flatten the row: its value stands in the gutter. */
const limitInSight = 2;

const lineBase = {
  type: "line",
  showSymbol: false,
  silent: true,
  dimensions: ["x", "y"],
} as const;

type Series = Record<string, unknown>;

export function buildOption(input: OptionInput): EChartsCoreOption {
  const { rows, range, area, tokens } = input;
  const parts = rows.map((row, index) => buildRow(row.name, index, input));
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: tokens["font-ui"], fontSize: 11 },
    grid: rows.map(({ top, height }) => ({
      left: area.left,
      width: area.width,
      top: top + headroom,
      height: height - headroom,
      containLabel: false,
      outerBoundsMode: "none",
    })),
    xAxis: rows.map((_row, gridIndex) => ({
      type: "value",
      gridIndex,
      min: range.fromMillis,
      max: range.toMillis,
      axisLine: {
        show: true,
        onZero: false,
        lineStyle: { color: tokens.line },
      },
      axisTick: { show: false },
      axisLabel: { show: false },
      splitLine: { show: false },
    })),
    yAxis: parts.map(({ axis }, gridIndex) => ({
      type: "value",
      gridIndex,
      min: 0,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        color: tokens["text-muted"],
        fontSize: 11,
        showMinLabel: false,
        hideOverlap: true,
        formatter: axis.format,
      },
      splitLine: { lineStyle: { color: tokens.line, width: 1 } },
      max: axis.max,
      interval: axis.step,
    })),
    series: parts.flatMap(({ series }) => series),
  };
}

interface RowPart {
  readonly axis: {
    readonly max: number;
    readonly step: number;
    readonly format: (value: number) => string;
  };
  readonly series: readonly Series[];
}

function buildRow(name: RowName, index: number, input: OptionInput): RowPart {
  const on = { xAxisIndex: index, yAxisIndex: index };
  switch (name) {
    case "memory":
      return memoryRow(on, input);
    case "gc":
      return gcRow(on, input);
    case "counts":
      return countsRow(on, input);
  }
}

function memoryRow(on: Series, { facts, range, tokens }: OptionInput): RowPart {
  const { bands, columns, limitBytes, picked } = facts;
  const highest = Math.max(
    highestIn(bands.times, bands.tops.outside, range),
    columns.rss ? highestIn(columns.rss.times, columns.rss.values, range) : 0,
  );
  const showsLimit =
    limitBytes !== null && limitBytes <= highest * limitInSight;
  const scale = niceScale(
    showsLimit ? Math.max(highest, limitBytes * 1.02) : highest,
    4,
    true,
  );
  const kept = thinIndexes(bands.times, bands.tops.outside, mostPoints);
  const series: Series[] = bandNames.toReversed().map((band) => ({
    ...lineBase,
    ...on,
    data: interleave(bands.times, bands.tops[band], kept),
    lineStyle: { width: 0 },
    areaStyle: { color: tokens[bandColor(band)], opacity: 1 },
  }));
  if (columns.rss)
    series.push(line(on, columns.rss, { color: tokens.text, width: 1.5 }));
  if (picked?.row === "memory")
    series.push(pickedSeries(on, picked, scale.max, range, tokens));
  if (showsLimit)
    series.push({
      ...lineBase,
      ...on,
      data: Float64Array.of(
        range.fromMillis,
        limitBytes,
        range.toMillis,
        limitBytes,
      ),
      lineStyle: { color: tokens["data-limit"], width: 1.5, type: "dashed" },
    });
  return { axis: axisOf(scale, formatBytes), series };
}

function gcRow(
  on: Series,
  { facts, range, area, tokens }: OptionInput,
): RowPart {
  const bars = gcBars(facts.cycles, range, Math.max(1, area.width / 3));
  const highest = bars.pauses.reduce((a, b) => Math.max(a, b), 0);
  return {
    axis: axisOf(niceScale(highest, 2, false), (ns) =>
      formatDuration(ns / 1e6),
    ),
    series: [
      {
        type: "bar",
        ...on,
        silent: true,
        dimensions: ["x", "y"],
        barWidth: 2,
        data: interleave(bars.times, bars.pauses),
        itemStyle: { color: tokens["data-gc"] },
      },
    ],
  };
}

function countsRow(on: Series, { facts, range, tokens }: OptionInput): RowPart {
  const { goroutines, threads } = facts.columns;
  const highest = [goroutines, threads].reduce(
    (most, column) =>
      column
        ? Math.max(most, highestIn(column.times, column.values, range))
        : most,
    0,
  );
  const series: Series[] = [];
  if (threads)
    series.push(
      line(on, threads, { color: tokens["data-threads"], width: 1.5 }),
    );
  if (goroutines)
    series.push(
      line(on, goroutines, { color: tokens["data-goroutines"], width: 1.5 }),
    );
  const { picked } = facts;
  if (picked?.row === "counts")
    series.push(pickedSeries(on, picked, 0, range, tokens));
  return { axis: axisOf(niceScale(highest, 2, false), formatCount), series };
}

/** What has another unit than the row is drawn as high as the row: `top` is where its highest value in sight goes. */
function pickedSeries(
  on: Series,
  { column, isScaled }: PickedLine,
  top: number,
  range: TimeRange,
  tokens: OptionInput["tokens"],
): Series {
  const highest = highestIn(column.times, column.values, range);
  const factor = isScaled && highest > 0 ? (top || 1) / highest : 1;
  return {
    ...lineBase,
    ...on,
    data: interleave(
      column.times,
      column.values.map((value) => value * factor),
    ),
    lineStyle: { color: tokens.text, width: 1.5, type: "dashed" },
  };
}

/** An empty row still has an axis: ECharts would invent one with numbers on it. */
function axisOf(
  scale: { readonly max: number; readonly step: number },
  format: (value: number) => string,
): RowPart["axis"] {
  return scale.max > 0
    ? { ...scale, format }
    : { max: 1, step: 1, format: () => "" };
}

function line(on: Series, column: Column, lineStyle: Series): Series {
  const { times, values } = breakAtGaps(
    column.times,
    column.values,
    gapAfterMs(column.times),
  );
  const kept = thinIndexes(times, values, mostPoints);
  return {
    ...lineBase,
    ...on,
    data: interleave(times, values, kept),
    lineStyle,
  };
}

function highestIn(
  times: Float64Array,
  values: Float64Array,
  range: TimeRange,
): number {
  let highest = 0;
  for (let i = 0; i < times.length; i++) {
    const at = times[i] ?? 0;
    if (at < range.fromMillis || at > range.toMillis) continue;
    const value = values[i] ?? NaN;
    if (value > highest) highest = value;
  }
  return highest;
}
