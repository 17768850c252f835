// When the memory in use reaches its limit, and between which moments. A straight line's own interval is far too narrow:
// leaks speed up, pause and come in bursts. What the rate did over stretches as long as the time that is left says how
// far it may stray in the next one.

import { theilSen } from "../statistics/theil-sen.ts";
import { studentT95 } from "../statistics/student-t.ts";

export interface LimitPrediction {
  /** Unix milliseconds. */
  readonly atMillis: number;
  /** 95 % interval; `latestMillis` is null where it may also never come. */
  readonly earliestMillis: number;
  readonly latestMillis: number | null;
  readonly headroomBytes: number;
  readonly bytesPerSecond: {
    readonly rate: number;
    readonly low: number;
    readonly high: number;
  };
}

/** Points that a slope is taken from: pairs are quadratic. */
const mostPoints = 120;
/** Of the time that is left, how far back the present rate is measured. */
const rateReach = 1;
const leastReachMs = 500;
const mostStretches = 24;
const fewestStretches = 3;

/**
 * From `used` bytes at `times` (unix milliseconds, ascending) to `limit` bytes. Null where there is too little to tell, or
 * memory does not grow. Rates are of the whole process or cgroup, whatever `used` counts.
 */
export function predictLimit(
  times: ArrayLike<number>,
  used: ArrayLike<number>,
  limit: number,
): LimitPrediction | null {
  const count = times.length;
  if (count < 8) return null;
  const now = times[count - 1] ?? 0;
  const first = times[0] ?? 0;
  const headroom = Math.max(0, limit - (used[count - 1] ?? 0));
  // The time left decides how far back to look, and the rate decides the time left: twice is enough to settle.
  let rate = slopeSince(times, used, first);
  for (let round = 0; round < 3 && rate !== null && rate > 0; round++) {
    const left = (headroom / rate) * 1000;
    const reach = Math.max(leastReachMs, left * rateReach);
    rate = slopeSince(times, used, Math.max(first, now - reach));
  }
  if (rate === null || rate <= 0) return null;
  const left = (headroom / rate) * 1000;
  const spread = spreadOfRates(times, used, Math.max(left, leastReachMs));
  if (spread === null) return null;
  const low = rate - spread;
  const high = rate + spread;
  return {
    atMillis: now + left,
    earliestMillis: now + (headroom / high) * 1000,
    latestMillis: low > 0 ? now + (headroom / low) * 1000 : null,
    headroomBytes: headroom,
    bytesPerSecond: { rate, low: Math.max(0, low), high },
  };
}

/** Bytes a second from `since` (unix milliseconds) on, by Theil and Sen; null of fewer than six readings. */
export function slopeSince(
  times: ArrayLike<number>,
  used: ArrayLike<number>,
  since: number,
): number | null {
  const from = Math.min(indexAt(times, since), times.length - 6);
  if (from < 0) return null;
  const step = Math.max(1, Math.ceil((times.length - from) / mostPoints));
  const x: number[] = [];
  const y: number[] = [];
  for (let i = times.length - 1; i >= from; i -= step) {
    x.push((times[i] ?? 0) / 1000);
    y.push(used[i] ?? 0);
  }
  return theilSen(x, y)?.slope ?? null;
}

/** How far the rate of the next stretch of `length` milliseconds may be from that of the last one (95 %). */
function spreadOfRates(
  times: ArrayLike<number>,
  used: ArrayLike<number>,
  length: number,
): number | null {
  const now = times[times.length - 1] ?? 0;
  const span = now - (times[0] ?? 0);
  if (span <= 0) return null;
  // A history that is short is cut finer: short stretches stray more than long ones, which errs on the safe side.
  const stretch = Math.min(length, span / (fewestStretches + 1));
  const stretches = Math.min(mostStretches, Math.floor(span / stretch));
  const rates: number[] = [];
  for (let i = 0; i < stretches; i++) {
    const end = indexAt(times, now - i * stretch);
    const start = indexAt(times, now - (i + 1) * stretch);
    const seconds = ((times[end] ?? 0) - (times[start] ?? 0)) / 1000;
    if (seconds > 0)
      rates.push(((used[end] ?? 0) - (used[start] ?? 0)) / seconds);
  }
  if (rates.length < fewestStretches) return null;
  return Math.max(strayAfter(rates, 1), strayAfter(rates, 2));
}

/** Rates that drift or swing differ more from the last but one than from the last. */
function strayAfter(rates: readonly number[], lag: number): number {
  const steps = rates.length - lag;
  let squares = 0;
  for (let i = lag; i < rates.length; i++)
    squares += ((rates[i] ?? 0) - (rates[i - lag] ?? 0)) ** 2;
  return studentT95(steps) * Math.sqrt(squares / steps);
}

/** The first index whose time is at or after `millis`; the last one when none is. */
function indexAt(times: ArrayLike<number>, millis: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < millis) low = middle + 1;
    else high = middle;
  }
  return low;
}
