// What a sampled heap profile can say. Go samples one allocation per `rate` bytes on average (exponential gaps), so an
// object of `size` bytes is in the profile with probability p = 1 - exp(-size/rate), and the runtime multiplies what it
// saw by 1/p (runtime/pprof/protomem.go, scaleHeapSample; Go commit 27ee719). The number of objects really seen is
// therefore known again: k = estimate × p. Small p: k is Poisson. p near 1 (large objects): binomial, nearly no error.

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

/**
 * 95 % interval of the true number of objects when `sampled` of them were seen with probability `p`. The part that was
 * seen is certain; only the unseen part varies, with variance k(1-p)/p² (negative binomial), so the interval shrinks to
 * the count itself as p goes to 1.
 */
export function objectsInterval(sampled: number, p: number): CountInterval {
  if (p >= 1) return { low: sampled, high: sampled };
  const seen = poissonInterval(sampled);
  const estimate = sampled / p;
  // Garwood's distances from the count, narrowed by √(1-p): exact Poisson for small p, nothing left at p = 1.
  const narrow = Math.sqrt(1 - p) / p;
  return {
    low: Math.max(sampled, estimate - (sampled - seen.low) * narrow),
    high: estimate + (seen.high - sampled) * narrow,
  };
}

/**
 * 95 % interval of the change in living objects between two snapshots, from the sampled objects that came (`came`) and
 * went (`went`). What is alive in both cancels exactly and adds no noise. The two one-sided distances add in squares:
 * G. Y. Zou, A. Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27 (2008)
 * 1693-1702.
 */
export function changeInterval(
  came: number,
  went: number,
  p: number,
): CountInterval {
  const gained = objectsInterval(came, p);
  const lost = objectsInterval(went, p);
  const up = came / p;
  const down = went / p;
  return {
    low: up - down - Math.hypot(up - gained.low, lost.high - down),
    high: up - down + Math.hypot(gained.high - up, down - lost.low),
  };
}
