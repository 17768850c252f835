// What grew and what shrank, by function, the largest growth on top.

import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type { TopTable } from "../../../core/pprof/views.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import {
  arrangeDiffRows,
  defaultDiffOrder,
  diffColumnNames,
  diffOrderAfterClick,
  joinDiffRows,
  type DiffMeasure,
} from "./compare-model.ts";
import { diffColumns } from "./diff-columns.tsx";

export interface DiffTableProps {
  readonly before: TopTable;
  readonly difference: TopTable;
  readonly measure: DiffMeasure;
}

export function DiffTable({
  before,
  difference,
  measure,
}: DiffTableProps): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const [order, setOrder] = useState(defaultDiffOrder);
  const [filter, setFilter] = useState("");
  const filterField = useRef<HTMLInputElement>(null);
  const { type } = difference.sampleType;
  const joined = useMemo(
    () => joinDiffRows(before, difference, measure),
    [before, difference, measure],
  );
  const rows = useMemo(
    () => arrangeDiffRows(joined, order, filter),
    [joined, order, filter],
  );
  const columns = useMemo(() => diffColumns(difference, t), [difference, t]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === "/") filterField.current?.focus();
    else if (event.key === "c" && selected !== null) void copyName(selected);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="panel" onKeyDown={onKeyDown}>
      <div className="flame__bar">
        <SearchField
          ref={filterField}
          label={t("table.filter")}
          value={filter}
          onChange={setFilter}
        />
        <span className="toolbar__fact" role="status">
          {rows.length === 0 && filter !== ""
            ? t("table.empty-filter")
            : t("table.rows", { shown: rows.length, all: joined.length })}
        </span>
      </div>
      <div className="panel__body">
        <VirtualTable
          label={t("compare.label", { type: sampleTypeTitle(type, t) })}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.name}
          selectedKey={selected}
          onSelect={(row) => selectFunction(row.name)}
          sort={{
            column: order.column,
            direction: order.descending ? "descending" : "ascending",
          }}
          onSort={(clicked) => {
            const column = diffColumnNames.find((name) => name === clicked);
            if (column !== undefined)
              setOrder(diffOrderAfterClick(order, column));
          }}
          testId="diff-table"
        />
      </div>
    </div>
  );
}
