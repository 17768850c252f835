// Two snapshots side by side: which two are asked for at first, the three ways to compare them, and which rows are shown
// in which order.

import type { Snapshot } from "../../../core/investigation/model.ts";
import type {
  ChangeCertainty,
  ChangeMeasure,
  ChangeRow,
  ComparisonTable,
  ValueInterval,
} from "../../../core/pprof/views.ts";
import { compileSearch } from "../../canvas/flame-search.ts";

/** Net change; grown and shrunk apart; shares of either side's total. */
export const compareWays = ["net", "gross", "share"] as const;
export type CompareWay = (typeof compareWays)[number];

/** At the leaf (who allocated), or with everything below (who is responsible for it). */
export type DiffMeasure = "flat" | "cum";

export const rowKinds = ["all", "new", "gone", "grew", "shrank"] as const;
export type RowKind = (typeof rowKinds)[number];

/** One row by one measure and one way. Shares are fractions, all else is in the unit of the sample type. */
export interface DiffRow {
  readonly key: string;
  readonly name: string;
  readonly function: string;
  readonly file: string;
  readonly before: number;
  readonly after: number;
  readonly grown: number;
  readonly shrunk: number;
  readonly delta: number;
  /** 95 % interval of `delta`. */
  readonly low: number;
  readonly high: number;
  readonly beforeInterval: ValueInterval | null;
  readonly afterInterval: ValueInterval | null;
  readonly certainty: ChangeCertainty;
}

/** Rows that have something by this measure, on either side. */
export function diffRows(
  table: ComparisonTable,
  measure: DiffMeasure,
  way: CompareWay,
): readonly DiffRow[] {
  return table.rows
    .filter((row) => row[measure].before !== 0 || row[measure].after !== 0)
    .map((row) => diffRow(row, row[measure], table, way));
}

function diffRow(
  row: ChangeRow,
  measure: ChangeMeasure,
  { total }: ComparisonTable,
  way: CompareWay,
): DiffRow {
  const place = {
    key: `${row.name}\0${row.file}\0${row.line}`,
    name: row.name,
    function: row.function,
    file: row.file,
  };
  return way === "share"
    ? { ...place, ...shareOf(measure, total) }
    : { ...place, ...measure, delta: measure.after - measure.before };
}

/**
 * Shares of either side's total, as if the two were independent: what lives on in both then adds error that is not
 * there, so the interval is rather too wide than too narrow.
 */
function shareOf(
  measure: ChangeMeasure,
  total: ChangeMeasure,
): Omit<DiffRow, "key" | "name" | "function" | "file"> {
  const before = shareInterval(
    measure.before,
    measure.beforeInterval,
    total.before,
  );
  const after = shareInterval(
    measure.after,
    measure.afterInterval,
    total.after,
  );
  const delta = after.value - before.value;
  const low =
    delta - Math.hypot(after.value - after.low, before.high - before.value);
  const high =
    delta + Math.hypot(after.high - after.value, before.value - before.low);
  return {
    before: before.value,
    after: after.value,
    grown: Math.max(0, delta),
    shrunk: Math.max(0, -delta),
    delta,
    low,
    high,
    beforeInterval: measure.beforeInterval,
    afterInterval: measure.afterInterval,
    certainty: shareCertainty(measure, low, high),
  };
}

function shareInterval(
  value: number,
  interval: ValueInterval | null,
  total: number,
): { readonly value: number; readonly low: number; readonly high: number } {
  if (total === 0) return { value: 0, low: 0, high: 0 };
  return {
    value: value / total,
    low: (interval?.low ?? value) / total,
    high: (interval?.high ?? value) / total,
  };
}

function shareCertainty(
  { certainty: known, beforeInterval, afterInterval }: ChangeMeasure,
  low: number,
  high: number,
): ChangeCertainty {
  if (known === "exact") return "exact";
  // A side of which nothing was sampled has no interval to go by: then the amounts decide.
  if (beforeInterval === null || afterInterval === null) return known;
  if (low > 0 || high < 0) return "beyond-sampling";
  return known === "one-sample" ? "one-sample" : "within-sampling";
}

/** False where sampling explains the change: it is shown quietly, and never above one that it does not explain. */
export function isCertain({ certainty }: Pick<DiffRow, "certainty">): boolean {
  return certainty === "exact" || certainty === "beyond-sampling";
}

/** Something seems to have changed, and sampling explains it. */
export function isDoubtful(row: Pick<DiffRow, "delta" | "certainty">): boolean {
  return row.delta !== 0 && !isCertain(row);
}

export function isOfKind(row: DiffRow, kind: RowKind): boolean {
  switch (kind) {
    case "all":
      return true;
    case "new":
      return row.before === 0 && row.after > 0;
    case "gone":
      return row.before > 0 && row.after === 0;
    case "grew":
      return row.delta > 0;
    case "shrank":
      return row.delta < 0;
  }
}

export const diffColumnNames = [
  "delta",
  "grown",
  "shrunk",
  "before",
  "after",
  "name",
] as const;
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
  choice: {
    readonly order: DiffOrder;
    readonly kind: RowKind;
    readonly filter: string;
  },
): readonly DiffRow[] {
  const { order, kind } = choice;
  const matches = compileSearch(choice.filter);
  const kept = rows.filter(
    (row) =>
      isOfKind(row, kind) &&
      (matches === null || matches(row.name) || matches(row.file)),
  );
  const sign = order.descending ? -1 : 1;
  return kept.sort(
    (a, b) =>
      byCertainty(a, b, order.column) ||
      sign * byColumn(a, b, order.column) ||
      compareText(a.name, b.name),
  );
}

/** By what changed, a change that sampling explains comes after all that it does not. */
function byCertainty(a: DiffRow, b: DiffRow, column: DiffColumn): number {
  if (!isOfChange(column)) return 0;
  return Number(isDoubtful(a)) - Number(isDoubtful(b));
}

/**
 * Where among the arranged rows those begin that stand last because sampling explains them: without a word they would
 * look badly sorted, below rows that did not change at all. Null where there are none, or the order is not by change.
 */
export function firstDoubtfulRow(
  rows: readonly DiffRow[],
  order: DiffOrder,
): number | null {
  if (!isOfChange(order.column)) return null;
  const at = rows.findIndex(isDoubtful);
  return at < 0 ? null : at;
}

function isOfChange(column: DiffColumn): boolean {
  return column === "delta" || column === "grown" || column === "shrunk";
}

function byColumn(a: DiffRow, b: DiffRow, column: DiffColumn): number {
  return column === "name"
    ? compareText(a.name, b.name)
    : a[column] - b[column];
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

/** Nothing grew that sampling does not explain, though something seems to have. */
export function growsOnlyBySampling(rows: readonly DiffRow[]): boolean {
  const grown = rows.filter(({ delta }) => delta > 0);
  return grown.length > 0 && !grown.some(isCertain);
}

/** The scale of the error bars: what the widest certain one reaches, so that one wild interval does not flatten all. */
export function barReach(rows: readonly DiffRow[]): number {
  const reach = (row: DiffRow): number =>
    Math.max(Math.abs(row.low), Math.abs(row.high));
  const certain = rows.filter((row) => row.delta !== 0 && isCertain(row));
  return (certain.length > 0 ? certain : rows).reduce(
    (most, row) => Math.max(most, reach(row)),
    0,
  );
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
