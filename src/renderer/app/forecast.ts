// When memory meets its limit: by its own course where that is clear, else if the growth of the verdict goes on. An
// interval in, an interval out; null where a number would be a guess.

import type { LimitPrediction } from "../../core/flight/predict-limit.ts";
import { message, type Message } from "../../core/messages/message.ts";
import type { Interval, Verdict } from "../../core/findings/finding.ts";
import { valueAt, type Column, type Columns } from "../charts/column.ts";

export interface ForecastMs {
  /** The soonest and the latest, milliseconds from now; `high` is Infinity when growth may as well be nothing. */
  readonly low: number;
  readonly high: number;
}

/**
 * What counts against the limit: of a cgroup all but the file cache, which the kernel gives up first; RSS where there is no
 * cgroup. Null without readings.
 */
export function memoryInUse({
  cgroupCurrent,
  cgroupFile,
  rss,
}: Columns): Column | null {
  const column = cgroupCurrent ?? rss ?? null;
  if (column === null || column !== cgroupCurrent) return column;
  return {
    times: column.times,
    values: column.values.map(
      (used, index) =>
        used - (valueAt(cgroupFile, column.times[index] ?? 0) ?? 0),
    ),
  };
}

/**
 * From `nowMillis`. Null for a prediction without a latest moment: memory may as well stay below its limit, and a window
 * that always says "soon" is not believed when it matters.
 */
export function forecastOf(
  prediction: LimitPrediction | null,
  nowMillis: number,
): ForecastMs | null {
  if (prediction === null || prediction.latestMillis === null) return null;
  return {
    low: Math.max(0, prediction.earliestMillis - nowMillis),
    high: Math.max(0, prediction.latestMillis - nowMillis),
  };
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
