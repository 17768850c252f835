// The timeline: all rows on one clock, one cursor and one zoom. It stands above every panel.

import { useMemo, useRef } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { formatClock } from "../../charts/clock.ts";
import type { PlotArea } from "../../charts/time-range.ts";
import { lastMoment } from "../../charts/column.ts";
import { RowsChart } from "../../charts/rows-chart.tsx";
import { readChartTokens } from "../../charts/tokens.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useTheme } from "../../state/settings-store.ts";
import { useMessage } from "../../state/use-message.ts";
import {
  setCursor,
  setZoom,
  useView,
  useViewStore,
} from "../../state/view-store.ts";
import { InlineError } from "../../ui/error-state.tsx";
import { EventsLane } from "./events-lane.tsx";
import { Gutter } from "./gutter.tsx";
import { Brush, CursorLine, Gaps, TimeAxis } from "./plot-overlays.tsx";
import { TimelineControls } from "./timeline-controls.tsx";
import { stepTimeline, visibleRange } from "./timeline-keys.ts";
import { buildOption } from "./timeline-option.ts";
import { rowBoxes, laneHeight, axisHeight } from "./timeline-layout.ts";
import { useBrush } from "./use-brush.ts";
import { useSize, useWheel } from "./use-plot.ts";
import { useTimelineData } from "./use-timeline-data.ts";
import { useBounds, useMarks } from "./use-timeline-extent.ts";
import "./timeline.css";

const yAxisWidth = 64;
const rightMargin = 12;

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
  const { drag, handlers } = useBrush(range, area, snapshots);

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
          {...handlers}
          onDoubleClick={() => setZoom(null)}
        >
          <Gaps range={range} area={area} height={chartHeight} />
          <TimeAxis range={range} area={area} top={chartHeight + laneHeight} />
          {isFirstReading ? null : (
            <RowsChart
              option={option}
              width={size.width}
              height={chartHeight}
              shows={String(lastMoment(facts.columns.rss) ?? "")}
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
