// What is looked at, and how: the two snapshots, the grouping, the order, the search.

import type { ReactElement } from "react";
import {
  rowOrders,
  type BrowserView,
  type RowOrder,
} from "../../../core/goroutines/browser-views.ts";
import { tellsGoroutineIds } from "../../../core/investigation/goroutine-stacks.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { SearchField, Select } from "../../ui/fields.tsx";
import { formatTimeOfDay } from "../../ui/snapshot-title.ts";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { offeredGroupings } from "./goroutines-model.ts";
import { firstLimit, type GoroutinesLook } from "./goroutines-store.ts";

export interface GoroutinesToolbarProps {
  readonly snapshots: readonly Snapshot[];
  readonly earlier: readonly Snapshot[];
  readonly snapshot: Snapshot | null;
  readonly before: Snapshot | null;
  readonly order: RowOrder;
  /** Null while it is read. */
  readonly view: BrowserView | null;
  readonly look: GoroutinesLook;
  readonly onChange: (change: Partial<GoroutinesLook>) => void;
}

/** What a path means changes with these: nothing stays open or chosen. */
const anew = { open: [], chosen: null, limit: firstLimit, flamePath: [] };

export function GoroutinesToolbar({
  snapshots,
  earlier,
  snapshot,
  before,
  order,
  view,
  look,
  onChange,
}: GoroutinesToolbarProps): ReactElement {
  const t = useMessage();
  const kind = useInvestigation((investigation) => investigation.kind);
  const target = usePrimaryTarget();
  const optionOf = (one: Snapshot): { value: string; title: string } => ({
    value: one.id,
    title: t(
      tellsGoroutineIds(one)
        ? "goroutines.snapshot.stacks"
        : "goroutines.snapshot.counted",
      { title: formatTimeOfDay(one.atMillis) },
    ),
  });
  const offered = offeredGroupings(
    view?.facts ?? null,
    view?.labelKeys ?? [],
  ).map(({ id, title }) => ({ value: id, title: t(title) }));
  // What was chosen for another snapshot stays offered, or the select would show something else.
  const withChosen = (id: string): typeof offered =>
    id === "" || offered.some(({ value }) => value === id)
      ? offered
      : [...offered, { value: id, title: id }];
  const canTake =
    kind === "live" && target !== null && target.status !== "ended";
  const show = (taken: Snapshot): void => onChange({ snapshotId: taken.id });
  return (
    <div className="panel__bar">
      <Toolbar label={t("panel.goroutines")}>
        <Select
          label={t("profile.snapshot")}
          hideLabel
          value={snapshot?.id ?? ""}
          options={snapshots.map(optionOf)}
          onChange={(snapshotId) => onChange({ snapshotId, chosen: null })}
        />
        <Select
          label={t("goroutines.before")}
          value={before?.id ?? ""}
          options={[
            { value: "", title: t("goroutines.before.none") },
            ...earlier.map(optionOf),
          ]}
          onChange={(id) =>
            onChange({ before: { snapshotId: id === "" ? null : id } })
          }
        />
      </Toolbar>
      <Toolbar label={t("goroutines.label")}>
        <Select
          label={t("goroutines.show")}
          hideLabel
          value={look.show}
          options={(["groups", "flame"] as const).map((value) => ({
            value,
            title: t(`goroutines.show.${value}`),
          }))}
          onChange={(value) => onChange({ show: value })}
        />
        <Select
          label={t("goroutines.by")}
          value={look.first}
          options={withChosen(look.first)}
          onChange={(first) => onChange({ ...anew, first })}
        />
        <Select
          label={t("goroutines.then")}
          value={look.second}
          options={[
            { value: "", title: t("goroutines.then.none") },
            ...withChosen(look.second),
          ]}
          onChange={(second) => onChange({ ...anew, second })}
        />
        <Select
          label={t("goroutines.order")}
          hideLabel
          value={order}
          options={rowOrders.map((value) => ({
            value,
            title: t(`goroutines.order.${value}`),
          }))}
          onChange={(value) => onChange({ order: value })}
        />
        <span className="goroutines__search">
          <SearchField
            label={t("goroutines.search")}
            value={look.search}
            onChange={(search) => onChange({ search })}
          />
        </span>
        <ToolbarSpace />
        {canTake ? (
          <>
            <TakeSnapshotButton
              targetId={target.target.id}
              kind="goroutine"
              onTaken={show}
            />
            <TakeSnapshotButton
              targetId={target.target.id}
              kind="goroutine"
              stacks
              onTaken={show}
            />
          </>
        ) : null}
      </Toolbar>
    </div>
  );
}
