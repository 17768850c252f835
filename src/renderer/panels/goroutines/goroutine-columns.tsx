// The columns of the goroutine groups. What a snapshot does not tell has no column.

import type { ReactElement } from "react";
import type { BrowserRow } from "../../../core/goroutines/browser-views.ts";
import { formatCount } from "../../../core/format/quantity.ts";
import type { Translate } from "../../state/use-message.ts";
import { Badge } from "../../ui/badge.tsx";
import { ChangeText } from "../../ui/change-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import { rowTitle, waitText } from "./goroutines-model.ts";

export interface ColumnOptions {
  readonly t: Translate;
  readonly isCompared: boolean;
  readonly tellsIds: boolean;
  readonly onToggle: (row: BrowserRow) => void;
}

export function goroutineColumns({
  t,
  isCompared,
  tellsIds,
  onToggle,
}: ColumnOptions): readonly TableColumn<BrowserRow>[] {
  const isMore = (row: BrowserRow): boolean => row.kind === "more";
  const count: TableColumn<BrowserRow> = {
    id: "count",
    title: t("goroutines.count"),
    width: "88px",
    align: "end",
    render: (row) =>
      isMore(row) || row.id !== null ? null : (
        <strong>{formatCount(row.count)}</strong>
      ),
  };
  const change: TableColumn<BrowserRow> = {
    id: "change",
    title: t("goroutines.change"),
    width: "68px",
    align: "end",
    render: (row) =>
      row.before === null ? null : (
        <ChangeText value={row.count - row.before} unit="count" />
      ),
  };
  const stayed: TableColumn<BrowserRow> = {
    id: "stayed",
    title: t("goroutines.stayed"),
    width: "60px",
    align: "end",
    render: (row) => (row.stayed === null ? null : formatCount(row.stayed)),
  };
  const state: TableColumn<BrowserRow> = {
    id: "state",
    title: t("goroutines.state"),
    width: "minmax(80px, 1fr)",
    render: (row) =>
      row.state === null
        ? null
        : row.otherStates === 0
          ? row.state
          : t("goroutines.states.more", {
              state: row.state,
              count: row.otherStates,
            }),
  };
  const wait: TableColumn<BrowserRow> = {
    id: "wait",
    title: t("goroutines.wait"),
    width: "88px",
    align: "end",
    render: (row) => waitText(row.oldestWaitMinutes),
  };
  const what: TableColumn<BrowserRow> = {
    id: "what",
    title: t("goroutines.what"),
    width: "minmax(200px, 4fr)",
    render: (row) => <RowTitle row={row} t={t} onToggle={onToggle} />,
  };
  return [
    what,
    count,
    ...(isCompared ? [change] : []),
    ...(isCompared && tellsIds ? [stayed] : []),
    ...(tellsIds ? [state, wait] : []),
  ];
}

function RowTitle({
  row,
  t,
  onToggle,
}: {
  readonly row: BrowserRow;
  readonly t: Translate;
  readonly onToggle: (row: BrowserRow) => void;
}): ReactElement {
  const named = rowTitle(row);
  const title = typeof named === "string" ? named : t(named);
  const isName = typeof named === "string";
  return (
    <span className="goroutines__title" style={{ paddingLeft: row.depth * 16 }}>
      {row.hasRows ? (
        <button
          type="button"
          className="goroutines__twisty"
          tabIndex={-1}
          aria-expanded={row.isOpen}
          aria-label={t(row.isOpen ? "goroutines.close" : "goroutines.open", {
            title,
          })}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(row);
          }}
        >
          <Icon name={row.isOpen ? "down" : "right"} />
        </button>
      ) : (
        <span className="goroutines__twisty" />
      )}
      <span
        className={isName ? "goroutines__name mono" : "goroutines__name"}
        title={title}
      >
        {title}
      </span>
      {row.waitsIn === null ? null : (
        <span className="goroutines__in">
          {t("goroutines.in", { function: row.waitsIn })}
        </span>
      )}
      {row.leaked === 0 ? null : (
        <Badge tone="danger">
          {t("goroutines.leaked", { count: row.leaked })}
        </Badge>
      )}
      {row.lockedToThread === 0 ? null : (
        <Badge>{t("goroutines.locked", { count: row.lockedToThread })}</Badge>
      )}
    </span>
  );
}
