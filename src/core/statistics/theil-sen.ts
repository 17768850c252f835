// The slope that outliers do not move: the median of all pairwise slopes. H. Theil (1950); P. K. Sen, "Estimates of the
// regression coefficient based on Kendall's tau", J. Amer. Statist. Assoc. 63 (1968) 1379-1389, whose equation 2.6 gives
// the interval: the slopes at ranks (N ± z·√Var(S)) / 2.

import { kendallVariance } from "./mann-kendall.ts";
import { z95 } from "./normal.ts";

export interface TheilSen {
  /** Units of y per unit of x. */
  readonly slope: number;
  /** 95 % interval of the slope; with fewer than six points it is the range of the pairwise slopes. */
  readonly low: number;
  readonly high: number;
  /** y at x = 0 by the medians. */
  readonly intercept: number;
}

/** Pairs with equal x are left out. Null when no pair is left. Quadratic in the number of points: give it hundreds. */
export function theilSen(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): TheilSen | null {
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) {
      const run = (x[j] ?? 0) - (x[i] ?? 0);
      if (run !== 0) slopes.push(((y[j] ?? 0) - (y[i] ?? 0)) / run);
    }
  if (slopes.length === 0) return null;
  const sorted = Float64Array.from(slopes).sort();
  const slope = quantileByRank(sorted, (sorted.length - 1) / 2);
  const reach = z95 * Math.sqrt(kendallVariance(y));
  const last = sorted.length - 1;
  const lowRank = Math.floor((sorted.length - reach) / 2) - 1;
  const highRank = Math.ceil((sorted.length + reach) / 2);
  return {
    slope,
    low: quantileByRank(sorted, Math.max(0, lowRank)),
    high: quantileByRank(sorted, Math.min(last, highRank)),
    intercept: median(y) - slope * median(x),
  };
}

/** Linear between ranks; `rank` counts from 0. */
function quantileByRank(sorted: Float64Array, rank: number): number {
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Not a number for no values. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  return quantileByRank(sorted, (sorted.length - 1) / 2);
}
