// What a sampled heap profile can say. Go samples one allocation per `rate` bytes on average (exponential gaps), so an
// object of `size` bytes is in the profile with probability p = 1 - exp(-size/rate), and the runtime multiplies what it
// saw by 1/p (runtime/pprof/protomem.go, scaleHeapSample; Go commit 27ee719). The number of objects really seen is
// therefore known again: k = estimate × p. Small p: k is Poisson. p near 1 (large objects): binomial, nearly no error.

import { z95 } from "./normal.ts";
import { poissonInterval, type CountInterval } from "./poisson-interval.ts";

/** Chance that one object of `size` bytes is sampled; 1 when every allocation is. */
export function sampleProbability(size: number, rateBytes: number): number {
  if (rateBytes <= 1) return 1;
  return -Math.expm1(-size / rateBytes);
}

/** The count of sampled objects behind a scaled one. */
export function sampledCount(
  scaledObjects: number,
  size: number,
  rateBytes: number,
): number {
  return Math.round(scaledObjects * sampleProbability(size, rateBytes));
}

/** `count` sampled objects of one size. */
export interface SampledObjects {
  readonly count: number;
  readonly size: number;
}

export interface BytesInterval extends CountInterval {
  readonly estimate: number;
}

/**
 * Bytes behind the sampled objects, with their interval (95 % unless `z` says
 * otherwise). Each sampled object stands for size/p bytes. Objects of
 * different sizes have different weights: the sum is treated as that many equal events as have its variance (effective
 * count), which is Poisson for small p and certain for p = 1. Nothing sampled still allows for 3.7 events of `rate` bytes.
 */
export function bytesInterval(
  objects: readonly SampledObjects[],
  rateBytes: number,
  z = z95,
): BytesInterval {
  let estimate = 0;
  let variance = 0;
  for (const { count, size } of objects) {
    if (count === 0 || size <= 0) continue;
    const p = sampleProbability(size, rateBytes);
    const weight = size / p;
    estimate += count * weight;
    variance += count * weight * weight * (1 - p);
  }
  if (estimate === 0)
    return {
      estimate: 0,
      low: 0,
      high: rateBytes <= 1 ? 0 : poissonInterval(0, z).high * rateBytes,
    };
  if (variance === 0) return { estimate, low: estimate, high: estimate };
  const effective = (estimate * estimate) / variance;
  const counts = poissonInterval(effective, z);
  return {
    estimate,
    low: (estimate * counts.low) / effective,
    high: (estimate * counts.high) / effective,
  };
}

/**
 * Interval of the change in living bytes between two snapshots, from the sampled objects that came and went. What
 * is alive in both cancels exactly and adds no noise. The two one-sided distances add in squares: G. Y. Zou, A. Donner,
 * "Construction of confidence limits about effect measures", Statistics in Medicine 27 (2008) 1693-1702.
 */
export function changeInterval(
  came: readonly SampledObjects[],
  went: readonly SampledObjects[],
  rateBytes: number,
  z = z95,
): BytesInterval {
  const gained = bytesInterval(came, rateBytes, z);
  const lost = bytesInterval(went, rateBytes, z);
  const estimate = gained.estimate - lost.estimate;
  return {
    estimate,
    low:
      estimate -
      Math.hypot(gained.estimate - gained.low, lost.high - lost.estimate),
    high:
      estimate +
      Math.hypot(gained.high - gained.estimate, lost.estimate - lost.low),
  };
}
