// The one zoom of all rows: arithmetic on a stretch of time, and its mapping to pixels.

export interface TimeRange {
  readonly fromMillis: number;
  readonly toMillis: number;
}

export interface PlotArea {
  /** Pixels from the left edge of the chart to the plot, and the plot's width. */
  readonly left: number;
  readonly width: number;
}

/** Zooming in stops here: below, samples at 1 Hz say nothing. */
export const shortestRangeMs = 2000;

export const spanOf = (range: TimeRange): number =>
  range.toMillis - range.fromMillis;

export function toPixel(range: TimeRange, area: PlotArea, at: number): number {
  return area.left + ((at - range.fromMillis) / spanOf(range)) * area.width;
}

export function toMillis(range: TimeRange, area: PlotArea, x: number): number {
  const share = Math.min(1, Math.max(0, (x - area.left) / area.width));
  return range.fromMillis + share * spanOf(range);
}

/** Moves a range into the bounds without changing its length; a longer one becomes the bounds. */
export function clampRange(range: TimeRange, bounds: TimeRange): TimeRange {
  const span = spanOf(range);
  if (span >= spanOf(bounds)) return bounds;
  const from = Math.min(
    Math.max(range.fromMillis, bounds.fromMillis),
    bounds.toMillis - span,
  );
  return { fromMillis: from, toMillis: from + span };
}

/** Scales around a moment, which stays where it is on the screen. `factor` < 1 zooms in. Null = everything. */
export function zoomAround(
  range: TimeRange,
  bounds: TimeRange,
  around: number,
  factor: number,
): TimeRange | null {
  const span = Math.max(shortestRangeMs, spanOf(range) * factor);
  if (span >= spanOf(bounds)) return null;
  const share = (around - range.fromMillis) / spanOf(range);
  const from = around - share * span;
  return clampRange({ fromMillis: from, toMillis: from + span }, bounds);
}

export function panBy(
  range: TimeRange,
  bounds: TimeRange,
  millis: number,
): TimeRange {
  return clampRange(
    {
      fromMillis: range.fromMillis + millis,
      toMillis: range.toMillis + millis,
    },
    bounds,
  );
}

/** What a drag selects; null when it is too short to have been meant. */
export function rangeBetween(a: number, b: number): TimeRange | null {
  const from = Math.min(a, b);
  const to = Math.max(a, b);
  if (to - from < 100) return null;
  const missing = Math.max(0, shortestRangeMs - (to - from));
  return { fromMillis: from - missing / 2, toMillis: to + missing / 2 };
}

/** Everything there is, never empty: a lone moment gets a minute around it. */
export function boundsOf(range: TimeRange | null, now: number): TimeRange {
  if (range === null) return { fromMillis: now - 60_000, toMillis: now };
  if (spanOf(range) >= shortestRangeMs) return range;
  const middle = (range.fromMillis + range.toMillis) / 2;
  return { fromMillis: middle - 30_000, toMillis: middle + 30_000 };
}
