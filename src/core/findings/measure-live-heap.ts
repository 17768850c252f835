// How fast does the live heap grow? Trend tests on HeapAlloc or RSS call warm-ups, load waves and GOGC's sawtooth leaks.
// Here: live heap after each collection, the warm-up dropped, block minima, Mann-Kendall for "is there a trend" and
// Theil-Sen for "how much", and three questions that a trend test does not ask: is it a wave whose floor we have not seen
// twice, does the growth slow down, is it large enough to matter?

import { liveHeapPoints, type LiveHeapPoint } from "../memstats/live-heap.ts";
import { blockMinimum, type Point } from "../statistics/block-minimum.ts";
import { mannKendall } from "../statistics/mann-kendall.ts";
import { median, theilSen } from "../statistics/theil-sen.ts";
import { findWaves, noiseOf, type Waves } from "./find-waves.ts";
import { isSteady } from "./is-steady.ts";
import { withoutSpikes } from "./without-spikes.ts";
import type { Interval } from "./finding.ts";
import type { TargetView } from "./target-view.ts";

export type LiveHeapMeasurement =
  | {
      /** No verdict possible yet. */
      readonly kind: "too-little";
      readonly collections: number;
      readonly seconds: number;
      /** Mean time between collections; null before the second. */
      readonly secondsPerGc: number | null;
    }
  | MeasuredLiveHeap;

export interface MeasuredLiveHeap {
  readonly kind: "growing" | "steady" | "unclear";
  /** Only for `unclear`. */
  readonly why: UnclearReason | null;
  /** Bytes per second, 95 %. */
  readonly growth: Interval;
  readonly slope: number;
  /** Mann-Kendall on the block minima. */
  readonly z: number;
  /** Median live heap within the window. */
  readonly liveBytes: number;
  readonly collections: number;
  readonly seconds: number;
  readonly secondsPerGc: number;
  readonly fromMillis: number;
  readonly toMillis: number;
  /** Load waves that were seen to end. */
  readonly waves: number;
}

export type UnclearReason = "wave" | "slowing" | "noisy" | "small";

const minCollections = 5;
const minSeconds = 12;
const maxBlocks = 12;
/** The pairwise methods are quadratic: of a day's collections the lowest of each of this many stretches is kept. */
const maxPoints = 240;
/** One-sided 2.5 %. */
const significantZ = 1.96;

/** Points after the warm-up: the last half when it is rich enough, else the last two thirds. */
function afterWarmUp(points: readonly Point[]): readonly Point[] {
  for (const [share, enough] of [
    [1 / 2, 8],
    [2 / 3, minCollections],
  ] as const) {
    const late = lateShare(points, share);
    if (late.length >= enough) return late;
  }
  return points;
}

/** The last `share` of the time. */
function lateShare(points: readonly Point[], share: number): readonly Point[] {
  const from = (points.at(-1)?.x ?? 0) - spanOf(points) * share;
  return points.filter(({ x }) => x >= from);
}

/** Every point of the live heap that the target's readings give. */
export function livePointsOf(target: TargetView): readonly LiveHeapPoint[] {
  const { times, columns } = target.series([
    "totalAlloc",
    "heapAlloc",
    "numGc",
    "lastGc",
    "nextGc",
  ]);
  const [totalAlloc, heapAlloc, numGc, lastGc, nextGc] = columns;
  if (!totalAlloc || !heapAlloc || !numGc || !lastGc || !nextGc) return [];
  return liveHeapPoints({
    times,
    totalAlloc,
    heapAlloc,
    numGc,
    lastGcMillis: lastGc.map((nanos) => nanos / 1e6),
    nextGc,
  });
}

export function measureLiveHeap(
  points: readonly LiveHeapPoint[],
): LiveHeapMeasurement {
  const first = points[0];
  const last = points.at(-1);
  const seconds = first && last ? (last.atMillis - first.atMillis) / 1000 : 0;
  const gcs = first && last ? last.gc - first.gc : 0;
  const fromMillis = first?.atMillis ?? 0;
  const every = points.map(({ atMillis, liveBytes }) => ({
    x: (atMillis - fromMillis) / 1000,
    y: liveBytes,
  }));
  const all = thin(every);
  const noise = noiseOf(all);
  const swing = Math.max(
    4 * noise,
    0.02 * median(afterWarmUp(all).map(({ y }) => y)),
  );
  const waves = findWaves(all, swing);
  const calm = waves.isOver ? all.filter(({ x }) => x >= waves.calmSince) : all;
  const late = afterWarmUp(calm);
  const window = waves.isOver ? withoutSpikes(late, noise) : late;
  if (window.length < minCollections || seconds < minSeconds)
    return {
      kind: "too-little",
      collections: points.length,
      seconds,
      secondsPerGc: gcs > 0 ? seconds / gcs : null,
    };

  const liveBytes = median(window.map(({ y }) => y));
  const span = spanOf(window);
  const minima = blockMinimum(window, maxBlocks);
  const { z } = mannKendall(minima.map(({ y }) => y));
  const floor = floorOf(waves, window, noise);
  const line = slopeOf(floor.points, floor.slack) ?? slopeOf(minima, noise);
  const { slope, low, high } = line ?? unknownLine;
  const evidence = { slope, low, high, z, liveBytes, noise, seconds: span };
  const judgement = waves.isOver
    ? judgeLine(lateShare(calm, 2 / 3), evidence)
    : judgeWave(floor.points, swing, evidence);
  return {
    ...judgement,
    growth: { low, high },
    slope,
    z,
    liveBytes,
    collections: countFrom(every, window[0]),
    seconds: span,
    secondsPerGc: seconds / Math.max(1, gcs),
    fromMillis: fromMillis + (window[0]?.x ?? 0) * 1000,
    toMillis: fromMillis + (window.at(-1)?.x ?? 0) * 1000,
    waves: waves.isOver ? 0 : waves.troughs.length,
  };
}

function thin(points: readonly Point[]): readonly Point[] {
  return points.length > maxPoints ? blockMinimum(points, maxPoints) : points;
}

function countFrom(points: readonly Point[], start: Point | undefined): number {
  return points.filter(({ x }) => x >= (start?.x ?? 0)).length;
}

interface Line {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}
const unknownLine: Line = { slope: 0, low: -Infinity, high: Infinity };

interface Evidence extends Line {
  readonly z: number;
  readonly liveBytes: number;
  readonly noise: number;
  readonly seconds: number;
}
type Judgement = Pick<MeasuredLiveHeap, "kind" | "why">;

function spanOf(points: readonly Point[]): number {
  return (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
}

/** What the slope is taken of: the troughs of a wave (those after the warm-up where they are enough), else minima. */
function floorOf(
  waves: Waves,
  window: readonly Point[],
  noise: number,
): { readonly points: readonly Point[]; readonly slack: number } {
  if (waves.isOver)
    return { points: blockMinimum(window, maxBlocks), slack: noise };
  const start = window[0]?.x ?? 0;
  const late = waves.troughs.filter(({ x }) => x >= start);
  // The lowest collection of a wave misses its bottom by a part of what counts as a swing.
  return {
    points: late.length >= 3 ? late : waves.troughs,
    slack: waves.swing,
  };
}

/** Theil-Sen, never surer than `slack` in y allows over the points' distance. Null for fewer than two points. */
function slopeOf(points: readonly Point[], slack: number): Line | null {
  const line = theilSen(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  if (line === null) return null;
  const reach = slack / spanOf(points);
  return { slope: line.slope, low: line.low - reach, high: line.high + reach };
}

/** The load goes up and down: only its floor counts, and it must have been seen twice. */
function judgeWave(
  troughs: readonly Point[],
  swing: number,
  at: Evidence,
): Judgement {
  const first = troughs[0];
  const last = troughs.at(-1);
  if (first === undefined || last === undefined || troughs.length < 2)
    return at.low <= 0 && isSteady(at)
      ? { kind: "steady", why: null }
      : { kind: "unclear", why: "wave" };
  if (last.y - first.y <= swing) return { kind: "steady", why: null };
  const rises = troughs.every(
    (trough, i) => i === 0 || trough.y > (troughs[i - 1]?.y ?? 0),
  );
  return rises && at.z >= significantZ && at.low > 0
    ? { kind: "growing", why: null }
    : { kind: "unclear", why: "wave" };
}

function judgeLine(longer: readonly Point[], at: Evidence): Judgement {
  const grown = at.slope * at.seconds;
  if (at.z >= significantZ && at.low > 0) {
    if (grown < materialGrowth(at))
      return isSteady(at)
        ? { kind: "steady", why: null }
        : { kind: "unclear", why: "small" };
    return slowsDown(longer)
      ? { kind: "unclear", why: "slowing" }
      : { kind: "growing", why: null };
  }
  return isSteady(at)
    ? { kind: "steady", why: null }
    : { kind: "unclear", why: "noisy" };
}

/** Growth that is worth a word: 5 % of the live heap within two minutes, less when watched for longer, 1 % at least. */
function materialGrowth(at: {
  readonly liveBytes: number;
  readonly noise: number;
  readonly seconds: number;
}): number {
  const share = Math.max(0.01, 0.05 * Math.min(1, 120 / at.seconds));
  return Math.max(share * at.liveBytes, 3 * at.noise, 64 * 1024);
}

/** A cache that fills up grows ever more slowly; a leak does not. `points` reach back further than the growth's window. */
function slowsDown(points: readonly Point[]): boolean {
  const middle = (points[0]?.x ?? 0) + (points.at(-1)?.x ?? 0);
  const [early, late] = [
    points.filter(({ x }) => x * 2 <= middle),
    points.filter(({ x }) => x * 2 > middle),
  ].map((half) => (half.length < 4 ? null : slopeOf(half, 0)));
  if (!early || !late) return false;
  // The difference of two slopes is as uncertain as both together (Zou and Donner, see statistics/sampling.ts).
  const doubt = Math.hypot(early.slope - early.low, late.high - late.slope);
  return late.slope < 0.8 * early.slope && early.slope - late.slope > doubt;
}
