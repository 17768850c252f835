// What each key does on the timeline, as a pure step from one state to the next.

import {
  panBy,
  spanOf,
  zoomAround,
  type TimeRange,
} from "../../charts/time-range.ts";

export interface TimelineState {
  readonly range: TimeRange;
  readonly bounds: TimeRange;
  readonly cursorMillis: number | null;
}

export interface TimelineStep {
  /** Absent = unchanged; null = everything. */
  readonly zoom?: TimeRange | null;
  readonly cursorMillis?: number;
}

export interface TimelineKey {
  readonly key: string;
  readonly isShift: boolean;
}

const cursorShare = 0.01;
const fastCursorShare = 0.1;

/** Null when the key is not one of the timeline's. A cursor that leaves the visible range takes it along. */
export function stepTimeline(
  { key, isShift }: TimelineKey,
  { range, bounds, cursorMillis }: TimelineState,
): TimelineStep | null {
  const cursor = cursorMillis ?? range.toMillis;
  const zoom = (factor: number): TimelineStep => ({
    zoom: zoomAround(range, bounds, cursor, factor),
  });
  const moveTo = (at: number): TimelineStep => {
    const clamped = Math.min(Math.max(at, bounds.fromMillis), bounds.toMillis);
    const isIn = clamped >= range.fromMillis && clamped <= range.toMillis;
    return isIn
      ? { cursorMillis: clamped }
      : {
          cursorMillis: clamped,
          zoom: panBy(
            range,
            bounds,
            clamped -
              (clamped < range.fromMillis ? range.fromMillis : range.toMillis),
          ),
        };
  };
  const step = spanOf(range) * (isShift ? fastCursorShare : cursorShare);
  switch (key) {
    case "ArrowLeft":
      return moveTo(cursor - step);
    case "ArrowRight":
      return moveTo(cursor + step);
    case "Home":
      return moveTo(bounds.fromMillis);
    case "End":
      return moveTo(bounds.toMillis);
    case "PageUp":
      return { zoom: panBy(range, bounds, -spanOf(range) / 2) };
    case "PageDown":
      return { zoom: panBy(range, bounds, spanOf(range) / 2) };
    case "ArrowUp":
    case "+":
    case "=":
      return zoom(0.5);
    case "ArrowDown":
    case "-":
      return zoom(2);
    case "Escape":
      return { zoom: null };
    default:
      return null;
  }
}

/** What is visible: the zoom; else the newest stretch that is followed; else everything. */
export function visibleRange(
  zoom: TimeRange | null,
  followSpanMs: number | null,
  bounds: TimeRange,
): TimeRange {
  if (zoom !== null) return zoom;
  if (followSpanMs === null || followSpanMs >= spanOf(bounds)) return bounds;
  return {
    fromMillis: bounds.toMillis - followSpanMs,
    toMillis: bounds.toMillis,
  };
}
