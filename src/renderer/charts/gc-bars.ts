// Pauses of collections as bars: of many collections in one slice of the screen, the longest is drawn.

import type { GcCycle } from "../../core/investigation/model.ts";
import type { TimeRange } from "./time-range.ts";
import { spanOf } from "./time-range.ts";

export interface GcBars {
  readonly times: Float64Array;
  /** Longest pause of the slice, nanoseconds. */
  readonly pauses: Float64Array;
}

export function gcBars(
  cycles: readonly GcCycle[],
  range: TimeRange,
  slices: number,
): GcBars {
  const longest = new Map<number, GcCycle>();
  const width = spanOf(range) / slices;
  for (const cycle of cycles) {
    if (cycle.endMillis < range.fromMillis || cycle.endMillis > range.toMillis)
      continue;
    const slice = Math.floor((cycle.endMillis - range.fromMillis) / width);
    const other = longest.get(slice);
    if (other === undefined || cycle.pauseNs > other.pauseNs)
      longest.set(slice, cycle);
  }
  const kept = [...longest.values()].sort((a, b) => a.endMillis - b.endMillis);
  return {
    times: Float64Array.from(kept, (cycle) => cycle.endMillis),
    pauses: Float64Array.from(kept, (cycle) => cycle.pauseNs),
  };
}

/** The last collection that ended at or before a moment. */
export function cycleAt(
  cycles: readonly GcCycle[],
  at: number,
): GcCycle | null {
  return cycles.findLast((cycle) => cycle.endMillis <= at) ?? null;
}
