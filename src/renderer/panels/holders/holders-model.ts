// Which rows of the tree of holders are in sight, and which are open; types in order; the way from a root to a row. No
// drawing.

import type { InvestigationEvent } from "../../../core/investigation/model.ts";
import type { HolderType } from "../../../core/object-graph/holder-types.ts";
import { assertNever } from "../../../core/result.ts";
import type { TableSort } from "../../ui/virtual-table.tsx";
import type {
  HolderRow,
  HolderSuspect,
  HoldersView,
} from "../../../core/object-graph/holders-view.ts";

export interface TreeRow extends HolderRow {
  readonly depth: number;
  readonly hasRows: boolean;
  readonly isOpen: boolean;
  /** Of the whole heap. */
  readonly share: number;
}

export const treeOrders = ["holds", "objects", "grown", "own", "name"] as const;
export type TreeOrder = (typeof treeOrders)[number];

export interface Ordered<C extends string> extends TableSort {
  readonly column: C;
}

/** The same column once more turns it; numbers begin with the largest, names with the first. */
export function nextSort<C extends string>(
  { column, direction }: Ordered<C>,
  wanted: C,
  isName: boolean,
): Ordered<C> {
  const first = isName ? "ascending" : "descending";
  const other = direction === "ascending" ? "descending" : "ascending";
  return { column: wanted, direction: column === wanted ? other : first };
}

function compareRows(
  { column, direction }: Ordered<TreeOrder>,
  a: HolderRow,
  b: HolderRow,
): number {
  const by = direction === "ascending" ? 1 : -1;
  switch (column) {
    case "holds":
      return by * (a.retainedBytes - b.retainedBytes);
    case "objects":
      return by * (a.retainedObjects - b.retainedObjects);
    case "grown":
      return by * ((a.grownBytes ?? 0) - (b.grownBytes ?? 0));
    case "own":
      return by * (a.bytes - b.bytes);
    case "name":
      return by * compareNames(holderTitle(a), holderTitle(b));
    default:
      return assertNever(column, "every column has an order");
  }
}

const compareNames = (a: string, b: string): number =>
  a === b ? 0 : a < b ? -1 : 1;

export const typeOrders = [
  "bytes",
  "objects",
  "grown",
  "grownObjects",
  "type",
] as const;
export type TypeOrder = (typeof typeOrders)[number];

export function sortTypes(
  types: readonly HolderType[],
  { column, direction }: Ordered<TypeOrder>,
): readonly HolderType[] {
  const by = direction === "ascending" ? 1 : -1;
  const value = (row: HolderType): number => {
    switch (column) {
      case "bytes":
        return row.bytes;
      case "objects":
        return row.objects;
      case "grown":
        return row.grownBytes ?? 0;
      case "grownObjects":
        return row.grownObjects ?? 0;
      case "type":
        return 0;
      default:
        return assertNever(column, "every column has an order");
    }
  };
  return [...types].sort(
    (a, b) =>
      by *
      (column === "type" ? compareNames(a.type, b.type) : value(a) - value(b)),
  );
}

/** From the variable or stack down to the row itself; empty when the row is not there. */
export function pathToRow(
  view: HoldersView,
  id: number | null,
): readonly HolderRow[] {
  const rows = new Map(view.rows.map((row) => [row.id, row]));
  const path: HolderRow[] = [];
  for (let at = id; at !== null && at !== 0;) {
    const row = rows.get(at);
    if (row === undefined || path.includes(row)) break;
    path.push(row);
    at = row.parent;
  }
  return path.reverse();
}

/** `main.cache.items[]`: the fields of a path one after the other. */
export function pathName(path: readonly HolderRow[]): string {
  return path
    .map(({ label, type, kind }, at) =>
      label !== "" ? label : at === 0 && kind === null ? `(${type})` : "",
    )
    .join("");
}

/** Everything above the row is open. */
export function openAbove(
  view: HoldersView,
  open: ReadonlySet<number>,
  id: number,
): ReadonlySet<number> {
  const above = pathToRow(view, id).slice(0, -1);
  return new Set([...open, ...above.map((row) => row.id)]);
}

/** Rows whose holders are all open, brothers in the order asked for. */
export function visibleTree(
  view: HoldersView,
  open: ReadonlySet<number>,
  order: Ordered<TreeOrder>,
): readonly TreeRow[] {
  const children = new Map<number, HolderRow[]>();
  for (const row of view.rows) {
    const brothers = children.get(row.parent);
    if (brothers === undefined) children.set(row.parent, [row]);
    else brothers.push(row);
  }
  for (const brothers of children.values())
    brothers.sort((a, b) => compareRows(order, a, b));
  const total = Math.max(1, view.retainedBytes);
  const rows: TreeRow[] = [];
  // By hand: a chain of holders may be deeper than calls can nest.
  const pending = (children.get(0) ?? [])
    .map((row) => ({ row, depth: 0 }))
    .reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { row, depth } = next;
    const below = children.get(row.id) ?? [];
    const isOpen = open.has(row.id) && below.length > 0;
    rows.push({
      ...row,
      depth,
      hasRows: below.length > 0,
      isOpen,
      share: row.retainedBytes / total,
    });
    if (isOpen)
      for (let i = below.length - 1; i >= 0; i--)
        pending.push({ row: below[i]!, depth: depth + 1 });
  }
  return rows;
}

/** Everything above the place where the suspect's memory piles up is open. */
export function openTo(
  open: ReadonlySet<number>,
  { path }: HolderSuspect,
): ReadonlySet<number> {
  return new Set([...open, ...path.slice(0, -1)]);
}

/** `.items`, `(unknown)`; roots by their name. */
export function holderTitle({ label, type, kind }: HolderRow): string {
  if (label !== "") return label;
  if (kind === null && type !== "") return `(${type})`;
  return "(unknown)";
}

/** Milliseconds that the target stood still for the snapshot; null when it is not on record, as with a core. */
export function stoppedFor(
  events: readonly InvestigationEvent[],
  snapshotId: string,
): number | null {
  const taken = events.find(({ data }) => data["snapshotId"] === snapshotId);
  const stoppedMs = taken?.data["stoppedMs"];
  return typeof stoppedMs === "number" ? stoppedMs : null;
}
