// What can be done with the debugger, for the panel's buttons and the palette alike.

import type { GdbState } from "../../core/investigation/live-state.ts";
import { message } from "../../core/messages/message.ts";
import { trivet } from "../bridge.ts";
import { chooseEvidence } from "./evidence-view.ts";
import { expectGdbEnd, setAttachAsked, useGdbStore } from "./gdb-store.ts";
import {
  currentInvestigation,
  primaryTarget,
  useInvestigationStore,
} from "./investigation-store.ts";
import { runTask } from "./progress-store.ts";
import { reportFailure, toastMessage } from "./toast-store.ts";
import { showPanel, showSnapshot } from "./view-store.ts";

export interface GdbActions {
  readonly attach: boolean;
  readonly resume: boolean;
  readonly interrupt: boolean;
  readonly detach: boolean;
  readonly countSpans: boolean;
  /** Whether keys typed into the terminal go to gdb. */
  readonly type: boolean;
}

/** `targetAlive`: a live investigation watches a process on this machine. */
export function gdbActions(
  { status, subject }: Pick<GdbState, "status" | "subject">,
  targetAlive: boolean,
): GdbActions {
  const stopped = status === "stopped";
  // A core never runs, and is watched by nobody.
  const isCore = subject?.kind === "core";
  const running = status === "running";
  return {
    attach: status === "detached" && targetAlive,
    resume: stopped && !isCore,
    interrupt: running,
    detach: stopped || running || status === "attaching",
    countSpans: stopped && !isCore,
    type: stopped || running,
  };
}

/** A process on this machine that a live investigation watches. */
function isAttachable(
  investigation: ReturnType<typeof currentInvestigation>,
): boolean {
  const target = primaryTarget(investigation);
  return (
    investigation?.kind === "live" &&
    target !== null &&
    target.status !== "ended" &&
    target.target.pid !== null
  );
}

export function currentGdbActions(): GdbActions {
  return gdbActions(
    useGdbStore.getState().gdb,
    isAttachable(currentInvestigation()),
  );
}

export function useGdbActions(): GdbActions {
  const gdb = useGdbStore((state) => state.gdb);
  const canAttachTo = useInvestigationStore(({ investigation }) =>
    isAttachable(investigation),
  );
  return gdbActions(gdb, canAttachTo);
}

/** Shows the price of attaching and asks; nothing happens to the target before that is answered. */
export function askToAttach(): void {
  showPanel("gdb");
  setAttachAsked(true);
}

export async function controlGdb(
  what: "resume" | "interrupt" | "detach",
): Promise<void> {
  if (what === "detach") expectGdbEnd();
  reportFailure(await trivet.gdb[what]({}));
}

/** Counts and says what it came to: the numbers are what one wanted, the snapshot is the evidence. */
export async function countSpans(): Promise<void> {
  const taken = reportFailure(
    await runTask(message("gdb.spans.running"), (signal) =>
      trivet.gdb.takeSpans({}, { signal }),
    ),
  );
  if (taken === undefined) return;
  const { id, heapInUseBytes: bytes, objects } = taken;
  // It was asked for where gdb is worked with: there one stays, and the inspector shows it.
  showSnapshot(id);
  toastMessage(message("gdb.spans.done", { id, bytes, objects }), {
    label: message("gdb.spans.show"),
    run: () => {
      chooseEvidence("members");
      showSnapshot(id, "evidence");
    },
  });
}

/** Turns the mark of the watched target over: gdb attaches read-only to one that is marked. */
export async function toggleProduction(): Promise<void> {
  const target = primaryTarget(currentInvestigation())?.target;
  if (target === undefined) return;
  const isProduction = !(target.isProduction ?? false);
  const reply = await trivet.target.markProduction({
    targetId: target.id,
    isProduction,
  });
  if (reportFailure(reply) === undefined) return;
  toastMessage(
    message(isProduction ? "gdb.production.on" : "gdb.production.off", {
      target: target.label,
    }),
  );
}

export function canMarkProduction(): boolean {
  return isAttachable(currentInvestigation());
}
