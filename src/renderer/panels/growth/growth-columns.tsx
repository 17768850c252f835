// The columns of the growth table: how fast, how sure, how steadily, how much of it all, and the course as a line.

import type { ReactElement } from "react";
import type { TrendRow, TrendTable } from "../../../core/pprof/views.ts";
import { formatPercent } from "../../../core/format/quantity.ts";
import type { Translate } from "../../state/use-message.ts";
import { GoName } from "../../ui/go-name.tsx";
import { formatExactSample, formatSample } from "../../ui/sample-value.ts";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import {
  formatPerMinute,
  formatSlope,
  isDoubtful,
  lastOf,
  sparkline,
  stepsOf,
} from "./growth-model.ts";

const line = { width: 112, height: 18 };

/** Column ids are those of the model. */
export function growthColumns(
  table: TrendTable,
  t: Translate,
): readonly TableColumn<TrendRow>[] {
  const { unit } = table.sampleType;
  const steps = stepsOf(table);
  return [
    {
      id: "slope",
      title: t("growth.column.slope"),
      width: "124px",
      align: "end",
      isSortable: true,
      render: (row) => <Slope row={row} unit={unit} t={t} />,
    },
    {
      id: "interval",
      title: t("growth.column.interval"),
      width: "200px",
      align: "end",
      render: (row) =>
        t("compare.interval", {
          low: formatPerMinute(row.slopeLow, unit),
          high: formatSlope(row.slopeHigh, unit),
        }),
    },
    {
      id: "grewIn",
      title: t("growth.column.steps"),
      width: "84px",
      align: "end",
      isSortable: true,
      render: (row) => (
        <span
          title={t("growth.steps.hint", {
            grew: row.grewIn,
            shrank: row.shrankIn,
            steps,
          })}
        >
          {t("growth.steps", { grew: row.grewIn, steps })}
        </span>
      ),
    },
    {
      id: "share",
      title: t("growth.column.share"),
      width: "104px",
      align: "end",
      isSortable: true,
      render: (row) =>
        row.share === null ? (
          <span title={t("growth.share.none")}>–</span>
        ) : (
          formatPercent(row.share)
        ),
    },
    {
      id: "trend",
      title: t("growth.column.trend"),
      width: "128px",
      render: (row) => <Sparkline row={row} table={table} t={t} />,
    },
    {
      id: "last",
      title: t("growth.column.last"),
      width: "80px",
      align: "end",
      isSortable: true,
      render: (row) => (
        <span title={formatExactSample(lastOf(row), unit)}>
          {formatSample(lastOf(row), unit)}
        </span>
      ),
    },
    {
      id: "name",
      title: t("table.name"),
      width: "minmax(160px, 1fr)",
      isSortable: true,
      render: (row) => <GoName name={row.name} />,
    },
  ];
}

function Slope({
  row,
  unit,
  t,
}: {
  readonly row: TrendRow;
  readonly unit: string;
  readonly t: Translate;
}): ReactElement {
  const turn = row.slope > 0 ? "grown" : row.slope < 0 ? "shrunk" : "same";
  const arrow = { grown: "▲ ", shrunk: "▼ ", same: "" }[turn];
  const doubtful = isDoubtful(row);
  const why = row.certainty === "one-sample" ? "one-sample" : "within-sampling";
  return (
    <span
      className={doubtful ? "growth__doubtful" : `change change--${turn}`}
      data-certainty={row.certainty}
      title={doubtful ? t(`compare.certainty.${why}`) : ""}
    >
      <span aria-hidden="true">{arrow}</span>
      {formatSlope(row.slope, unit)}
    </span>
  );
}

function Sparkline({
  row,
  table,
  t,
}: {
  readonly row: TrendRow;
  readonly table: TrendTable;
  readonly t: Translate;
}): ReactElement {
  const { unit } = table.sampleType;
  const label = t("growth.sparkline", {
    first: formatSample(row.values[0] ?? 0, unit),
    last: formatSample(lastOf(row), unit),
  });
  return (
    <svg
      className={`growth__line${isDoubtful(row) ? " growth__line--doubtful" : ""}`}
      role="img"
      aria-label={label}
      {...line}
    >
      <title>{label}</title>
      <path d={sparkline(table.times, row.values, line)} />
    </svg>
  );
}
