// Two snapshots side by side: which two are asked for at first, and the rows of their difference.

import type { Snapshot } from "../../../core/investigation/model.ts";
import type {
  ExactInteger,
  TopRow,
  TopTable,
} from "../../../core/pprof/views.ts";
import { compileSearch } from "../../canvas/flame-search.ts";
import { addExact, compareExact } from "../../ui/sample-value.ts";

export interface DiffRow {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly before: ExactInteger;
  readonly after: ExactInteger;
  readonly delta: ExactInteger;
}

/** At the leaf (who allocated), or with everything below (who is responsible for it). */
export type DiffMeasure = "flat" | "cum";

/**
 * Joins the earlier snapshot's table with the difference's. `after` is `before + delta`, so that a normalised
 * difference stays consistent with itself; functions whose samples cancelled are kept with a delta of 0, functions
 * that have nothing by this measure on either side are not.
 */
export function joinDiffRows(
  before: TopTable,
  difference: TopTable,
  measure: DiffMeasure,
): readonly DiffRow[] {
  const earlier = new Map(before.rows.map((row) => [keyOf(row), row]));
  const rows: DiffRow[] = [];
  for (const row of difference.rows) {
    const key = keyOf(row);
    const was = earlier.get(key)?.[measure] ?? 0;
    earlier.delete(key);
    rows.push(diffRow(row, was, row[measure]));
  }
  for (const row of earlier.values()) rows.push(diffRow(row, row[measure], 0));
  // Loosely, because 0n is nothing too.
  return rows.filter(({ before: was, after: is }) => was != 0 || is != 0);
}

function diffRow(
  { name, file, line }: TopRow,
  before: ExactInteger,
  delta: ExactInteger,
): DiffRow {
  return { name, file, line, before, after: addExact(before, delta), delta };
}

const keyOf = (row: TopRow): string => `${row.name}\0${row.file}\0${row.line}`;

export const diffColumnNames = ["delta", "before", "after", "name"] as const;
export type DiffColumn = (typeof diffColumnNames)[number];
export interface DiffOrder {
  readonly column: DiffColumn;
  readonly descending: boolean;
}
/** What grew most is on top, what shrank most at the end. */
export const defaultDiffOrder: DiffOrder = {
  column: "delta",
  descending: true,
};

export function arrangeDiffRows(
  rows: readonly DiffRow[],
  order: DiffOrder,
  filter: string,
): readonly DiffRow[] {
  const matches = compileSearch(filter);
  const kept =
    matches === null
      ? [...rows]
      : rows.filter((row) => matches(row.name) || matches(row.file));
  const sign = order.descending ? -1 : 1;
  return kept.sort((a, b) => {
    const byColumn =
      order.column === "name"
        ? compareText(a.name, b.name)
        : compareExact(a[order.column], b[order.column]);
    return sign * byColumn || compareText(a.name, b.name);
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function diffOrderAfterClick(
  order: DiffOrder,
  column: DiffColumn,
): DiffOrder {
  return order.column === column
    ? { column, descending: !order.descending }
    : { column, descending: column !== "name" };
}

/** The first and the last heap snapshot of one target, the longest stretch there is; null with fewer than two. */
export function defaultPair(
  snapshots: readonly Snapshot[],
): { readonly a: string; readonly b: string } | null {
  const heaps = snapshots
    .filter((snapshot) => snapshot.kind === "heap")
    .sort((x, y) => x.atMillis - y.atMillis);
  const last = heaps.at(-1);
  const first = heaps.find((snapshot) => snapshot.targetId === last?.targetId);
  if (first === undefined || last === undefined || first.id === last.id)
    return null;
  return { a: first.id, b: last.id };
}

/** The chosen pair where both snapshots still exist, else the default one. */
export function effectivePair(
  snapshots: readonly Snapshot[],
  chosen: { readonly a: string; readonly b: string } | null,
): { readonly a: Snapshot; readonly b: Snapshot } | null {
  const pair = [chosen, defaultPair(snapshots)];
  for (const candidate of pair) {
    if (candidate === null) continue;
    const a = snapshots.find((snapshot) => snapshot.id === candidate.a);
    const b = snapshots.find((snapshot) => snapshot.id === candidate.b);
    if (a !== undefined && b !== undefined) return { a, b };
  }
  return null;
}
