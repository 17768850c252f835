// Sums of int64 values that stay exact: doubles up to 2^53, bigints beyond, wrapping at 2^63 as Go's do.

import { toExactInteger } from "./int64-column.ts";
import type { ExactInteger } from "./views.ts";

export function addExact(
  left: ExactInteger,
  right: ExactInteger,
): ExactInteger {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toExactInteger(BigInt.asIntN(64, BigInt(left) + BigInt(right)));
}

export function magnitude(value: ExactInteger): ExactInteger {
  return value < 0 ? -value : value;
}

/** For sorting: larger magnitudes first. */
export function byMagnitude(left: ExactInteger, right: ExactInteger): number {
  const a = magnitude(left);
  const b = magnitude(right);
  return a === b ? 0 : a > b ? -1 : 1;
}

/** Go's division of integers, towards 0; by 0 it leaves the value as it is, which is what a mean without a divisor is. */
export function meanOf(
  value: ExactInteger,
  divisor: ExactInteger,
): ExactInteger {
  if (divisor === 0 || divisor === 0n) return value;
  return toExactInteger(BigInt(value) / BigInt(divisor));
}

/** Go's `int64(float64(value) * fraction)`. */
export function fractionOf(value: ExactInteger, fraction: number): number {
  return Math.trunc(Number(value) * fraction);
}
