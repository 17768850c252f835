// One goroutine snapshot, against an earlier one where there is one.

import { useMemo, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { GoroutineGroup } from "../../../core/pprof/views.ts";
import { trivet } from "../../bridge.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { SearchField, Select } from "../../ui/fields.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { SnapshotSelect } from "../../ui/snapshot-select.tsx";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { GoroutineGroupRow } from "./goroutine-group-row.tsx";
import {
  arrangeGroups,
  earlierSnapshots,
  totalsOf,
  type GroupOrder,
} from "./goroutines-model.ts";
import "./goroutines.css";

/** More are drawn on demand: a healthy server has dozens of groups, a sick one can have thousands. */
const atOnce = 200;

export interface GoroutinesContentProps {
  /** Goroutine snapshots, newest first; at least one. */
  readonly snapshots: readonly Snapshot[];
}

export function GoroutinesContent({
  snapshots,
}: GoroutinesContentProps): ReactElement {
  const t = useMessage();
  const kind = useInvestigation((investigation) => investigation.kind);
  const target = usePrimaryTarget();
  const [chosenId, setChosen] = useState<string | null>(null);
  const [beforeChoice, setBefore] = useState<string | null | undefined>();
  const [filter, setFilter] = useState("");
  const [orderChoice, setOrder] = useState<GroupOrder | null>(null);
  const snapshot =
    snapshots.find((candidate) => candidate.id === chosenId) ?? snapshots[0];
  const earlier =
    snapshot === undefined ? [] : earlierSnapshots(snapshots, snapshot);
  const before =
    beforeChoice === null
      ? null
      : (earlier.find((candidate) => candidate.id === beforeChoice) ??
        earlier.at(-1) ??
        null);
  const order = orderChoice ?? (before === null ? "count" : "change");
  const id = snapshot?.id ?? null;
  const beforeId = before?.id ?? null;

  const groups = useCancelableReply(
    useMemo(
      () =>
        id === null
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.goroutines(
                { snapshotId: id, beforeId },
                { signal },
              ),
      [id, beforeId],
    ),
    `${id ?? ""} ${beforeId ?? ""}`,
  );
  return (
    <div className="panel">
      <Toolbar label={t("panel.goroutines")}>
        <SnapshotSelect
          label={t("profile.snapshot")}
          snapshots={snapshots}
          selectedId={id}
          onSelect={setChosen}
        />
        <SnapshotSelect
          label={t("goroutines.before")}
          snapshots={earlier}
          selectedId={beforeId}
          onSelect={setBefore}
          noneTitle={t("goroutines.before.none")}
        />
        <Select
          label={t("goroutines.order")}
          hideLabel
          value={order}
          options={(["count", "change"] as const).map((value) => ({
            value,
            title: t(`goroutines.order.${value}`),
          }))}
          onChange={setOrder}
        />
        <SearchField
          label={t("goroutines.filter")}
          value={filter}
          onChange={setFilter}
        />
        <ToolbarSpace />
        {groups.value === null ? null : <Totals groups={groups.value} />}
        {kind !== "live" ||
        target === null ||
        target.status === "ended" ? null : (
          <TakeSnapshotButton
            targetId={target.target.id}
            kind="goroutine"
            onTaken={(taken) => setChosen(taken.id)}
          />
        )}
      </Toolbar>
      <ReadState
        reads={[groups]}
        loading={t("profile.loading")}
        cancelled={groups.isCancelled}
        onCancel={groups.cancel}
      >
        {groups.value === null ? null : (
          <GroupList groups={groups.value} order={order} filter={filter} />
        )}
      </ReadState>
    </div>
  );
}

function GroupList({
  groups,
  order,
  filter,
}: {
  readonly groups: readonly GoroutineGroup[];
  readonly order: GroupOrder;
  readonly filter: string;
}): ReactElement {
  const t = useMessage();
  const [most, setMost] = useState(atOnce);
  const arranged = useMemo(
    () => arrangeGroups(groups, order, filter),
    [groups, order, filter],
  );
  const hidden = arranged.length - most;
  return (
    <div className="groups" role="region" aria-label={t("goroutines.label")}>
      <div className="group__heads" aria-hidden="true">
        <span />
        <span className="number">{t("goroutines.count")}</span>
        <span className="number">{t("goroutines.change")}</span>
        <span>{t("goroutines.function")}</span>
      </div>
      {arranged.length === 0 ? (
        <p className="panel__note" role="status">
          {t("goroutines.none")}
        </p>
      ) : (
        <ul className="groups__list">
          {arranged.slice(0, most).map((group) => (
            <GoroutineGroupRow key={keyOf(group)} group={group} />
          ))}
        </ul>
      )}
      {hidden > 0 ? (
        <div className="groups__more">
          <Button onClick={() => setMost(most + atOnce)}>
            {t("goroutines.more", { count: Math.min(hidden, atOnce) })}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function keyOf(group: GoroutineGroup): string {
  const stack = group.frames
    .map((frame) => `${frame.function}:${frame.file}:${frame.line}`)
    .join("|");
  return `${stack}${JSON.stringify(group.labels)}`;
}

function Totals({
  groups,
}: {
  readonly groups: readonly GoroutineGroup[];
}): ReactElement {
  const t = useMessage();
  const totals = totalsOf(groups);
  const params = { count: totals.goroutines, groups: totals.groups };
  return (
    <span className="toolbar__fact">
      {totals.before === null
        ? t("goroutines.totals", params)
        : t("goroutines.totals.before", { ...params, before: totals.before })}
    </span>
  );
}
