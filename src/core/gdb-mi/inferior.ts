// What gdb's target is doing, folded from MI records alone: whoever gave the command, the window or somebody typing in
// the console, the same records come.

import { miText, miTuple, type MiRecord, type MiTuple } from "./records.ts";

export interface Inferior {
  /** Null while nothing is attached. */
  readonly pid: number | null;
  readonly running: boolean;
  /** MI's `reason`, or the signal's name where that says more: `breakpoint-hit`, `SIGINT`. Null while running. */
  readonly stopReason: string | null;
  /** Numbers of the breakpoints, watchpoints and catchpoints that are enabled. */
  readonly breakpoints: ReadonlySet<string>;
  /** How the process ended while gdb held it; null when it did not. */
  readonly exit: string | null;
}

export const noInferior: Inferior = {
  pid: null,
  running: false,
  stopReason: null,
  breakpoints: new Set(),
  exit: null,
};

/** The state after one more record; the same object when it says nothing about the target. */
export function followInferior(state: Inferior, record: MiRecord): Inferior {
  switch (record.kind) {
    case "exec":
      if (record.class === "running")
        return state.running
          ? state
          : { ...state, running: true, stopReason: null };
      if (record.class === "stopped") return followStop(state, record.results);
      return state;
    case "notify":
      return followNotification(state, record.class, record.results);
    case "result": {
      // A breakpoint or watchpoint set over MI is announced only in the answer.
      const created = createdBreakpoint(record.results);
      return created === undefined ? state : followBreakpoint(state, created);
    }
    case "status":
    case "console":
    case "target":
    case "log":
    case "prompt":
    case "malformed":
      return state;
  }
}

/** What an MI command has just set; undefined when it set nothing. */
export function createdBreakpoint(results: MiTuple): MiTuple | undefined {
  for (const name of ["bkpt", "wpt", "hw-rwpt", "hw-awpt"]) {
    const created = miTuple(results, name);
    if (created !== undefined) return created;
  }
  return undefined;
}

function followStop(state: Inferior, results: MiTuple): Inferior {
  // gdb 13 keeps a signal that was passed on in the record of the exit:
  // `*stopped,reason="signal-received",signal-name="SIGTERM",…,reason="exited-normally"`.
  const reasons = results.results
    .filter(({ name }) => name === "reason")
    .map(({ value }) => value);
  const last = reasons.at(-1);
  const reason = typeof last === "string" ? last : null;
  const signal = miText(results, "signal-name");
  const stopped = { ...state, running: false };
  if (reason === "exited-normally")
    return { ...stopped, stopReason: reason, exit: "exit code 0" };
  if (reason === "exited") {
    const code = parseInt(miText(results, "exit-code") ?? "", 8);
    return { ...stopped, stopReason: reason, exit: `exit code ${code}` };
  }
  if (reason === "exited-signalled")
    return { ...stopped, stopReason: reason, exit: signal ?? "a signal" };
  return { ...stopped, stopReason: signal ?? reason };
}

function followNotification(
  state: Inferior,
  name: string,
  results: MiTuple,
): Inferior {
  switch (name) {
    case "thread-group-started": {
      const pid = Number(miText(results, "pid"));
      if (!Number.isSafeInteger(pid) || pid <= 0) return state;
      return { ...state, pid, exit: null };
    }
    case "thread-group-exited":
      return { ...state, pid: null, running: false, stopReason: null };
    case "breakpoint-created":
    case "breakpoint-modified": {
      const breakpoint = miTuple(results, "bkpt");
      return breakpoint === undefined
        ? state
        : followBreakpoint(state, breakpoint);
    }
    case "breakpoint-deleted": {
      const id = miText(results, "id");
      return id === undefined ? state : withBreakpoint(state, id, false);
    }
    default:
      return state;
  }
}

function followBreakpoint(state: Inferior, breakpoint: MiTuple): Inferior {
  const number = miText(breakpoint, "number");
  if (number === undefined) return state;
  // A temporary one is deleted when it is hit; until then it is as inserted as any.
  return withBreakpoint(state, number, miText(breakpoint, "enabled") !== "n");
}

function withBreakpoint(
  state: Inferior,
  number: string,
  enabled: boolean,
): Inferior {
  if (state.breakpoints.has(number) === enabled) return state;
  const breakpoints = new Set(state.breakpoints);
  if (enabled) breakpoints.add(number);
  else breakpoints.delete(number);
  return { ...state, breakpoints };
}
