// What one verdict is judged on: the part of an investigation that rules read, of one target, as plain data and typed
// arrays, so that judging can be done in another thread. Gathering it is cheap and copies no series.

import type { Investigation } from "../investigation/investigation.ts";
import type { InvestigationEvent, Snapshot } from "../investigation/model.ts";
import type { SeriesName } from "../investigation/series-catalogue.ts";
import type { FindingInput } from "./finding-input.ts";
import { tellsOfStops } from "./running-time.ts";

/** The series that rules read. A rule that needs another one adds it here. */
export const judgedSeries = [
  "totalAlloc",
  "heapAlloc",
  "numGc",
  "lastGc",
  "nextGc",
  "goroutines",
  "sys",
  "heapReleased",
  "rss",
] as const satisfies readonly SeriesName[];
export type JudgedSeries = (typeof judgedSeries)[number];

export interface TimedColumn {
  /** Milliseconds since the epoch, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface TargetEvidence {
  readonly targetId: string;
  /** Its newest reading or snapshot, of any kind. */
  readonly lastSeenMillis: number;
  /** Views of the model's columns, valid until the next reading comes. */
  readonly series: Readonly<Partial<Record<JudgedSeries, TimedColumn>>>;
  /** Those that were read, in no order. */
  readonly snapshots: readonly Snapshot[];
  /** What tells when a debugger held the target. */
  readonly stops: readonly InvestigationEvent[];
  /** Collections that were reported one by one; both of the same length. */
  readonly gcNumbers: Float64Array;
  readonly gcEndsMillis: Float64Array;
}

/** The evidence against the target that was seen last; null when there is no target. */
export function gatherEvidence(input: FindingInput): TargetEvidence | null {
  const { model } = input;
  const targetId = judgedTarget(model);
  if (targetId === null) return null;
  const series: Partial<Record<JudgedSeries, TimedColumn>> = {};
  for (const name of judgedSeries) {
    const column = model.series(targetId, name);
    if (column !== undefined)
      series[name] = { times: column.times, values: column.values };
  }
  const isRead = ({ id }: Snapshot): boolean =>
    input.sites.has(id) ||
    input.goroutines.has(id) ||
    input.spans.has(id) ||
    input.holders?.has(id) === true;
  const cycles = model.gcCycles.filter((cycle) => cycle.targetId === targetId);
  return {
    targetId,
    lastSeenMillis: lastSeen(model, targetId),
    series,
    snapshots: model.snapshots.filter(
      (snapshot) => snapshot.targetId === targetId && isRead(snapshot),
    ),
    stops: model.events.filter(
      (event) => event.targetId === targetId && tellsOfStops(event),
    ),
    gcNumbers: Float64Array.from(cycles, ({ number }) => number),
    gcEndsMillis: Float64Array.from(cycles, ({ endMillis }) => endMillis),
  };
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
