// One goroutine snapshot, against an earlier one where there is one: as nested groups or as a flame graph, with the
// chosen group or goroutine beside it.

import { useMemo, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { ReadState } from "../../ui/read-state.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { GoroutineFacts } from "./goroutine-facts.tsx";
import { GoroutineFlame } from "./goroutine-flame.tsx";
import { GoroutineSide } from "./goroutine-side.tsx";
import { GoroutineTable } from "./goroutine-table.tsx";
import {
  chosenBefore,
  earlierSnapshots,
  levelsOf,
} from "./goroutines-model.ts";
import { useGoroutinesLook } from "./goroutines-store.ts";
import { GoroutinesToolbar } from "./goroutines-toolbar.tsx";
import "./goroutines.css";

export interface GoroutinesContentProps {
  /** Goroutine snapshots, newest first; at least one. */
  readonly snapshots: readonly Snapshot[];
}

/** What is being typed is not searched for. */
const settleMs = 250;

export function GoroutinesContent({
  snapshots,
}: GoroutinesContentProps): ReactElement {
  const t = useMessage();
  const [look, change] = useGoroutinesLook();
  const snapshot =
    snapshots.find((candidate) => candidate.id === look.snapshotId) ??
    snapshots[0];
  const earlier =
    snapshot === undefined ? [] : earlierSnapshots(snapshots, snapshot);
  const before =
    snapshot === undefined
      ? null
      : chosenBefore(earlier, snapshot, look.before);
  const snapshotId = snapshot?.id ?? null;
  const beforeId = before?.id ?? null;
  const { first, second, open, limit } = look;
  const order = look.order ?? (before === null ? "count" : "change");
  const search = useSettled(look.search, settleMs);
  const subject = useMemo(
    () =>
      snapshotId === null
        ? null
        : {
            snapshotId,
            beforeId,
            search,
            levels: levelsOf(first, second).map((level) => ({ ...level })),
          },
    [snapshotId, beforeId, search, first, second],
  );
  const browsed = useCancelableReply(
    useMemo(
      () =>
        subject === null
          ? null
          : (signal: AbortSignal) =>
              trivet.goroutines.browse(
                {
                  ...subject,
                  order,
                  open: open.map((path) => [...path]),
                  limit,
                },
                { signal },
              ),
      [subject, order, open, limit],
    ),
    `${snapshotId ?? ""} ${beforeId ?? ""}`,
  );
  const view = browsed.value;
  return (
    <div className="panel">
      <GoroutinesToolbar
        snapshots={snapshots}
        earlier={earlier}
        snapshot={snapshot ?? null}
        before={before}
        order={order}
        view={view}
        look={look}
        onChange={change}
      />
      <ReadState
        reads={[browsed]}
        loading={t("goroutines.loading")}
        cancelled={browsed.isCancelled}
        onCancel={browsed.cancel}
      >
        {view === null || subject === null ? null : (
          <div className="goroutines">
            <GoroutineFacts view={view} />
            <div className="goroutines__split">
              {look.show === "flame" ? (
                <GoroutineFlame
                  subject={subject}
                  path={look.flamePath}
                  onZoom={(flamePath) => change({ flamePath })}
                />
              ) : (
                <GoroutineTable view={view} look={look} onChange={change} />
              )}
              <GoroutineSide
                subject={subject}
                targetId={snapshot?.targetId ?? ""}
                look={look}
                onChange={change}
              />
            </div>
          </div>
        )}
      </ReadState>
    </div>
  );
}
