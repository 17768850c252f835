// When memory meets its limit, if the growth of the verdict goes on. An interval in, an interval out; null where a
// number would be a guess.

import type { Interval, Verdict } from "../../core/findings/finding.ts";

export interface ForecastMs {
  /** The soonest and the latest, milliseconds from now; `high` is Infinity when growth may as well be nothing. */
  readonly low: number;
  readonly high: number;
}

/** @param growth bytes per second */
export function forecastLimit(input: {
  readonly usedBytes: number | null;
  readonly limitBytes: number | null;
  readonly growth: Interval | null;
}): ForecastMs | null {
  const { usedBytes, limitBytes, growth } = input;
  if (usedBytes === null || limitBytes === null || growth === null) return null;
  if (growth.high <= 0) return null;
  const room = Math.max(0, limitBytes - usedBytes);
  return {
    low: (room / growth.high) * 1000,
    high: growth.low > 0 ? (room / growth.low) * 1000 : Infinity,
  };
}

/** Only a verdict that says "leak" makes a forecast. */
export function growthToForecast(verdict: Verdict | null): Interval | null {
  if (verdict === null) return null;
  const speaks =
    verdict.confidence === "confirmed" || verdict.confidence === "probable";
  return speaks ? verdict.growthBytesPerSecond : null;
}
