// Load waves: where does a series come back down? A fall counts when it is larger than noise can make it.

import type { Point } from "../statistics/block-minimum.ts";
import { median } from "../statistics/theil-sen.ts";

export interface Waves {
  /** What counts as a fall, in units of y. */
  readonly swing: number;
  /** Lowest points between a fall and a rise, both of at least the swing. */
  readonly troughs: readonly Point[];
  /** No fall at all, or none for as long as two whole waves would have taken. */
  readonly isOver: boolean;
  /** Where the last wave ended; the first point when there was none. */
  readonly calmSince: number;
}

/** A fall is half a wave; two waves without another one, and the load is no longer what moves the heap. */
const calmFalls = 4;

/** `points` in order of x. Single points that stick out are no wave. */
export function findWaves(points: readonly Point[], swing: number): Waves {
  const smooth = medianOfThree(points);
  const troughs: Point[] = [];
  let longestFall = 0;
  let top = smooth[0];
  let bottom = smooth[0];
  let falling = false;
  for (const point of smooth) {
    if (top === undefined || bottom === undefined) break;
    if (falling) {
      if (point.y < bottom.y) bottom = point;
      if (point.y >= bottom.y + swing) {
        troughs.push(bottom);
        longestFall = Math.max(longestFall, bottom.x - top.x);
        falling = false;
        top = point;
      }
    } else {
      if (point.y > top.y) top = point;
      if (point.y <= top.y - swing) {
        falling = true;
        bottom = point;
      }
    }
  }
  const calmSince = troughs.at(-1)?.x ?? points[0]?.x ?? 0;
  const calm = (points.at(-1)?.x ?? 0) - calmSince;
  return {
    swing,
    troughs,
    isOver: !falling && calm >= calmFalls * longestFall,
    calmSince,
  };
}

function medianOfThree(points: readonly Point[]): readonly Point[] {
  return points.map((point, i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    if (before === undefined || after === undefined) return point;
    return { x: point.x, y: median([before.y, point.y, after.y]) };
  });
}

/** MAD × 1.4826 is the standard deviation of normal noise. */
const madToSd = 1.4826;
/** A point less the line through its neighbours varies by √1.5 of one point's standard deviation. */
const neighbourFactor = Math.sqrt(1.5);

/** Standard deviation of one point around the local line; 0 for fewer than three points. Robust to single outliers. */
export function noiseOf(points: readonly Point[]): number {
  const deviations: number[] = [];
  for (let i = 1; i + 1 < points.length; i++) {
    const [before, point, after] = points.slice(i - 1, i + 2);
    if (!before || !point || !after || after.x === before.x) continue;
    const share = (point.x - before.x) / (after.x - before.x);
    const expected = before.y + share * (after.y - before.y);
    deviations.push(Math.abs(point.y - expected));
  }
  if (deviations.length === 0) return 0;
  return (median(deviations) * madToSd) / neighbourFactor;
}
