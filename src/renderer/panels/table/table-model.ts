// The top table's rows as they are shown: filtered, sorted, and described for the clipboard.

import type {
  ChangeCertainty,
  ChangeRow,
  ExactInteger,
  Granularity,
  TopRow,
  TopTable,
  ValueInterval,
} from "../../../core/pprof/views.ts";
import { searchExpression } from "../../../core/pprof/search-text.ts";
import { compileSearch } from "../../canvas/flame-search.ts";
import {
  addExact,
  compareExact,
  formatSample,
  formatShare,
} from "../../ui/sample-value.ts";

/** A row of the table: where a snapshot is compared with, also what changed since. */
export interface TableRow extends TopRow {
  /** Flat values of the rows down to this one, as they are shown. */
  readonly sum: ExactInteger;
  /** Null = nothing is compared with. */
  readonly flatChange: ExactInteger | null;
  readonly cumChange: ExactInteger | null;
  /** What sampling may explain of the changes; absent = nothing is known of it. */
  readonly flatCertainty?: ChangeCertainty;
  readonly cumCertainty?: ChangeCertainty;
}

export const tableColumns = [
  "flat",
  "flatChange",
  "cum",
  "cumChange",
  "name",
  "file",
] as const;
export type TableColumn = (typeof tableColumns)[number];

export interface TableOrder {
  readonly column: TableColumn;
  readonly descending: boolean;
}

/** As pprof: the largest flat value first. */
export const defaultOrder: TableOrder = { column: "flat", descending: true };

/** What grew most first. */
export const changeOrder: TableOrder = {
  column: "flatChange",
  descending: true,
};

type UnsummedRow = Omit<TableRow, "sum">;

/**
 * The rows with what changed since an earlier snapshot, whose difference has the rows `changes`: a place that is gone has
 * a row of its own. Null = nothing is compared with. `doubts`: the same difference with what sampling explains of it.
 */
export function withChanges(
  rows: readonly TopRow[],
  changes: readonly TopRow[] | null,
  doubts: readonly ChangeRow[] = [],
): readonly UnsummedRow[] {
  if (changes === null)
    return rows.map((row) => ({ ...row, flatChange: null, cumChange: null }));
  const left = new Map(changes.map((row) => [keyOfRow(row), row]));
  const known = new Map(doubts.map((row) => [keyOfRow(row), row]));
  const certaintyOf = (key: string): Partial<UnsummedRow> => {
    const doubt = known.get(key);
    return doubt === undefined
      ? {}
      : {
          flatCertainty: doubt.flat.certainty,
          cumCertainty: doubt.cum.certainty,
        };
  };
  const present = rows.map((row) => {
    const key = keyOfRow(row);
    const change = left.get(key);
    left.delete(key);
    // What did not change is in no difference.
    return {
      ...row,
      flatChange: change?.flat ?? 0,
      cumChange: change?.cum ?? 0,
      ...certaintyOf(key),
    };
  });
  const gone = [...left.values()].map((row) => ({
    ...row,
    flat: 0,
    cum: 0,
    flatChange: row.flat,
    cumChange: row.cum,
    ...certaintyOf(keyOfRow(row)),
  }));
  return [...present, ...gone];
}

/** By pprof's rule of `drop_negative`: neither less of its own, nor the same and less with callees. */
export function hasGrown(row: UnsummedRow): boolean {
  const flat = row.flatChange ?? 0;
  return flat > 0 || (flat === 0 && (row.cumChange ?? 0) >= 0);
}

/** What a filter text keeps: plain text by name or file; for RE2 between slashes, what the worker `found`. */
export function rowFilter(
  text: string,
  found: readonly string[] | null,
): ((row: TopRow) => boolean) | null {
  if (searchExpression(text) !== null) {
    if (found === null) return null;
    const names = new Set(found);
    return (row) => names.has(row.name);
  }
  const matches = compileSearch(text);
  return matches === null
    ? null
    : (row) => matches(row.name) || matches(row.file);
}

/** The rows that are kept (null = all), in order, each with the sum down to it. */
export function arrangeRows(
  rows: readonly UnsummedRow[],
  order: TableOrder,
  keep: ((row: TopRow) => boolean) | null,
): readonly TableRow[] {
  const kept = keep === null ? [...rows] : rows.filter(keep);
  const sign = order.descending ? -1 : 1;
  kept.sort(
    (a, b) =>
      byCertainty(order.column, a, b) ||
      sign * compareBy(order.column, a, b) ||
      compareExact(b.flat, a.flat) ||
      compareText(a.name, b.name),
  );
  let sum: ExactInteger = 0;
  return kept.map((row) => {
    sum = addExact(sum, row.flat);
    return { ...row, sum };
  });
}

/** By what changed, a change that sampling explains comes after all that it does not, as in the comparison. */
function byCertainty(
  column: TableColumn,
  a: UnsummedRow,
  b: UnsummedRow,
): number {
  if (column !== "flatChange" && column !== "cumChange") return 0;
  const doubt = (row: UnsummedRow): number =>
    doubtOf(row, column) === null ? 0 : 1;
  return doubt(a) - doubt(b);
}

/** Why a change may be none: sampling explains it. Null = it does not, or there is no change. */
export function doubtOf(
  row: UnsummedRow,
  column: "flatChange" | "cumChange",
): "one-sample" | "within-sampling" | null {
  const certainty =
    column === "flatChange" ? row.flatCertainty : row.cumCertainty;
  if ((row[column] ?? 0) === 0) return null;
  return certainty === "one-sample" || certainty === "within-sampling"
    ? certainty
    : null;
}

function compareBy(
  column: TableColumn,
  a: UnsummedRow,
  b: UnsummedRow,
): number {
  switch (column) {
    case "flat":
    case "cum":
      return compareExact(a[column], b[column]);
    case "flatChange":
    case "cumChange":
      return compareExact(a[column] ?? 0, b[column] ?? 0);
    case "name":
      return compareText(a.name, b.name);
    case "file":
      return compareText(a.file, b.file) || a.line - b.line;
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What a click on a column's head does: its other direction, or its natural one (values fall, words rise). */
export function orderAfterClick(
  order: TableOrder,
  column: TableColumn,
): TableOrder {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: column !== "name" && column !== "file" };
}

/** `98.1 MiB – 110 MiB`: whole objects where objects are counted. */
export function intervalText(interval: ValueInterval, unit: string): string {
  return [interval.low, interval.high]
    .map((value) => formatSample(Math.round(value), unit))
    .join(" – ");
}

/** `file:line`, without a line where the granularity has none. */
export function rowPlace(row: TopRow): string {
  return row.line === 0 ? row.file : `${row.file}:${row.line}`;
}

/** Tab-separated lines with exact numbers, for a spreadsheet. */
export function tableAsText(
  table: TopTable,
  rows: readonly TableRow[],
): string {
  const { type, unit } = table.sampleType;
  const cell = (value: ExactInteger): string => value.toString();
  const isCompared = rows.some((row) => row.flatChange !== null);
  return [
    [
      `flat (${type}, ${unit})`,
      "flat %",
      "sum %",
      "cum",
      "cum %",
      ...(isCompared ? ["flat change", "cum change"] : []),
      "name",
      "file",
    ].join("\t"),
    ...rows.map((row) =>
      [
        cell(row.flat),
        formatShare(row.flat, table.total),
        formatShare(row.sum, table.total),
        cell(row.cum),
        formatShare(row.cum, table.total),
        ...(isCompared
          ? [cell(row.flatChange ?? 0), cell(row.cumChange ?? 0)]
          : []),
        row.name,
        rowPlace(row),
      ].join("\t"),
    ),
  ].join("\n");
}

/** Rows have no id of their own: name, file and line together are unique at every granularity. */
export function keyOfRow(row: Pick<TopRow, "name" | "file" | "line">): string {
  return `${row.name}\0${row.file}\0${row.line}`;
}

/**
 * The function that a row speaks of, for the one selection. pprof prints the place, and for addresses the address,
 * into the name; null for rows that are whole files.
 */
export function functionOfRow(
  row: TopRow,
  granularity: Granularity,
): string | null {
  switch (granularity) {
    case "functions":
      return row.name;
    case "files":
      return null;
    case "filefunctions":
    case "lines":
    case "addresses": {
      let name = row.name;
      if (granularity === "addresses") name = name.replace(/^[0-9a-f]+ /, "");
      for (const place of [rowPlace(row), row.file])
        if (place !== "" && name.endsWith(` ${place}`))
          return name.slice(0, -place.length - 1);
      return name;
    }
  }
}

/** The row to mark: the clicked one while it is of the selected function, else that function's first row. */
export function selectedRowKey(
  rows: readonly TopRow[],
  granularity: Granularity,
  clickedKey: string | null,
  selectedFunction: string | null,
): string | null {
  let first: string | null = null;
  for (const row of rows) {
    const key = keyOfRow(row);
    const name = functionOfRow(row, granularity);
    if (key === clickedKey && (name === null || name === selectedFunction))
      return key;
    if (first === null && name !== null && name === selectedFunction)
      first = key;
  }
  return first;
}

/** Why there is no row to show, so that the panel can say it; null = there are some. */
export type NoRows = "filters" | "search" | "no-samples";

/** `all` before the field's filter, `shown` after it. */
export function whyNoRows(counts: {
  readonly all: number;
  readonly shown: number;
  readonly hasFilters: boolean;
}): NoRows | null {
  const { all, shown, hasFilters } = counts;
  if (shown > 0) return null;
  if (all > 0) return "search";
  return hasFilters ? "filters" : "no-samples";
}
