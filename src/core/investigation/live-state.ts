// What is true only while watching: it is shown and it changes, but it is not evidence and is not saved.

import type { Target, TargetCost } from "./model.ts";

export type TargetStatus = "connecting" | "watching" | "gap" | "ended";

export interface TargetState {
  readonly target: Target;
  readonly status: TargetStatus;
  readonly cost: TargetCost;
  /** The last failure while `gap`, worded by code. */
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface GdbState {
  readonly status:
    "detached" | "attaching" | "stopped" | "running" | "detaching";
  readonly pid: number | null;
  readonly gdbVersion: string | null;
  /** Why it stopped: the MI `reason`, for example `signal-received`. */
  readonly stopReason: string | null;
  readonly stoppedSinceMillis: number | null;
  /** True while a breakpoint is inserted: gdb is then never killed. */
  readonly breakpointsInserted: boolean;
  /** The session refuses what would change the target. Absent while nothing is held. */
  readonly readOnly?: boolean;
  /** What gdb is put on; `name` is for people. Absent while nothing is held. */
  readonly subject?: {
    readonly kind: "process" | "core";
    readonly name: string;
  };
  /** Grows with every stop, resumption and change of breakpoints: what was read at another count is out of date. */
  readonly changes?: number;
}

export interface GdbEstimate {
  readonly pid: number;
  readonly exe: string;
  /** Expected stop of the whole process while attaching. */
  readonly stopMs: number;
  readonly basis: "measured-before" | "static-binary" | "dynamic-binary";
  /** Null when attaching should work; else why not, with the mend in the catalogue. */
  readonly obstacle: { readonly code: string; readonly message: string } | null;
}

export interface CaptureEstimate {
  readonly requestMs: number | null;
  /** Only for `gc: true`: a full collection, estimated from the live heap. */
  readonly gcMs: number | null;
  readonly basis: "measured-before" | "rule-of-thumb";
  /** Only of a dump of every goroutine, during which the target stands still; null where their number is not known. */
  readonly stop?: {
    readonly goroutines: number;
    readonly lowMs: number;
    readonly highMs: number;
  } | null;
}

export interface Progress {
  readonly operation: string;
  readonly id: string;
  readonly done: number;
  /** Null when the end is not known beforehand. */
  readonly total: number | null;
  readonly unit: "bytes" | "milliseconds" | "steps";
}
