// A collection that runs while a profile is being written finds the writer's buffers alive: a point of 1 or 2 MB too much
// that has nothing to do with the service. Such points stick out of the line through their neighbours.

import type { Point } from "../statistics/block-minimum.ts";
import { theilSen } from "../statistics/theil-sen.ts";

/** Farther out than this many standard deviations of the noise. */
const spikeDeviations = 6;
/** More than this share is no longer an exception. */
const maxShare = 0.2;

/** `points` in order of x, without those that stick out, the worst first; never more than a fifth of them. */
export function withoutSpikes(
  points: readonly Point[],
  noise: number,
): readonly Point[] {
  let kept = points;
  const budget = Math.floor(points.length * maxShare);
  for (let removed = 0; removed < budget && kept.length > 3; removed++) {
    const deviations = kept.map((_, i) => deviationAt(kept, i));
    const worst = Math.max(...deviations);
    if (worst <= spikeDeviations * noise) break;
    const at = deviations.indexOf(worst);
    kept = kept.filter((_, i) => i !== at);
  }
  return kept;
}

/** Distance from the line through the two neighbours; an end must be off both its nearest line and the whole one. */
function deviationAt(points: readonly Point[], i: number): number {
  const point = points[i];
  if (point === undefined) return 0;
  if (i > 0 && i < points.length - 1)
    return distanceFrom(point, points[i - 1], points[i + 1]);
  const near =
    i === 0
      ? distanceFrom(point, points[1], points[2])
      : distanceFrom(point, points[i - 2], points[i - 1]);
  const line = theilSen(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  if (line === null) return near;
  const whole = Math.abs(point.y - (line.intercept + line.slope * point.x));
  return Math.min(near, whole);
}

function distanceFrom(
  point: Point,
  a: Point | undefined,
  b: Point | undefined,
): number {
  if (a === undefined || b === undefined || a.x === b.x) return 0;
  const expected = a.y + ((point.x - a.x) / (b.x - a.x)) * (b.y - a.y);
  return Math.abs(point.y - expected);
}
