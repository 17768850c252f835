// Load waves: where does a series come back down? A fall counts when it is larger than noise can make it.

import type { Point } from "../statistics/block-minimum.ts";
import { median } from "../statistics/theil-sen.ts";

export interface Waves {
  /** Lowest points between a fall and a rise, both of at least the swing. */
  readonly troughs: readonly Point[];
  /** Falls of at least the swing, the last one included though its bottom is not known yet. */
  readonly falls: number;
}

/** `points` in order of x; `swing` in units of y. */
export function findTroughs(points: readonly Point[], swing: number): Waves {
  const troughs: Point[] = [];
  let falls = 0;
  let top = points[0];
  let bottom = points[0];
  let falling = false;
  for (const point of points) {
    if (top === undefined || bottom === undefined) break;
    if (falling) {
      if (point.y < bottom.y) bottom = point;
      if (point.y >= bottom.y + swing) {
        troughs.push(bottom);
        falling = false;
        top = point;
      }
    } else {
      if (point.y > top.y) top = point;
      if (point.y <= top.y - swing) {
        falls++;
        falling = true;
        bottom = point;
      }
    }
  }
  return { troughs, falls };
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
