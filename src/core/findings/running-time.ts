// A target that a debugger holds neither allocates nor leaks. Rates are taken over the time in which it ran, or a long
// look with gdb would make every leak look slow.

import type { Investigation } from "../investigation/investigation.ts";
import type { EventKind, InvestigationEvent } from "../investigation/model.ts";

/** Clock milliseconds less those in which the target stood still before: a clock that stands while the target does. */
export type RunningTime = (atMillis: number) => number;

interface Stop {
  readonly fromMillis: number;
  readonly toMillis: number;
}

/** A stopped target answers nothing, but an answer may have been on its way when the stop began. */
const answerOnItsWayMs = 1000;

/** Of one target, by the stops that gdb sessions have put on record. */
export function runningTime(
  model: Investigation,
  targetId: string,
): RunningTime {
  const stops = mergeStops(stopsOf(model, targetId));
  return (atMillis) => {
    let stood = 0;
    for (const { fromMillis, toMillis } of stops) {
      if (fromMillis >= atMillis) break;
      stood += Math.min(toMillis, atMillis) - fromMillis;
    }
    return atMillis - stood;
  };
}

function stopsOf(model: Investigation, targetId: string): readonly Stop[] {
  const events = model.events
    .filter((event) => event.targetId === targetId && orderOf(event) !== null)
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
  if (since !== null) close(firstAnswerAfter(model, targetId, since));
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

function firstAnswerAfter(
  model: Investigation,
  targetId: string,
  stopMillis: number,
): number {
  const times = model.series(targetId, "heapAlloc")?.times ?? [];
  for (const time of times)
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
