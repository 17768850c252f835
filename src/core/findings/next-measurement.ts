// The cheapest measurement that could change the verdict.

import { message } from "../messages/message.ts";
import type { Confidence, Verdict, VerdictKind } from "./finding.ts";
import type { RuleContext } from "./rule.ts";
import type { Votes } from "./votes.ts";

type Next = Verdict["nextMeasurement"];

const wait = (ms: number): Next => ({
  kind: "wait",
  message: message("next.wait", { duration: ms }),
});
const heapSnapshot: Next = {
  kind: "heap-snapshot",
  message: message("next.heap-snapshot"),
};
const secondHeapSnapshot: Next = {
  kind: "heap-snapshot",
  message: message("next.heap-snapshot-second"),
};
const heapSnapshotGc: Next = {
  kind: "heap-snapshot-gc",
  message: message("next.heap-snapshot-gc"),
};
const gdbSpans: Next = {
  kind: "gdb-spans",
  message: message("next.gdb-spans"),
};
const connect: Next = { kind: "connect", message: message("next.connect") };
const goroutineSnapshot: Next = {
  kind: "goroutine-snapshot",
  message: message("next.goroutine-snapshot"),
};

/** Rarer collections than this, and waiting for two of them costs more patience than forcing one costs the target. */
const slowGcSeconds = 20;

export function nextMeasurement(
  kind: VerdictKind,
  confidence: Confidence,
  votes: Votes,
  context: RuleContext,
): Next {
  if (confidence === "confirmed") return null;
  if (confidence === "contradictory") return heapSnapshotGc;
  if (kind === "none")
    return votes.goroutines === null ? goroutineSnapshot : wait(10 * 60_000);
  const counters = nextForCounters(votes, context);
  const profiles = nextForProfiles(context);
  if (kind === "unknown") return counters ?? profiles ?? wait(60_000);
  if (kind === "goroutine-leak" && votes.counters === true)
    return profiles ?? gdbSpans;
  return (
    profiles ?? counters ?? (votes.memory === null ? gdbSpans : wait(60_000))
  );
}

function nextForCounters(
  votes: Votes,
  { liveHeap, target }: RuleContext,
): Next {
  if (votes.counters !== null) return null;
  if (target.series(["heapAlloc"]).times.length === 0) return connect;
  if (liveHeap.kind !== "too-little") return wait(60_000);
  const { collections, seconds, secondsPerGc } = liveHeap;
  const bySeconds = 20 - seconds;
  const byCollections = (7 - collections) * (secondsPerGc ?? 10);
  return wait(Math.max(5, bySeconds, byCollections) * 1000);
}

function nextForProfiles({ siteGrowth, liveHeap }: RuleContext): Next {
  switch (siteGrowth.kind) {
    case "no-snapshots":
      return siteGrowth.snapshots === 0 ? heapSnapshot : secondHeapSnapshot;
    case "incomparable":
      return siteGrowth.why !== "too-few-gcs" ||
        (liveHeap.secondsPerGc ?? 0) > slowGcSeconds
        ? heapSnapshotGc
        : heapSnapshot;
    case "measured":
      return siteGrowth.growing.length === 0 ? heapSnapshot : null;
  }
}
