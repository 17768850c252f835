// How fast does the live heap grow? Trend tests on HeapAlloc or RSS call warm-ups, load waves and GOGC's sawtooth leaks.
// Here: live heap after each collection, the warm-up dropped, block minima, Mann-Kendall for "is there a trend" and
// Theil-Sen for "how much", and three questions that a trend test does not ask: is it a wave whose floor we have not seen
// twice, does the growth slow down, is it large enough to matter?

import { liveHeapPoints, type LiveHeapPoint } from "../memstats/live-heap.ts";
import { blockMinimum, type Point } from "../statistics/block-minimum.ts";
import { mannKendall } from "../statistics/mann-kendall.ts";
import { median, theilSen } from "../statistics/theil-sen.ts";
import { findTroughs, noiseOf } from "./find-troughs.ts";
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
/** One-sided 2.5 %. */
const significantZ = 1.96;

/** Points after the warm-up: the last half when it is rich enough, else the last two thirds. */
function afterWarmUp(
  points: readonly LiveHeapPoint[],
): readonly LiveHeapPoint[] {
  const first = points[0]?.atMillis ?? 0;
  const span = (points.at(-1)?.atMillis ?? 0) - first;
  for (const [share, enough] of [
    [1 / 2, 8],
    [1 / 3, minCollections],
  ] as const) {
    const late = points.filter(
      (point) => point.atMillis >= first + span * share,
    );
    if (late.length >= enough) return late;
  }
  return points;
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
  const window = afterWarmUp(points);
  if (window.length < minCollections || seconds < minSeconds)
    return {
      kind: "too-little",
      collections: points.length,
      seconds,
      secondsPerGc: gcs > 0 ? seconds / gcs : null,
    };
  return measureWindow(window, seconds / Math.max(1, gcs));
}

function measureWindow(
  window: readonly LiveHeapPoint[],
  secondsPerGc: number,
): MeasuredLiveHeap {
  const fromMillis = window[0]?.atMillis ?? 0;
  const toMillis = window.at(-1)?.atMillis ?? 0;
  const seconds = (toMillis - fromMillis) / 1000;
  const points = window.map(({ atMillis, liveBytes }) => ({
    x: (atMillis - fromMillis) / 1000,
    y: liveBytes,
  }));
  const liveBytes = median(points.map(({ y }) => y));
  const noise = noiseOf(points);
  const swing = Math.max(6 * noise, 0.02 * liveBytes);
  const { troughs, falls } = findTroughs(points, swing);
  const minima = blockMinimum(points, maxBlocks);
  const { z } = mannKendall(minima.map(({ y }) => y));
  const line = slopeOf(falls > 0 ? troughs : minima, noise) ??
    slopeOf(minima, noise) ?? { slope: 0, low: -Infinity, high: Infinity };
  const measured = {
    growth: { low: line.low, high: line.high },
    slope: line.slope,
    z,
    liveBytes,
    collections: points.length,
    seconds,
    secondsPerGc,
    fromMillis,
    toMillis,
    waves: troughs.length,
  };
  const verdict =
    falls > 0
      ? judgeWave(troughs, swing, z, line)
      : judgeLine(points, { ...line, z, liveBytes, noise, seconds });
  return { ...measured, ...verdict };
}

interface Line {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}
type Judgement = Pick<MeasuredLiveHeap, "kind" | "why">;

/** Theil-Sen, never surer than the points' noise allows over their distance. */
function slopeOf(points: readonly Point[], noise: number): Line | null {
  const line = theilSen(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  if (line === null) return null;
  const span = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const slack = noise / span;
  return { slope: line.slope, low: line.low - slack, high: line.high + slack };
}

/** The load goes up and down: only its floor counts, and it must have been seen twice. */
function judgeWave(
  troughs: readonly Point[],
  swing: number,
  z: number,
  line: Line,
): Judgement {
  const first = troughs[0];
  const last = troughs.at(-1);
  if (first === undefined || last === undefined || troughs.length < 2)
    return { kind: "unclear", why: "wave" };
  const lift = last.y - first.y;
  if (lift <= swing) return { kind: "steady", why: null };
  const rises = troughs.every(
    (trough, i) => i === 0 || trough.y > (troughs[i - 1]?.y ?? 0),
  );
  return rises && z >= significantZ && line.low > 0
    ? { kind: "growing", why: null }
    : { kind: "unclear", why: "wave" };
}

function judgeLine(
  points: readonly Point[],
  at: Line & {
    readonly z: number;
    readonly liveBytes: number;
    readonly noise: number;
    readonly seconds: number;
  },
): Judgement {
  const grown = at.slope * at.seconds;
  if (at.z >= significantZ && at.low > 0) {
    if (grown < materialGrowth(at))
      return isSteady(at)
        ? { kind: "steady", why: null }
        : { kind: "unclear", why: "small" };
    return slowsDown(points)
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

/** At the fastest growth that the interval allows, the live heap needs more than five minutes to double. */
function isSteady(at: {
  readonly high: number;
  readonly liveBytes: number;
}): boolean {
  return at.high * 300 < Math.max(at.liveBytes, 8 << 20);
}

/** A cache that fills up grows ever more slowly; a leak does not. */
function slowsDown(points: readonly Point[]): boolean {
  const middle = (points[0]?.x ?? 0) + (points.at(-1)?.x ?? 0);
  const halves = [
    points.filter(({ x }) => x * 2 <= middle),
    points.filter(({ x }) => x * 2 > middle),
  ].map((half) =>
    half.length < 3
      ? null
      : theilSen(
          half.map(({ x }) => x),
          half.map(({ y }) => y),
        ),
  );
  const [early, late] = halves;
  if (!early || !late) return false;
  return late.slope < 0.5 * early.slope;
}
