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
import { searchExpression } from "../../../core/pprof/search-text.ts";
import { trivet } from "../../bridge.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage } from "../../state/use-message.ts";
import {
  compareWith,
  selectFunction,
  showPanel,
  useView,
} from "../../state/view-store.ts";
import { IconButton } from "../../ui/button.tsx";
import { ComparedWith, useShownSubject } from "../../ui/compared-with.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { ContextMenu } from "../../ui/context-menu.tsx";
import { functionActions } from "../../ui/function-actions.ts";
import { SearchFact } from "../../ui/search-fact.tsx";
import { useProfileSearch } from "../../ui/use-profile-search.ts";
import { flameMenu } from "../../canvas/flame-menu.ts";
import { useTopRows } from "./use-top-rows.ts";
import { ReadState } from "../../ui/read-state.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { ProfileToolbar } from "../../ui/profile-toolbar.tsx";
import { useProfile } from "../../ui/use-profile.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { topColumns } from "./table-columns.tsx";
import { useNoRows, WithoutRows } from "./without-rows.tsx";
import {
  arrangeRows,
  changeOrder,
  defaultOrder,
  functionOfRow,
  keyOfRow,
  orderAfterClick,
  rowFilter,
  selectedRowKey,
  tableAsText,
  tableColumns,
  type TableOrder,
  type TableRow,
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
  const [chosenOrder, setOrder] = useState<TableOrder | null>(null);
  const [filter, setFilter] = useState("");
  const [clickedKey, setClickedKey] = useState<string | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{
    readonly row: TableRow;
    readonly x: number;
    readonly y: number;
  } | null>(null);
  const id = snapshot.id;

  const profile = useProfile(id);
  const { summary, sampleType } = profile;
  const shown = useShownSubject(snapshot);
  const { baseId: beforeId } = shown;
  const top = useTopRows(id, beforeId, sampleType);
  // What is compared is ordered by what changed, until somebody wants another order.
  const order = chosenOrder ?? (beforeId === null ? defaultOrder : changeOrder);
  const search = useProfileSearch(
    { kind: "single", id },
    sampleType,
    lens,
    searchExpression(filter) === null ? "" : filter,
  );
  const found = search.result?.names ?? null;
  const table = top.value?.table ?? null;
  const all = top.value?.rows ?? null;
  const rows = useMemo(
    () =>
      all === null ? [] : arrangeRows(all, order, rowFilter(filter, found)),
    [all, order, filter, found],
  );
  const noRows = useNoRows(top, rows.length);
  const isCompared = beforeId !== null;
  const columns = useMemo(
    () => (table === null ? [] : topColumns(table, isCompared, t)),
    [table, isCompared, t],
  );
  const selectedKey = useMemo(
    () => selectedRowKey(rows, granularity, clickedKey, selectedFunction),
    [rows, granularity, clickedKey, selectedFunction],
  );

  const select = (row: TableRow): void => {
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
  const copyRow = async (row: TableRow): Promise<void> => {
    if (table === null) return;
    const text = tableAsText(table, [row]);
    const copied = reportFailure(await trivet.app.copyText({ text }));
    if (copied !== undefined)
      toastMessage(message("table.copy-row.done", { name: row.name }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.target instanceof HTMLInputElement) return;
    const row = rows.find((candidate) => keyOfRow(candidate) === selectedKey);
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand) {
      // A selected text is what Ctrl+C means, if there is one.
      const isText = window.getSelection()?.isCollapsed === false;
      if (event.key !== "c" || isText || row === undefined) return;
      void copyRow(row);
    } else if (event.key === "/") filterField.current?.focus();
    else if (event.key === "c" && row !== undefined) void copyName(row.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={panel} className="panel" onKeyDown={onKeyDown}>
      <ProfileToolbar
        label={t("panel.table")}
        snapshot={snapshot}
        profile={profile}
        tail={
          <>
            {table === null || all === null ? null : (
              <span className="toolbar__fact" role="status">
                {filter !== "" && rows.length === 0
                  ? t("table.empty-filter")
                  : t("table.rows", {
                      shown: rows.length,
                      all: all.length,
                    })}
              </span>
            )}
            <IconButton
              icon="copy"
              label={t("table.copy")}
              disabled={rows.length === 0}
              onClick={() => void copyAll()}
            />
          </>
        }
      >
        <SearchField
          ref={filterField}
          label={t("table.filter.re2")}
          value={filter}
          onChange={setFilter}
        />
        {search.invalid === null ? null : <SearchFact search={search} />}
        <ComparedWith
          of={shown}
          onChange={(chosen) => {
            compareWith(chosen);
            setOrder(null);
          }}
        />
      </ProfileToolbar>
      <ReadState
        reads={[summary, top]}
        loading={t("profile.loading")}
        cancelled={top.isCancelled}
        onCancel={top.cancel}
      >
        {table === null ? null : noRows !== null ? (
          <WithoutRows why={noRows} onClearSearch={() => setFilter("")} />
        ) : (
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
            onMenu={(row, x, y) => setMenu({ row, x, y })}
            testId="top-table"
          />
        )}
      </ReadState>
      {menu === null ? null : (
        <ContextMenu
          label={menu.row.name}
          items={[
            ...flameMenu(
              functionOfRow(menu.row, granularity),
              null,
              { ...functionActions, copy: (name) => void copyName(name) },
              t,
            ),
            {
              id: "table-copy-row",
              title: t("table.copy-row"),
              run: () => void copyRow(menu.row),
            },
          ]}
          x={menu.x}
          y={menu.y}
          onClose={(giveBack) => {
            setMenu(null);
            if (giveBack)
              panel.current?.querySelector<HTMLElement>("[role=grid]")?.focus();
          }}
        />
      )}
    </div>
  );
}
