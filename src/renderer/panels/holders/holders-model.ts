// Which rows of the tree of holders are in sight, and which are open. No drawing.

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

/** Rows whose holders are all open, brothers by what they hold, or by what they have grown. */
export function visibleTree(
  view: HoldersView,
  open: ReadonlySet<number>,
  order: "held" | "grown",
): readonly TreeRow[] {
  const children = new Map<number, HolderRow[]>();
  for (const row of view.rows) {
    const brothers = children.get(row.parent);
    if (brothers === undefined) children.set(row.parent, [row]);
    else brothers.push(row);
  }
  if (order === "grown")
    for (const brothers of children.values())
      brothers.sort((a, b) => (b.grownBytes ?? 0) - (a.grownBytes ?? 0));
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
