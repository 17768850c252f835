// What a session holds at one moment, and how that reads as the state that is shown.

import type { GdbState } from "../core/investigation/live-state.ts";
import type { Target } from "../core/investigation/model.ts";
import type { GdbAttachment } from "./gdb-attachment.ts";
import type { GdbConsole } from "./gdb-console.ts";
import type { GdbStopMeter } from "./gdb-stop-meter.ts";
import { describeSubject, type GdbSubject } from "./gdb-subject.ts";

/** From the call to `attach` until gdb runs: there is nothing to show yet, but a second call must wait. */
export interface Launching {
  readonly subject: GdbSubject;
  cancelled: boolean;
  /** Resolves when gdb runs or has failed to. */
  settled: Promise<unknown>;
}

export interface Held {
  /** Null for a core: nobody watches it. */
  readonly target: Target | null;
  readonly meter: GdbStopMeter;
  readonly console: GdbConsole;
  readonly gdbVersion: string;
  readonly readOnly: boolean;
  readonly attachment: GdbAttachment;
}

export function stateOf(
  held: Held | null,
  launching: Launching | null,
): GdbState {
  if (held === null)
    return {
      status: launching === null ? "detached" : "attaching",
      pid: launching === null ? null : pidOf(launching.subject),
      gdbVersion: null,
      stopReason: null,
      stoppedSinceMillis: null,
      breakpointsInserted: false,
    };
  const { attachment, meter } = held;
  const { subject } = attachment;
  return {
    status: statusOf(attachment),
    pid: pidOf(subject),
    gdbVersion: held.gdbVersion,
    stopReason: attachment.stopReason,
    stoppedSinceMillis: meter.stoppedSinceMillis,
    breakpointsInserted: attachment.breakpointsInserted,
    readOnly: held.readOnly,
    subject: { kind: subject.kind, name: describeSubject(subject) },
    changes: attachment.changes,
  };
}

function pidOf(subject: GdbSubject): number | null {
  return subject.kind === "process" ? subject.pid : null;
}

function statusOf(attachment: GdbAttachment): GdbState["status"] {
  switch (attachment.phase) {
    case "attaching":
      return "attaching";
    case "attached":
      return attachment.running ? "running" : "stopped";
    case "detaching":
      return "detaching";
    case "ended":
      return "detached";
  }
}
