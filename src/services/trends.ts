// Trends over the snapshots of a target: which of them, dated by the heap that they show, read one after the other.

import { maxTrendProfiles } from "../core/comparison/trend-builder.ts";
import { TrivetError } from "../core/errors.ts";
import type { GcCycle, Snapshot } from "../core/investigation/model.ts";
import { snapshotMoment } from "../core/investigation/snapshot-moment.ts";

export interface DatedSnapshot {
  readonly snapshot: Snapshot;
  readonly atMillis: number;
}

/**
 * In the order of the moments they show. Codes: profile-incompatible (fewer than two, too many, of several targets or
 * kinds).
 */
export function datedForTrend(
  snapshots: readonly Snapshot[],
  cycles: readonly GcCycle[],
): readonly DatedSnapshot[] {
  const [first] = snapshots;
  if (first === undefined || snapshots.length < 2)
    throw new TrivetError(
      "profile-incompatible",
      `a trend takes two snapshots or more, not ${snapshots.length}`,
    );
  if (snapshots.length > maxTrendProfiles)
    throw new TrivetError(
      "profile-incompatible",
      `a trend takes at most ${maxTrendProfiles} snapshots, not ${snapshots.length}`,
    );
  for (const { targetId, kind } of snapshots)
    if (targetId !== first.targetId || kind !== first.kind)
      throw new TrivetError(
        "profile-incompatible",
        "a trend takes snapshots of one kind and one process",
      );
  return snapshots
    .map((snapshot) => ({
      snapshot,
      atMillis: snapshotMoment(snapshot, cycles),
    }))
    .sort(
      (a, b) =>
        a.atMillis - b.atMillis || a.snapshot.atMillis - b.snapshot.atMillis,
    );
}
