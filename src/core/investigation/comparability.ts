// May two snapshots be subtracted? A Go heap profile is as of one to two collections ago (runtime.MemProfile), so two
// profiles with fewer than two collections between them can differ by nothing while the heap grew by hundreds of MB. One
// that forced its own collection is as of that one: against a plain one, up to two collections of growth are too many.

import {
  compareSummaries,
  mildProfileIssues,
  type ProfileIssue,
  type ProfileIssueFacts,
} from "../comparison/profile-facts.ts";
import type { ProfileSummary } from "../pprof/views.ts";
import type { InvestigationEvent, Snapshot } from "./model.ts";

export type ComparabilityIssue =
  | "different-kind"
  | "different-target"
  | "same-snapshot"
  | "reversed"
  | "too-few-gcs"
  | "mixed-freshness"
  | "gc-count-unknown"
  | ProfileIssue;

export interface Comparability {
  readonly reliable: boolean;
  readonly issues: readonly ComparabilityIssue[];
  /** Collections between the two; null when either count is unknown. */
  readonly gcsBetween: number | null;
  /** What sentences about the issues are filled with. */
  readonly facts?: ProfileIssueFacts;
}

/** Issues that leave the numbers right; the others make a difference mean something else than it says. */
const mild: ReadonlySet<string> = new Set<string>([
  ...mildProfileIssues,
  "reversed",
]);

/**
 * The same with what the two profiles say of themselves, and with the target's restarts between them. Summaries are null
 * for what is no profile.
 */
export function compareProfileSnapshots(
  before: {
    readonly snapshot: Snapshot;
    readonly summary: ProfileSummary | null;
  },
  after: {
    readonly snapshot: Snapshot;
    readonly summary: ProfileSummary | null;
  },
  events: readonly InvestigationEvent[],
): Comparability {
  const known = compareSnapshots(before.snapshot, after.snapshot);
  const reversed = known.issues.includes("reversed");
  const [earlier, later] = reversed ? [after, before] : [before, after];
  const own =
    earlier.summary === null || later.summary === null
      ? { issues: [], facts: {} }
      : compareSummaries(earlier.summary, later.summary);
  const issues = new Set([...known.issues, ...own.issues]);
  const wasRestarted = events.some(
    ({ kind, targetId, atMillis }) =>
      kind === "restarted" &&
      targetId === later.snapshot.targetId &&
      atMillis > earlier.snapshot.atMillis &&
      atMillis <= later.snapshot.atMillis,
  );
  if (wasRestarted) issues.add("restarted-process");
  // Collections of another process count nothing.
  if (issues.has("restarted-process") || issues.has("different-binary"))
    issues.delete("too-few-gcs");
  return {
    ...known,
    issues: [...issues],
    reliable: [...issues].every((issue) => mild.has(issue)),
    facts: own.facts,
  };
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
  const freshness = freshnessOf(before);
  if (lags && freshness !== freshnessOf(after)) issues.push("mixed-freshness");
  else if (lags && !forced && freshness !== "now") {
    const least = freshness === "collection" ? 1 : 2;
    if (gcsBetween === null) issues.push("gc-count-unknown");
    else if (Math.abs(gcsBetween) < least) issues.push("too-few-gcs");
  }
  return {
    reliable: issues.every((issue) => issue === "reversed"),
    issues,
    gcsBetween,
  };
}

/** Of which moment a profile is: one that forced a collection, or was read from memory, is as of the newest. */
function freshnessOf({
  forcedGc,
  asOf,
}: Snapshot): "lagging" | "collection" | "now" {
  return asOf ?? (forcedGc ? "collection" : "lagging");
}
