// May two snapshots be subtracted? A Go heap profile is as of one to two collections ago (runtime.MemProfile), so two
// profiles with fewer than two collections between them can differ by nothing while the heap grew by hundreds of MB. One
// that forced its own collection is as of that one: against a plain one, up to two collections of growth are too many.

import type { Snapshot } from "./model.ts";

export type ComparabilityIssue =
  | "different-kind"
  | "different-target"
  | "same-snapshot"
  | "reversed"
  | "too-few-gcs"
  | "mixed-freshness"
  | "gc-count-unknown";

export interface Comparability {
  readonly reliable: boolean;
  readonly issues: readonly ComparabilityIssue[];
  /** Collections between the two; null when either count is unknown. */
  readonly gcsBetween: number | null;
}

export function compareSnapshots(
  before: Snapshot,
  after: Snapshot,
): Comparability {
  const issues: ComparabilityIssue[] = [];
  if (before.id === after.id) issues.push("same-snapshot");
  if (before.kind !== after.kind) issues.push("different-kind");
  if (before.targetId !== after.targetId) issues.push("different-target");
  if (before.atMillis > after.atMillis) issues.push("reversed");
  const gcsBetween =
    before.gcCount === null || after.gcCount === null
      ? null
      : after.gcCount - before.gcCount;
  const lags = before.kind === "heap" || before.kind === "allocs";
  const forced = before.forcedGc && after.forcedGc;
  if (lags && before.forcedGc !== after.forcedGc)
    issues.push("mixed-freshness");
  else if (lags && !forced) {
    if (gcsBetween === null) issues.push("gc-count-unknown");
    else if (Math.abs(gcsBetween) < 2) issues.push("too-few-gcs");
  }
  return {
    reliable: issues.every((issue) => issue === "reversed"),
    issues,
    gcsBetween,
  };
}
