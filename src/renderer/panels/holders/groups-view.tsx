// Values of one type by a field: how many there are of each, and what would be freed with them. The field is named before
// the graph is taken, since the values are read while it is.

import {
  useMemo,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import { formatBytes, formatCount } from "../../../core/format/quantity.ts";
import { message } from "../../../core/messages/message.ts";
import type {
  GroupRow,
  GroupsView,
} from "../../../core/object-graph/groups-view.ts";
import type { HoldersView } from "../../../core/object-graph/holders-view.ts";
import { printableLine } from "../../../core/printable.ts";
import { trivet } from "../../bridge.ts";
import { reportFailure, toastMessage } from "../../state/toast-store.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GoName } from "../../ui/go-name.tsx";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { FieldForm } from "./field-form.tsx";
import {
  groupedField,
  groupKey,
  groupOrders,
  groupsAsText,
  sortGroups,
  suggestFields,
  type GraphSource,
  type GroupOrder,
} from "./groups-model.ts";
import { grownColumn, Share, sizeColumns } from "./holders-columns.tsx";
import { nextSort, type Ordered } from "./holders-model.ts";

export function GroupsLook({
  view,
  isCompared,
  source,
  onTaken,
}: {
  readonly view: HoldersView;
  /** With an earlier graph, which may be one without groups. */
  readonly isCompared: boolean;
  /** Null where no graph can be taken any more. */
  readonly source: GraphSource | null;
  readonly onTaken: (snapshotId: string) => void;
}): ReactElement {
  const t = useMessage();
  const { groups } = view;
  const field = groups === null ? "" : groupedField(groups);
  const suggestions = useMemo(() => suggestFields(view), [view]);
  return (
    <>
      {source === null ? null : (
        <FieldForm
          // What is shown while the next graph is read is still the last one.
          key={field}
          source={source}
          initial={field}
          suggestions={suggestions}
          onTaken={onTaken}
        />
      )}
      {groups === null ? (
        <EmptyState
          title={t("holders.groups.none.title")}
          text={t(
            source === null
              ? "holders.groups.none.archive"
              : "holders.groups.none",
          )}
        />
      ) : groups.rows.length === 0 ? (
        <EmptyState
          title={t("holders.groups.nothing.title", { type: groups.type })}
          text={t("holders.groups.nothing", {
            count: groups.untypedObjects,
            bytes: groups.untypedBytes,
          })}
        />
      ) : (
        <Groups
          key={String(groups.isCompared)}
          groups={groups}
          isCompared={isCompared}
        />
      )}
    </>
  );
}

function Groups({
  groups,
  isCompared,
}: {
  readonly groups: GroupsView;
  readonly isCompared: boolean;
}): ReactElement {
  const t = useMessage();
  const [sort, setSort] = useState<Ordered<GroupOrder>>({
    column: groups.isCompared ? "grown" : "holds",
    direction: "descending",
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(() => sortGroups(groups.rows, sort), [groups, sort]);
  const columns = useMemo(() => groupColumns(t, groups), [t, groups]);
  const selected = rows.find((row) => groupKey(row) === chosen);
  const copyAll = async (): Promise<void> => {
    const text = groupsAsText(groups, rows, (row) => nameOf(row, t));
    if (reportFailure(await trivet.app.copyText({ text })) !== undefined)
      toastMessage(message("table.copied", { count: rows.length }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "c" || event.altKey || event.ctrlKey) return;
    if (selected === undefined) return;
    void copyName(nameOf(selected, t));
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div className="holders__path">
        <span className="holders__row">
          <GoName name={groupedField(groups)} characters={120} />
          <span className="muted" data-testid="group-count">
            {t("holders.groups.count", { count: rows.length })}
          </span>
        </span>
        <Button tone="quiet" onClick={() => void copyAll()}>
          {t("holders.groups.copy")}
        </Button>
      </div>
      <div className="holders__tree" onKeyDown={onKeyDown}>
        <VirtualTable
          label={t("holders.groups")}
          columns={columns}
          rows={rows}
          rowKey={groupKey}
          selectedKey={chosen}
          onSelect={(row) => setChosen(groupKey(row))}
          sort={sort}
          onSort={(id) => {
            const column = groupOrders.find((order) => order === id);
            if (column !== undefined)
              setSort(nextSort(sort, column, column === "value"));
          }}
          testId="holders-groups"
        />
      </div>
      <ul className="holders__notes" data-testid="group-notes">
        {notesOf(groups, isCompared, t).map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}

/** What the numbers mean, and what is not in them. */
function notesOf(
  groups: GroupsView,
  isCompared: boolean,
  t: Translate,
): readonly string[] {
  const torn = groups.rows.find(({ note }) => note === "torn");
  return [
    t("holders.groups.meaning"),
    ...(isCompared && !groups.isCompared
      ? [t("holders.groups.not-compared")]
      : []),
    ...(groups.leftOut > 0
      ? [t("holders.groups.left-out", { count: groups.leftOut })]
      : []),
    ...(groups.isAtLeast ? [t("holders.groups.at-least")] : []),
    ...(torn === undefined
      ? []
      : [t("holders.groups.torn", { count: torn.members })]),
    ...(groups.readLater > 0
      ? [t("holders.groups.read-later", { count: groups.readLater })]
      : []),
    ...(groups.untypedObjects > 0
      ? [
          t("holders.groups.untyped", {
            count: groups.untypedObjects,
            bytes: groups.untypedBytes,
          }),
        ]
      : []),
  ];
}

function nameOf({ value, note }: GroupRow, t: Translate): string {
  if (note !== null) return t(`holders.groups.value.${note}`);
  return value === "" ? '""' : printableLine(value);
}

function groupColumns(
  t: Translate,
  groups: GroupsView,
): readonly TableColumn<GroupRow>[] {
  return [
    ...sizeColumns<GroupRow>(t, true),
    {
      id: "share",
      title: t("holders.share"),
      width: "120px",
      render: ({ share }) => <Share share={share} />,
    },
    ...(groups.isCompared
      ? [{ ...grownColumn<GroupRow>(t), isSortable: true }]
      : []),
    {
      id: "values",
      title: t("holders.groups.values"),
      width: "88px",
      align: "end",
      isSortable: true,
      render: ({ members }) => formatCount(members),
    },
    {
      id: "own",
      title: t("holders.groups.own"),
      width: "104px",
      align: "end",
      isSortable: true,
      render: ({ bytes }) => formatBytes(bytes),
    },
    {
      id: "value",
      title: t("holders.groups.value"),
      width: "minmax(200px, 4fr)",
      isSortable: true,
      render: (row) => (
        <bdi
          className={row.note === null ? "mono" : "muted"}
          title={nameOf(row, t)}
        >
          {nameOf(row, t)}
        </bdi>
      ),
    },
  ];
}
