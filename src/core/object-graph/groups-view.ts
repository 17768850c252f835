// What the window shows of values by a field: each with its share of the heap, and with what it has grown by since an
// earlier graph that was taken by the same field.

import type { KeptGroup, KeptGroups } from "./kept-groups.ts";

export interface GroupRow extends KeptGroup {
  /** Of the live heap, 0 to 1. */
  readonly share: number;
  /** Null where it is not known: without such an earlier graph, or where that had left out those that hold little. */
  readonly grownBytes: number | null;
}

export interface GroupsView extends Omit<KeptGroups, "groups"> {
  /** Those that hold most first; those that are gone since the earlier graph last. */
  readonly rows: readonly GroupRow[];
  /** There is an earlier graph by the same field. */
  readonly isCompared: boolean;
}

export function buildGroupsView(
  { groups, ...about }: KeptGroups,
  before: KeptGroups | null,
  liveBytes: number,
): GroupsView {
  const earlier =
    before?.type === about.type && before.field === about.field ? before : null;
  const left = new Map(earlier?.groups.map((group) => [keyOf(group), group]));
  const grown = (group: KeptGroup): number | null => {
    if (earlier === null) return null;
    const old = left.get(keyOf(group));
    left.delete(keyOf(group));
    if (old === undefined && earlier.leftOut > 0) return null;
    return group.retainedBytes - (old?.retainedBytes ?? 0);
  };
  const rows = groups.map((group) => ({
    ...group,
    share: group.retainedBytes / Math.max(1, liveBytes),
    grownBytes: grown(group),
  }));
  // Of those that are not there it is not known whether they are gone, when the smaller ones are left out.
  const gone = about.leftOut > 0 ? [] : [...left.values()].map(toGone);
  return { ...about, rows: [...rows, ...gone], isCompared: earlier !== null };
}

const keyOf = ({ value, note }: KeptGroup): string => `${note ?? ""}:${value}`;

const toGone = ({ value, note, retainedBytes }: KeptGroup): GroupRow => ({
  value,
  note,
  members: 0,
  bytes: 0,
  retainedBytes: 0,
  retainedObjects: 0,
  share: 0,
  grownBytes: -retainedBytes,
});
