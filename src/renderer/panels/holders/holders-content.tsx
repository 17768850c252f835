// One graph: who is suspected on top, the tree of holders below. A suspect that is picked opens the tree where its memory
// piles up.

import {
  useMemo,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type {
  HolderSuspect,
  HoldersView,
} from "../../../core/object-graph/holders-view.ts";
import { useMessage } from "../../state/use-message.ts";
import { copyName } from "../../ui/copy-name.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { suspectColumns, treeColumns } from "./holders-columns.tsx";
import {
  holderTitle,
  openTo,
  visibleTree,
  type TreeRow,
} from "./holders-model.ts";

export function HoldersContent({
  view,
  isCompared,
}: {
  readonly view: HoldersView;
  readonly isCompared: boolean;
}): ReactElement {
  const t = useMessage();
  const [first] = view.suspects;
  const [open, setOpen] = useState<ReadonlySet<number>>(() =>
    first === undefined ? new Set() : openTo(new Set(), first),
  );
  const [chosen, setChosen] = useState<number | null>(
    () => first?.path.at(-1) ?? null,
  );
  const rows = useMemo(
    () => visibleTree(view, open, isCompared ? "grown" : "held"),
    [view, open, isCompared],
  );
  const selected = rows.find(({ id }) => id === chosen);
  const toggle = (row: TreeRow, isOpen = !row.isOpen): void => {
    const next = new Set(open);
    if (isOpen) next.add(row.id);
    else next.delete(row.id);
    setOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (selected === undefined || event.altKey || event.ctrlKey) return;
    const { hasRows, isOpen, parent } = selected;
    if (event.key === "ArrowRight" && hasRows && !isOpen) toggle(selected);
    else if (event.key === "ArrowLeft" && isOpen) toggle(selected);
    else if (event.key === "ArrowLeft" && parent !== 0) setChosen(parent);
    else if (event.key === "c") void copyName(holderTitle(selected));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const suspectKey = ({ path }: HolderSuspect): string => path.join(" ");
  return (
    <div className="holders">
      {view.suspects.length === 0 ? (
        <p className="panel__note" role="status">
          {t(isCompared ? "holders.none.grown" : "holders.none")}
        </p>
      ) : (
        <div className="holders__suspects">
          <VirtualTable
            label={t("holders.suspects")}
            columns={suspectColumns(t, isCompared)}
            rows={view.suspects}
            rowKey={suspectKey}
            selectedKey={
              view.suspects
                .filter(({ path }) => path.at(-1) === chosen)
                .map(suspectKey)[0] ?? null
            }
            onSelect={(suspect) => {
              setOpen((known) => openTo(known, suspect));
              setChosen(suspect.path.at(-1) ?? null);
            }}
            testId="holders-suspects"
          />
        </div>
      )}
      <div className="holders__tree" onKeyDown={onKeyDown}>
        <VirtualTable
          label={t("holders.tree")}
          columns={treeColumns(t, isCompared, toggle)}
          rows={rows}
          rowKey={({ id }) => String(id)}
          selectedKey={chosen === null ? null : String(chosen)}
          onSelect={({ id }) => setChosen(id)}
          onOpen={(row) => row.hasRows && toggle(row)}
          testId="holders-tree"
          centers
        />
      </div>
    </div>
  );
}
