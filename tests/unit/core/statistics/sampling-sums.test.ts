// Sums of sampled objects: what was recovered, what must be there at least, and what came and went.

import { expect, test } from "vitest";
import {
  addSums,
  bytesInterval,
  sampledCountOfBytes,
  sampledMovement,
  sampledSum,
  sumInterval,
  nothingSampled,
} from "../../../../src/core/statistics/sampling.ts";

const rate = 524_288;
const MiB = 1 << 20;

/** What the runtime writes of `count` sampled objects (scaleHeapSample). */
function written(
  count: number,
  size: number,
): { objects: number; bytes: number } {
  const scale = 1 / (1 - Math.exp(-size / rate));
  return {
    objects: Math.trunc(count * scale),
    bytes: Math.trunc(count * size * scale),
  };
}

test("the sampled count comes back from the bytes, whatever was truncated", () => {
  for (const size of [16, 64, 1024, 32_768, 300_000, 524_288, MiB, 3 * MiB])
    for (let count = 0; count <= 200; count++)
      expect(sampledCountOfBytes(written(count, size).bytes, size, rate)).toBe(
        count,
      );
  expect(sampledCountOfBytes(100, 0, rate)).toBe(0);
});

test("sums of disjoint sets add up to the interval of all", () => {
  const parts = [
    { count: 10, size: 64 },
    { count: 4, size: 4 * MiB },
  ];
  const sum = addSums(sampledSum(parts[0]!, rate), sampledSum(parts[1]!, rate));
  expect(sumInterval(sum, rate)).toEqual(bytesInterval(parts, rate));
  expect(sum.samples).toBe(14);
  expect(sum.heaviest).toBeCloseTo(4 * MiB, -4);
});

test("there is at least what was seen", () => {
  const few = bytesInterval([{ count: 2, size: MiB }], rate);
  expect(few.low).toBeGreaterThanOrEqual(2 * MiB);
  expect(few.high).toBeGreaterThan(few.estimate);
});

test("objects are counted like bytes, each standing for 1/p", () => {
  const sum = sampledSum({ count: 9, size: 1024 }, rate, "objects");
  const inBytes = sampledSum({ count: 9, size: 1024 }, rate);
  expect(sum.estimate * 1024).toBeCloseTo(inBytes.estimate, 3);
  expect(sum.seen).toBe(9);
  const { low, high } = sumInterval(sum, 0);
  const bytes = sumInterval(inBytes, rate);
  expect(low * 1024).toBeCloseTo(bytes.low, 3);
  expect(high * 1024).toBeCloseTo(bytes.high, 3);
});

test("where nothing was sampled, some unseen events may hide", () => {
  expect(sumInterval(nothingSampled, 1000).high).toBeCloseTo(3689, 0);
  expect(sumInterval(nothingSampled, 0).high).toBe(0);
});

test("what came and went: never more than are there, than went in, or than one process can have", () => {
  // Ten freed, twelve allocated.
  expect(
    sampledMovement({ inuse: 20, allocated: 50 }, { inuse: 22, allocated: 62 }),
  ).toEqual({ came: 12, went: 10 });
  // Nothing allocated: what changed went.
  expect(
    sampledMovement({ inuse: 20, allocated: 50 }, { inuse: 5, allocated: 50 }),
  ).toEqual({ came: 0, went: 15 });
  // A thousand allocated, three there: all three may be new.
  expect(
    sampledMovement({ inuse: 3, allocated: 50 }, { inuse: 3, allocated: 1050 }),
  ).toEqual({ came: 3, went: 3 });
  // Fewer ever allocated than before: another process.
  expect(
    sampledMovement({ inuse: 8, allocated: 50 }, { inuse: 5, allocated: 9 }),
  ).toEqual({ came: 5, went: 8 });
});
