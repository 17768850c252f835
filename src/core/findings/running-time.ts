// A target that a debugger holds neither allocates nor leaks. Rates are taken over the time in which it ran, or a long
// look with gdb would make every leak look slow.

import type { EventKind, InvestigationEvent } from "../investigation/model.ts";

/** Clock milliseconds less those in which the target stood still before: a clock that stands while the target does. */
export type RunningTime = (atMillis: number) => number;

interface Stop {
  readonly fromMillis: number;
  readonly toMillis: number;
}

/** A stopped target answers nothing, but an answer may have been on its way when the stop began. */
const answerOnItsWayMs = 1000;

/** The clock of a target that was never held. */
export const alwaysRunning: RunningTime = (atMillis) => atMillis;

/**
 * Of one target, by the stops that gdb sessions have put on record. `answers`: the moments at which it answered, ascending;
 * they tell when a stop was over whose end nobody wrote down.
 */
export function runningTime(
  events: readonly InvestigationEvent[],
  answers: Float64Array,
): RunningTime {
  const stops = mergeStops(stopsOf(events, answers));
  if (stops.length === 0) return alwaysRunning;
  let sum = 0;
  /** Milliseconds that it had stood still when each stop began. */
  const stoodBefore = stops.map(({ fromMillis, toMillis }) => {
    const before = sum;
    sum += toMillis - fromMillis;
    return before;
  });
  return (atMillis) => {
    let at = 0;
    let end = stops.length;
    while (at < end) {
      const middle = (at + end) >> 1;
      if ((stops[middle]?.fromMillis ?? 0) < atMillis) at = middle + 1;
      else end = middle;
    }
    const last = stops[at - 1];
    if (last === undefined) return atMillis;
    const { fromMillis, toMillis } = last;
    const stood =
      (stoodBefore[at - 1] ?? 0) + Math.min(toMillis, atMillis) - fromMillis;
    return atMillis - stood;
  };
}

/** True for what a target's running time depends on. */
export function tellsOfStops(event: InvestigationEvent): boolean {
  return orderOf(event) !== null;
}

function stopsOf(
  unordered: readonly InvestigationEvent[],
  answers: Float64Array,
): readonly Stop[] {
  const events = unordered
    .filter(tellsOfStops)
    .sort(
      (a, b) =>
        a.atMillis - b.atMillis || (orderOf(a) ?? 0) - (orderOf(b) ?? 0),
    );
  const stops: Stop[] = [];
  let since: number | null = null;
  const close = (toMillis: number): void => {
    if (since !== null) stops.push({ fromMillis: since, toMillis });
    since = null;
  };
  for (const { kind, atMillis, data } of events) {
    const stoppedMs = data["stoppedMs"];
    if (kind !== "gdb-stopped") close(atMillis);
    else if (typeof stoppedMs === "number")
      // Many short stops in one event: they began here and the last of them was over somewhat later.
      stops.push({ fromMillis: atMillis, toMillis: atMillis + stoppedMs });
    else {
      close(atMillis);
      since = atMillis;
    }
  }
  // It stands still, or whoever would have written the end was killed. Then the target's answers tell that it runs.
  if (since !== null) close(firstAnswerAfter(answers, since));
  return stops;
}

const endings: readonly EventKind[] = [
  "gdb-resumed",
  "gdb-detached",
  "restarted",
  "died",
];

/** At the same moment an end comes before a beginning. Null: says nothing about stops. */
function orderOf({ kind }: InvestigationEvent): number | null {
  if (endings.includes(kind)) return 0;
  return kind === "gdb-stopped" ? 1 : null;
}

function firstAnswerAfter(answers: Float64Array, stopMillis: number): number {
  for (const time of answers)
    if (time > stopMillis + answerOnItsWayMs) return time;
  return Infinity;
}

function mergeStops(stops: readonly Stop[]): readonly Stop[] {
  const merged: Stop[] = [];
  for (const stop of [...stops].sort((a, b) => a.fromMillis - b.fromMillis)) {
    const last = merged.at(-1);
    if (last !== undefined && stop.fromMillis <= last.toMillis)
      merged[merged.length - 1] = {
        fromMillis: last.fromMillis,
        toMillis: Math.max(last.toMillis, stop.toMillis),
      };
    else merged.push(stop);
  }
  return merged;
}
