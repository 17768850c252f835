// How closely a process is looked at, by how near its end seems. Profiles out of memory cost the target nothing, but the
// machine something: in all but the last moments they may take only a small part of one core.

import type { LimitPrediction } from "./predict-limit.ts";

/** `alarm`: memory meets its limit soon; `watchful`: most of it is used; `calm`: neither. */
export type FlightLevel = "calm" | "watchful" | "alarm";

/** Memory that is predicted to meet its limit within this is an alarm. */
export const alarmAheadMs = 30_000;
/** Of the limit. */
export const watchfulShare = 0.7;
/** An alarm that lasts is not the end: from then on it is looked at less often. */
const patientAfter = 120;

export function flightLevel(input: {
  readonly prediction: LimitPrediction | null;
  readonly nowMillis: number;
  readonly usedBytes: number;
  readonly limitBytes: number;
}): FlightLevel {
  const { prediction, nowMillis, usedBytes, limitBytes } = input;
  if (prediction !== null && prediction.atMillis - nowMillis <= alarmAheadMs)
    return "alarm";
  return usedBytes >= watchfulShare * limitBytes ? "watchful" : "calm";
}

/**
 * Milliseconds from one heap profile to the next; null = none beyond the schedule. `costMs`: what the last one took.
 * `taken`: how many this alarm has had.
 */
export function profileEveryMs(
  level: FlightLevel,
  costMs: number,
  taken: number,
): number | null {
  switch (level) {
    case "calm":
      return null;
    case "watchful":
      return Math.max(15_000, 100 * costMs);
    case "alarm":
      return taken < patientAfter
        ? Math.max(1000, 5 * costMs)
        : Math.max(15_000, 100 * costMs);
  }
}
