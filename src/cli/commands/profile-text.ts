// The tables of `trivet profile` for people: aligned, rounded, with units. Exact numbers are in `--json`.

import { printableLine } from "../printable.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
} from "../../core/format/quantity.ts";
import type {
  ExactInteger,
  TopRow,
  TopTable,
  TrendRow,
  TrendTable,
} from "../../core/pprof/views.ts";

/** `nodeCount` 0 = every row. */
export function formatTop(table: TopTable, nodeCount: number): string {
  const value = valueFormat(table.sampleType.unit);
  const share = shareOf(table.total);
  return [
    `${printableLine(table.sampleType.type)}: ${value(table.total)} in total`,
    ...alignTable(
      ["flat", "flat%", "cum", "cum%", "name"],
      shown(table, nodeCount).map((row) => [
        value(row.flat),
        share(row.flat),
        value(row.cum),
        share(row.cum),
        row.name,
      ]),
    ),
    ...omission(table, nodeCount),
    "",
  ].join("\n");
}

/** What grew and what shrank in two columns, so that the sign is not only a sign. */
export function formatDifference(table: TopTable, nodeCount: number): string {
  const value = valueFormat(table.sampleType.unit);
  const share = shareOf(table.total);
  const net = table.rows.reduce((sum, row) => sum + Number(row.flat), 0);
  const signed = (amount: ExactInteger): string =>
    amount > 0 ? `+${value(amount)}` : value(amount);
  // The interval is there where the values are those of a sampled heap.
  const sampled = table.rows.some((row) => row.flatInterval !== undefined);
  const interval = ({ flatInterval: own }: TopRow): string =>
    own === undefined || own === null
      ? ""
      : `${signed(own.low)} to ${signed(own.high)}`;
  return [
    `${printableLine(table.sampleType.type)}: ${signed(net)} in all; percentages of ${value(table.total)}`,
    ...alignTable(
      [
        "grown",
        "shrunk",
        ...(sampled ? ["95 % interval"] : []),
        "change%",
        "cum change",
        "name",
      ],
      shown(table, nodeCount).map((row) => [
        row.flat > 0 ? signed(row.flat) : "",
        row.flat < 0 ? signed(row.flat) : "",
        ...(sampled ? [interval(row)] : []),
        share(row.flat),
        signed(row.cum),
        `${holdsZero(row) ? "~ " : ""}${row.name}`,
      ]),
    ),
    ...omission(table, nodeCount),
    ...(shown(table, nodeCount).some(holdsZero)
      ? ["~ sampling explains this change: its interval holds 0"]
      : []),
    "",
  ].join("\n");
}

function holdsZero({ flatInterval: own }: TopRow): boolean {
  return (
    own !== undefined &&
    own !== null &&
    own.low < own.high &&
    own.low <= 0 &&
    own.high >= 0
  );
}

/** How each row went over many profiles, by the minute. */
export function formatTrend(table: TrendTable, nodeCount: number): string {
  const value = valueFormat(table.sampleType.unit);
  const perMinute = (perSecond: number): string =>
    `${perSecond > 0 ? "+" : ""}${value(perSecond * 60)}/min`;
  const intervals = Math.max(0, table.times.length - 1);
  const cells = (row: TrendRow): readonly string[] => [
    perMinute(row.slope),
    `${perMinute(row.slopeLow)} to ${perMinute(row.slopeHigh)}`,
    `${row.grewIn} of ${intervals}`,
    row.share === null ? "" : formatPercent(row.share),
    value(row.values.at(-1) ?? 0),
  ];
  const isDoubtful = ({ slope, certainty }: TrendRow): boolean =>
    slope !== 0 && certainty !== "exact" && certainty !== "beyond-sampling";
  const rows = nodeCount === 0 ? table.rows : table.rows.slice(0, nodeCount);
  const left = table.rows.length - rows.length + table.omitted;
  return [
    `${printableLine(table.sampleType.type)} over ${table.times.length} profiles`,
    ...alignTable(
      ["growth", "95 % interval", "grew in", "share", "last", "name"],
      [
        [...cells(table.total), "(total)"],
        ...rows.map((row) => [
          ...cells(row),
          `${isDoubtful(row) ? "~ " : ""}${row.stack.length > 0 ? row.stack.join(";") : row.name}`,
        ]),
      ],
    ),
    ...(left > 0
      ? [`${formatCount(left)} more rows: --node-count 0 shows all`]
      : []),
    ...(rows.some(isDoubtful)
      ? ["~ sampling explains the change from the first profile to the last"]
      : []),
    "",
  ].join("\n");
}

function shown(table: TopTable, nodeCount: number): readonly TopRow[] {
  return nodeCount === 0 ? table.rows : table.rows.slice(0, nodeCount);
}

function omission(table: TopTable, nodeCount: number): readonly string[] {
  const left = nodeCount === 0 ? 0 : table.rows.length - nodeCount;
  return left > 0
    ? [`${formatCount(left)} more rows: --node-count 0 shows all`]
    : [];
}

function valueFormat(unit: string): (value: ExactInteger) => string {
  const format =
    unit === "bytes"
      ? formatBytes
      : unit === "nanoseconds"
        ? (ns: number) => formatDuration(ns / 1e6)
        : formatCount;
  return (value) => format(Number(value));
}

function shareOf(total: ExactInteger): (value: ExactInteger) => string {
  return (value) =>
    total > 0 ? formatPercent(Number(value) / Number(total)) : "";
}

/** Numbers to the right, the name, which comes last, to the left. */
function alignTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const table = [header, ...rows].map((row) => row.map(printableLine));
  const widths = header.map((_, column) =>
    table.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return table.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}
