// What two profiles themselves say against comparing them, whoever took them: the checks that need no investigation, so
// that the command line has them for any two files.

import type { ProfileSummary } from "../pprof/views.ts";
import { areDifferentBuilds, hasFallen } from "./sampled-sides.ts";

export type ProfileIssue =
  | "different-binary"
  | "restarted-process"
  | "delta-profile"
  | "different-rate"
  | "truncated-stacks"
  | "text-against-proto";

/** What sentences about the issues are filled with; only those of issues that hold are there. */
export interface ProfileIssueFacts {
  readonly buildBefore?: string;
  readonly buildAfter?: string;
  readonly rateBefore?: number;
  readonly rateAfter?: number;
  readonly deltaMs?: number;
  readonly truncatedStacks?: number;
  readonly stackLimit?: number;
}

/** These leave a difference readable: its numbers are right, only less exact or less complete. */
export const mildProfileIssues: ReadonlySet<string> = new Set<ProfileIssue>([
  "different-rate",
  "truncated-stacks",
  "text-against-proto",
]);

export function compareSummaries(
  before: ProfileSummary,
  after: ProfileSummary,
): {
  readonly issues: readonly ProfileIssue[];
  readonly facts: ProfileIssueFacts;
} {
  const issues: ProfileIssue[] = [];
  const facts: {
    -readonly [K in keyof ProfileIssueFacts]: ProfileIssueFacts[K];
  } = {};
  if (areDifferentBuilds(before.buildId, after.buildId)) {
    issues.push("different-binary");
    facts.buildBefore = before.buildId;
    facts.buildAfter = after.buildId;
  } else if (hasRestarted(before, after)) issues.push("restarted-process");
  const delta = [before, after].find(isDelta);
  if (delta !== undefined) {
    issues.push("delta-profile");
    facts.deltaMs = delta.durationNs / 1e6;
  }
  if (isHeap(before) && isHeap(after) && before.period !== after.period) {
    issues.push("different-rate");
    facts.rateBefore = before.period;
    facts.rateAfter = after.period;
  }
  if ((before.form ?? "proto") !== (after.form ?? "proto"))
    issues.push("text-against-proto");
  const cut = [before.truncated, after.truncated].filter(
    (found) => found !== null && found !== undefined,
  );
  if (cut.length > 0) {
    issues.push("truncated-stacks");
    facts.truncatedStacks = Math.max(...cut.map(({ stacks }) => stacks));
    facts.stackLimit = Math.max(...cut.map(({ limit }) => limit));
  }
  return { issues, facts };
}

/** A server-side difference (`seconds=N`): it has a duration, which of Go's profiles only CPU profiles have otherwise. */
function isDelta({ durationNs, periodType }: ProfileSummary): boolean {
  return durationNs > 0 && periodType?.type !== "cpu";
}

function isHeap({ periodType }: ProfileSummary): boolean {
  return periodType?.type === "space";
}

/** What was allocated since the start has become less. */
function hasRestarted(before: ProfileSummary, after: ProfileSummary): boolean {
  if (isDelta(before) || isDelta(after)) return false;
  const allocated = ({
    sampleTypes,
    totals,
  }: ProfileSummary): number | null => {
    const at = sampleTypes.findIndex(({ type }) => type === "alloc_space");
    return at < 0 ? null : Number(totals[at] ?? 0);
  };
  const earlier = allocated(before);
  const later = allocated(after);
  return (
    earlier !== null &&
    later !== null &&
    before.period === after.period &&
    hasFallen(earlier, later)
  );
}
