// What the flight recorder's sampler is told: whom to watch, how often, and which words of memory to read. Plain data, as
// it crosses to the thread that samples.

import type { SeriesName } from "../investigation/series-catalogue.ts";

/** Series that the sampler takes at its full rate, in the order of the ring's columns. All of them cost microseconds. */
export const flightSeries = [
  "rss",
  "cgroupCurrent",
  "heapLive",
  "heapMarked",
  "cgroupOomKills",
  "cgroupStalledSomeNs",
  "hostStalledSomeNs",
] as const satisfies readonly SeriesName[];
export type FlightSeries = (typeof flightSeries)[number];

/** An unsigned integer of the target's memory. */
export interface MemoryWord {
  readonly series: FlightSeries;
  readonly address: number;
  readonly size: number;
}

export interface FlightPlan {
  readonly pid: number;
  /** With the PID it names a process for good. */
  readonly startTicks: number;
  readonly periodMs: number;
  /** How far back the ring reaches. */
  readonly windowMs: number;
  /** The file that every sample is written to at once. */
  readonly ringPath: string;
  /** Empty where the target's memory cannot be read. */
  readonly words: readonly MemoryWord[];
}

export const defaultPeriodMs = 20;
export const defaultWindowMs = 60_000;

export function slotsOf(
  plan: Pick<FlightPlan, "periodMs" | "windowMs">,
): number {
  return Math.ceil(plan.windowMs / plan.periodMs);
}
