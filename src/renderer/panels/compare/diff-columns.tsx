// The columns of the difference table: the change first with its error bar, because it is the question; then what the way
// of comparing adds.

import type { ReactElement } from "react";
import { formatPercent, minusSign } from "../../../core/format/quantity.ts";
import type {
  ComparisonTable,
  ValueInterval,
} from "../../../core/pprof/views.ts";
import type { Translate } from "../../state/use-message.ts";
import { ChangeText } from "../../ui/change-text.tsx";
import { GoName } from "../../ui/go-name.tsx";
import {
  formatChange,
  formatExactSample,
  formatSample,
  formatShare,
} from "../../ui/sample-value.ts";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import { isDoubtful, type CompareWay, type DiffRow } from "./compare-model.ts";
import { IntervalBar } from "./interval-bar.tsx";

export interface DiffColumnsInput {
  readonly table: ComparisonTable;
  readonly way: CompareWay;
  /** What shares of a change are of. */
  readonly percentOf: number;
  /** The scale of the error bars. */
  readonly reach: number;
}

/** Column ids are those of the model. */
export function diffColumns(
  input: DiffColumnsInput,
  t: Translate,
): readonly TableColumn<DiffRow>[] {
  const columns = new ColumnMaker(input, t);
  const name: TableColumn<DiffRow> = {
    id: "name",
    title: t("table.name"),
    width: "minmax(160px, 1fr)",
    isSortable: true,
    render: (row) => <GoName name={row.name} />,
  };
  switch (input.way) {
    case "net":
      return [
        columns.change(t("compare.column.delta")),
        columns.bar(),
        columns.percent(),
        columns.side("before", t("compare.column.before")),
        columns.side("after", t("compare.column.after")),
        name,
      ];
    case "gross":
      return [
        columns.part("grown", t("compare.column.grown")),
        columns.part("shrunk", t("compare.column.shrunk")),
        columns.change(t("compare.column.delta")),
        columns.bar(),
        name,
      ];
    case "share":
      return [
        columns.change(t("compare.column.share-change")),
        columns.bar(),
        columns.side("before", t("compare.column.share-before")),
        columns.side("after", t("compare.column.share-after")),
        name,
      ];
  }
}

class ColumnMaker {
  readonly #input: DiffColumnsInput;
  readonly #t: Translate;

  constructor(input: DiffColumnsInput, t: Translate) {
    this.#input = input;
    this.#t = t;
  }

  get #unit(): string {
    return this.#input.table.sampleType.unit;
  }

  /** What sampling explains is quiet, and says so. */
  change(title: string): TableColumn<DiffRow> {
    return {
      id: "delta",
      title,
      width: this.#input.way === "share" ? "156px" : "104px",
      align: "end",
      isSortable: true,
      render: (row) => (
        <span
          className={isDoubtful(row) ? "change__doubtful" : ""}
          data-certainty={row.certainty}
          title={this.#doubt(row)}
        >
          {this.#changeText(row)}
        </span>
      ),
    };
  }

  bar(): TableColumn<DiffRow> {
    return {
      id: "interval",
      title: this.#t("compare.column.interval"),
      width: "108px",
      render: (row) => (
        <IntervalBar
          delta={row.delta}
          low={row.low}
          high={row.high}
          certainty={row.certainty}
          reach={this.#input.reach}
          label={this.#intervalText(row)}
        />
      ),
    };
  }

  percent(): TableColumn<DiffRow> {
    return {
      id: "share",
      title: this.#t("compare.column.share"),
      width: "88px",
      align: "end",
      render: (row) => formatShare(row.delta, this.#input.percentOf),
    };
  }

  part(id: "grown" | "shrunk", title: string): TableColumn<DiffRow> {
    const sign = id === "grown" ? 1 : -1;
    return {
      id,
      title,
      width: "104px",
      align: "end",
      isSortable: true,
      render: (row) =>
        row[id] === 0 ? (
          ""
        ) : (
          <ChangeText value={sign * row[id]} unit={this.#unit} />
        ),
    };
  }

  side(id: "before" | "after", title: string): TableColumn<DiffRow> {
    const interval = (row: DiffRow): ValueInterval | null =>
      id === "before" ? row.beforeInterval : row.afterInterval;
    return {
      id,
      title,
      width: "80px",
      align: "end",
      isSortable: true,
      render: (row) => (
        <span title={this.#sideTitle(row[id], interval(row))}>
          {this.#input.way === "share"
            ? formatPercent(row[id])
            : formatSample(row[id], this.#unit)}
        </span>
      ),
    };
  }

  #changeText(row: DiffRow): ReactElement {
    if (this.#input.way !== "share")
      return <ChangeText value={row.delta} unit={this.#unit} />;
    const turn = row.delta > 0 ? "grown" : row.delta < 0 ? "shrunk" : "same";
    const arrow = { grown: "▲ ", shrunk: "▼ ", same: "" }[turn];
    return (
      <span className={`change change--${turn}`}>
        <span aria-hidden="true">{arrow}</span>
        {this.#t("compare.points", { points: signedPoints(row.delta) })}
      </span>
    );
  }

  #amount(value: number): string {
    return this.#input.way === "share"
      ? this.#t("compare.points", { points: signedPoints(value) })
      : formatChange(value, this.#unit);
  }

  #intervalText(row: DiffRow): string {
    return this.#t("compare.interval.change", {
      low: this.#amount(row.low),
      high: this.#amount(row.high),
    });
  }

  #doubt(row: DiffRow): string {
    if (!isDoubtful(row))
      return this.#input.way === "share"
        ? ""
        : formatExactSample(row.delta, this.#unit);
    const why =
      row.certainty === "one-sample" ? "one-sample" : "within-sampling";
    return `${this.#t(`compare.certainty.${why}`)} ${this.#intervalText(row)}`;
  }

  #sideTitle(value: number, interval: ValueInterval | null): string {
    const { way, table } = this.#input;
    const exact = way === "share" ? "" : formatExactSample(value, this.#unit);
    if (!table.sampled) return exact;
    const own =
      interval === null
        ? this.#t("compare.interval.unsampled")
        : this.#t("compare.interval.value", {
            low: formatSample(interval.low, this.#unit),
            high: formatSample(interval.high, this.#unit),
            samples: interval.samples,
          });
    return exact === "" ? own : `${exact}. ${own}`;
  }
}

/** Percentage points with one decimal and a sign. */
function signedPoints(fraction: number): string {
  const points = (Math.abs(fraction) * 100).toFixed(1);
  if (Number(points) === 0) return "0";
  return `${fraction > 0 ? "+" : minusSign}${points}`;
}
