// One target's part of an investigation, in the order and form that rules need, so that neither the order of entries nor
// a snapshot that was recorded twice can change a verdict.

import type { SpanCensus } from "../go-runtime/span-census.ts";
import type { Snapshot } from "../investigation/model.ts";
import type { HolderSummary } from "../object-graph/holder-summary.ts";
import type { GoroutineGroup, SiteTable } from "../pprof/views.ts";
import type { SnapshotReadings } from "./finding-input.ts";
import { inRunningTime, joinSeries, type JoinedSeries } from "./join-series.ts";
import {
  alwaysRunning,
  runningTime,
  type RunningTime,
} from "./running-time.ts";
import type { JudgedSeries, TargetEvidence } from "./target-evidence.ts";

export interface WithSnapshot<T> {
  readonly snapshot: Snapshot;
  readonly value: T;
}

/** All times are running time: they stand still while a debugger holds the target (running-time.ts). */
export interface TargetView {
  readonly id: string;
  /** First reading of the process that runs now: what was before a restart is another process. */
  readonly sinceMillis: number;
  readonly untilMillis: number;
  /** Oldest first, without repetitions, since the last restart. */
  readonly heaps: readonly WithSnapshot<SiteTable>[];
  readonly goroutines: readonly WithSnapshot<readonly GoroutineGroup[]>[];
  readonly spans: readonly WithSnapshot<SpanCensus>[];
  readonly holders: readonly WithSnapshot<HolderSummary>[];
  /** Readings in which all of these series have a value, since the last restart. */
  series(names: readonly JudgedSeries[]): JoinedSeries;
  /** When collection `number` ended, by the target's clock; null when nobody has seen it. */
  gcEndMillis(number: number): number | null;
}

const noHolders: ReadonlyMap<string, HolderSummary> = new Map();

export function viewTarget(
  evidence: TargetEvidence,
  readings: SnapshotReadings,
): TargetView {
  const sinceMillis = lastRestart(evidence);
  const running = runningTime(
    evidence.stops,
    evidence.series.heapAlloc?.times ?? new Float64Array(),
  );
  const snapshots = evidence.snapshots
    .filter(({ atMillis }) => atMillis >= sinceMillis)
    .sort((a, b) => a.atMillis - b.atMillis || (a.id < b.id ? -1 : 1));
  const inOrder = <T>(
    values: ReadonlyMap<string, T>,
    timed: (value: T) => T = (value) => value,
  ): readonly WithSnapshot<T>[] => {
    const seen = new Set<string>();
    const found: WithSnapshot<T>[] = [];
    for (const snapshot of snapshots) {
      const value = values.get(snapshot.id);
      const key = `${snapshot.sha256} ${snapshot.atMillis}`;
      if (value === undefined || seen.has(key)) continue;
      seen.add(key);
      found.push({
        snapshot: whileRunning(snapshot, running),
        value: timed(value),
      });
    }
    return found;
  };
  return {
    id: evidence.targetId,
    sinceMillis: running(sinceMillis),
    untilMillis: running(evidence.lastSeenMillis),
    heaps: inOrder(readings.sites),
    goroutines: inOrder(readings.goroutines),
    spans: inOrder(readings.spans, (census) => ({
      ...census,
      atMillis: running(census.atMillis),
    })),
    holders: inOrder(readings.holders ?? noHolders),
    series: (names) => {
      const joined = joinSeries(evidence, names, sinceMillis);
      return running === alwaysRunning
        ? joined
        : inRunningTime(names, joined, running);
    },
    gcEndMillis: gcClock(evidence, sinceMillis, running),
  };
}

function whileRunning(snapshot: Snapshot, running: RunningTime): Snapshot {
  return {
    ...snapshot,
    requestedAtMillis: running(snapshot.requestedAtMillis),
    atMillis: running(snapshot.atMillis),
  };
}

/** The time of the first reading after the last fall of a total that cannot fall within one process. */
function lastRestart({ series }: TargetEvidence): number {
  let since = -Infinity;
  for (const name of ["totalAlloc", "numGc"] as const) {
    const column = series[name];
    if (column === undefined) continue;
    const { times, values } = column;
    for (let i = 1; i < values.length; i++)
      if ((values[i] ?? 0) < (values[i - 1] ?? 0))
        since = Math.max(since, times[i] ?? since);
  }
  return since;
}

function gcClock(
  evidence: TargetEvidence,
  sinceMillis: number,
  running: RunningTime,
): (number: number) => number | null {
  const ends = new Map<number, number>();
  const { gcNumbers, gcEndsMillis } = evidence;
  // PauseEnd is the target's clock; a second of difference to ours is tolerated around a restart.
  gcNumbers.forEach((number, i) => {
    const endMillis = gcEndsMillis[i] ?? 0;
    if (endMillis >= sinceMillis - 1000) ends.set(number, endMillis);
  });
  const { columns } = joinSeries(evidence, ["numGc", "lastGc"], sinceMillis);
  const [numbers, lastGcs] = columns;
  numbers?.forEach((number, i) => {
    if (number !== numbers[i - 1] && !ends.has(number))
      ends.set(number, (lastGcs?.[i] ?? 0) / 1e6);
  });
  return (number) => {
    const end = ends.get(number);
    return end === undefined ? null : running(end);
  };
}
