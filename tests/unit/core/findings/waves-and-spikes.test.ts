import { expect, test } from "vitest";
import {
  findWaves,
  noiseOf,
} from "../../../../src/core/findings/find-waves.ts";
import { withoutSpikes } from "../../../../src/core/findings/without-spikes.ts";
import type { Point } from "../../../../src/core/statistics/block-minimum.ts";

const series = (n: number, y: (x: number) => number): readonly Point[] =>
  Array.from({ length: n }, (_, x) => ({ x, y: y(x) }));

test("a wave's bottoms are found, the one under way is not counted", () => {
  const wave = series(80, (x) => 100 + 20 * Math.cos((2 * Math.PI * x) / 20));
  const { troughs, isOver } = findWaves(wave, 10);
  // Smoothing may move a bottom by one point.
  expect(troughs.map(({ x }) => Math.round(x / 10) * 10)).toEqual([
    10, 30, 50, 70,
  ]);
  expect(isOver).toBe(false);
});

test("waves are over when two more would have fitted since the last", () => {
  const endsAt = (calm: number) =>
    findWaves(
      series(40 + calm, (x) =>
        x < 40 ? 100 + 20 * Math.cos((2 * Math.PI * x) / 20) : 120 + x,
      ),
      10,
    );
  expect(endsAt(10).isOver).toBe(false);
  expect(endsAt(60).isOver).toBe(true);
  expect(Math.abs(endsAt(60).calmSince - 30)).toBeLessThanOrEqual(1);
});

test("a line, a single point that sticks out and nothing at all are no wave", () => {
  for (const points of [
    series(30, (x) => x),
    series(30, (x) => (x === 12 ? 50 : 100)),
    [],
    series(1, () => 1),
  ])
    expect(findWaves(points, 10)).toMatchObject({ troughs: [], isOver: true });
});

test("noise is the spread around the local line, not the slope and not the spike", () => {
  expect(noiseOf(series(50, (x) => 7 * x))).toBeCloseTo(0, 9);
  const jitter = [0.3, -1.2, 0.8, 1.1, -0.6, -0.2, 0.9, -1.1, 0.1, 0.4];
  const noisy = (spike: number) =>
    noiseOf(
      series(60, (x) => 7 * x + (jitter[x % 10] ?? 0) + (x === 31 ? spike : 0)),
    );
  expect(noisy(0)).toBeGreaterThan(0.4);
  expect(noisy(0)).toBeLessThan(2);
  expect(noisy(1e6)).toBeLessThan(2);
  expect(noiseOf([])).toBe(0);
});

test("spikes go, wherever they are, and only spikes", () => {
  const line = (spikes: readonly number[]) =>
    series(20, (x) => 10 * x + (x % 2) + (spikes.includes(x) ? 400 : 0));
  const xs = (points: readonly Point[]) => points.map(({ x }) => x);
  for (const spikes of [[0], [19], [7], [3, 12], []])
    expect(xs(withoutSpikes(line(spikes), 1))).toEqual(
      xs(line([])).filter((x) => !spikes.includes(x)),
    );
});

test("what is no exception any more is kept: at most a fifth goes", () => {
  const wild = series(20, (x) => (x % 2) * 1000);
  expect(withoutSpikes(wild, 1).length).toBeGreaterThanOrEqual(16);
  const few = series(3, (x) => x * x * 100);
  expect(withoutSpikes(few, 1)).toEqual(few);
});
