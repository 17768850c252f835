// The columns of the top table.

import type { ReactElement } from "react";
import type {
  ExactInteger,
  TopTable,
  ValueInterval,
} from "../../../core/pprof/views.ts";
import type { Translate } from "../../state/use-message.ts";
import { GoName } from "../../ui/go-name.tsx";
import {
  formatExactSample,
  formatSample,
  formatShare,
} from "../../ui/sample-value.ts";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import { ChangeText } from "../../ui/change-text.tsx";
import {
  doubtOf,
  intervalText,
  rowPlace,
  type TableRow,
} from "./table-model.ts";

/** Column ids are those of the model, so that a click on a head names what to sort by. */
export function topColumns(
  table: TopTable,
  isCompared: boolean,
  t: Translate,
): readonly TableColumn<TableRow>[] {
  const { unit } = table.sampleType;
  const value = (id: "flat" | "cum", title: string): TableColumn<TableRow> => ({
    id,
    title,
    width: "96px",
    align: "end",
    isSortable: true,
    render: (row) => (
      <Exact
        value={row[id]}
        unit={unit}
        interval={(id === "flat" ? row.flatInterval : row.cumInterval) ?? null}
      />
    ),
  });
  const change = (
    id: "flatChange" | "cumChange",
    title: string,
  ): readonly TableColumn<TableRow>[] =>
    isCompared
      ? [
          {
            id,
            title,
            width: "120px",
            align: "end",
            isSortable: true,
            render: (row) => <Change row={row} column={id} unit={unit} t={t} />,
          },
        ]
      : [];
  const share = (
    id: "flat" | "sum" | "cum",
    title: string,
  ): TableColumn<TableRow> => ({
    id: `${id}-share`,
    title,
    width: "72px",
    align: "end",
    render: (row) => formatShare(row[id], table.total),
  });
  return [
    value("flat", t("table.flat")),
    share("flat", t("table.flat-share")),
    share("sum", t("table.sum-share")),
    ...intervalColumn(table, isCompared, t),
    ...change("flatChange", t("table.diff.flat")),
    value("cum", t("table.cum")),
    share("cum", t("table.cum-share")),
    ...change("cumChange", t("table.diff.cum")),
    {
      id: "name",
      title: t("table.name"),
      width: "minmax(240px, 3fr)",
      isSortable: true,
      render: (row) => <GoName name={row.name} />,
    },
    ...fileColumn(table, t),
  ];
}

/** pprof clears files where rows are whole functions: no column of nothing. */
function fileColumn(
  table: TopTable,
  t: Translate,
): readonly TableColumn<TableRow>[] {
  if (table.rows.every((row) => row.file === "")) return [];
  return [
    {
      id: "file",
      title: t("table.file"),
      width: "minmax(120px, 2fr)",
      isSortable: true,
      render: (row) => <span title={rowPlace(row)}>{rowPlace(row)}</span>,
    },
  ];
}

/** A sampled value is not the truth: what it may be stands beside it, unless the changes need the room. */
function intervalColumn(
  table: TopTable,
  isCompared: boolean,
  t: Translate,
): readonly TableColumn<TableRow>[] {
  const isSampled = table.rows.some((row) => row.flatInterval !== undefined);
  if (!isSampled || isCompared) return [];
  const { unit } = table.sampleType;
  return [
    {
      id: "interval",
      title: t("table.interval"),
      width: "152px",
      align: "end",
      render: ({ flatInterval }) =>
        flatInterval == null ? null : (
          <span
            className="muted"
            title={t("table.interval.hint", { samples: flatInterval.samples })}
          >
            {intervalText(flatInterval, unit)}
          </span>
        ),
    },
  ];
}

/** What sampling explains is quiet, and says so. */
function Change({
  row,
  column,
  unit,
  t,
}: {
  readonly row: TableRow;
  readonly column: "flatChange" | "cumChange";
  readonly unit: string;
  readonly t: Translate;
}): ReactElement {
  const doubt = doubtOf(row, column);
  const text = <ChangeText value={row[column] ?? 0} unit={unit} />;
  return doubt === null ? (
    text
  ) : (
    <span className="change__doubtful" title={t(`compare.certainty.${doubt}`)}>
      {text}
    </span>
  );
}

function Exact({
  value,
  unit,
  interval,
}: {
  readonly value: ExactInteger;
  readonly unit: string;
  readonly interval: ValueInterval | null;
}) {
  const exact = formatExactSample(value, unit);
  return (
    <span
      title={
        interval === null ? exact : `${exact} (${intervalText(interval, unit)})`
      }
    >
      {formatSample(value, unit)}
    </span>
  );
}
