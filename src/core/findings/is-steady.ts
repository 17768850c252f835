// "Does not grow" takes an interval that leaves no room for growth that matters: a wide one says nothing.

/** At the fastest growth that the interval allows, the heap needs more than five minutes to double. */
export function isSteady(at: {
  /** Bytes per second. */
  readonly high: number;
  readonly liveBytes: number;
}): boolean {
  return at.high * 300 < Math.max(at.liveBytes, 8 << 20);
}
