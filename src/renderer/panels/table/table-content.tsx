// One snapshot as a table: order, filter, granularity, and the one selection.

import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { message } from "../../../core/messages/message.ts";
import { type TopRow } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, showPanel, useView } from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { ToolbarSpace } from "../../ui/toolbar.tsx";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { useProfile } from "../../ui/use-profile.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { topColumns } from "./table-columns.tsx";
import {
  arrangeRows,
  defaultOrder,
  functionOfRow,
  keyOfRow,
  orderAfterClick,
  selectedRowKey,
  tableAsText,
  tableColumns,
} from "./table-model.ts";

export function TableContent({
  snapshot,
}: {
  readonly snapshot: Snapshot;
}): ReactElement {
  const t = useMessage();
  const selectedFunction = useView((view) => view.selectedFunction);
  const lens = useView((view) => view.lens);
  const { granularity } = lens;
  const [order, setOrder] = useState(defaultOrder);
  const [filter, setFilter] = useState("");
  const [clickedKey, setClickedKey] = useState<string | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const id = snapshot.id;

  const profile = useProfile(id);
  const { summary, sampleType } = profile;
  const top = useCancelableReply(
    useMemo(
      () =>
        sampleType === null
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.top(
                {
                  subject: { kind: "single", id },
                  sampleType,
                  lens,
                  cum: false,
                },
                { signal },
              ),
      [id, sampleType, lens],
    ),
    `${id} ${sampleType ?? ""} ${JSON.stringify(lens)}`,
  );
  const table = top.value;
  const rows = useMemo(
    () => (table === null ? [] : arrangeRows(table.rows, order, filter)),
    [table, order, filter],
  );
  const columns = useMemo(
    () => (table === null ? [] : topColumns(table, t)),
    [table, t],
  );
  const selectedKey = useMemo(
    () => selectedRowKey(rows, granularity, clickedKey, selectedFunction),
    [rows, granularity, clickedKey, selectedFunction],
  );

  const select = (row: TopRow): void => {
    setClickedKey(keyOfRow(row));
    const name = functionOfRow(row, granularity);
    if (name !== null) selectFunction(name);
  };
  const copyAll = async (): Promise<void> => {
    if (table === null) return;
    const text = tableAsText(table, rows);
    const copied = reportFailure(await trivet.app.copyText({ text }));
    if (copied !== undefined)
      toastMessage(message("table.copied", { count: rows.length }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    const row = rows.find((candidate) => keyOfRow(candidate) === selectedKey);
    if (event.key === "/") filterField.current?.focus();
    else if (event.key === "c" && row !== undefined) void copyName(row.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="panel" onKeyDown={onKeyDown}>
      <ProfileToolbar
        label={t("panel.table")}
        snapshot={snapshot}
        profile={profile}
      >
        <SearchField
          ref={filterField}
          label={t("table.filter")}
          value={filter}
          onChange={setFilter}
        />
        <ToolbarSpace />
        {table === null ? null : (
          <span className="toolbar__fact" role="status">
            {filter !== "" && rows.length === 0
              ? t("table.empty-filter")
              : t("table.rows", {
                  shown: rows.length,
                  all: table.rows.length,
                })}
          </span>
        )}
        <Button
          icon="copy"
          tone="quiet"
          disabled={rows.length === 0}
          onClick={() => void copyAll()}
        >
          {t("table.copy")}
        </Button>
      </ProfileToolbar>
      <ReadState
        reads={[summary, top]}
        loading={t("profile.loading")}
        cancelled={top.isCancelled}
        onCancel={top.cancel}
      >
        {table === null ? null : (
          <VirtualTable
            label={t("table.label", {
              type: sampleTypeTitle(table.sampleType.type, t),
            })}
            columns={columns}
            rows={rows}
            rowKey={keyOfRow}
            selectedKey={selectedKey}
            onSelect={select}
            onOpen={(row) => {
              select(row);
              showPanel("flame");
            }}
            sort={{
              column: order.column,
              direction: order.descending ? "descending" : "ascending",
            }}
            onSort={(clicked) => {
              const column = tableColumns.find((name) => name === clicked);
              if (column !== undefined)
                setOrder(orderAfterClick(order, column));
            }}
            testId="top-table"
          />
        )}
      </ReadState>
    </div>
  );
}
