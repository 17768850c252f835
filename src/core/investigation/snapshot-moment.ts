// The moment whose heap a snapshot shows, which is not when it was taken: a heap profile is as of the end of the collection
// before the newest (runtime.MemProfile), one that forced its own collection as of that one's, one from memory as it says.

import type { GcCycle, Snapshot } from "./model.ts";

/** Milliseconds since the epoch; the time of the capture where nobody knows better, and for what does not lag. */
export function snapshotMoment(
  snapshot: Snapshot,
  cycles: readonly GcCycle[],
): number {
  const { kind, forcedGc, gcCount, requestedAtMillis, atMillis } = snapshot;
  if (kind !== "heap" && kind !== "allocs") return atMillis;
  const endOf = (number: number): number | undefined =>
    // The newest of that number: a restarted process counts anew.
    cycles.findLast(
      (cycle) =>
        cycle.targetId === snapshot.targetId &&
        cycle.number === number &&
        cycle.endMillis <= atMillis,
    )?.endMillis;
  if (forcedGc) {
    const ended = gcCount === null ? undefined : endOf(gcCount);
    return Math.min(Math.max(ended ?? 0, requestedAtMillis), atMillis);
  }
  if (gcCount === null || snapshot.asOf === "now") return atMillis;
  if (snapshot.asOf === "collection") return endOf(gcCount) ?? atMillis;
  return endOf(gcCount - 1) ?? atMillis;
}
