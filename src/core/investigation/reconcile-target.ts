// The reconciliation of one target at one moment: which readings and which heap snapshot belong together, how far apart
// they were taken, and what the sampled total can be. The arithmetic is core/memstats/reconcile.ts.

import { liveHeapPoints, type LiveHeapPoint } from "../memstats/live-heap.ts";
import { memstatsNames, type MemStatsReading } from "../memstats/memstats.ts";
import {
  reconcileMemory,
  type ReconcileInput,
  type WaterfallStep,
} from "../memstats/reconcile.ts";
import type { StackFrame } from "../pprof/stack-frames.ts";
import type { SizedObjects, TopStacks } from "../pprof/top-stacks.ts";
import { bytesInterval, sampledCount } from "../statistics/sampling.ts";
import type { Investigation } from "./investigation.ts";
import type { Snapshot } from "./model.ts";
import type { SeriesName } from "./series-catalogue.ts";

export interface BytesRange {
  readonly low: number;
  readonly high: number;
}

export interface ReconciledStack {
  /** Leaf first. */
  readonly frames: readonly StackFrame[];
  readonly bytes: number;
  readonly objects: number;
  /** What the sampled bytes can stand for, 95 %. */
  readonly range: BytesRange;
}

export interface MemoryReconciliation {
  readonly targetId: string;
  /** When the counters were read; a heap snapshot and the kernel's numbers are of the nearest moment to it. */
  readonly countersAtMillis: number;
  /** Collections finished by then. */
  readonly countersGc: number;
  readonly processAtMillis: number | null;
  readonly snapshot: Pick<
    Snapshot,
    "id" | "atMillis" | "gcCount" | "forcedGc"
  > | null;
  /** The live heap's own moment: the end of the collection that found it. */
  readonly live: LiveHeapPoint | null;
  /** Given back to the kernel: mapped by Go, not resident, no part of the sum. */
  readonly releasedBytes: number;
  /** MemProfileRate; null without a heap snapshot. */
  readonly sampleRateBytes: number | null;
  /** What the profile's total can stand for, 95 %. */
  readonly profileRange: BytesRange | null;
  readonly steps: readonly WaterfallStep[];
  /** By the `stack` of a step. */
  readonly stacks: readonly ReconciledStack[];
  readonly stackCount: number;
}

/** The heap snapshot nearest to the moment; null = the newest. Null when the target has none. */
export function nearestHeapSnapshot(
  model: Pick<Investigation, "snapshots">,
  targetId: string,
  atMillis: number | null,
): Snapshot | null {
  const moment = atMillis ?? Infinity;
  return model.snapshots
    .filter(({ kind, targetId: of }) => kind === "heap" && of === targetId)
    .reduce<Snapshot | null>((best, snapshot) => {
      if (best === null) return snapshot;
      const isNearer =
        moment === Infinity
          ? snapshot.atMillis > best.atMillis
          : Math.abs(snapshot.atMillis - moment) <
            Math.abs(best.atMillis - moment);
      return isNearer ? snapshot : best;
    }, null);
}

/** Null when the target gave no counters. `stacks` are those of `snapshot`. */
export function reconcileTarget(
  model: Investigation,
  of: {
    readonly targetId: string;
    readonly atMillis: number | null;
    readonly snapshot: Snapshot | null;
    readonly stacks: TopStacks | null;
  },
): MemoryReconciliation | null {
  const { targetId, snapshot, stacks } = of;
  // A forced collection comes before the profile: what was read before it is of another heap.
  const ofSnapshot = snapshot?.forcedGc
    ? snapshot.atMillis
    : snapshot?.requestedAtMillis;
  const moment = ofSnapshot ?? of.atMillis ?? Infinity;
  const readings = model.series(targetId, "sys")?.times;
  const countersAtMillis =
    readings === undefined ? null : nearestTime(readings, moment);
  if (countersAtMillis === null) return null;
  const values = countersAt(model, targetId, countersAtMillis);
  const countersGc = values.numGc ?? 0;
  const kernel = readProcess(model, targetId, countersAtMillis);
  const live = liveHeapAt(model, targetId, countersAtMillis, countersGc);
  const steps = reconcileMemory({
    values,
    process: kernel?.process ?? null,
    liveBytes: live?.liveBytes ?? null,
    profile: stacks,
  });
  return {
    targetId,
    countersAtMillis,
    countersGc,
    processAtMillis: kernel?.atMillis ?? null,
    live,
    releasedBytes: values.heapReleased ?? 0,
    steps,
    ...(snapshot === null || stacks === null
      ? noProfile
      : describeProfile(snapshot, stacks)),
  };
}

function countersAt(
  model: Investigation,
  targetId: string,
  millis: number,
): MemStatsReading["values"] {
  const values: Partial<Record<keyof MemStatsReading["values"], number>> = {};
  for (const name of memstatsNames) {
    const value = valueAt(model, targetId, name, millis);
    if (value !== null) values[name] = value;
  }
  return values;
}

type ProfileFacts = Pick<
  MemoryReconciliation,
  "snapshot" | "sampleRateBytes" | "profileRange" | "stacks" | "stackCount"
>;

const noProfile: ProfileFacts = {
  snapshot: null,
  sampleRateBytes: null,
  profileRange: null,
  stacks: [],
  stackCount: 0,
};

function describeProfile(
  { id, atMillis, gcCount, forcedGc }: Snapshot,
  { sampleRateBytes, sizes, stacks, stackCount }: TopStacks,
): ProfileFacts {
  return {
    snapshot: { id, atMillis, gcCount, forcedGc },
    sampleRateBytes,
    profileRange: rangeOf(sizes, sampleRateBytes),
    stacks: stacks.map((stack) => ({
      frames: stack.frames,
      bytes: stack.bytes,
      objects: stack.objects,
      range: rangeOf(stack.sizes, sampleRateBytes),
    })),
    stackCount,
  };
}

function rangeOf(
  sizes: readonly SizedObjects[],
  rateBytes: number,
): BytesRange {
  const { low, high } = bytesInterval(
    sizes
      .filter(({ objects }) => objects > 0)
      .map(({ objectBytes, objects }) => ({
        count: sampledCount(objects, objectBytes, rateBytes),
        size: objectBytes,
      })),
    rateBytes,
  );
  return { low, high };
}

function readProcess(
  model: Investigation,
  targetId: string,
  atMillis: number,
): {
  readonly atMillis: number;
  readonly process: NonNullable<ReconcileInput["process"]>;
} | null {
  const times = model.series(targetId, "rss")?.times;
  const nearest = times === undefined ? null : nearestTime(times, atMillis);
  const of = (name: SeriesName): number | null =>
    nearest === null ? null : valueAt(model, targetId, name, nearest);
  const rss = of("rss");
  if (nearest === null || rss === null) return null;
  const process = { rss, rssAnon: of("rssAnon"), swap: of("vmSwap") };
  return { atMillis: nearest, process };
}

/** Readings around the moment that the live heap is worked out from: some minutes at the usual pace. */
const readingsBefore = 600;
const readingsAfter = 120;

/** What the last collection that the reading knows of found reachable. */
function liveHeapAt(
  model: Investigation,
  targetId: string,
  atMillis: number,
  gc: number,
): LiveHeapPoint | null {
  const names = [
    "totalAlloc",
    "heapAlloc",
    "numGc",
    "lastGc",
    "nextGc",
  ] as const;
  const columns = names.map((name) => model.series(targetId, name));
  const times = columns[0]?.times;
  // One reading gives them all; a series that began later cannot be laid beside the others.
  if (times === undefined) return null;
  if (columns.some((column) => column?.length !== times.length)) return null;
  const middle = indexOfTime(times, atMillis);
  const from = Math.max(0, middle - readingsBefore);
  const cut = (column: Float64Array | undefined): Float64Array =>
    (column ?? new Float64Array()).subarray(from, middle + readingsAfter);
  const [totalAlloc, heapAlloc, numGc, lastGc, nextGc] = columns.map((column) =>
    cut(column?.values),
  );
  const points = liveHeapPoints({
    times: cut(times),
    totalAlloc: totalAlloc!,
    heapAlloc: heapAlloc!,
    numGc: numGc!,
    lastGcMillis: lastGc!.map((nanos) => nanos / 1e6),
    nextGc: nextGc!,
  });
  return points.findLast((point) => point.gc <= gc) ?? null;
}

function valueAt(
  model: Investigation,
  targetId: string,
  name: SeriesName,
  millis: number,
): number | null {
  const column = model.series(targetId, name);
  if (column === undefined) return null;
  const index = indexOfTime(column.times, millis);
  return column.times[index] === millis ? (column.values[index] ?? null) : null;
}

/** Of ascending times the nearest one; of equal distances the earlier. */
function nearestTime(times: Float64Array, millis: number): number | null {
  const after = indexOfTime(times, millis);
  const candidates = [times[after - 1], times[after]].filter(
    (time) => time !== undefined,
  );
  return candidates.reduce<number | null>(
    (best, time) =>
      best === null || Math.abs(time - millis) < Math.abs(best - millis)
        ? time
        : best,
    null,
  );
}

/** Index of the first time that is not before `millis`. */
function indexOfTime(times: Float64Array, millis: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < millis) low = middle + 1;
    else high = middle;
  }
  return low;
}
