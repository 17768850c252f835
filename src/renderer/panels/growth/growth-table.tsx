// The rows of a trend, the steadiest growth on top; under them the whole stack of the picked one.

import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type { TrendTable } from "../../../core/pprof/views.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { growthColumns } from "./growth-columns.tsx";
import {
  arrangeTrendRows,
  defaultTrendOrder,
  formatSlope,
  rowKey,
  stepsOf,
  trendColumnNames,
  trendOrderAfterClick,
} from "./growth-model.ts";

export function GrowthTable({
  table,
}: {
  readonly table: TrendTable;
}): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const [order, setOrder] = useState(defaultTrendOrder);
  const [filter, setFilter] = useState("");
  const [clickedKey, setClickedKey] = useState<string | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const type = sampleTypeTitle(table.sampleType.type, t);
  const rows = useMemo(
    () => arrangeTrendRows(table.rows, order, filter),
    [table, order, filter],
  );
  const columns = useMemo(() => growthColumns(table, t), [table, t]);
  // Stacks of one function are many: the one that was clicked stays it, else the first.
  const selectedRow =
    rows.find(
      (row) => rowKey(row) === clickedKey && row.function === selected,
    ) ?? rows.find((row) => row.function !== "" && row.function === selected);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === "/") filterField.current?.focus();
    else if (event.key === "c" && selectedRow !== undefined)
      void copyName(selectedRow.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="panel" onKeyDown={onKeyDown}>
      <div className="flame__bar">
        <SearchField
          ref={filterField}
          label={t("growth.filter")}
          value={filter}
          onChange={setFilter}
        />
        <span className="toolbar__fact" role="status">
          {rows.length === 0 && filter !== ""
            ? t("table.empty-filter")
            : t("table.rows", { shown: rows.length, all: table.rows.length })}
        </span>
        {table.omitted === 0 ? null : (
          <span className="toolbar__fact">
            {t("growth.omitted", { count: table.omitted })}
          </span>
        )}
        <TotalFact table={table} type={type} />
      </div>
      <div className="panel__body">
        <VirtualTable
          label={t("growth.label", { type })}
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          selectedKey={selectedRow === undefined ? null : rowKey(selectedRow)}
          onSelect={(row) => {
            setClickedKey(rowKey(row));
            if (row.function !== "") selectFunction(row.function);
          }}
          sort={{
            column: order.column,
            direction: order.descending ? "descending" : "ascending",
          }}
          onSort={(clicked) => {
            const column = trendColumnNames.find((name) => name === clicked);
            if (column !== undefined)
              setOrder(trendOrderAfterClick(order, column));
          }}
          testId="growth-table"
        />
      </div>
      {selectedRow === undefined || selectedRow.stack.length === 0 ? null : (
        <ol
          className="growth__stack"
          aria-label={t("growth.stack")}
          tabIndex={0}
          data-testid="growth-stack"
        >
          {selectedRow.stack.map((name, depth) => (
            <li key={depth}>
              <GoName name={name} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function TotalFact({
  table,
  type,
}: {
  readonly table: TrendTable;
  readonly type: string;
}): ReactElement {
  const t = useMessage();
  const { total, sampleType } = table;
  const { unit } = sampleType;
  return (
    <strong data-testid="growth-total">
      {t("growth.total", {
        type,
        slope: formatSlope(total.slope, unit),
        low: formatSlope(total.slopeLow, unit),
        high: formatSlope(total.slopeHigh, unit),
        steps: t("growth.steps.sentence", {
          grew: total.grewIn,
          steps: stepsOf(table),
        }),
      })}
    </strong>
  );
}
