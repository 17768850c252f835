// Cut a noisy, wavy series into blocks of time and keep each block's lowest point: what is left is the floor that a leak
// lifts and a load wave does not (a wave comes back down within its block). It also breaks the autocorrelation that voids
// trend tests on the raw values. The idea is the "method of batch means" (Fishman, Management Science 24 (1978)) with the
// minimum instead of the mean, because garbage and load only ever add to the live heap.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Lowest point of each of `blocks` equal stretches of x; empty stretches give none. `points` in order of x. */
export function blockMinimum(
  points: readonly Point[],
  blocks: number,
): readonly Point[] {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || blocks < 1) return [];
  const length = (last.x - first.x) / blocks;
  const minima: (Point | undefined)[] = Array.from({ length: blocks });
  for (const point of points) {
    const block =
      length === 0
        ? 0
        : Math.min(blocks - 1, Math.floor((point.x - first.x) / length));
    const lowest = minima[block];
    if (lowest === undefined || point.y < lowest.y) minima[block] = point;
  }
  return minima.filter((point) => point !== undefined);
}
