// What grew and what shrank, by place, the largest growth on top; what sampling explains below everything else.

import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type { ComparisonTable } from "../../../core/pprof/views.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { SearchField } from "../../ui/fields.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import {
  FilterLeavesNothing,
  SearchLeavesNothing,
  useHasFilters,
} from "../../ui/filter-leaves-nothing.tsx";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import {
  arrangeDiffRows,
  barReach,
  defaultDiffOrder,
  diffColumnNames,
  diffOrderAfterClick,
  diffRows,
  firstDoubtfulRow,
  growsOnlyBySampling,
} from "./compare-model.ts";
import type { CompareChoices } from "./compare-toolbar.tsx";
import { diffColumns } from "./diff-columns.tsx";

export interface DiffTableProps {
  readonly table: ComparisonTable;
  readonly choices: CompareChoices;
}

export function DiffTable({ table, choices }: DiffTableProps): ReactElement {
  const t = useMessage();
  const hasFilters = useHasFilters();
  const selected = useView((view) => view.selectedFunction);
  const [order, setOrder] = useState(defaultDiffOrder);
  const [filter, setFilter] = useState("");
  const [clickedKey, setClickedKey] = useState<string | null>(null);
  const filterField = useRef<HTMLInputElement>(null);
  const { way, measure, kind, mode } = choices;
  const all = useMemo(
    () => diffRows(table, measure, way),
    [table, measure, way],
  );
  const rows = useMemo(
    () => arrangeDiffRows(all, { order, kind, filter }),
    [all, order, kind, filter],
  );
  const doubtfulAt = firstDoubtfulRow(rows, order);
  const columns = useMemo(() => {
    const { before, grown, shrunk } = table.total;
    const percentOf = mode === "diff-base" ? before : grown + shrunk;
    return diffColumns({ table, way, percentOf, reach: barReach(all) }, t);
  }, [table, way, mode, all, t]);
  // Several rows may be of one function: the one that was clicked stays it, else the first.
  const selectedRow =
    rows.find((row) => row.key === clickedKey && row.function === selected) ??
    rows.find((row) => row.function !== "" && row.function === selected);
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
          label={t("table.filter")}
          value={filter}
          onChange={setFilter}
        />
        <span className="toolbar__fact" role="status">
          {rows.length > 0
            ? t("table.rows", { shown: rows.length, all: all.length })
            : t(filter === "" ? "compare.show.none" : "table.empty-filter")}
        </span>
        {growsOnlyBySampling(all) ? (
          <span className="toolbar__fact" data-testid="no-growth">
            {t("compare.no-growth")}
          </span>
        ) : null}
      </div>
      <div className="panel__body">
        {all.length === 0 && hasFilters ? (
          <FilterLeavesNothing />
        ) : rows.length === 0 && filter !== "" ? (
          <SearchLeavesNothing onClear={() => setFilter("")} />
        ) : (
          <VirtualTable
            label={t("compare.label", {
              type: sampleTypeTitle(table.sampleType.type, t),
            })}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.key}
            selectedKey={selectedRow?.key ?? null}
            onSelect={(row) => {
              setClickedKey(row.key);
              if (row.function !== "") selectFunction(row.function);
            }}
            sort={{
              column: order.column,
              direction: order.descending ? "descending" : "ascending",
            }}
            onSort={(clicked) => {
              const column = diffColumnNames.find((name) => name === clicked);
              if (column !== undefined)
                setOrder(diffOrderAfterClick(order, column));
            }}
            divider={
              doubtfulAt === null
                ? null
                : { before: doubtfulAt, label: t("compare.doubtful") }
            }
            testId="diff-table"
          />
        )}
      </div>
    </div>
  );
}
