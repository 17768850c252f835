// One side of the picked function: a table of calls, heaviest first. A name leads there by click, a row by Enter.

import { useMemo, useState, type ReactElement } from "react";
import type { CallersView } from "../../../core/pprof/callers.ts";
import type { TreeNode } from "../../../core/pprof/report/tree.ts";
import type { ExactInteger } from "../../../core/pprof/views.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { selectFunction } from "../../state/view-store.ts";
import { AmountText } from "../../ui/amount-text.tsx";
import { Badge } from "../../ui/badge.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { formatShare } from "../../ui/sample-value.ts";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import {
  callRows,
  shareOf,
  type CallRow,
  type ShareBase,
} from "./callers-model.ts";

export function CallList({
  direction,
  node,
  view,
  base,
  isChange,
}: {
  readonly direction: "callers" | "callees";
  readonly node: TreeNode;
  readonly view: CallersView;
  readonly base: ShareBase;
  /** The view is of a difference. */
  readonly isChange: boolean;
}): ReactElement {
  const t = useMessage();
  const [picked, setPicked] = useState<string | null>(null);
  const rows = useMemo(() => callRows(node[direction]), [node, direction]);
  const whole = shareOf(base, node, view.total);
  const { unit } = view.sampleType;
  const columns = useMemo(
    () => callColumns({ unit, whole, base, isChange }, t),
    [unit, whole, base, isChange, t],
  );
  const title = t(`callers.${direction}`);
  return (
    <section className="callers__side" aria-label={title}>
      <h2 className="callers__title">{title}</h2>
      {rows.length === 0 ? (
        <p className="callers__none">
          {t(direction === "callers" ? "callers.none" : "callers.leaf")}
        </p>
      ) : (
        <VirtualTable
          label={title}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.key}
          selectedKey={picked ?? rows[0]?.key ?? null}
          onSelect={(row) => setPicked(row.key)}
          onOpen={(row) => selectFunction(row.function)}
          testId={direction}
        />
      )}
    </section>
  );
}

function callColumns(
  of: {
    readonly unit: string;
    readonly whole: ExactInteger;
    readonly base: ShareBase;
    readonly isChange: boolean;
  },
  t: Translate,
): readonly TableColumn<CallRow>[] {
  return [
    {
      id: "weight",
      title: t(of.isChange ? "compared.change" : "callers.value"),
      width: of.isChange ? "120px" : "104px",
      align: "end",
      render: ({ weight }) => (
        <AmountText value={weight} unit={of.unit} isChange={of.isChange} />
      ),
    },
    {
      id: "share",
      title: t("callers.share", { which: t(`callers.share.${of.base}`) }),
      width: "112px",
      align: "end",
      render: ({ weight }) => formatShare(weight, of.whole),
    },
    {
      id: "name",
      title: t("callers.name"),
      width: "minmax(240px, 1fr)",
      render: (row) => (
        <span className="callers__call">
          <button
            type="button"
            className="callers__link"
            tabIndex={-1}
            title={t("callers.go", { name: row.function })}
            onClick={() => selectFunction(row.function)}
          >
            <GoName name={row.name} />
          </button>
          {row.inline ? <Badge>{t("callers.inline")}</Badge> : null}
        </span>
      ),
    },
  ];
}
