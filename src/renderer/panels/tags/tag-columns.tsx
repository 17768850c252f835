// The columns of the labels: the value leads to its samples.

import type { ReactElement } from "react";
import type { TagsReport } from "../../../core/pprof/report/tags.ts";
import type { ExactInteger } from "../../../core/pprof/views.ts";
import type { Translate } from "../../state/use-message.ts";
import { AmountText } from "../../ui/amount-text.tsx";
import { Badge } from "../../ui/badge.tsx";
import { formatShare } from "../../ui/sample-value.ts";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import type { TagRow } from "./tags-model.ts";

export interface TagColumnsOf {
  readonly report: TagsReport;
  /** It is of a difference. */
  readonly isChange: boolean;
  /** The tag filter in force; "" = none. */
  readonly focused: string;
  readonly onFocus: (row: TagRow) => void;
  readonly onIgnore: (row: TagRow) => void;
}

export function tagColumns(
  { report, isChange, focused, onFocus, onIgnore }: TagColumnsOf,
  t: Translate,
): readonly TableColumn<TagRow>[] {
  const { unit } = report.sampleType;
  return [
    {
      id: "name",
      title: `${t("tags.key")} / ${t("tags.value")}`,
      width: "minmax(240px, 2fr)",
      render: (row) =>
        row.value === null ? (
          <KeyName name={row.key} t={t} />
        ) : (
          <span className="tags__value">
            <button
              type="button"
              className="tags__link mono"
              tabIndex={-1}
              title={`${t("tags.focus")}: ${row.value}`}
              aria-pressed={row.focus === focused}
              onClick={() => onFocus(row)}
            >
              {row.value === "" ? "\u201c\u201d" : row.value}
            </button>
            {row.focus === focused ? (
              <Badge tone="accent">{t("tags.focused")}</Badge>
            ) : null}
          </span>
        ),
    },
    {
      id: "amount",
      title: t(isChange ? "compared.change" : "tags.amount"),
      width: "120px",
      align: "end",
      render: ({ amount }) => (
        <AmountText value={amount} unit={unit} isChange={isChange} />
      ),
    },
    {
      id: "share",
      title: t("tags.share"),
      width: "88px",
      align: "end",
      render: ({ amount }) => formatShare(amount, report.total),
    },
    {
      id: "bar",
      title: t("tags.bar"),
      width: "minmax(80px, 1fr)",
      render: (row) =>
        row.value === null ? null : (
          <ShareBar part={row.amount} whole={report.total} />
        ),
    },
    {
      id: "ignore",
      title: t("tags.filter"),
      width: "120px",
      render: (row) =>
        row.value === null ? null : (
          <button
            type="button"
            className="tags__link"
            tabIndex={-1}
            onClick={() => onIgnore(row)}
          >
            {t("tags.ignore")}
          </button>
        ),
    },
  ];
}

/** Go's own label on heap samples has a name that says nothing. */
function KeyName({
  name,
  t,
}: {
  readonly name: string;
  readonly t: Translate;
}): ReactElement {
  return (
    <strong className="tags__key">
      <span className="mono">{name}</span>
      {name === "bytes" ? (
        <span className="tags__about">{t("tags.bytes")}</span>
      ) : null}
    </strong>
  );
}

function ShareBar({
  part,
  whole,
}: {
  readonly part: ExactInteger;
  readonly whole: ExactInteger;
}): ReactElement | null {
  const share = Math.abs(Number(part)) / Math.abs(Number(whole));
  if (!Number.isFinite(share)) return null;
  const width = `${Math.min(100, share * 100)}%`;
  return (
    <span className="tags__bar" aria-hidden="true">
      <span style={{ width }} />
    </span>
  );
}
