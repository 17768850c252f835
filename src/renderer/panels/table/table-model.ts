// The top table's rows as they are shown: filtered, sorted, and described for the clipboard.

import type {
  ExactInteger,
  Granularity,
  TopRow,
  TopTable,
} from "../../../core/pprof/views.ts";
import { compileSearch } from "../../canvas/flame-search.ts";
import { compareExact, formatShare } from "../../ui/sample-value.ts";

export const tableColumns = ["flat", "cum", "name", "file"] as const;
export type TableColumn = (typeof tableColumns)[number];

export interface TableOrder {
  readonly column: TableColumn;
  readonly descending: boolean;
}

/** As pprof: the largest flat value first. */
export const defaultOrder: TableOrder = { column: "flat", descending: true };

/** Rows whose name or file matches `filter` (text, or a regular expression between slashes), in order. */
export function arrangeRows(
  rows: readonly TopRow[],
  order: TableOrder,
  filter: string,
): readonly TopRow[] {
  const matches = compileSearch(filter);
  const kept =
    matches === null
      ? [...rows]
      : rows.filter((row) => matches(row.name) || matches(row.file));
  const sign = order.descending ? -1 : 1;
  return kept.sort(
    (a, b) =>
      sign * compareBy(order.column, a, b) ||
      compareExact(b.flat, a.flat) ||
      compareText(a.name, b.name),
  );
}

function compareBy(column: TableColumn, a: TopRow, b: TopRow): number {
  switch (column) {
    case "flat":
    case "cum":
      return compareExact(a[column], b[column]);
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
  return { column, descending: column === "flat" || column === "cum" };
}

/** `file:line`, without a line where the granularity has none. */
export function rowPlace(row: TopRow): string {
  return row.line === 0 ? row.file : `${row.file}:${row.line}`;
}

/** Tab-separated lines with exact numbers, for a spreadsheet. */
export function tableAsText(table: TopTable, rows: readonly TopRow[]): string {
  const { type, unit } = table.sampleType;
  const cell = (value: ExactInteger): string => value.toString();
  return [
    `flat (${type}, ${unit})\tflat %\tcum\tcum %\tname\tfile`,
    ...rows.map((row) =>
      [
        cell(row.flat),
        formatShare(row.flat, table.total),
        cell(row.cum),
        formatShare(row.cum, table.total),
        row.name,
        rowPlace(row),
      ].join("\t"),
    ),
  ].join("\n");
}

/** Rows have no id of their own: name, file and line together are unique at every granularity. */
export function keyOfRow(row: TopRow): string {
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
