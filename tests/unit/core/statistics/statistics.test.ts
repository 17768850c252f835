// Known values out of the papers' and packages' tables, and coverage by simulation with a fixed generator.

import fc from "fast-check";
import { expect, test } from "vitest";
import { blockMinimum } from "../../../../src/core/statistics/block-minimum.ts";
import {
  kendallVariance,
  mannKendall,
} from "../../../../src/core/statistics/mann-kendall.ts";
import { poissonInterval } from "../../../../src/core/statistics/poisson-interval.ts";
import {
  bytesInterval,
  changeInterval,
  sampledCount,
  sampleProbability,
} from "../../../../src/core/statistics/sampling.ts";
import { median, theilSen } from "../../../../src/core/statistics/theil-sen.ts";

const rate = 524_288;
const MiB = 1 << 20;

/** mulberry32: the same numbers on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Sampled objects of `count` of this size, as the runtime's exponential gaps choose them. */
function sample(count: number, size: number, random: () => number): number {
  let sampled = 0;
  let gap = -Math.log(1 - random()) * rate;
  let done = 0;
  while (done < count) {
    const step = Math.ceil(gap / size);
    done += step;
    if (done > count) break;
    sampled++;
    gap = -Math.log(1 - random()) * rate;
  }
  return sampled;
}

test("Mann-Kendall of a rising, a falling and a constant series", () => {
  const rising = Array.from({ length: 10 }, (_, i) => i);
  expect(mannKendall(rising)).toEqual({
    s: 45,
    z: 44 / Math.sqrt(125),
    n: 10,
  });
  expect(mannKendall([...rising].reverse()).z).toBeCloseTo(-3.9354, 3);
  expect(mannKendall([5, 5, 5, 5]).z).toBe(0);
  expect(mannKendall([1, 2]).z).toBe(0);
  expect(mannKendall([]).s).toBe(0);
});

test("Mann-Kendall's variance with ties (Kendall 1975: n = 10, groups of 2 and 3)", () => {
  expect(kendallVariance([1, 1, 2, 3, 3, 3, 4, 5, 6, 7])).toBeCloseTo(
    (10 * 9 * 25 - 2 * 1 * 9 - 3 * 2 * 11) / 18,
    9,
  );
});

test("Theil-Sen on Sen's own example (1968, section 5)", () => {
  // Sen's data: x = 1 2 3 4 10 12 18, y = 9 15 19 20 45 55 78; the point estimate is 4, the 93 % interval 26/7 to 35/8.
  const result = theilSen(
    [1, 2, 3, 4, 10, 12, 18],
    [9, 15, 19, 20, 45, 55, 78],
  );
  expect(result?.slope).toBeCloseTo(4, 9);
  expect(result?.low).toBeLessThanOrEqual(26 / 7);
  expect(result?.low).toBeGreaterThan(3);
  expect(result?.high).toBeGreaterThanOrEqual(35 / 8);
  expect(result?.high).toBeLessThan(5.1);
});

test("Theil-Sen: exact lines, one outlier, equal x, too few points", () => {
  const x = Array.from({ length: 20 }, (_, i) => i);
  expect(
    theilSen(
      x,
      x.map((v) => 3 * v + 7),
    ),
  ).toEqual({
    slope: 3,
    low: 3,
    high: 3,
    intercept: 7,
  });
  const spiked = x.map((v) => (v === 9 ? 1e6 : 3 * v + 7));
  expect(theilSen(x, spiked)?.slope).toBeCloseTo(3, 6);
  expect(theilSen([1, 1, 1], [1, 2, 3])).toBeNull();
  expect(theilSen([1], [1])).toBeNull();
  expect(theilSen([0, 2], [1, 5])).toMatchObject({ slope: 2, low: 2, high: 2 });
});

test("Theil-Sen's interval covers the true slope about 95 times in 100", () => {
  const random = generator(1);
  let covered = 0;
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const x = Array.from({ length: 14 }, (_, i) => i);
    const y = x.map((v) => 2 * v + 10 * (random() + random() + random() - 1.5));
    const result = theilSen(x, y);
    if (result !== null && result.low <= 2 && result.high >= 2) covered++;
  }
  expect(covered / runs).toBeGreaterThan(0.93);
  expect(covered / runs).toBeLessThan(0.995);
});

test("Theil-Sen scales and shifts with its data", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), {
        minLength: 3,
        maxLength: 20,
      }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: -100, max: 100 }),
      (y, scale, shift) => {
        const x = y.map((_, i) => i);
        const plain = theilSen(x, y);
        const moved = theilSen(
          x,
          y.map((v) => v * scale + shift),
        );
        expect(moved?.slope).toBeCloseTo((plain?.slope ?? 0) * scale, 6);
        expect(moved?.low).toBeCloseTo((plain?.low ?? 0) * scale, 6);
        expect(plain?.low).toBeLessThanOrEqual(plain?.slope ?? NaN);
        expect(plain?.high).toBeGreaterThanOrEqual(plain?.slope ?? NaN);
      },
    ),
  );
});

test("median", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("block minimum keeps the lowest point of each stretch", () => {
  const points = [5, 3, 4, 9, 2, 8].map((y, x) => ({ x, y }));
  expect(blockMinimum(points, 3)).toEqual([
    { x: 1, y: 3 },
    { x: 2, y: 4 },
    { x: 4, y: 2 },
  ]);
  expect(blockMinimum(points, 1)).toEqual([{ x: 4, y: 2 }]);
  expect(blockMinimum([], 4)).toEqual([]);
  expect(blockMinimum([{ x: 1, y: 1 }], 4)).toEqual([{ x: 1, y: 1 }]);
  const apart = [0, 1, 100].map((x) => ({ x, y: x }));
  expect(blockMinimum(apart, 10)).toHaveLength(2);
});

test("block minima flatten a wave that the raw points follow", () => {
  const points = Array.from({ length: 240 }, (_, i) => ({
    x: i,
    y: 100 + 30 * Math.sin((2 * Math.PI * i) / 40),
  }));
  const rising = points.slice(30, 50).map((point) => point.y);
  expect(mannKendall(rising).z).toBeGreaterThan(3);
  const minima = blockMinimum(points, 6).map((point) => Math.round(point.y));
  expect(Math.abs(mannKendall(minima).z)).toBeLessThan(0.5);
});

test.each([
  [0, 0, 3.689],
  [1, 0.025, 5.572],
  [2, 0.242, 7.225],
  [5, 1.623, 11.668],
  [10, 4.795, 18.39],
  [20, 12.217, 30.888],
  [100, 81.36, 121.63],
])("Poisson 95 %% interval of %i events (Garwood's table)", (k, low, high) => {
  expect(Math.abs(poissonInterval(k).low - low)).toBeLessThan(0.02);
  expect(Math.abs(poissonInterval(k).high - high)).toBeLessThan(0.02);
});

test("sampled counts are recovered from scaled ones", () => {
  expect(sampledCount(40_962, 64, rate)).toBe(5);
  expect(sampledCount(22_550, 1024, rate)).toBe(44);
  expect(sampledCount(7, 4096, 1)).toBe(7);
  expect(sampleProbability(64, rate)).toBeCloseTo(1.2206e-4, 8);
  expect(sampleProbability(100 * MiB, rate)).toBe(1);
});

test("large objects are known nearly exactly, small ones not, and every one with MemProfileRate=1", () => {
  expect(bytesInterval([{ count: 3, size: 100 * MiB }], rate)).toEqual({
    estimate: 300 * MiB,
    low: 300 * MiB,
    high: 300 * MiB,
  });
  expect(bytesInterval([{ count: 3, size: 64 }], 1)).toEqual({
    estimate: 192,
    low: 192,
    high: 192,
  });
  const large = bytesInterval([{ count: 30, size: 4 * MiB }], rate);
  expect(large.high - large.low).toBeLessThan(4 * MiB);
  const small = bytesInterval([{ count: 30, size: 64 }], rate);
  expect(small.low).toBeLessThan(11 * MiB);
  expect(small.high).toBeGreaterThan(21 * MiB);
});

test("nothing sampled allows for a few unseen MiB, and for none with MemProfileRate=1", () => {
  expect(bytesInterval([], rate).high).toBeCloseTo(3.688879 * rate, 0);
  expect(bytesInterval([], 1).high).toBe(0);
});

test("mixed sizes: the interval lies between those of its parts", () => {
  const mixed = bytesInterval(
    [
      { count: 10, size: 64 },
      { count: 10, size: 4 * MiB },
    ],
    rate,
  );
  const smallOnly = bytesInterval([{ count: 10, size: 64 }], rate);
  expect(mixed.high - mixed.low).toBeGreaterThan(
    0.8 * (smallOnly.high - smallOnly.low),
  );
  expect((mixed.high - mixed.low) / mixed.estimate).toBeLessThan(0.2);
});

test.each([
  [64, MiB],
  [64, 8 * MiB],
  [1024, MiB],
  [1024, 8 * MiB],
  [1024, 64 * MiB],
  [65_536, 8 * MiB],
  [524_288, 32 * MiB],
  [MiB, 32 * MiB],
])(
  "objects of %i B, %i B leaked: the interval covers the truth",
  (size, bytes) => {
    const random = generator(size + bytes);
    const truth = bytes / size;
    const p = sampleProbability(size, rate);
    let covered = 0;
    let sum = 0;
    const runs = 300;
    for (let run = 0; run < runs; run++) {
      const k = sample(truth, size, random);
      const { low, high } = bytesInterval([{ count: k, size }], rate);
      if (low <= bytes && bytes <= high) covered++;
      sum += k / p;
    }
    expect(sum / runs / truth).toBeGreaterThan(0.9);
    expect(sum / runs / truth).toBeLessThan(1.1);
    expect(covered / runs).toBeGreaterThan(0.92);
  },
);

test("a churning site without growth: the change's interval covers zero", () => {
  const random = generator(7);
  let covered = 0;
  for (let run = 0; run < 300; run++) {
    const some = () => [{ count: sample(8 * 256, 4096, random), size: 4096 }];
    const { low, high } = changeInterval(some(), some(), rate);
    if (low <= 0 && high >= 0) covered++;
  }
  expect(covered / 300).toBeGreaterThan(0.93);
});
