// Collections out of the two rings. Index rule of runtime/mstats.go: collection n (counted from 1) stands at
// (n + 255) % 256, so that the newest is at (NumGC + 255) % 256 and only the last 256 are known.

import type { MemStatsReading } from "./memstats.ts";

export interface FinishedGc {
  /** 1 for the first collection of the process. */
  readonly number: number;
  /** By the target's clock, milliseconds since the epoch. */
  readonly endMillis: number;
  /** Both stops of the world of that collection together. */
  readonly pauseNs: number;
}

/**
 * The collections after `sinceNumGc` (pass the previous reading's NumGC), oldest first. At most 256: older ones have been
 * overwritten in the ring. A `sinceNumGc` above the reading's NumGC means a restarted process: then all are new.
 */
export function gcCyclesSince(
  reading: MemStatsReading,
  sinceNumGc: number,
): readonly FinishedGc[] {
  const newest = reading.values.numGc ?? 0;
  const since = sinceNumGc > newest ? 0 : sinceNumGc;
  const cycles: FinishedGc[] = [];
  for (let n = Math.max(since + 1, newest - 255, 1); n <= newest; n++) {
    const slot = (n + 255) % 256;
    const endMillis = reading.pauseEndMillis[slot] ?? 0;
    // A torn or zeroed entry is no collection that could be put on a time axis.
    if (endMillis > 0)
      cycles.push({
        number: n,
        endMillis,
        pauseNs: reading.pauseNs[slot] ?? 0,
      });
  }
  return cycles;
}
