// The timeline: all rows on one clock, one cursor and one zoom. It stands above every panel.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { formatClock, formatClockMs, timeTicks } from "../../charts/clock.ts";
import {
  boundsOf,
  panBy,
  rangeBetween,
  spanOf,
  toMillis,
  toPixel,
  zoomAround,
  type PlotArea,
  type TimeRange,
} from "../../charts/time-range.ts";
import { RowsChart } from "../../charts/rows-chart.tsx";
import { readChartTokens } from "../../charts/tokens.ts";
import {
  useInvestigation,
  usePrimaryTarget,
  useSnapshots,
} from "../../state/investigation-store.ts";
import { useSeriesStore } from "../../state/series-store.ts";
import { message } from "../../../core/messages/message.ts";
import { toastMessage } from "../../state/toast-store.ts";
import { useTheme } from "../../state/settings-store.ts";
import { useMessage } from "../../state/use-message.ts";
import {
  compare,
  setCursor,
  setZoom,
  useView,
  useViewStore,
} from "../../state/view-store.ts";
import { InlineError } from "../../ui/error-state.tsx";
import { EventsLane } from "./events-lane.tsx";
import { marksOf } from "./lane-marks.ts";
import { Legend } from "./legend.tsx";
import { pairForRange } from "./pick-comparison.ts";
import { TimelineControls } from "./timeline-controls.tsx";
import { stepTimeline, visibleRange } from "./timeline-keys.ts";
import { buildOption, type RowBox } from "./timeline-option.ts";
import { legendOf, type TimelineFacts } from "./timeline-rows.ts";
import { rowBoxes, laneHeight, axisHeight } from "./timeline-layout.ts";
import { useTimelineData } from "./use-timeline-data.ts";
import "./timeline.css";

const yAxisWidth = 64;
const rightMargin = 12;

interface Drag {
  readonly from: number;
  readonly to: number;
  /** Alt while dragging: the range picks two snapshots instead of zooming. */
  readonly isComparing: boolean;
}

export function Timeline(): ReactElement {
  const t = useMessage();
  const theme = useTheme();
  const plot = useRef<HTMLDivElement>(null);
  const size = useSize(plot);
  const bounds = useBounds();
  const zoom = useView((view) => view.zoom);
  const followSpanMs = useViewStore((state) => state.followSpanMs);
  const { facts, loaded } = useTimelineData(
    zoom === null && followSpanMs === null
      ? null
      : visibleRange(zoom, followSpanMs, bounds),
  );
  const isFirstReading = loaded.status === "loading" && loaded.value === null;
  const range = visibleRange(zoom, followSpanMs, bounds);
  const { fromMillis, toMillis: untilMillis } = range;
  const snapshots = useSnapshots();
  const marks = useMarks();
  const [drag, setDrag] = useState<Drag | null>(null);

  const area: PlotArea = useMemo(
    () => ({
      left: yAxisWidth,
      width: Math.max(50, size.width - yAxisWidth - rightMargin),
    }),
    [size.width],
  );
  const chartHeight = Math.max(120, size.height - laneHeight - axisHeight);
  const rows = useMemo(() => rowBoxes(chartHeight), [chartHeight]);
  const option = useMemo(
    () =>
      buildOption({
        facts,
        range: { fromMillis, toMillis: untilMillis },
        rows,
        area,
        tokens: readChartTokens(),
      }),
    // The tokens change with the theme.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [facts, fromMillis, untilMillis, rows, area, theme],
  );
  useWheel(plot, range, bounds, area);

  const momentAt = (event: PointerEvent): number =>
    toMillis(
      range,
      area,
      event.clientX - event.currentTarget.getBoundingClientRect().left,
    );
  const onPointerMove = (event: PointerEvent): void => {
    const at = momentAt(event);
    setCursor(at);
    if (drag !== null) setDrag({ ...drag, to: at, isComparing: event.altKey });
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = momentAt(event);
    setDrag({ from: at, to: at, isComparing: event.altKey });
  };
  const onPointerUp = (): void => {
    if (drag === null) return;
    setDrag(null);
    const isMeant =
      Math.abs(
        toPixel(range, area, drag.to) - toPixel(range, area, drag.from),
      ) > 4;
    const picked = isMeant ? rangeBetween(drag.from, drag.to) : null;
    if (picked === null) return;
    if (!drag.isComparing) {
      setZoom(picked);
      return;
    }
    const pair = pairForRange(snapshots, picked);
    if (pair === null)
      toastMessage(message("timeline.noPair"), undefined, "warning");
    else compare(pair, "compare");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target !== event.currentTarget) return;
    const step = stepTimeline(
      { key: event.key, isShift: event.shiftKey },
      {
        range,
        bounds,
        cursorMillis: useViewStore.getState().cursorMillis,
      },
    );
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (step.zoom !== undefined) setZoom(step.zoom);
    if (step.cursorMillis !== undefined) setCursor(step.cursorMillis);
  };

  return (
    <section
      className="timeline"
      aria-label={t("timeline.title")}
      data-testid="timeline"
    >
      <TimelineControls range={range} bounds={bounds} />
      {loaded.error === null ? null : (
        <InlineError error={loaded.error} onRetry={loaded.retry} />
      )}
      <div className="timeline__body">
        <Gutter
          facts={facts}
          rows={rows}
          newest={untilMillis}
          laneTop={chartHeight}
        />
        <div
          ref={plot}
          className="timeline__plot"
          tabIndex={0}
          role="slider"
          aria-label={t("timeline.cursor")}
          aria-valuemin={Math.round(bounds.fromMillis)}
          aria-valuemax={Math.round(bounds.toMillis)}
          aria-valuenow={Math.round(untilMillis)}
          aria-valuetext={formatClock(untilMillis)}
          onKeyDown={onKeyDown}
          onPointerMove={onPointerMove}
          onPointerDown={onPointerDown}
          onPointerUp={onPointerUp}
          onPointerCancel={() => setDrag(null)}
          onPointerLeave={() => setCursor(null)}
          onDoubleClick={() => setZoom(null)}
        >
          <Gaps range={range} area={area} height={chartHeight} />
          <TimeAxis range={range} area={area} top={chartHeight + laneHeight} />
          {isFirstReading ? null : (
            <RowsChart
              option={option}
              width={size.width}
              height={chartHeight}
            />
          )}
          {drag === null ? null : (
            <Brush drag={drag} range={range} area={area} />
          )}
          <CursorLine range={range} area={area} />
        </div>
        <div className="timeline__lane" style={{ top: chartHeight }}>
          <EventsLane marks={marks} range={range} area={area} />
        </div>
      </div>
    </section>
  );
}

/** The values at the cursor. It moves with every pointer event, so only this and the line redraw with it. */
function Gutter({
  facts,
  rows,
  newest,
  laneTop,
}: {
  readonly facts: TimelineFacts;
  readonly rows: readonly RowBox[];
  readonly newest: number;
  readonly laneTop: number;
}): ReactElement {
  const t = useMessage();
  const readAt = useViewStore((state) => state.cursorMillis) ?? newest;
  return (
    <div className="timeline__gutter">
      {rows.map((row) => (
        <Legend
          key={row.name}
          title={t(`timeline.row.${row.name}`)}
          items={legendOf(row.name, facts, readAt)}
          top={row.top}
          height={row.height}
        />
      ))}
      <div className="legend legend--lane" style={{ top: laneTop }}>
        {t("timeline.events")}
      </div>
    </div>
  );
}

/** The one cursor over all rows; it also tells the slider around it where it is. */
function CursorLine({
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

/** From the first moment to the newest sample: news of samples come before the state does. */
function useBounds(): TimeRange {
  const range =
    useInvestigation((investigation) => investigation.range) ?? null;
  const targetId = usePrimaryTarget()?.target.id ?? "";
  const until = useSeriesStore((state) => state.untilMillis[targetId]);
  const [openedAt] = useState(() => Date.now());
  return useMemo(
    () =>
      boundsOf(
        range === null || until === undefined
          ? range
          : { ...range, toMillis: Math.max(range.toMillis, until) },
        openedAt,
      ),
    [range, until, openedAt],
  );
}

function useMarks(): ReturnType<typeof marksOf> {
  const snapshots = useInvestigation(({ snapshots: list }) => list);
  const events = useInvestigation(({ events: list }) => list);
  const notes = useInvestigation(({ notes: list }) => list);
  return useMemo(
    () =>
      marksOf({
        snapshots: snapshots ?? [],
        events: events ?? [],
        notes: notes ?? [],
      }),
    [snapshots, events, notes],
  );
}

function useSize(element: React.RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [size, setSize] = useState({ width: 800, height: 240 });
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const observer = new ResizeObserver(() =>
      setSize({
        width: observed.clientWidth,
        height: observed.clientHeight,
      }),
    );
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Wheel zooms at the pointer, with shift or sideways it pans. React's own wheel listener cannot prevent scrolling. */
function useWheel(
  element: React.RefObject<HTMLElement | null>,
  range: TimeRange,
  bounds: TimeRange,
  area: PlotArea,
): void {
  const onWheel = useCallback(
    (event: WheelEvent) => {
      event.preventDefault();
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        setZoom(panBy(range, bounds, (sideways / area.width) * spanOf(range)));
        return;
      }
      const at = toMillis(range, area, event.clientX - box.left);
      setZoom(zoomAround(range, bounds, at, 1.0015 ** event.deltaY));
    },
    [range, bounds, area],
  );
  useEffect(() => {
    const target = element.current;
    target?.addEventListener("wheel", onWheel, { passive: false });
    return () => target?.removeEventListener("wheel", onWheel);
  }, [element, onWheel]);
}

function TimeAxis({
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
            <b style={{ top }}>{formatClock(tick)}</b>
          )}
        </span>
      ))}
    </div>
  );
}

/** Where a source said nothing: shaded, with the reason on hover. */
function Gaps({
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
            (gap.source === "memstats" || gap.source === "procfs") &&
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

function Brush({
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
