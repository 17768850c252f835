// How often the 95 % interval holds the truth, computed and not drawn: the chance of every count that a number of objects
// can be sampled with, summed over those whose interval holds them.

import { expect, test } from "vitest";
import {
  sampledSum,
  sampleProbability,
  sumInterval,
} from "../../../../src/core/statistics/sampling.ts";

const rate = 524_288;
const MiB = 1 << 20;
const logFactorial = [0, 0];
for (let n = 2; n <= 300_000; n++)
  logFactorial.push(logFactorial[n - 1]! + Math.log(n));

/** Chance of `k` of `n` at `p` each. */
function binomial(n: number, k: number, p: number): number {
  return Math.exp(
    logFactorial[n]! -
      logFactorial[k]! -
      logFactorial[n - k]! +
      k * Math.log(p) +
      (n - k) * Math.log1p(-p),
  );
}

function coverage(size: number, bytes: number): number {
  const objects = bytes / size;
  const p = sampleProbability(size, rate);
  let covered = 0;
  for (let count = 0; count <= Math.min(objects, 1500); count++) {
    const { low, high } = sumInterval(sampledSum({ count, size }, rate), rate);
    // Up to rounding: all of the objects seen are exactly the truth.
    if (low <= bytes * (1 + 1e-12) && bytes <= high)
      covered += binomial(objects, count, p);
  }
  return covered;
}

test.each([256, 1024, 16_384, 65_536, 131_072, 262_144, 524_288, MiB])(
  "objects of %i bytes: between 94.5 and 99.5 % of the time",
  (size) => {
    for (const bytes of [4 * MiB, 8 * MiB, 16 * MiB, 32 * MiB, 64 * MiB]) {
      const covered = coverage(size, bytes);
      expect(covered, `${bytes} bytes`).toBeGreaterThan(0.945);
      expect(covered, `${bytes} bytes`).toBeLessThan(0.995);
    }
  },
);

test("objects that are never missed are known exactly", () => {
  const { low, high, estimate } = sumInterval(
    sampledSum({ count: 3, size: 40 * MiB }, rate),
    rate,
  );
  expect(low).toBe(estimate);
  expect(high).toBe(estimate);
});
