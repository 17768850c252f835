// What count may stand behind an observed count: the exact interval of F. Garwood, "Fiducial limits for the Poisson
// distribution", Biometrika 28 (1936) 437-442, through the chi-square quantiles of E. B. Wilson and M. M. Hilferty,
// "The distribution of chi-square", Proc. Nat. Acad. Sci. 17 (1931) 684-688 (their cube-root rule, off by less than
// 0.02 counts from 2 on; exact forms below).

import { z95 } from "./normal.ts";

export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/** Interval of a Poisson mean after `count` events (may be fractional; never below 0); 95 % unless `z` says otherwise. */
export function poissonInterval(count: number, z = z95): CountInterval {
  const k = Math.max(0, count);
  return { low: k < 1e-9 ? 0 : lower(k, z), high: upper(k, z) };
}

/**
 * The same for a count of equal shares of a whole, `unit` of which come or go at once: half of it either way takes the
 * place of the half event between the two shapes `count` and `count + 1`, which is that of `unit` = 1.
 */
export function lumpyPoissonInterval(
  count: number,
  unit: number,
  z = z95,
): CountInterval {
  const middle = count + 0.5;
  return {
    low: gammaQuantile(Math.max(0.5, middle - unit / 2), -z),
    high: gammaQuantile(middle + unit / 2, z),
  };
}

/** Half the chi-square quantile at `z` with `2·shape` degrees of freedom. */
function gammaQuantile(shape: number, z: number): number {
  const c = 1 / (9 * shape);
  return shape * Math.max(0, 1 - c + z * Math.sqrt(c)) ** 3;
}

function lower(k: number, z: number): number {
  // One event: -ln(0.975). The cube-root rule is off by a factor there.
  if (k <= 1 && z === z95) return k * 0.0253178;
  return gammaQuantile(k, -z);
}

function upper(k: number, z: number): number {
  // No event: -ln(0.025).
  if (k < 1e-9 && z === z95) return 3.688879;
  return gammaQuantile(k + 1, z);
}
