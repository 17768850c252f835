// The tables of `trivet profile` for people: aligned, rounded, with units. Exact numbers are in `--json`.

import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
} from "../../core/format/quantity.ts";
import type { ExactInteger, TopRow, TopTable } from "../../core/pprof/views.ts";

/** `nodeCount` 0 = every row. */
export function formatTop(table: TopTable, nodeCount: number): string {
  const value = valueFormat(table.sampleType.unit);
  const share = shareOf(table.total);
  return [
    `${table.sampleType.type}: ${value(table.total)} in total`,
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
  return [
    `${table.sampleType.type}: ${signed(net)} in all; percentages of ${value(table.total)}`,
    ...alignTable(
      ["grown", "shrunk", "change%", "cum change", "name"],
      shown(table, nodeCount).map((row) => [
        row.flat > 0 ? signed(row.flat) : "",
        row.flat < 0 ? signed(row.flat) : "",
        share(row.flat),
        signed(row.cum),
        row.name,
      ]),
    ),
    ...omission(table, nodeCount),
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
  const table = [header, ...rows];
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
