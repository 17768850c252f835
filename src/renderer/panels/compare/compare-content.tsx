// One comparison: reads the two sides from the engine and shows them as a table and as flame graphs.

import { useCallback, useMemo, useState, type ReactElement } from "react";
import { compareSnapshots } from "../../../core/investigation/comparability.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { ComparisonTable } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { useView } from "../../state/view-store.ts";
import { LensBar } from "../../ui/lens-bar.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { formatChange, formatSample } from "../../ui/sample-value.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useProfile } from "../../ui/use-profile.ts";
import { ComparabilityBanner } from "./comparability-banner.tsx";
import { CompareToolbar, type CompareChoices } from "./compare-toolbar.tsx";
import { DiffFlame } from "./diff-flame.tsx";
import { DiffTable } from "./diff-table.tsx";
import "./compare.css";

const firstChoices: CompareChoices = {
  way: "net",
  mode: "base",
  kind: "all",
  measure: "flat",
  layout: "both",
};

export interface CompareContentProps {
  readonly a: Snapshot;
  readonly b: Snapshot;
}

export function CompareContent({ a, b }: CompareContentProps): ReactElement {
  const t = useMessage();
  const chosenType = useView((view) => view.sampleType);
  const lens = useView((view) => view.lens);
  const [choices, setChoices] = useState(firstChoices);
  const { way, layout } = choices;
  const { summary, sampleType } = useProfile(b.id);

  const comparability = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.profile.comparability({ before: a.id, after: b.id }, { signal }),
      [a.id, b.id],
    ),
  );
  const subject = useMemo(
    () =>
      ({
        kind: "comparison",
        before: a.id,
        after: b.id,
        mode: "diff-base",
        // A share of the total is what is left when the totals are made equal.
        normalize: way === "share",
      }) as const,
    [a.id, b.id, way],
  );
  const table = useCancelableReply(
    useMemo(
      () =>
        sampleType === null
          ? null
          : (signal: AbortSignal) =>
              trivet.comparison.table(
                { before: a.id, after: b.id, sampleType, lens },
                { signal },
              ),
      [a.id, b.id, sampleType, lens],
    ),
    `${a.id} ${b.id} ${sampleType ?? ""} ${JSON.stringify(lens)}`,
  );

  return (
    <div className="panel compare">
      <div className="panel__bar">
        <CompareToolbar
          a={a}
          b={b}
          summary={summary.value}
          chosenType={chosenType}
          choices={choices}
          onChoose={(change) => setChoices({ ...choices, ...change })}
        />
        <LensBar subject={subject} sampleType={sampleType} />
      </div>
      <ComparabilityBanner
        comparability={comparability.value ?? compareSnapshots(a, b)}
        apartMs={b.atMillis - a.atMillis}
        wayHint={t(`compare.way.${way}.hint`)}
      >
        {table.value === null ? null : <Totals table={table.value} />}
      </ComparabilityBanner>
      <ReadState
        reads={[summary, table]}
        loading={t("profile.loading")}
        cancelled={table.isCancelled}
        onCancel={table.cancel}
      >
        {table.value === null ? null : (
          <div
            className={`compare__views${layout === "both" ? " compare__views--both" : ""}`}
          >
            {layout === "flame" ? null : (
              <DiffTable table={table.value} choices={choices} />
            )}
            {layout === "table" || sampleType === null ? null : (
              <div
                className={`compare__flames${way === "gross" ? " compare__flames--two" : ""}`}
              >
                {(way === "gross"
                  ? (["grown", "shrunk"] as const)
                  : [null]
                ).map((part) => (
                  <DiffFlame
                    key={part ?? "both"}
                    subject={subject}
                    sampleType={sampleType}
                    lens={lens}
                    part={part}
                  />
                ))}
              </div>
            )}
          </div>
        )}
      </ReadState>
    </div>
  );
}

function Totals({ table }: { readonly table: ComparisonTable }): ReactElement {
  const t = useMessage();
  const { before, after, low, high } = table.total;
  const { unit } = table.sampleType;
  return (
    <strong
      data-testid="compare-totals"
      title={
        table.sampled
          ? t("compare.interval.change", {
              low: formatChange(low, unit),
              high: formatChange(high, unit),
            })
          : ""
      }
    >
      {t("compare.totals", {
        before: formatSample(before, unit),
        after: formatSample(after, unit),
        change: formatChange(after - before, unit),
      })}
    </strong>
  );
}
