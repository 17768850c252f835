// What a sampled heap profile can say. Go samples one allocation per `rate` bytes on average (exponential gaps), so an
// object of `size` bytes is in the profile with probability p = 1 - exp(-size/rate), and the runtime multiplies what it
// saw by 1/p (runtime/pprof/protomem.go, scaleHeapSample; Go commit 27ee719). The number of objects really seen is
// therefore known again: k = estimate × p. Small p: k is Poisson. p near 1 (large objects): binomial, nearly no error.

import { z95 } from "./normal.ts";
import {
  lumpyPoissonInterval,
  poissonInterval,
  type CountInterval,
} from "./poisson-interval.ts";

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
 * The same from scaled bytes, which is exact where the count of objects is not: the runtime truncates both, and a whole
 * object may be lost of the one, but only a byte of the other.
 */
export function sampledCountOfBytes(
  scaledBytes: number,
  size: number,
  rateBytes: number,
): number {
  if (size <= 0) return 0;
  return Math.round((scaledBytes / size) * sampleProbability(size, rateBytes));
}

/** `count` sampled objects of one size. */
export interface SampledObjects {
  readonly count: number;
  readonly size: number;
}

/** What is counted: bytes, or objects. */
export type SampledMeasure = "bytes" | "objects";

/** What sampled objects come to. Sums of disjoint sets add up field by field. */
export interface SampledSum {
  /** In the unit of the measure, as are `seen` and `heaviest`; the variance in its square. */
  readonly estimate: number;
  readonly variance: number;
  /** What the sampled objects themselves are, without those they stand for: there is at least as much. */
  readonly seen: number;
  readonly samples: number;
  /** The most that one of the samples stands for. */
  readonly heaviest: number;
}

export const nothingSampled: SampledSum = {
  estimate: 0,
  variance: 0,
  seen: 0,
  samples: 0,
  heaviest: 0,
};

/** Each sampled object stands for 1/p objects, or size/p bytes. */
export function sampledSum(
  { count, size }: SampledObjects,
  rateBytes: number,
  measure: SampledMeasure = "bytes",
): SampledSum {
  if (count === 0 || size <= 0) return nothingSampled;
  const p = sampleProbability(size, rateBytes);
  const own = measure === "bytes" ? size : 1;
  const weight = own / p;
  return {
    estimate: count * weight,
    variance: count * weight * weight * (1 - p),
    seen: count * own,
    samples: count,
    heaviest: weight,
  };
}

export interface BytesInterval extends CountInterval {
  readonly estimate: number;
}

/**
 * The interval of a sum (95 % unless `z` says otherwise). Objects of different sizes have different weights: the sum is
 * treated as that many equal events as have its variance (effective count), which is Poisson for small p and certain
 * for p = 1. In between, one object is several effective events: it is missed as a whole, and the interval reaches half an
 * object further, as far as objects are missed at all (a MiB object is missed once in seven times, one of 10 MiB never).
 * There is no less than was seen. Nothing sampled still allows for 3.7 events of `unseen` each.
 */
export function sumInterval(
  { estimate, variance, seen, samples }: SampledSum,
  unseen: number,
  z = z95,
): BytesInterval {
  if (estimate === 0)
    return { estimate, low: 0, high: poissonInterval(0, z).high * unseen };
  if (variance === 0) return { estimate, low: estimate, high: estimate };
  // Of one effective event.
  const weight = variance / estimate;
  const missedObjects = (estimate / seen - 1) * samples;
  const object = (estimate / samples) * Math.min(1, 2 * missedObjects);
  const effective = estimate / weight;
  const counts =
    samples === 1 && object <= 1.01 * weight
      ? poissonInterval(1, z)
      : lumpyPoissonInterval(effective, object / weight, z);
  return {
    estimate,
    low: Math.min(estimate, Math.max(seen, weight * counts.low)),
    high: Math.max(estimate, weight * counts.high),
  };
}

/** Bytes behind the sampled objects, with their interval. Where nothing was sampled, an event of `rate` bytes may hide. */
export function bytesInterval(
  objects: readonly SampledObjects[],
  rateBytes: number,
  z = z95,
): BytesInterval {
  return sumInterval(sumOf(objects, rateBytes), unseenBytes(rateBytes), z);
}

/** What an object that was not sampled may stand for, as far as bytes go; nothing hides when every one is sampled. */
export function unseenBytes(rateBytes: number): number {
  return rateBytes <= 1 ? 0 : rateBytes;
}

function sumOf(
  objects: readonly SampledObjects[],
  rateBytes: number,
): SampledSum {
  return objects.reduce(
    (sum, own) => addSums(sum, sampledSum(own, rateBytes)),
    nothingSampled,
  );
}

export function addSums(a: SampledSum, b: SampledSum): SampledSum {
  return {
    estimate: a.estimate + b.estimate,
    variance: a.variance + b.variance,
    seen: a.seen + b.seen,
    samples: a.samples + b.samples,
    heaviest: Math.max(a.heaviest, b.heaviest),
  };
}

/** The sampled objects of one size and stack at one moment: alive, and ever allocated. */
export interface SampledState {
  readonly inuse: number;
  readonly allocated: number;
}

/**
 * Sampled objects that came and went between two moments of one process. An object that came and went in between is in
 * neither state, so no more came than are there now, and no more than were allocated. When fewer were allocated than
 * before, these are not two moments of one process: then all went and all came.
 */
export function sampledMovement(
  before: SampledState,
  after: SampledState,
): { readonly came: number; readonly went: number } {
  if (after.allocated < before.allocated)
    return { came: after.inuse, went: before.inuse };
  const change = after.inuse - before.inuse;
  const came = Math.max(
    0,
    change,
    Math.min(after.allocated - before.allocated, after.inuse),
  );
  return { came, went: came - change };
}

/**
 * Interval of the change in living bytes between two snapshots, from the sampled objects that came and went. What
 * is alive in both cancels exactly and adds no noise.
 */
export function changeInterval(
  came: readonly SampledObjects[],
  went: readonly SampledObjects[],
  rateBytes: number,
  z = z95,
): BytesInterval {
  const unseen = unseenBytes(rateBytes);
  return differenceInterval(
    sumInterval(sumOf(came, rateBytes), unseen, z),
    sumInterval(sumOf(went, rateBytes), unseen, z),
  );
}

/**
 * The interval of a difference of two independent estimates: the one-sided distances add in squares. G. Y. Zou, A. Donner,
 * "Construction of confidence limits about effect measures", Statistics in Medicine 27 (2008) 1693-1702.
 */
export function differenceInterval(
  gained: BytesInterval,
  lost: BytesInterval,
): BytesInterval {
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
