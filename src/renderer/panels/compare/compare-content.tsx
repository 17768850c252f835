// One comparison: reads the difference from the engine and shows it as a table and as a flame graph.

import { useCallback, useMemo, useState, type ReactElement } from "react";
import { compareSnapshots } from "../../../core/investigation/comparability.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { plainLens } from "../../../core/pprof/lens.ts";
import type { FlameView } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { minFraction } from "../../canvas/flame-index.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { ReadState } from "../../ui/read-state.tsx";
import {
  effectiveSampleType,
  sampleTypeTitle,
} from "../../ui/sample-type-select.tsx";
import { formatChange, formatSample } from "../../ui/sample-value.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { ComparabilityBanner } from "./comparability-banner.tsx";
import { CompareToolbar, type CompareChoices } from "./compare-toolbar.tsx";
import { DiffTable } from "./diff-table.tsx";
import "./compare.css";

const firstChoices: CompareChoices = {
  mode: "base",
  normalize: false,
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
  const [choices, setChoices] = useState(firstChoices);
  const { mode, normalize, layout } = choices;

  const summary = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.profile.summary({ snapshotId: b.id }, { signal }),
      [b.id],
    ),
  );
  const comparability = useReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.profile.comparability({ before: a.id, after: b.id }, { signal }),
      [a.id, b.id],
    ),
  );
  const sampleType =
    summary.value === null
      ? null
      : effectiveSampleType(summary.value, chosenType);
  const subject = useMemo(
    () =>
      ({
        kind: "comparison",
        before: a.id,
        after: b.id,
        mode,
        normalize,
      }) as const,
    [a.id, b.id, mode, normalize],
  );
  const key = `${a.id} ${b.id} ${mode} ${normalize} ${sampleType ?? ""}`;
  const tables = useCancelableReply(
    useMemo(
      () =>
        sampleType === null
          ? null
          : async (signal: AbortSignal) => {
              const query = {
                sampleType,
                lens: plainLens,
                cum: false,
              } as const;
              const before = await trivet.profile.top(
                { ...query, subject: { kind: "single", id: a.id } },
                { signal },
              );
              if (!before.ok) return before;
              const difference = await trivet.profile.top(
                { ...query, subject },
                { signal },
              );
              if (!difference.ok) return difference;
              return {
                ok: true,
                value: { before: before.value, difference: difference.value },
              } as const;
            },
      [a.id, subject, sampleType],
    ),
    key,
  );
  const isPicture = layout !== "table";
  const [path, setPath] = useState<readonly string[]>([]);
  const flame = useCancelableReply(
    useMemo(
      () =>
        sampleType === null
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.flame(
                {
                  subject,
                  sampleType,
                  lens: plainLens,
                  minFraction,
                  zoom: [...path],
                },
                { signal },
              ),
      [subject, sampleType, path],
    ),
    key,
  );

  return (
    <div className="panel compare">
      <CompareToolbar
        a={a}
        b={b}
        summary={summary.value}
        chosenType={chosenType}
        choices={choices}
        onChoose={(change) => setChoices({ ...choices, ...change })}
      />
      <ComparabilityBanner
        comparability={comparability.value ?? compareSnapshots(a, b)}
        apartMs={b.atMillis - a.atMillis}
      >
        {flame.value === null ? null : <Totals view={flame.value} />}
      </ComparabilityBanner>
      <ReadState
        reads={[summary, tables, flame]}
        loading={t("profile.loading")}
        cancelled={tables.isCancelled || flame.isCancelled}
        onCancel={() => {
          tables.cancel();
          flame.cancel();
        }}
      >
        {tables.value === null && flame.value === null ? null : (
          <div
            className={`compare__views${layout === "both" ? " compare__views--both" : ""}`}
          >
            {layout === "flame" ? null : tables.value === null ? (
              <div />
            ) : (
              <DiffTable {...tables.value} measure={choices.measure} />
            )}
            {!isPicture || flame.value === null ? null : (
              <DiffFlame view={flame.value} path={path} onZoom={setPath} />
            )}
          </div>
        )}
      </ReadState>
    </div>
  );
}

function Totals({ view }: { readonly view: FlameView }): ReactElement | null {
  const t = useMessage();
  const before = view.before?.[0];
  const after = view.after?.[0];
  if (before === undefined || after === undefined) return null;
  const { unit } = view.sampleType;
  return (
    <strong data-testid="compare-totals">
      {t("compare.totals", {
        before: formatSample(before, unit),
        after: formatSample(after, unit),
        change: formatChange(after - before, unit),
      })}
    </strong>
  );
}

function DiffFlame({
  view,
  path,
  onZoom,
}: {
  readonly view: FlameView;
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
}): ReactElement {
  const t = useMessage();
  const selected = useView((present) => present.selectedFunction);
  return (
    <FlameGraph
      view={view}
      label={t("compare.flame", {
        type: sampleTypeTitle(view.sampleType.type, t),
      })}
      path={path}
      onZoom={onZoom}
      search={null}
      selectedFunction={selected}
      onSelect={selectFunction}
      onSearchKey={() => undefined}
      onCopy={(name) => void copyName(name)}
    />
  );
}
