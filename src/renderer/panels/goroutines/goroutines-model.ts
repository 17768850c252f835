// Goroutines grouped by identical stack: what a group is called, and in which order groups are shown.

import type { Snapshot } from "../../../core/investigation/model.ts";
import type { GoroutineGroup } from "../../../core/pprof/views.ts";
import { compileSearch } from "../../canvas/flame-search.ts";
import { isStandardLibrary, packageOf } from "../../canvas/function-name.ts";

export type GroupOrder = "count" | "change";

/** The function that people would name: the leaf-most one outside Go's own packages, where the leaf is `gopark`. */
export function groupTitle(group: GoroutineGroup): string {
  const own = group.frames.find(
    (frame) => !isStandardLibrary(packageOf(frame.function)),
  );
  return (own ?? group.frames.at(-1))?.function ?? "";
}

/** What it is doing there: the leaf-most function that is not the scheduler's. Null when that is the title itself. */
export function groupWait(group: GoroutineGroup): string | null {
  const leaf = group.frames.find(
    (frame) =>
      !/^runtime\.(gopark|goparkunlock|park_m|mcall)$/.test(frame.function),
  );
  if (leaf === undefined || leaf.function === groupTitle(group)) return null;
  return leaf.function;
}

/** Change against the earlier snapshot; null when there is none. */
export function groupChange(group: GoroutineGroup): number | null {
  return group.before === null ? null : group.count - group.before;
}

/** Groups with a frame or label that matches, ordered by count or by growth. */
export function arrangeGroups(
  groups: readonly GoroutineGroup[],
  order: GroupOrder,
  filter: string,
): readonly GoroutineGroup[] {
  const matches = compileSearch(filter);
  const kept =
    matches === null
      ? [...groups]
      : groups.filter(
          (group) =>
            group.frames.some(
              (frame) => matches(frame.function) || matches(frame.file),
            ) ||
            Object.entries(group.labels).some(([key, value]) =>
              matches(`${key}=${value}`),
            ),
        );
  return kept.sort((a, b) =>
    order === "change"
      ? (groupChange(b) ?? 0) - (groupChange(a) ?? 0) || b.count - a.count
      : b.count - a.count,
  );
}

export interface GoroutineTotals {
  readonly goroutines: number;
  readonly groups: number;
  /** Null when there is no earlier snapshot. */
  readonly before: number | null;
}

export function totalsOf(groups: readonly GoroutineGroup[]): GoroutineTotals {
  let goroutines = 0;
  let before: number | null = null;
  for (const group of groups) {
    goroutines += group.count;
    if (group.before !== null) before = (before ?? 0) + group.before;
  }
  return { goroutines, groups: groups.length, before };
}

/** Snapshots of the same target taken before `snapshot`, newest first. */
export function earlierSnapshots(
  snapshots: readonly Snapshot[],
  snapshot: Snapshot,
): readonly Snapshot[] {
  return snapshots
    .filter(
      (other) =>
        other.targetId === snapshot.targetId &&
        other.atMillis < snapshot.atMillis,
    )
    .sort((a, b) => b.atMillis - a.atMillis);
}
