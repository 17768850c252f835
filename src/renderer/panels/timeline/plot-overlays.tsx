// What lies over and under the rows' curves: time axis, gaps, the brush, and the one cursor.

import { useEffect, useRef, type ReactElement } from "react";
import type { SeriesSource } from "../../../core/investigation/model.ts";
import {
  formatClock,
  formatClockMs,
  formatTick,
  timeTicks,
} from "../../charts/clock.ts";
import {
  spanOf,
  toPixel,
  type PlotArea,
  type TimeRange,
} from "../../charts/time-range.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { useViewStore } from "../../state/view-store.ts";
import type { Drag } from "./use-brush.ts";

/** The one cursor over all rows; it also tells the slider around it where it is. */
export function CursorLine({
  range,
  area,
}: {
  readonly range: TimeRange;
  readonly area: PlotArea;
}): ReactElement | null {
  const cursor = useViewStore((state) => state.cursorMillis);
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const slider = line.current?.parentElement;
    if (cursor === null || slider == null) return;
    slider.setAttribute("aria-valuenow", String(Math.round(cursor)));
    slider.setAttribute("aria-valuetext", formatClock(cursor));
  }, [cursor]);
  if (cursor === null) return null;
  const x = toPixel(range, area, cursor);
  if (x < area.left || x > area.left + area.width) return null;
  const isAtEnd = x > area.left + area.width - 90;
  return (
    <div ref={line} className="timeline__cursor" style={{ left: x }}>
      <span
        className={
          isAtEnd ? "timeline__clock timeline__clock--left" : "timeline__clock"
        }
      >
        {spanOf(range) < 120_000 ? formatClockMs(cursor) : formatClock(cursor)}
      </span>
    </div>
  );
}

export function TimeAxis({
  range,
  area,
  top,
}: {
  readonly range: TimeRange;
  readonly area: PlotArea;
  readonly top: number;
}): ReactElement {
  const ticks = timeTicks(range.fromMillis, range.toMillis, area.width / 90);
  return (
    <div className="timeline__axis" aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} style={{ left: toPixel(range, area, tick) }}>
          <i style={{ height: top }} />
          {/* A label that would be cut at the edge is left out; its line stays. */}
          {toPixel(range, area, tick) > area.left + area.width - 24 ? null : (
            <b style={{ top }}>
              {formatTick(tick, range.fromMillis, range.toMillis)}
            </b>
          )}
        </span>
      ))}
    </div>
  );
}

const shownSources: ReadonlySet<SeriesSource> = new Set([
  "memstats",
  "procfs",
  "prometheus",
]);

/** Where a source said nothing: shaded, with the reason on hover. */
export function Gaps({
  range,
  area,
  height,
}: {
  readonly range: TimeRange;
  readonly area: PlotArea;
  readonly height: number;
}): ReactElement {
  const gaps = useInvestigation((investigation) => investigation.gaps) ?? [];
  return (
    <>
      {gaps
        .filter(
          (gap) =>
            shownSources.has(gap.source) &&
            gap.fromMillis < range.toMillis &&
            (gap.toMillis ?? range.toMillis) > range.fromMillis,
        )
        .map((gap) => {
          const from = Math.max(gap.fromMillis, range.fromMillis);
          const to = Math.min(gap.toMillis ?? range.toMillis, range.toMillis);
          const left = toPixel(range, area, from);
          return (
            <div
              key={`${gap.source}${gap.fromMillis}`}
              className="timeline__gap"
              data-testid="timeline-gap"
              title={`${gap.source}: ${gap.code}: ${gap.reason}`}
              style={{
                left,
                width: Math.max(1, toPixel(range, area, to) - left),
                height,
              }}
            />
          );
        })}
    </>
  );
}

/** The stretch that is being dragged over. */
export function Brush({
  drag,
  range,
  area,
}: {
  readonly drag: Drag;
  readonly range: TimeRange;
  readonly area: PlotArea;
}): ReactElement {
  const a = toPixel(range, area, Math.min(drag.from, drag.to));
  const b = toPixel(range, area, Math.max(drag.from, drag.to));
  return (
    <div className="timeline__brush" style={{ left: a, width: b - a }}>
      {drag.isComparing ? (
        <>
          <span>A</span>
          <span>B</span>
        </>
      ) : null}
    </div>
  );
}
