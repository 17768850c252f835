// Who holds the heap: the object graph of a process, taken with a short pause, as suspects and as a tree of holders.

import { useCallback, useMemo, useState, type ReactElement } from "react";
import type { Snapshot } from "../../../core/investigation/model.ts";
import { trivet } from "../../bridge.ts";
import {
  useInvestigation,
  usePrimaryTarget,
  useSnapshots,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { ProfileEmptyState } from "../../ui/profile-empty-state.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { SnapshotSelect } from "../../ui/snapshot-select.tsx";
import { snapshotsOfKinds } from "../../ui/snapshot-title.ts";
import { Toolbar, ToolbarSpace } from "../../ui/toolbar.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { coreOf, type GraphSource } from "./groups-model.ts";
import { HoldersContent, type Look } from "./holders-content.tsx";
import "./holders.css";
import { stoppedFor } from "./holders-model.ts";
import { TakeGraphButton } from "./take-graph-button.tsx";

export function HoldersPanel(): ReactElement {
  const snapshots = snapshotsOfKinds(useSnapshots(), ["holders"]);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const shown =
    snapshots.find(({ id }) => id === chosenId) ?? snapshots[0] ?? null;
  if (shown === null)
    return (
      <ProfileEmptyState
        title="holders.empty.title"
        text="holders.empty.text"
        archiveText="holders.empty.archive"
      >
        {(targetId) => (
          <TakeGraphButton
            targetId={targetId}
            onTaken={({ id }) => setChosenId(id)}
          />
        )}
      </ProfileEmptyState>
    );
  return <Graphs snapshots={snapshots} shown={shown} onChoose={setChosenId} />;
}

function Graphs({
  snapshots,
  shown,
  onChoose,
}: {
  readonly snapshots: readonly Snapshot[];
  readonly shown: Snapshot;
  readonly onChoose: (id: string | null) => void;
}): ReactElement {
  const t = useMessage();
  const earlier = snapshots.filter(
    ({ targetId, atMillis }) =>
      targetId === shown.targetId && atMillis < shown.atMillis,
  );
  /** Undefined: nobody chose, and the oldest shows most growth. */
  const [chosenBefore, setBefore] = useState<string | null | undefined>();
  const before =
    chosenBefore === undefined
      ? (earlier.at(-1) ?? null)
      : (earlier.find(({ id }) => id === chosenBefore) ?? null);
  const beforeId = before?.id ?? null;
  const subject = `${shown.id} ${beforeId ?? ""}`;
  const read = useCancelableReply(
    useCallback(
      (signal: AbortSignal) =>
        trivet.holders.read({ snapshotId: shown.id, beforeId }, { signal }),
      [shown.id, beforeId],
    ),
    subject,
  );
  const view = read.value;
  const [look, setLook] = useState<Look>("tree");
  const source = useGraphSource(shown);
  return (
    <div className="panel" data-testid="panel-holders">
      <Toolbar label={t("holders.toolbar")}>
        <SnapshotSelect
          label={t("profile.snapshot")}
          snapshots={snapshots}
          selectedId={shown.id}
          onSelect={onChoose}
        />
        {earlier.length === 0 ? null : (
          <SnapshotSelect
            label={t("holders.before")}
            snapshots={earlier}
            selectedId={beforeId}
            onSelect={setBefore}
            noneTitle={t("holders.before.none")}
          />
        )}
        {view === null ? null : (
          <span className="toolbar__fact" role="status">
            {t("holders.total", {
              bytes: view.retainedBytes,
              objects: view.retainedObjects,
            })}
          </span>
        )}
        <PauseFact snapshotId={shown.id} />
        <ToolbarSpace />
        <TakeAnother onTaken={({ id }) => onChoose(id)} />
      </Toolbar>
      <ReadState
        reads={[read]}
        loading={t("holders.loading")}
        cancelled={read.isCancelled}
        onCancel={read.cancel}
      >
        {view === null ? null : (
          <HoldersContent
            key={subject}
            view={view}
            isCompared={beforeId !== null}
            look={look}
            setLook={setLook}
            source={source}
            onTaken={onChoose}
          />
        )}
      </ReadState>
    </div>
  );
}

/** What taking it cost the target, as measured. */
function PauseFact({
  snapshotId,
}: {
  readonly snapshotId: string;
}): ReactElement | null {
  const t = useMessage();
  const stoppedMs = useInvestigation(({ events }) =>
    stoppedFor(events, snapshotId),
  );
  if (stoppedMs === undefined || stoppedMs === null) return null;
  return (
    <span
      className="toolbar__fact"
      data-testid="graph-pause"
      title={t("holders.paused.full", { ms: stoppedMs })}
    >
      {t("holders.paused", { ms: stoppedMs })}
    </span>
  );
}

function TakeAnother({
  onTaken,
}: {
  readonly onTaken: (snapshot: Snapshot) => void;
}): ReactElement | null {
  const targetId = useRunningTarget();
  if (targetId === null) return null;
  return <TakeGraphButton targetId={targetId} onTaken={onTaken} />;
}

/** Whose heap can be read now. */
function useRunningTarget(): string | null {
  const target = usePrimaryTarget();
  const kind = useInvestigation((investigation) => investigation.kind);
  if (kind === "archive" || kind === "sample") return null;
  return target === null || target.status === "ended" ? null : target.target.id;
}

/** A core's graph comes from the core again, a process's from the process. */
function useGraphSource({ id }: Snapshot): GraphSource | null {
  const targetId = useRunningTarget();
  const events = useInvestigation((investigation) => investigation.events);
  return useMemo(
    () =>
      coreOf(events ?? [], id) ??
      (targetId === null ? null : { kind: "process", targetId }),
    [events, id, targetId],
  );
}
