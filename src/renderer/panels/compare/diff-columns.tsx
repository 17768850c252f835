// The columns of the difference table: the change first, because it is the question.

import type { TopTable } from "../../../core/pprof/views.ts";
import type { Translate } from "../../state/use-message.ts";
import { ChangeText } from "../../ui/change-text.tsx";
import { GoName } from "../../ui/go-name.tsx";
import {
  formatExactSample,
  formatSample,
  formatShare,
} from "../../ui/sample-value.ts";
import type { TableColumn } from "../../ui/virtual-table.tsx";
import type { DiffRow } from "./compare-model.ts";

/** Column ids are those of the model. */
export function diffColumns(
  difference: TopTable,
  t: Translate,
): readonly TableColumn<DiffRow>[] {
  const { unit } = difference.sampleType;
  const side = (
    id: "before" | "after",
    title: string,
  ): TableColumn<DiffRow> => ({
    id,
    title,
    width: "80px",
    align: "end",
    isSortable: true,
    render: (row) => (
      <span title={formatExactSample(row[id], unit)}>
        {formatSample(row[id], unit)}
      </span>
    ),
  });
  return [
    {
      id: "delta",
      title: t("compare.column.delta"),
      width: "104px",
      align: "end",
      isSortable: true,
      render: (row) => <ChangeText value={row.delta} unit={unit} />,
    },
    {
      id: "share",
      title: t("compare.column.share"),
      width: "76px",
      align: "end",
      render: (row) => formatShare(row.delta, difference.total),
    },
    side("before", t("compare.column.before")),
    side("after", t("compare.column.after")),
    {
      id: "name",
      title: t("table.name"),
      width: "minmax(160px, 1fr)",
      isSortable: true,
      render: (row) => <GoName name={row.name} />,
    },
  ];
}
