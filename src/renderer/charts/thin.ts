// More points than pixels: keeps, for each slice of time, the indexes of the lowest and the highest, and the edges of
// every gap. The same indexes serve all columns of a row, so bands stay aligned.

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
  let from = 0;
  for (let slice = 1; slice <= slices && from < times.length; slice++) {
    const limit = slice === slices ? Infinity : start + width * slice;
    let end = from;
    while (end < times.length && (times[end] ?? 0) < limit) end++;
    if (end === from) continue;
    for (const index of pickFrom(guide, from, end))
      if (index > (kept.at(-1) ?? -1) && index < times.length) kept.push(index);
    from = end;
  }
  return Uint32Array.from(kept);
}

/** First, lowest, highest and last of a slice, and each NaN with its neighbours; ascending. */
function pickFrom(
  guide: Float64Array,
  from: number,
  end: number,
): readonly number[] {
  const picked = new Set([from, end - 1]);
  let low = from;
  let high = from;
  for (let index = from; index < end; index++) {
    const value = guide[index] ?? NaN;
    if (Number.isNaN(value))
      for (const edge of [index - 1, index, index + 1]) picked.add(edge);
    // A comparison with NaN is false: the negated forms let a number replace it.
    if (!(value >= (guide[low] ?? NaN))) low = index;
    if (!(value <= (guide[high] ?? NaN))) high = index;
  }
  return [...picked.add(low).add(high)].sort((a, b) => a - b);
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
