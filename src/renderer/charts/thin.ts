// More points than pixels: keeps, for each slice of time, the indexes of the lowest and the highest, and every gap. The
// same indexes serve all columns of a row, so bands stay aligned.

/** Ascending indexes into the columns; all of them when there are at most `most`. */
export function thinIndexes(
  times: Float64Array,
  guide: Float64Array,
  most: number,
): Uint32Array {
  if (times.length <= most) return Uint32Array.from(times.keys());
  const slices = Math.max(1, Math.floor(most / 4));
  const start = times[0] ?? 0;
  const width = ((times[times.length - 1] ?? 0) - start) / slices;
  const kept: number[] = [];
  let index = 0;
  for (let slice = 0; slice < slices && index < times.length; slice++) {
    const isLast = slice === slices - 1;
    const limit = start + width * (slice + 1);
    const first = index;
    let low = index;
    let high = index;
    let gap = -1;
    while (index < times.length && (isLast || (times[index] ?? 0) < limit)) {
      const value = guide[index] ?? NaN;
      if (Number.isNaN(value)) gap = index;
      // A comparison with NaN is false: the negated forms let a number replace it.
      if (!(value >= (guide[low] ?? NaN))) low = index;
      if (!(value <= (guide[high] ?? NaN))) high = index;
      index++;
    }
    if (index === first) continue;
    const picked = new Set([first, low, high, index - 1]);
    if (gap >= 0) picked.add(gap);
    kept.push(...[...picked].sort((a, b) => a - b));
  }
  return Uint32Array.from(kept);
}

/** `[x0, y0, x1, y1, …]`, the form that charts take without an object per point. */
export function interleave(
  times: Float64Array,
  values: Float64Array,
  indexes?: Uint32Array,
): Float64Array {
  const count = indexes?.length ?? times.length;
  const flat = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const at = indexes === undefined ? i : (indexes[i] ?? 0);
    flat[2 * i] = times[at] ?? NaN;
    flat[2 * i + 1] = values[at] ?? NaN;
  }
  return flat;
}

/** The same columns with a NaN wherever two points are further apart than `gapMs`: drawn as a break. */
export function breakAtGaps(
  times: Float64Array,
  values: Float64Array,
  gapMs: number,
): { readonly times: Float64Array; readonly values: Float64Array } {
  const outTimes: number[] = [];
  const outValues: number[] = [];
  times.forEach((at, index) => {
    const previous = index === 0 ? at : (times[index - 1] ?? at);
    if (at - previous > gapMs) {
      outTimes.push(previous + 1);
      outValues.push(NaN);
    }
    outTimes.push(at);
    outValues.push(values[index] ?? NaN);
  });
  return {
    times: Float64Array.from(outTimes),
    values: Float64Array.from(outValues),
  };
}
