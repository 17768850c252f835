// Live objects by type: how many, how much, how much more than before, and who has most of them. Enter leads there.

import { useMemo, useState, type ReactElement } from "react";
import {
  formatBytes,
  formatCount,
  formatPercent,
} from "../../../core/format/quantity.ts";
import type { HolderType } from "../../../core/object-graph/holder-types.ts";
import type { HoldersView } from "../../../core/object-graph/holders-view.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { ChangeText } from "../../ui/change-text.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { formatExactSample } from "../../ui/sample-value.ts";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { Share } from "./holders-columns.tsx";
import {
  nextSort,
  pathName,
  pathToRow,
  sortTypes,
  typeOrders,
  type Ordered,
  type TypeOrder,
} from "./holders-model.ts";

export function TypesView({
  view,
  isCompared,
  onShow,
}: {
  readonly view: HoldersView;
  readonly isCompared: boolean;
  /** The tree, at this holder. */
  readonly onShow: (id: number) => void;
}): ReactElement {
  const t = useMessage();
  const [sort, setSort] = useState<Ordered<TypeOrder>>({
    column: isCompared ? "grown" : "bytes",
    direction: "descending",
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(() => sortTypes(view.types, sort), [view, sort]);
  const columns = useMemo(
    () => typeColumns(t, view, isCompared),
    [t, view, isCompared],
  );
  return (
    <VirtualTable
      label={t("holders.types")}
      columns={columns}
      rows={rows}
      rowKey={({ type }) => type}
      selectedKey={chosen}
      onSelect={({ type }) => setChosen(type)}
      onOpen={({ mostly }) => mostly !== 0 && onShow(mostly)}
      sort={sort}
      onSort={(id) => {
        const column = typeOrders.find((order) => order === id);
        if (column !== undefined)
          setSort(nextSort(sort, column, column === "type"));
      }}
      testId="holders-types"
    />
  );
}

function typeColumns(
  t: Translate,
  view: HoldersView,
  isCompared: boolean,
): readonly TableColumn<HolderType>[] {
  const total = Math.max(1, view.retainedBytes);
  const holderOf = ({ mostly }: HolderType): string =>
    pathName(pathToRow(view, mostly));
  return [
    {
      id: "bytes",
      title: t("holders.bytes"),
      width: "88px",
      align: "end",
      isSortable: true,
      render: ({ bytes }) => (
        <span title={formatExactSample(bytes, "bytes")}>
          {formatBytes(bytes)}
        </span>
      ),
    },
    {
      id: "share",
      title: t("holders.share"),
      width: "120px",
      render: ({ bytes }) => <Share share={bytes / total} />,
    },
    {
      id: "objects",
      title: t("holders.objects"),
      width: "88px",
      align: "end",
      isSortable: true,
      render: ({ objects }) => formatCount(objects),
    },
    ...(isCompared
      ? ([
          {
            id: "grown",
            title: t("holders.grown"),
            width: "96px",
            align: "end",
            isSortable: true,
            render: ({ grownBytes }) =>
              grownBytes === null ? null : (
                <ChangeText value={grownBytes} unit="bytes" />
              ),
          },
          {
            id: "grownObjects",
            title: t("holders.grown.objects"),
            width: "96px",
            align: "end",
            isSortable: true,
            render: ({ grownObjects }) =>
              grownObjects === null ? null : (
                <ChangeText value={grownObjects} unit="count" />
              ),
          },
        ] satisfies TableColumn<HolderType>[])
      : []),
    {
      id: "type",
      title: t("holders.type"),
      width: "minmax(160px, 2fr)",
      isSortable: true,
      render: ({ type }) =>
        type === "" ? (
          <span className="muted">{t("holders.type.unknown")}</span>
        ) : (
          <GoName name={type} />
        ),
    },
    {
      id: "mostly",
      title: t("holders.mostly"),
      width: "minmax(200px, 3fr)",
      render: (row) => {
        const name = holderOf(row);
        return name === "" ? null : (
          <span className="holders__row">
            <span className="holders__part">
              {formatPercent(row.mostlyShare)}
            </span>
            <span className="holders__name">
              <GoName name={name} />
            </span>
          </span>
        );
      },
    },
  ];
}
