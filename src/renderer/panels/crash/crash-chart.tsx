// Rows over one axis of milliseconds before the death: lines of what was sampled, marks of what happened. Few points, so
// that SVG does, and every number stands beside its line as text.

import { useMemo, type ReactElement } from "react";
import { formatQuantity } from "../../../core/format/quantity.ts";
import { seriesCatalogue } from "../../../core/investigation/series-catalogue.ts";
import type {
  InvestigationEvent,
  Snapshot,
} from "../../../core/investigation/model.ts";
import { lastValue, type Columns } from "../../charts/column.ts";
import { formatClockMs } from "../../charts/clock.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { setCursor } from "../../state/view-store.ts";
import {
  crashTicks,
  lineOf,
  marksIn,
  rowsWithData,
  type CrashMark,
  type CrashRow,
  type Stretch,
} from "./crash-model.ts";

const box = { width: 1000, height: 52 };
const noEvents: readonly InvestigationEvent[] = [];
const noSnapshots: readonly Snapshot[] = [];

export function CrashChart({
  columns,
  stretch,
  targetId,
}: {
  readonly columns: Columns;
  readonly stretch: Stretch;
  readonly targetId: string | null;
}): ReactElement {
  const t = useMessage();
  const events = useInvestigation(({ events: all }) => all) ?? noEvents;
  const snapshots =
    useInvestigation(({ snapshots: all }) => all) ?? noSnapshots;
  const marks = useMemo(() => {
    const isOurs = (item: { readonly targetId: string | null }): boolean =>
      item.targetId === null || item.targetId === targetId;
    return marksIn(stretch, snapshots.filter(isOurs), events.filter(isOurs));
  }, [stretch, snapshots, events, targetId]);
  const spanMs = stretch.toMillis - stretch.fromMillis;
  return (
    <div className="crash__main">
      <ol className="crash__rows" aria-label={t("crash.rows")}>
        {rowsWithData(columns).map((row) => (
          <Row key={row.name} row={row} columns={columns} stretch={stretch} />
        ))}
      </ol>
      <div className="crash__lane" aria-hidden="true">
        {marks.map((mark) => (
          <span
            key={mark.id}
            className={`crash__mark crash__mark--${mark.shape}`}
            style={{ left: `${100 - (mark.beforeMs / spanMs) * 100}%` }}
          />
        ))}
        <span className="crash__death" />
      </div>
      <div className="crash__axis" aria-hidden="true">
        {crashTicks(spanMs).map((before) => (
          <span
            key={before}
            style={{ left: `${100 - (before / spanMs) * 100}%` }}
          >
            {before === 0 ? t("crash.death") : `−${before} ms`}
          </span>
        ))}
      </div>
      <Marks marks={marks} />
    </div>
  );
}

function Row({
  row,
  columns,
  stretch,
}: {
  readonly row: CrashRow;
  readonly columns: Columns;
  readonly stretch: Stretch;
}): ReactElement {
  const t = useMessage();
  const limit =
    row.name === "cgroupCurrent" ? lastValue(columns.cgroupLimit) : null;
  const line = lineOf(columns[row.name], stretch, box, limit);
  const format = seriesCatalogue[row.name].unit === "bytes" ? "bytes" : "count";
  return (
    <li className="crash__row">
      <div className="crash__label">
        <span>{t(row.titleId)}</span>
        {line === null ? (
          <span className="muted">{t("crash.noSamples")}</span>
        ) : (
          <>
            <strong>{formatQuantity(line.last, format)}</strong>
            <span className="muted">
              {t("crash.samples", { count: line.count })}
            </span>
          </>
        )}
      </div>
      <svg
        className="crash__plot"
        viewBox={`0 0 ${box.width} ${box.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {line?.limitY == null ? null : (
          <line
            className="crash__limit"
            x1={0}
            x2={box.width}
            y1={line.limitY}
            y2={line.limitY}
          />
        )}
        {line === null ? null : (
          <polyline
            points={line.points}
            style={{ stroke: `var(--${row.color})` }}
          />
        )}
      </svg>
    </li>
  );
}

function Marks({
  marks,
}: {
  readonly marks: readonly CrashMark[];
}): ReactElement {
  const t = useMessage();
  if (marks.length === 0)
    return <p className="muted crash__none">{t("crash.noMarks")}</p>;
  return (
    <ul className="crash__marks" aria-label={t("crash.marks")}>
      {marks.map((mark) => (
        <li key={mark.id}>
          <button
            type="button"
            className="link"
            onClick={() => setCursor(mark.atMillis)}
          >
            −{Math.round(mark.beforeMs)} ms
          </button>{" "}
          {mark.snapshot === null
            ? `${t(`event.${mark.event?.kind ?? "warning"}`)}: ${mark.event?.text ?? ""}`
            : `${t(`snapshot.${mark.snapshot.kind}`)} ${formatClockMs(mark.atMillis)}`}
        </li>
      ))}
    </ul>
  );
}
