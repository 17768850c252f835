// How places grew over the snapshots of a stretch of time: which snapshots, which rows in which order, and the small line
// that each row is drawn with.

import { maxTrendProfiles } from "../../../core/comparison/trend-builder.ts";
import type {
  Snapshot,
  SnapshotKind,
} from "../../../core/investigation/model.ts";
import type { ViewState } from "../../../core/investigation/view-state.ts";
import type { TrendRow, TrendTable } from "../../../core/pprof/views.ts";
import { compileSearch } from "../../canvas/flame-search.ts";
import { formatChange } from "../../ui/sample-value.ts";

export const trendKinds = ["heap", "allocs", "goroutine"] as const;
export type TrendKind = (typeof trendKinds)[number];

const isTrendKind = (kind: SnapshotKind): kind is TrendKind =>
  trendKinds.some((known) => known === kind);

export interface TrendChoice {
  /** Kinds that have two snapshots or more, in the zoomed stretch or out of it. */
  readonly kinds: readonly TrendKind[];
  readonly kind: TrendKind;
  /** Those to follow, in the order of time: of the target that was seen last, in the zoomed stretch. */
  readonly snapshots: readonly Snapshot[];
}

/** Null while no kind has two snapshots of one target. `chosen` counts where it has. */
export function chooseTrend(
  snapshots: readonly Snapshot[],
  chosen: TrendKind | null,
  zoom: ViewState["zoom"],
): TrendChoice | null {
  const ofTarget = newestTarget(snapshots);
  const count = (kind: TrendKind): number =>
    ofTarget.filter((snapshot) => snapshot.kind === kind).length;
  const kinds = trendKinds.filter((kind) => count(kind) >= 2);
  const kind = kinds.find((known) => known === chosen) ?? kinds[0];
  if (kind === undefined) return null;
  const inRange = ofTarget.filter(
    (snapshot) =>
      snapshot.kind === kind &&
      (zoom === null ||
        (snapshot.atMillis >= zoom.fromMillis &&
          snapshot.atMillis <= zoom.toMillis)),
  );
  return { kinds, kind, snapshots: evenly(inRange, maxTrendProfiles) };
}

function newestTarget(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const sorted = snapshots
    .filter(({ kind }) => isTrendKind(kind))
    .sort((a, b) => a.atMillis - b.atMillis);
  const target = sorted.at(-1)?.targetId;
  return sorted.filter(({ targetId }) => targetId === target);
}

/** At most `most` of them, the first and the last among these. */
export function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]!);
}

export const trendColumnNames = [
  "slope",
  "grewIn",
  "share",
  "last",
  "name",
] as const;
export type TrendColumn = (typeof trendColumnNames)[number];
export interface TrendOrder {
  readonly column: TrendColumn;
  readonly descending: boolean;
}
export const defaultTrendOrder: TrendOrder = {
  column: "slope",
  descending: true,
};

/** False where sampling explains what changed between the first snapshot and the last. */
export function isCertain({ certainty }: Pick<TrendRow, "certainty">): boolean {
  return certainty === "exact" || certainty === "beyond-sampling";
}

export function isDoubtful(row: TrendRow): boolean {
  return row.slope !== 0 && !isCertain(row);
}

export function arrangeTrendRows(
  rows: readonly TrendRow[],
  order: TrendOrder,
  filter: string,
): readonly TrendRow[] {
  const matches = compileSearch(filter);
  const kept =
    matches === null
      ? [...rows]
      : rows.filter(
          (row) =>
            matches(row.name) ||
            matches(row.file) ||
            row.stack.some((name) => matches(name)),
        );
  const sign = order.descending ? -1 : 1;
  const quiet = order.column === "slope" || order.column === "share";
  return kept.sort(
    (a, b) =>
      (quiet ? Number(isDoubtful(a)) - Number(isDoubtful(b)) : 0) ||
      sign * byColumn(a, b, order.column) ||
      b.slope - a.slope ||
      compareText(rowKey(a), rowKey(b)),
  );
}

function byColumn(a: TrendRow, b: TrendRow, column: TrendColumn): number {
  switch (column) {
    case "name":
      return compareText(a.name, b.name);
    case "last":
      return lastOf(a) - lastOf(b);
    case "share":
      return (a.share ?? 0) - (b.share ?? 0);
    case "slope":
    case "grewIn":
      return a[column] - b[column];
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function trendOrderAfterClick(
  order: TrendOrder,
  column: TrendColumn,
): TrendOrder {
  return order.column === column
    ? { column, descending: !order.descending }
    : { column, descending: column !== "name" };
}

export function rowKey(row: TrendRow): string {
  return [row.name, row.file, row.line, ...row.stack].join("\0");
}

export function lastOf({ values }: Pick<TrendRow, "values">): number {
  return values.at(-1) ?? 0;
}

/** Steps between consecutive snapshots. */
export function stepsOf({ times }: Pick<TrendTable, "times">): number {
  return Math.max(0, times.length - 1);
}

/** `+4.1 MiB/min`: a minute is what people think in, whatever the unit of the slope. */
export function formatSlope(perSecond: number, unit: string): string {
  return `${formatPerMinute(perSecond, unit)}/min`;
}

/** The same without its `/min`, where that follows. */
export function formatPerMinute(perSecond: number, unit: string): string {
  return formatChange(roundedCount(perSecond * 60, unit), unit);
}

/** Counts are shown whole. */
function roundedCount(value: number, unit: string): number {
  return unit === "count" ? Math.round(value) : value;
}

/** An SVG path through the values, by their times; flat in the middle where nothing changes. */
export function sparkline(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
): string {
  const from = times[0] ?? 0;
  const span = (times[times.length - 1] ?? 0) - from;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  const inner = { width: size.width - 2, height: size.height - 2 };
  const points = Array.from({ length: values.length }, (_, i) => {
    const x = span === 0 ? 0 : ((times[i] ?? 0) - from) / span;
    const y = most === least ? 0.5 : (values[i]! - least) / (most - least);
    return `${round(1 + x * inner.width)} ${round(1 + (1 - y) * inner.height)}`;
  });
  return points.length === 0 ? "" : `M${points.join("L")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
