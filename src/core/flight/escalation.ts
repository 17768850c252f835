// How closely a process is looked at, by how near its end seems. Profiles out of memory cost the target nothing, but the
// machine something: in all but the last moments they may take only a small part of one core.

/** `alarm`: memory meets its limit soon; `watchful`: most of it is used; `calm`: neither. */
export type FlightLevel = "calm" | "watchful" | "alarm";

/** An alarm that lasts is not the end: from then on it is looked at less often. */
const patientAfter = 120;

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
