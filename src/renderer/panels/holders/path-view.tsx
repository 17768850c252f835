// Who holds this: the way from a variable or a stack down to the chosen holder, one line for each field on it.

import { useMemo, useState, type ReactElement } from "react";
import { formatBytes, formatCount } from "../../../core/format/quantity.ts";
import type {
  HolderRow,
  HoldersView,
} from "../../../core/object-graph/holders-view.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { copyName } from "../../ui/copy-name.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { aboutHolder, grownColumn, sizeColumns } from "./holders-columns.tsx";
import { holderTitle, pathName, pathToRow } from "./holders-model.ts";

export function PathView({
  view,
  isCompared,
  id,
  onShow,
}: {
  readonly view: HoldersView;
  readonly isCompared: boolean;
  /** The chosen holder; null while none is. */
  readonly id: number | null;
  /** The tree, at this holder. */
  readonly onShow: (id: number) => void;
}): ReactElement {
  const t = useMessage();
  const path = useMemo(() => pathToRow(view, id), [view, id]);
  const [chosen, setChosen] = useState<number | null>(id);
  if (path.length === 0)
    return (
      <EmptyState
        title={t("holders.path.none.title")}
        text={t("holders.path.none")}
      />
    );
  const name = pathName(path);
  return (
    <>
      <div className="holders__path">
        <GoName name={name} characters={160} />
        <Button tone="quiet" onClick={() => void copyName(name)}>
          {t("holders.path.copy")}
        </Button>
      </div>
      <VirtualTable
        label={t("holders.path")}
        columns={pathColumns(t, isCompared, path)}
        rows={path}
        rowKey={(row) => String(row.id)}
        selectedKey={chosen === null ? null : String(chosen)}
        onSelect={(row) => setChosen(row.id)}
        onOpen={(row) => onShow(row.id)}
        testId="holders-path"
      />
    </>
  );
}

function pathColumns(
  t: Translate,
  isCompared: boolean,
  path: readonly HolderRow[],
): readonly TableColumn<HolderRow>[] {
  return [
    {
      id: "name",
      title: t("holders.holder"),
      width: "minmax(200px, 3fr)",
      render: (row) => (
        <span className="holders__row">
          <span
            style={{ width: `${path.indexOf(row) * 14}px` }}
            aria-hidden="true"
          />
          <GoName name={holderTitle(row)} />
          <span className="muted">{aboutHolder(t, row, row === path[0])}</span>
        </span>
      ),
    },
    ...sizeColumns<HolderRow>(t),
    ...(isCompared ? [grownColumn<HolderRow>(t)] : []),
    {
      id: "count",
      title: t("holders.here"),
      width: "96px",
      align: "end",
      render: ({ objects }) => formatCount(objects),
    },
    {
      id: "own",
      title: t("holders.own"),
      width: "88px",
      align: "end",
      render: ({ bytes }) => formatBytes(bytes),
    },
  ];
}
