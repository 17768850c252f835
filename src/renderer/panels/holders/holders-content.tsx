// One graph, in four looks: the tree of holders with the suspects on top, live objects by type, values of one type by a
// field, and the way from a root to the holder that is chosen. A suspect or a type that is picked opens the tree where its memory piles up.

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
import { Button } from "../../ui/button.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { GroupsLook } from "./groups-view.tsx";
import type { GraphSource } from "./groups-model.ts";
import { suspectColumns, treeColumns } from "./holders-columns.tsx";
import {
  holderTitle,
  nextSort,
  openAbove,
  openTo,
  treeOrders,
  visibleTree,
  type Ordered,
  type TreeOrder,
  type TreeRow,
} from "./holders-model.ts";
import { PathView } from "./path-view.tsx";
import { TypesView } from "./types-view.tsx";

/** Head and rows, and the line below them: what suspects do not need is the tree's. */
const suspectsHeight = (rows: number): number => 24 * (rows + 1) + 2;

const looks = ["tree", "types", "groups", "path"] as const;
export type Look = (typeof looks)[number];

export function HoldersContent({
  view,
  isCompared,
  look,
  setLook,
  source,
  onTaken,
}: {
  readonly view: HoldersView;
  readonly isCompared: boolean;
  readonly look: Look;
  readonly setLook: (look: Look) => void;
  /** Of a graph by another field; null where none can be taken. */
  readonly source: GraphSource | null;
  readonly onTaken: (snapshotId: string) => void;
}): ReactElement {
  const t = useMessage();
  const [first] = view.suspects;
  const [open, setOpen] = useState<ReadonlySet<number>>(() =>
    first === undefined ? new Set() : openTo(new Set(), first),
  );
  const [chosen, setChosen] = useState<number | null>(
    () => first?.path.at(-1) ?? null,
  );
  const show = (id: number): void => {
    setOpen((known) => openAbove(view, known, id));
    setChosen(id);
    setLook("tree");
  };
  return (
    <div className="holders">
      <div
        className="holders__looks"
        role="group"
        aria-label={t("holders.looks")}
      >
        {looks.map((name) => (
          <Button
            key={name}
            tone="quiet"
            aria-pressed={look === name}
            onClick={() => setLook(name)}
            data-testid={`holders-look-${name}`}
          >
            {t(`holders.look.${name}`)}
          </Button>
        ))}
      </div>
      {look === "tree" ? (
        <TreeView
          view={view}
          isCompared={isCompared}
          open={open}
          onOpen={setOpen}
          chosen={chosen}
          onChoose={setChosen}
          onPath={() => setLook("path")}
        />
      ) : look === "types" ? (
        <div className="holders__tree">
          <TypesView view={view} isCompared={isCompared} onShow={show} />
        </div>
      ) : look === "groups" ? (
        <div className="holders__tree">
          <GroupsLook
            view={view}
            isCompared={isCompared}
            source={source}
            onTaken={onTaken}
          />
        </div>
      ) : (
        <div className="holders__tree">
          <PathView
            view={view}
            isCompared={isCompared}
            id={chosen}
            onShow={show}
          />
        </div>
      )}
    </div>
  );
}

function TreeView({
  view,
  isCompared,
  open,
  onOpen,
  chosen,
  onChoose,
  onPath,
}: {
  readonly view: HoldersView;
  readonly isCompared: boolean;
  readonly open: ReadonlySet<number>;
  readonly onOpen: (open: ReadonlySet<number>) => void;
  readonly chosen: number | null;
  readonly onChoose: (id: number | null) => void;
  readonly onPath: () => void;
}): ReactElement {
  const t = useMessage();
  const [sort, setSort] = useState<Ordered<TreeOrder>>({
    column: isCompared ? "grown" : "holds",
    direction: "descending",
  });
  const rows = useMemo(() => visibleTree(view, open, sort), [view, open, sort]);
  const selected = rows.find(({ id }) => id === chosen);
  const toggle = (row: TreeRow, isOpen = !row.isOpen): void => {
    const next = new Set(open);
    if (isOpen) next.add(row.id);
    else next.delete(row.id);
    onOpen(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (selected === undefined || event.altKey || event.ctrlKey) return;
    const { hasRows, isOpen, parent } = selected;
    if (event.key === "ArrowRight" && hasRows && !isOpen) toggle(selected);
    else if (event.key === "ArrowLeft" && isOpen) toggle(selected);
    else if (event.key === "ArrowLeft" && parent !== 0) onChoose(parent);
    else if (event.key === "c") void copyName(holderTitle(selected));
    else if (event.key === "p") onPath();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <Suspects
        view={view}
        isCompared={isCompared}
        chosen={chosen}
        onPick={(suspect) => {
          onOpen(openTo(open, suspect));
          onChoose(suspect.path.at(-1) ?? null);
        }}
      />
      <div className="holders__tree" onKeyDown={onKeyDown}>
        <VirtualTable
          label={t("holders.tree")}
          columns={treeColumns(t, isCompared, toggle)}
          rows={rows}
          rowKey={({ id }) => String(id)}
          selectedKey={chosen === null ? null : String(chosen)}
          onSelect={({ id }) => onChoose(id)}
          onOpen={(row) => row.hasRows && toggle(row)}
          sort={sort}
          onSort={(id) => {
            const column = treeOrders.find((order) => order === id);
            if (column !== undefined)
              setSort(nextSort(sort, column, column === "name"));
          }}
          testId="holders-tree"
          centers
        />
      </div>
    </>
  );
}

function Suspects({
  view,
  isCompared,
  chosen,
  onPick,
}: {
  readonly view: HoldersView;
  readonly isCompared: boolean;
  readonly chosen: number | null;
  readonly onPick: (suspect: HolderSuspect) => void;
}): ReactElement {
  const t = useMessage();
  const keyOf = ({ path }: HolderSuspect): string => path.join(" ");
  if (view.suspects.length === 0)
    return (
      <p className="panel__note" role="status">
        {t(isCompared ? "holders.none.grown" : "holders.none")}
      </p>
    );
  const picked = view.suspects.find(({ path }) => path.at(-1) === chosen);
  return (
    <div
      className="holders__suspects"
      style={{ height: `${suspectsHeight(view.suspects.length)}px` }}
    >
      <VirtualTable
        label={t("holders.suspects")}
        columns={suspectColumns(t, isCompared)}
        rows={view.suspects}
        rowKey={keyOf}
        selectedKey={picked === undefined ? null : keyOf(picked)}
        onSelect={onPick}
        testId="holders-suspects"
      />
    </div>
  );
}
