// Values of a profile in words. The unit comes with the sample type, so the panels never guess it; `null` shares and
// bigint totals are handled here once.

import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  groupDigits,
  minusSign,
} from "../../core/format/quantity.ts";
import type { ExactInteger } from "../../core/pprof/views.ts";

/** A value in the unit of its sample type: `4.1 MiB`, `12,345`, `380 ms`. Unknown units are written out. */
export function formatSample(value: ExactInteger, unit: string): string {
  const number = Number(value);
  switch (unit) {
    case "bytes":
      return formatBytes(number);
    case "count":
      return formatExact(value);
    case "nanoseconds":
      return formatDuration(number / 1e6);
    default:
      return `${formatCount(number)} ${unit}`.trim();
  }
}

/** Every digit, grouped: what a tooltip shows beside the rounded value. */
export function formatExact(value: ExactInteger): string {
  const whole = typeof value === "bigint" ? value : Math.round(value);
  const digits = groupDigits(whole.toString().replace("-", ""));
  return whole < 0 ? `${minusSign}${digits}` : digits;
}

/** The exact value with its unit, for tooltips: `4,321,987 bytes`. */
export function formatExactSample(value: ExactInteger, unit: string): string {
  return unit === "count"
    ? formatExact(value)
    : `${formatExact(value)} ${unit}`;
}

/** A change with its sign: `+4.1 MiB`, `−12 KiB`, `0 B`. A true minus sign: it is as wide as a plus. */
export function formatChange(value: ExactInteger, unit: string): string {
  return `${value > 0 ? "+" : ""}${formatSample(value, unit)}`;
}

/** `value` as a share of `total`; "–" when there is no total to share. */
export function formatShare(value: ExactInteger, total: ExactInteger): string {
  const whole = Number(total);
  return whole === 0 ? "–" : formatPercent(Number(value) / whole);
}

/** Exact sum of two exact integers; a number again when it fits. */
export function addExact(a: ExactInteger, b: ExactInteger): ExactInteger {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  const small = Number(sum);
  return Number.isSafeInteger(small) ? small : sum;
}

/** Order of two exact integers, for sorting. */
export function compareExact(a: ExactInteger, b: ExactInteger): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
