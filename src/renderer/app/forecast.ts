// When memory meets its limit, if the growth of the verdict goes on. An interval in, an interval out; null where a
// number would be a guess.

import { message, type Message } from "../../core/messages/message.ts";
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

export function forecastMessage({ low, high }: ForecastMs): Message {
  if (high <= 0) return message("header.forecastNow");
  return Number.isFinite(high)
    ? message("header.forecast", { low: rounded(low), high: rounded(high) })
    : message("header.forecastSoonest", { low: rounded(low) });
}

/** Beyond a minute nobody counts the seconds of a forecast. */
function rounded(ms: number): number {
  const unit = ms < 60_000 ? 1000 : ms < 3_600_000 ? 60_000 : 600_000;
  return Math.round(ms / unit) * unit;
}
