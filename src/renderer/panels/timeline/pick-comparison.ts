// Which two snapshots a gesture on the timeline means. A is always the earlier one.

import type { Snapshot } from "../../../core/investigation/model.ts";
import type { ViewState } from "../../../core/investigation/view-state.ts";
import type { TimeRange } from "../../charts/time-range.ts";

type Pair = NonNullable<ViewState["comparison"]>;

const inOrder = (one: Snapshot, other: Snapshot): Pair =>
  one.atMillis <= other.atMillis
    ? { a: one.id, b: other.id }
    : { a: other.id, b: one.id };

/** The shown snapshot with the picked one; without a shown one of its kind, with the earliest of its kind. */
export function pairWith(
  snapshots: readonly Snapshot[],
  shownId: string | null,
  pickedId: string,
): Pair | null {
  const picked = snapshots.find(({ id }) => id === pickedId);
  if (picked === undefined) return null;
  const isPartner = (other: Snapshot): boolean =>
    other.kind === picked.kind && other.id !== picked.id;
  const partner =
    snapshots.find((other) => other.id === shownId && isPartner(other)) ??
    snapshots.find(isPartner);
  return partner === undefined ? null : inOrder(partner, picked);
}

/** The snapshots of one kind nearest to the two ends of a brushed range; heap before allocs before goroutine. */
export function pairForRange(
  snapshots: readonly Snapshot[],
  range: TimeRange,
): Pair | null {
  for (const kind of ["heap", "allocs", "goroutine"] as const) {
    const candidates = snapshots.filter((snapshot) => snapshot.kind === kind);
    const a = nearest(candidates, range.fromMillis);
    const b = nearest(candidates, range.toMillis);
    if (a !== null && b !== null && a.id !== b.id) return inOrder(a, b);
  }
  return null;
}

function nearest(snapshots: readonly Snapshot[], at: number): Snapshot | null {
  let best: Snapshot | null = null;
  for (const snapshot of snapshots)
    if (
      best === null ||
      Math.abs(snapshot.atMillis - at) < Math.abs(best.atMillis - at)
    )
      best = snapshot;
  return best;
}
