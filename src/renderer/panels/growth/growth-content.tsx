// A trend over the snapshots of the zoomed stretch: reads them one after the other, with progress, and shows the rows.

import { useId, useMemo, useState, type ReactElement } from "react";
import { formatDuration } from "../../../core/format/quantity.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { trendRows, type TrendRows } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import { useProgressStore } from "../../state/progress-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { compare, setZoom, useView } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/fields.tsx";
import {
  FilterLeavesNothing,
  useHasFilters,
} from "../../ui/filter-leaves-nothing.tsx";
import { LensBar } from "../../ui/lens-bar.tsx";
import { Progress } from "../../ui/progress.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { SampleTypeSelect } from "../../ui/sample-type-select.tsx";
import { Toolbar } from "../../ui/toolbar.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useProfile } from "../../ui/use-profile.ts";
import type { TrendChoice, TrendKind } from "./growth-model.ts";
import { GrowthTable } from "./growth-table.tsx";
import "./growth.css";

/** More rows than anybody reads; the rest is counted. */
const rowLimit = 500;

export interface GrowthContentProps {
  /** Two snapshots or more, with their first and last. */
  readonly snapshots: readonly Snapshot[];
  readonly first: Snapshot;
  readonly last: Snapshot;
  readonly choice: TrendChoice;
  readonly onKind: (kind: TrendKind) => void;
}

export function GrowthContent({
  snapshots,
  first,
  last,
  choice,
  onKind,
}: GrowthContentProps): ReactElement {
  const t = useMessage();
  const lens = useView((view) => view.lens);
  const zoom = useView((view) => view.zoom);
  const chosenType = useView((view) => view.sampleType);
  const [rowsAre, setRowsAre] = useState<TrendRows>("flat");
  const { kinds, kind } = choice;
  const { summary, sampleType } = useProfile(last.id);
  const ids = snapshots.map(({ id }) => id).join("\n");
  const progressId = useId();
  const trend = useCancelableReply(
    useMemo(
      () =>
        sampleType === null
          ? null
          : (signal: AbortSignal) =>
              trivet.comparison.trend(
                {
                  snapshotIds: ids.split("\n"),
                  sampleType,
                  lens,
                  rowsAre,
                  limit: rowLimit,
                  progressId,
                },
                { signal },
              ),
      [ids, sampleType, lens, rowsAre, progressId],
    ),
    `${ids} ${sampleType ?? ""} ${rowsAre} ${JSON.stringify(lens)}`,
  );
  const hasFilters = useHasFilters();
  const progress = useProgressStore((state) => state.progress[progressId]);
  const time = formatDuration(last.atMillis - first.atMillis);
  return (
    <div className="panel growth">
      <div className="panel__bar">
        <Toolbar label={t("panel.growth")}>
          {kinds.length < 2 ? null : (
            <Select
              label={t("growth.kind")}
              value={kind}
              options={kinds.map((value) => ({
                value,
                title: t(`profile.kind.${value}`),
              }))}
              onChange={onKind}
            />
          )}
          {summary.value === null ? null : (
            <SampleTypeSelect summary={summary.value} chosen={chosenType} />
          )}
          <Select
            label={t("growth.rows")}
            value={rowsAre}
            options={trendRows.map((value) => ({
              value,
              title: t(`growth.rows.${value}`),
            }))}
            onChange={setRowsAre}
          />
          <span className="toolbar__fact" data-testid="growth-range">
            {t(zoom === null ? "growth.range.all" : "growth.range.zoom", {
              count: snapshots.length,
              time,
            })}
          </span>
          {zoom === null ? null : (
            <Button tone="quiet" onClick={() => setZoom(null)}>
              {t("growth.range.whole")}
            </Button>
          )}
          <Button
            onClick={() => compare({ a: first.id, b: last.id }, "compare")}
          >
            {t("growth.compare")}
          </Button>
        </Toolbar>
        <LensBar
          subject={{ kind: "single", id: last.id }}
          sampleType={sampleType}
        />
      </div>
      {trend.status === "loading" && progress !== undefined ? (
        <div className="panel__progress">
          <Progress
            label={t("growth.loading")}
            done={progress.done}
            total={progress.total}
            unit={progress.unit}
            onCancel={trend.cancel}
          />
        </div>
      ) : null}
      <ReadState
        reads={[summary, trend]}
        loading={t("growth.loading")}
        cancelled={trend.isCancelled}
        {...(progress === undefined ? { onCancel: trend.cancel } : {})}
      >
        {trend.value === null ? null : trend.value.rows.length === 0 &&
          hasFilters ? (
          <FilterLeavesNothing />
        ) : (
          <GrowthTable table={trend.value} />
        )}
      </ReadState>
    </div>
  );
}
