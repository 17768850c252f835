// What looking has cost a target, read from what was recorded: for a target of the past, whose live meter is gone.

import type { Investigation } from "./investigation.ts";
import type { SampleEntry } from "./journal-entry.ts";
import type { InvestigationEvent, TargetCost } from "./model.ts";
import type { SeriesName } from "./series-catalogue.ts";

export const noCost: TargetCost = {
  stops: 0,
  stoppedMs: 0,
  requests: 0,
  bytesRead: 0,
  forcedGcs: 0,
};

export function addCosts(a: TargetCost, b: TargetCost): TargetCost {
  return {
    stops: a.stops + b.stops,
    stoppedMs: a.stoppedMs + b.stoppedMs,
    requests: a.requests + b.requests,
    bytesRead: a.bytesRead + b.bytesRead,
    forcedGcs: a.forcedGcs + b.forcedGcs,
  };
}

/** What a recorder notes of its meter from time to time, for who opens the recording later. */
export function costSample(
  targetId: string,
  atMillis: number,
  { requests, bytesRead, forcedGcs }: TargetCost,
): SampleEntry {
  return {
    type: "sample",
    targetId,
    source: "trivet",
    atMillis,
    tookMs: 0,
    values: {
      costRequests: requests,
      costBytesRead: bytesRead,
      costForcedGcs: forcedGcs,
    },
  };
}

/** The recorded cost of one target: what its recorder noted last, and never less than what the journal itself proves. */
export function recordedCost(
  model: Investigation,
  targetId: string,
): TargetCost {
  const proven = provenCost(model, targetId);
  const noted = (name: SeriesName): number =>
    model.series(targetId, name)?.values.at(-1) ?? 0;
  return {
    ...proven,
    requests: Math.max(proven.requests, noted("costRequests")),
    bytesRead: Math.max(proven.bytesRead, noted("costBytesRead")),
    forcedGcs: Math.max(proven.forcedGcs, noted("costForcedGcs")),
  };
}

/**
 * A floor: requests that failed and the bytes of counter readings leave no number in the journal, so only answered
 * requests and the bytes of snapshots are in it.
 */
function provenCost(model: Investigation, targetId: string): TargetCost {
  const events = model.events.filter((event) => event.targetId === targetId);
  // What gdb gave and what was read from memory were no requests over HTTP.
  const snapshots = model.snapshots.filter(
    (snapshot) =>
      snapshot.targetId === targetId &&
      snapshot.kind !== "spans" &&
      snapshot.asOf === undefined,
  );
  // Every reading of MemStats has `heapAlloc`; the number of goroutines is asked for by itself. Without a URL all of it
  // came from memory.
  const isAsked = model.targets.get(targetId)?.url !== null;
  const polls = (["heapAlloc", "goroutines"] as const).map((name) =>
    isAsked ? (model.series(targetId, name)?.length ?? 0) : 0,
  );
  const aroundCaptures = events
    .filter(({ kind }) => kind === "snapshot")
    .flatMap(({ data }) => [data["gcBefore"], data["gcAfter"]])
    .filter((count) => count !== undefined).length;
  return {
    ...stopsOf(events),
    requests:
      polls.reduce((sum, count) => sum + count, 0) +
      snapshots.length +
      aroundCaptures,
    bytesRead: snapshots.reduce((sum, { bytes }) => sum + bytes, 0),
    forcedGcs: snapshots.filter(({ forcedGc }) => forcedGc).length,
  };
}

type Stops = Pick<TargetCost, "stops" | "stoppedMs">;

/**
 * gdb says its total when it lets go. A recorder that was killed never heard it: then the single stops count, which are
 * also the only trace of an attach that failed.
 */
function stopsOf(events: readonly InvestigationEvent[]): Stops {
  let total: Stops = { stops: 0, stoppedMs: 0 };
  let single: Stops = { stops: 0, stoppedMs: 0 };
  for (const { kind, data } of events) {
    if (kind === "gdb-stopped")
      single = plus(single, numberOf(data["stops"], 1), data["stoppedMs"]);
    // A dump of every goroutine stops the target as well.
    else if (kind === "snapshot")
      total = plus(total, numberOf(data["stops"], 0), data["stoppedMs"]);
    else if (kind === "gdb-resumed")
      single = plus(single, 0, data["stoppedMs"]);
    else if (kind === "gdb-detached") {
      total = plus(
        total,
        Math.max(single.stops, numberOf(data["stops"], 0)),
        Math.max(single.stoppedMs, numberOf(data["stoppedMs"], 0)),
      );
      single = { stops: 0, stoppedMs: 0 };
    }
  }
  return plus(total, single.stops, single.stoppedMs);
}

function plus(to: Stops, stops: number, stoppedMs: unknown): Stops {
  return {
    stops: to.stops + stops,
    stoppedMs: to.stoppedMs + numberOf(stoppedMs, 0),
  };
}

const numberOf = (value: unknown, fallback: number): number =>
  typeof value === "number" ? value : fallback;
