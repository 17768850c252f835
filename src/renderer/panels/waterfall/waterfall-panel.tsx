// From RSS down to the largest stacks: which heap snapshot, and what stands where there is nothing to reconcile.

import { useMemo, useState, type ReactElement } from "react";
import { trivet } from "../../bridge.ts";
import {
  useInvestigation,
  usePrimaryTarget,
  useSnapshots,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { useView, useViewStore } from "../../state/view-store.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/fields.tsx";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { SnapshotSelect } from "../../ui/snapshot-select.tsx";
import { snapshotsOfKinds } from "../../ui/snapshot-title.ts";
import { TakeSnapshotButton } from "../../ui/take-snapshot-button.tsx";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { WaterfallContent } from "./waterfall-content.tsx";
import "./waterfall.css";

/** What is under a moving pointer is not asked for. */
const settleMs = 150;
const refreshMs = 5_000;
const stackCounts = ["5", "10", "20", "50"] as const;

export function WaterfallPanel(): ReactElement {
  const target = usePrimaryTarget();
  if (target === null)
    return (
      <ProfileEmptyState
        title="waterfall.empty.title"
        text="waterfall.empty.text"
        archiveText="waterfall.empty.archive"
      >
        {() => null}
      </ProfileEmptyState>
    );
  return <Reconciliation targetId={target.target.id} />;
}

function Reconciliation({
  targetId,
}: {
  readonly targetId: string;
}): ReactElement {
  const t = useMessage();
  const kind = useInvestigation((investigation) => investigation.kind);
  const status = usePrimaryTarget()?.status;
  const snapshots = snapshotsOfKinds(useSnapshots(), ["heap"]).filter(
    (snapshot) => snapshot.targetId === targetId,
  );
  const shared = useView((view) => view.snapshotId);
  const cursorMillis = useViewStore((view) => view.cursorMillis);
  const atMillis = useSettled(cursorMillis, settleMs);
  const [chosenId, setChosen] = useState<string | null>(null);
  const [stackCount, setStackCount] =
    useState<(typeof stackCounts)[number]>("10");
  const wanted = chosenId ?? (atMillis === null ? shared : null);
  const snapshotId =
    snapshots.find((snapshot) => snapshot.id === wanted)?.id ?? null;
  // While recording, the newest moment goes on.
  const untilMillis = useInvestigation(({ range }) => range?.toMillis) ?? 0;
  const step = Math.floor(untilMillis / refreshMs);
  const newest = `${snapshots[0]?.id ?? ""} ${atMillis === null ? step : ""}`;

  const reconciled = useCancelableReply(
    useMemo(
      () => (signal: AbortSignal) =>
        trivet.memory.reconcile(
          { targetId, snapshotId, atMillis, stacks: Number(stackCount) },
          { signal },
        ),
      // eslint-disable-next-line react-hooks/exhaustive-deps -- `newest` is why to read again
      [targetId, snapshotId, atMillis, stackCount, newest],
    ),
    targetId,
  );
  const isLive = kind === "live" && status !== "ended";
  const nothing = reconciled.status === "ready" && reconciled.value === null;
  return (
    <div className="panel">
      <Toolbar label={t("panel.waterfall")}>
        <SnapshotSelect
          label={t("waterfall.snapshot")}
          snapshots={snapshots}
          selectedId={chosenId}
          onSelect={setChosen}
          noneTitle={t("waterfall.snapshot.follow")}
        />
        <Select
          label={t("waterfall.more-stacks")}
          value={stackCount}
          options={stackCounts.map((value) => ({ value, title: value }))}
          onChange={setStackCount}
        />
        <ToolbarSpace />
        {isLive ? <TakeSnapshotButton targetId={targetId} kind="heap" /> : null}
      </Toolbar>
      <ReadState
        reads={[reconciled]}
        loading={t("waterfall.loading")}
        cancelled={reconciled.isCancelled}
        onCancel={reconciled.cancel}
      >
        {reconciled.value === null ? (
          nothing ? (
            <EmptyState
              title={t("waterfall.empty.title")}
              text={t(
                isLive ? "waterfall.empty.text" : "waterfall.empty.archive",
              )}
            />
          ) : null
        ) : (
          <WaterfallContent view={reconciled.value} />
        )}
      </ReadState>
    </div>
  );
}
