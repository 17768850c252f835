// The strip above the rows: which stretch is visible, and what is compared.

import type { ReactElement } from "react";
import { formatDuration } from "../../../core/format/quantity.ts";
import { formatClock, formatEnd, formatMoment } from "../../charts/clock.ts";
import { spanOf, zoomAround, type TimeRange } from "../../charts/time-range.ts";
import { useSnapshots } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import {
  compare,
  follow,
  setZoom,
  showPanel,
  useView,
  useViewStore,
} from "../../state/view-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";

const followChoices = [60_000, 300_000, 1_800_000];

export function TimelineControls({
  range,
  bounds,
}: {
  readonly range: TimeRange;
  readonly bounds: TimeRange;
}): ReactElement {
  const t = useMessage();
  const zoom = useView((view) => view.zoom);
  const followSpanMs = useViewStore((state) => state.followSpanMs);
  const isAll = zoom === null && followSpanMs === null;
  const middle = (range.fromMillis + range.toMillis) / 2;
  return (
    <div
      className="timeline__controls"
      role="group"
      aria-label={t("timeline.controls")}
    >
      <span className="timeline__range">
        {formatMoment(range.fromMillis)} –{" "}
        {formatEnd(range.fromMillis, range.toMillis)}
        <span className="muted">
          {" "}
          · {formatDuration(Math.round(spanOf(range)))}
        </span>
      </span>
      <Comparison />
      <span className="toolbar__space" />
      <span className="muted timeline__help">{t("timeline.help")}</span>
      <Button tone="quiet" aria-pressed={isAll} onClick={() => follow(null)}>
        {t("timeline.all")}
      </Button>
      {followChoices
        .filter((span) => span < spanOf(bounds))
        .map((span) => (
          <Button
            key={span}
            tone="quiet"
            aria-pressed={zoom === null && followSpanMs === span}
            onClick={() => follow(span)}
          >
            {t("timeline.last", { span })}
          </Button>
        ))}
      <IconButton
        icon="plus"
        label={t("timeline.zoomIn")}
        onClick={() => setZoom(zoomAround(range, bounds, middle, 0.5))}
      />
    </div>
  );
}

/** The two sides that are compared, as they were picked. */
function Comparison(): ReactElement | null {
  const t = useMessage();
  const pair = useView((view) => view.comparison);
  const snapshots = useSnapshots();
  if (pair === null) return null;
  const clockOf = (id: string): string => {
    const snapshot = snapshots.find((other) => other.id === id);
    return snapshot === undefined ? "–" : formatClock(snapshot.atMillis);
  };
  return (
    <span className="timeline__pair">
      <Button tone="quiet" onClick={() => showPanel("compare")}>
        A {clockOf(pair.a)} → B {clockOf(pair.b)}
      </Button>
      <IconButton
        icon="close"
        label={t("timeline.dropPair")}
        onClick={() => compare(null)}
      />
    </span>
  );
}
