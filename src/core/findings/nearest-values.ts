// Two collectors read at slightly different moments: brings one's values to the other's times.

/** For each of `times` the value whose time is nearest, undefined when none is within `toleranceMs`. Both ascending. */
export function nearestValues(
  times: Float64Array,
  sourceTimes: Float64Array,
  sourceValues: Float64Array | undefined,
  toleranceMs: number,
): readonly (number | undefined)[] {
  const distance = (source: number, time: number): number =>
    Math.abs((sourceTimes[source] ?? Infinity) - time);
  let cursor = 0;
  return Array.from(times, (time) => {
    while (
      cursor + 1 < sourceTimes.length &&
      distance(cursor + 1, time) <= distance(cursor, time)
    )
      cursor++;
    return distance(cursor, time) <= toleranceMs
      ? sourceValues?.[cursor]
      : undefined;
  });
}
