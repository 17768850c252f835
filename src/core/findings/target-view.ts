// One target's part of an investigation, in the order and form that rules need, so that neither the order of entries nor
// a snapshot that was recorded twice can change a verdict.

import type { SpanCensus } from "../go-runtime/span-census.ts";
import type { Investigation } from "../investigation/investigation.ts";
import type { Snapshot } from "../investigation/model.ts";
import type { SeriesName } from "../investigation/series-catalogue.ts";
import type { GoroutineGroup, SiteTable } from "../pprof/views.ts";
import type { FindingInput } from "./finding-input.ts";
import { runningTime, type RunningTime } from "./running-time.ts";

export interface WithSnapshot<T> {
  readonly snapshot: Snapshot;
  readonly value: T;
}

export interface JoinedSeries {
  readonly times: Float64Array;
  /** By position in the list of names that was asked for. */
  readonly columns: readonly Float64Array[];
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
  /** Readings in which all of these series have a value, since the last restart. */
  series(names: readonly SeriesName[]): JoinedSeries;
  /** When collection `number` ended, by the target's clock; null when nobody has seen it. */
  gcEndMillis(number: number): number | null;
}

/** The target to judge: the one seen last, by its newest reading or snapshot. Null when there is none. */
export function judgedTarget(model: Investigation): string | null {
  let newest: { readonly id: string; readonly at: number } | null = null;
  for (const id of [...model.targets.keys()].sort()) {
    const at = lastSeen(model, id);
    if (newest === null || at > newest.at) newest = { id, at };
  }
  return newest?.id ?? null;
}

function lastSeen(model: Investigation, targetId: string): number {
  let last = -Infinity;
  for (const name of model.seriesNames(targetId))
    last = Math.max(last, model.series(targetId, name)?.times.at(-1) ?? last);
  for (const snapshot of model.snapshots)
    if (snapshot.targetId === targetId)
      last = Math.max(last, snapshot.atMillis);
  return last;
}

export function viewTarget(input: FindingInput, targetId: string): TargetView {
  const { model } = input;
  const sinceMillis = lastRestart(model, targetId);
  const running = runningTime(model, targetId);
  const inOrder = <T>(
    values: ReadonlyMap<string, T>,
    timed: (value: T) => T = (value) => value,
  ): readonly WithSnapshot<T>[] => {
    const seen = new Set<string>();
    const found: WithSnapshot<T>[] = [];
    const snapshots = model.snapshots
      .filter((snapshot) => snapshot.targetId === targetId)
      .sort((a, b) => a.atMillis - b.atMillis || (a.id < b.id ? -1 : 1));
    for (const snapshot of snapshots) {
      const value = values.get(snapshot.id);
      const key = `${snapshot.sha256} ${snapshot.atMillis}`;
      if (value === undefined || seen.has(key)) continue;
      if (snapshot.atMillis < sinceMillis) continue;
      seen.add(key);
      found.push({
        snapshot: whileRunning(snapshot, running),
        value: timed(value),
      });
    }
    return found;
  };
  return {
    id: targetId,
    sinceMillis: running(sinceMillis),
    untilMillis: running(lastSeen(model, targetId)),
    heaps: inOrder(input.sites),
    goroutines: inOrder(input.goroutines),
    spans: inOrder(input.spans, (census) => ({
      ...census,
      atMillis: running(census.atMillis),
    })),
    series: (names) =>
      runningSeries(
        names,
        joinSeries(model, targetId, names, sinceMillis),
        running,
      ),
    gcEndMillis: gcClock(model, targetId, sinceMillis, running),
  };
}

function whileRunning(snapshot: Snapshot, running: RunningTime): Snapshot {
  return {
    ...snapshot,
    requestedAtMillis: running(snapshot.requestedAtMillis),
    atMillis: running(snapshot.atMillis),
  };
}

/** Of the readings during a stop, which are all of one moment, the first is kept. */
function runningSeries(
  names: readonly SeriesName[],
  { times, columns }: JoinedSeries,
  running: RunningTime,
): JoinedSeries {
  const mapped = times.map(running);
  const kept = (_: number, i: number): boolean => mapped[i] !== mapped[i - 1];
  return {
    times: mapped.filter(kept),
    columns: columns.map((column, at) => {
      const values = column.filter(kept);
      return names[at] === "lastGc"
        ? values.map((nanos) => running(nanos / 1e6) * 1e6)
        : values;
    }),
  };
}

/** The time of the first reading after the last fall of a total that cannot fall within one process. */
function lastRestart(model: Investigation, targetId: string): number {
  let since = -Infinity;
  for (const name of ["totalAlloc", "numGc"] as const) {
    const column = model.series(targetId, name);
    if (column === undefined) continue;
    const { times, values } = column;
    for (let i = 1; i < values.length; i++)
      if ((values[i] ?? 0) < (values[i - 1] ?? 0))
        since = Math.max(since, times[i] ?? since);
  }
  return since;
}

function joinSeries(
  model: Investigation,
  targetId: string,
  names: readonly SeriesName[],
  sinceMillis: number,
): JoinedSeries {
  const empty: JoinedSeries = {
    times: new Float64Array(),
    columns: names.map(() => new Float64Array()),
  };
  const sources = names.map((name) => model.series(targetId, name));
  const [first] = sources;
  if (first === undefined || sources.includes(undefined)) return empty;
  const cursors = sources.map(() => 0);
  const rows: number[][] = [];
  const firstTimes = first.times;
  for (let i = 0; i < firstTimes.length; i++) {
    const time = firstTimes[i] ?? 0;
    if (time < sinceMillis || time === firstTimes[i - 1]) continue;
    const row = [time];
    sources.forEach((source, column) => {
      if (source === undefined) return;
      const { times, values } = source;
      let cursor = cursors[column] ?? 0;
      while (cursor < times.length && (times[cursor] ?? 0) < time) cursor++;
      cursors[column] = cursor;
      if (times[cursor] === time) row.push(values[cursor] ?? 0);
    });
    if (row.length === names.length + 1) rows.push(row);
  }
  const column = (at: number): Float64Array =>
    Float64Array.from(rows, (row) => row[at] ?? 0);
  return { times: column(0), columns: names.map((_, i) => column(i + 1)) };
}

function gcClock(
  model: Investigation,
  targetId: string,
  sinceMillis: number,
  running: RunningTime,
): (number: number) => number | null {
  const ends = new Map<number, number>();
  // PauseEnd is the target's clock; a second of difference to ours is tolerated around a restart.
  for (const { targetId: of, number, endMillis } of model.gcCycles)
    if (of === targetId && endMillis >= sinceMillis - 1000)
      ends.set(number, endMillis);
  const { columns } = joinSeries(
    model,
    targetId,
    ["numGc", "lastGc"],
    sinceMillis,
  );
  const [numbers, lastGcs] = columns;
  numbers?.forEach((number, i) => {
    if (!ends.has(number)) ends.set(number, (lastGcs?.[i] ?? 0) / 1e6);
  });
  return (number) => {
    const end = ends.get(number);
    return end === undefined ? null : running(end);
  };
}
