// The waterfall itself: one row a level or gap, its bar between the labels and the numbers, and what the chosen one is.

import { useMemo, useState, type ReactElement } from "react";
import type { MemoryReconciliation } from "../../../core/investigation/reconcile-target.ts";
import { formatBytes, formatPercent } from "../../../core/format/quantity.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { GoName } from "../../ui/go-name.tsx";
import { formatTimeOfDay } from "../../ui/snapshot-title.ts";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { WaterfallBar } from "./waterfall-bar.tsx";
import { WaterfallDetails } from "./waterfall-details.tsx";
import {
  explainGap,
  momentsOf,
  waterfallRows,
  type WaterfallRow,
} from "./waterfall-model.ts";

export function WaterfallContent({
  view,
}: {
  readonly view: MemoryReconciliation;
}): ReactElement {
  const t = useMessage();
  const rows = useMemo(() => waterfallRows(view), [view]);
  const selectedFunction = useView((state) => state.selectedFunction);
  const [chosenKey, setChosen] = useState<string | null>(null);
  const chosen = rows.find((row) => row.key === chosenKey);
  // What was picked elsewhere is picked here, unless this row was picked for what it is.
  const isStale =
    chosen !== undefined &&
    chosen.functionName !== null &&
    chosen.functionName !== selectedFunction;
  const selected =
    chosen === undefined || isStale
      ? rows.find(
          ({ functionName }) =>
            functionName !== null && functionName === selectedFunction,
        )
      : chosen;
  const columns = useMemo(() => columnsOf(t), [t]);
  const gap = explainGap(view);
  return (
    <div className="waterfall" data-testid="waterfall">
      <p className="waterfall__facts">
        {momentsOf(view, formatTimeOfDay).map((fact) => (
          <span key={fact.id}>{t(fact)}</span>
        ))}
      </p>
      <div className="waterfall__split">
        <VirtualTable
          label={t("waterfall.label")}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.key}
          selectedKey={selected?.key ?? null}
          onSelect={(row) => {
            setChosen(row.key);
            if (row.functionName !== null) selectFunction(row.functionName);
          }}
          testId="waterfall-table"
        />
        <section
          className="waterfall__side"
          aria-label={t("waterfall.details")}
          aria-live="polite"
          tabIndex={0}
        >
          {selected === undefined ? (
            <p className="muted">{t("waterfall.choose")}</p>
          ) : (
            <WaterfallDetails row={selected} view={view} />
          )}
        </section>
      </div>
      <p className="panel__note">
        {t("waterfall.released", { bytes: formatBytes(view.releasedBytes) })}{" "}
        {view.snapshot === null ? t("waterfall.no-snapshot") : null}
        {gap === null ? null : t(gap)}
      </p>
    </div>
  );
}

function columnsOf(
  t: ReturnType<typeof useMessage>,
): readonly TableColumn<WaterfallRow>[] {
  return [
    {
      id: "what",
      title: t("waterfall.column.what"),
      width: "minmax(208px, 4fr)",
      render: (row) => <RowTitle row={row} />,
    },
    {
      id: "bar",
      title: t("waterfall.column.bar"),
      width: "minmax(120px, 5fr)",
      render: (row) => <WaterfallBar row={row} />,
    },
    {
      id: "bytes",
      title: t("waterfall.column.bytes"),
      width: "88px",
      align: "end",
      render: ({ step }) => (
        <span title={`${step.bytes} B`}>{signedBytes(step)}</span>
      ),
    },
    {
      id: "share",
      title: t("waterfall.column.share"),
      width: "72px",
      align: "end",
      render: ({ share }) => formatPercent(share),
    },
    {
      id: "source",
      title: t("waterfall.column.source"),
      width: "88px",
      render: ({ step }) => (
        <span className="muted">{t(`waterfall.source.${step.source}`)}</span>
      ),
    },
  ];
}

function signedBytes({ kind, bytes }: WaterfallRow["step"]): string {
  if (kind === "level") return formatBytes(bytes);
  if (bytes === 0) return formatBytes(0);
  const sign = (kind === "plus") === bytes >= 0 ? "+" : "−";
  return `${sign}${formatBytes(Math.abs(bytes))}`;
}

function RowTitle({ row }: { readonly row: WaterfallRow }): ReactElement {
  const t = useMessage();
  const title = t(`waterfall.${row.step.id}`);
  if (row.step.kind === "level") return <strong title={title}>{title}</strong>;
  return (
    <span className="waterfall__part">
      {row.functionName === null ? (
        <span title={title}>{title}</span>
      ) : (
        <span className="waterfall__name">
          <GoName name={row.functionName} />
        </span>
      )}
    </span>
  );
}
