// A collection that runs while a profile is being written finds the writer's buffers alive: a point of 1 or 2 MB too much
// that has nothing to do with the service. Such points stick out of the line through their neighbours.

import type { Point } from "../statistics/block-minimum.ts";

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

/** Distance from the line through the two neighbours, at the ends through the two nearest points. */
function deviationAt(points: readonly Point[], i: number): number {
  const point = points[i];
  const [a, b] =
    i === 0
      ? [points[1], points[2]]
      : i === points.length - 1
        ? [points[i - 2], points[i - 1]]
        : [points[i - 1], points[i + 1]];
  if (!point || !a || !b || a.x === b.x) return 0;
  const expected = a.y + ((point.x - a.x) / (b.x - a.x)) * (b.y - a.y);
  // Beyond the ends the line is less sure: its error grows with the distance.
  const reach = i === 0 || i === points.length - 1 ? 2 : 1;
  return Math.abs(point.y - expected) / reach;
}
