// The live heap after each collection, from outside. MemStats has no such field (HeapAlloc counts garbage too), but
// TotalAlloc - HeapAlloc is what was ever freed, and that moves only while a collection sweeps. So after collection n
//     live(n) = TotalAlloc at the end of n - freed
// with TotalAlloc interpolated at LastGC between the two readings around it, and `freed` from the last reading before the
// next collection, when sweeping is long done. GOGC and the moment of the reading do not enter.

/** Columns of equal length, oldest first: one entry a reading. */
export interface LiveHeapInput {
  /** When the reading was made, milliseconds. */
  readonly times: Float64Array;
  readonly totalAlloc: Float64Array;
  readonly heapAlloc: Float64Array;
  readonly numGc: Float64Array;
  /** `LastGC` in milliseconds by the target's clock; brought between its two readings where that clock differs. */
  readonly lastGcMillis: Float64Array;
  /** `NextGC`: the goal that the collector set from the live heap it found; steadies the points where it is there. */
  readonly nextGc?: Float64Array;
}

export interface LiveHeapPoint {
  readonly atMillis: number;
  /** The collection's number. */
  readonly gc: number;
  readonly liveBytes: number;
}

/**
 * One point for each collection that is the last before some reading (of several between two readings only the last is
 * known). A cycle seen only within `settleMillis` of its end is left out: its sweep may not be done. A fall of TotalAlloc
 * or NumGC (a restart) starts anew; points before it are dropped.
 */
export function liveHeapPoints(
  input: LiveHeapInput,
  settleMillis = 50,
): readonly LiveHeapPoint[] {
  const { times, totalAlloc, heapAlloc, numGc, lastGcMillis } = input;
  let points: LiveHeapPoint[] = [];
  let goals: number[] = [];
  for (let i = 1; i < times.length; i++) {
    const gc = numGc[i] ?? 0;
    const before = numGc[i - 1] ?? 0;
    if (gc < before || at(totalAlloc, i) < at(totalAlloc, i - 1)) {
      points = [];
      goals = [];
      continue;
    }
    if (gc === before) continue;
    const endMillis = clamp(
      at(lastGcMillis, i),
      at(times, i - 1),
      at(times, i),
    );
    let last = i;
    while (last + 1 < times.length && numGc[last + 1] === gc) last++;
    if (at(times, last) - endMillis < settleMillis) continue;
    const freed = at(totalAlloc, last) - at(heapAlloc, last);
    const allocated = interpolate(times, totalAlloc, i, endMillis);
    points.push({ atMillis: endMillis, gc, liveBytes: allocated - freed });
    goals.push(input.nextGc === undefined ? 0 : at(input.nextGc, last));
  }
  return steadyByGoal(points, goals);
}

/** More of the goal's ratio than this between neighbours means that GOGC changed or GOMEMLIMIT cuts in. */
const ratioTolerance = 0.05;

/**
 * A burst of allocation between two readings (a profile being written, for one) puts the interpolated point off by a few
 * MB. The collector knew the live heap exactly when it set its goal = live × (1 + GOGC/100) + stacks' and globals' share,
 * so a point whose goal-to-live ratio is unlike its neighbours' is corrected to their ratio. GOGC itself stays unknown.
 */
function steadyByGoal(
  points: readonly LiveHeapPoint[],
  goals: readonly number[],
): readonly LiveHeapPoint[] {
  const ratios = points.map(({ liveBytes }, i) => (goals[i] ?? 0) / liveBytes);
  return points.map((point, i) => {
    const around = ratios
      .slice(Math.max(0, i - 3), i + 4)
      .sort((a, b) => a - b);
    const middle = around[Math.floor(around.length / 2)] ?? 0;
    const calm = around.filter(
      (ratio) => Math.abs(ratio / middle - 1) <= ratioTolerance,
    );
    const goal = goals[i] ?? 0;
    const isOff = Math.abs((ratios[i] ?? 0) / middle - 1) > ratioTolerance / 2;
    if (!(middle > 1) || around.length < 4 || calm.length * 2 <= around.length)
      return point;
    return isOff ? { ...point, liveBytes: goal / middle } : point;
  });
}

function at(column: Float64Array, index: number): number {
  return column[index] ?? 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Linear between readings `i - 1` and `i`. */
function interpolate(
  times: Float64Array,
  values: Float64Array,
  i: number,
  atMillis: number,
): number {
  const from = at(times, i - 1);
  const span = at(times, i) - from;
  const share = span <= 0 ? 1 : (atMillis - from) / span;
  return at(values, i - 1) + share * (at(values, i) - at(values, i - 1));
}
