// Long series for narrow charts: each bucket of the time axis keeps its first, lowest, highest and last point, so a
// spike of one sample never vanishes, and a gap in the recording stays a gap (NaN), never a line across it.

export interface ReducedSeries {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export interface TimeSpan {
  readonly fromMillis: number;
  /** Null while it lasts. */
  readonly toMillis: number | null;
}

export interface ReduceOptions {
  /** Milliseconds since the epoch; what lies outside is left out, save one point on each side to draw towards. */
  readonly fromMillis?: number | undefined;
  readonly toMillis?: number | undefined;
  /** At least 10. Breaks come on top. */
  readonly maxPoints: number;
  /** Stretches without recording: a NaN is put between the points that a stretch separates. */
  readonly gaps?: readonly TimeSpan[];
}

/** Index of the first time that is not before `at`. */
function lowerBound(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points of `[first, end)` to keep, as ascending indexes. */
function pickIndexes(
  times: Float64Array,
  values: Float64Array,
  span: { readonly first: number; readonly end: number },
  maxPoints: number,
): readonly number[] {
  const { first, end } = span;
  const count = end - first;
  if (count <= maxPoints)
    return Array.from({ length: count }, (_unused, offset) => first + offset);
  const buckets = Math.max(1, Math.floor(maxPoints / 4));
  const start = times[first] ?? 0;
  const width = ((times[end - 1] ?? 0) - start) / buckets;
  const picked: number[] = [];
  let from = first;
  for (let bucket = 0; bucket < buckets && from < end; bucket++) {
    const limit = start + width * (bucket + 1);
    let to = from;
    let lowest = from;
    let highest = from;
    const isLast = bucket === buckets - 1;
    while (to < end && (isLast || (times[to] ?? 0) < limit)) {
      const value = values[to] ?? NaN;
      // Negated comparisons, so that a bucket that starts with a NaN still finds its extremes.
      if (!Number.isNaN(value)) {
        if (!((values[lowest] ?? NaN) <= value)) lowest = to;
        if (!((values[highest] ?? NaN) >= value)) highest = to;
      }
      to++;
    }
    if (to === from) continue;
    const corners = new Set([from, lowest, highest, to - 1]);
    picked.push(...[...corners].sort((a, b) => a - b));
    from = to;
  }
  return picked;
}

/**
 * Reduces one ascending series to at most `maxPoints` points (and the breaks between them).
 * @param times milliseconds since the epoch, ascending
 * @param values same length, any unit
 */
export function reduceSeries(
  times: Float64Array,
  values: Float64Array,
  options: ReduceOptions,
): ReducedSeries {
  const { fromMillis = -Infinity, toMillis = Infinity } = options;
  const first = Math.max(0, lowerBound(times, fromMillis) - 1);
  const end = Math.min(times.length, lowerBound(times, toMillis) + 1);
  const picked = pickIndexes(
    times,
    values,
    { first, end: Math.max(first, end) },
    options.maxPoints,
  );
  const gaps = [...(options.gaps ?? [])].sort(
    (a, b) => a.fromMillis - b.fromMillis,
  );
  const outTimes: number[] = [];
  const outValues: number[] = [];
  let gap = 0;
  let previous = -Infinity;
  for (const index of picked) {
    const at = times[index] ?? 0;
    while (gap < gaps.length && endOf(gaps[gap]) <= previous) gap++;
    const next = gaps[gap];
    if (next !== undefined && previous > -Infinity && next.fromMillis < at) {
      outTimes.push((previous + at) / 2);
      outValues.push(NaN);
      gap++;
    }
    outTimes.push(at);
    outValues.push(values[index] ?? NaN);
    previous = at;
  }
  return {
    times: Float64Array.from(outTimes),
    values: Float64Array.from(outValues),
  };
}

function endOf(gap: TimeSpan | undefined): number {
  return gap?.toMillis ?? Infinity;
}
