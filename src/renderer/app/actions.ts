// What buttons, menus, palette and shortcuts do, said once. Failures become toasts with their code and advice.

import type { CaptureEstimate } from "../../core/investigation/live-state.ts";
import type { Snapshot } from "../../core/investigation/model.ts";
import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { captureSnapshot } from "../state/capture-task.ts";
import { receiveInvestigation } from "../state/connect-stores.ts";
import {
  currentInvestigation,
  primaryTarget,
} from "../state/investigation-store.ts";
import { expectGdbEnd } from "../state/gdb-store.ts";
import { runTask } from "../state/progress-store.ts";
import { reportFailure, toastMessage } from "../state/toast-store.ts";
import { saveViewNow } from "../state/save-view.ts";
import { currentView, showSnapshot } from "../state/view-store.ts";

export type CaptureKind = "heap" | "allocs" | "goroutine";

export async function openInvestigation(path?: string): Promise<void> {
  const opened = reportFailure(
    await runTask(message("task.open"), (signal) =>
      trivet.investigation.open(path === undefined ? {} : { path }, { signal }),
    ),
  );
  if (opened !== undefined && opened !== null) receiveInvestigation(opened);
}

export async function openSample(): Promise<void> {
  const opened = reportFailure(
    await runTask(message("task.open"), (signal) =>
      trivet.investigation.openSample({}, { signal }),
    ),
  );
  if (opened !== undefined) receiveInvestigation(opened);
}

export async function createInvestigation(): Promise<void> {
  const created = reportFailure(await trivet.investigation.create({}));
  if (created !== undefined) receiveInvestigation(created);
}

export async function saveInvestigation(saveAs: boolean): Promise<void> {
  if (currentInvestigation() === null) return;
  await saveViewNow();
  const saved = reportFailure(
    await runTask(message("task.save"), (signal) =>
      trivet.investigation.save({ saveAs }, { signal }),
    ),
  );
  if (saved !== undefined && saved !== null)
    toastMessage(
      message("app.saved", { path: saved.path, bytes: saved.bytes }),
    );
}

export async function startDemo(leak: boolean): Promise<void> {
  reportFailure(
    await runTask(message("task.demo"), (signal) =>
      trivet.target.startDemo({ leak }, { signal }),
    ),
  );
}

export async function stopDemo(): Promise<void> {
  expectGdbEnd();
  reportFailure(await trivet.target.stopDemo({}));
}

export async function disconnectTarget(): Promise<void> {
  const target = primaryTarget(currentInvestigation());
  if (target === null) return;
  expectGdbEnd();
  reportFailure(await trivet.target.disconnect({ targetId: target.target.id }));
}

/** True while there is something to disconnect from. */
export function isWatched(): boolean {
  const target = primaryTarget(currentInvestigation());
  return target !== null && target.status !== "ended";
}

/** True while the demo target is what is watched: its binary lies where demos are built. */
export function isDemoWatched(): boolean {
  const exe = primaryTarget(currentInvestigation())?.target.exe ?? "";
  return isWatched() && /[\\/]trivet[\\/]demo[\\/]/i.test(exe);
}

/** True while a target is there to be asked. */
export function canCapture(): boolean {
  const target = primaryTarget(currentInvestigation());
  return (
    target !== null && target.status !== "ended" && target.target.url !== null
  );
}

export async function takeSnapshot(
  kind: CaptureKind,
  gc: boolean,
  stacks = false,
): Promise<void> {
  const target = primaryTarget(currentInvestigation());
  if (target === null) return;
  const wish = { targetId: target.target.id, kind, gc, stacks };
  await captureSnapshot(wish, message("task.capture", { kind }), showTaken);
}

function showTaken(snapshot: Snapshot): void {
  const view = currentView();
  const isSinglePanel = view.panel === "flame" || view.panel === "table";
  if (snapshot.kind === "heap" && isSinglePanel && view.snapshotId !== null)
    showSnapshot(snapshot.id);
  const { kind, bytes } = snapshot;
  toastMessage(message("app.captured", { kind, bytes }));
}

export async function estimateCapture(
  kind: CaptureKind,
  gc: boolean,
  stacks = false,
): Promise<CaptureEstimate | null> {
  const target = primaryTarget(currentInvestigation());
  if (target === null) return null;
  const reply = await trivet.capture.estimate({
    targetId: target.target.id,
    kind,
    gc,
    stacks,
  });
  return reply.ok ? reply.value : null;
}

export async function copyText(text: string): Promise<void> {
  if (reportFailure(await trivet.app.copyText({ text })) !== undefined)
    toastMessage(message("app.copied"));
}
