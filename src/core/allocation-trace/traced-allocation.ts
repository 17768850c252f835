// What an allocation trace gives: one record for each sampled allocation, and what the trace has cost. Plain data: it is
// evidence, it goes to the window, and `--json` prints it.

import type { GoroutineFrame } from "../go-runtime/goroutine-records.ts";

/** How the target is watched: a breakpoint of gdb, or a probe of the kernel. */
export type TraceMethod = "gdb" | "uprobe";

export interface TracedAllocation {
  /** Counted from 1 in the order of time. */
  readonly number: number;
  readonly atMillis: number;
  readonly address: number;
  /** Of its size class, as the heap profile counts. */
  readonly bytes: number;
  /** Null where the machine code at the call does not name it. */
  readonly type: string | null;
  readonly goroutine: number;
  /** Innermost first, without the allocator's own. */
  readonly frames: readonly GoroutineFrame[];
  /** False when the stack is longer than what was copied of it. */
  readonly isComplete: boolean;
  /**
   * Its slot was still handed out when the trace ended: an upper bound, for garbage counts until it is swept, and a slot
   * may have been handed out again. Null when that could not be read.
   */
  readonly isThere: boolean | null;
}

/** Why a trace has ended. */
export const traceEnds = [
  "hits",
  "time",
  "asked",
  "target-died",
  "gdb-ended",
] as const;
export type TraceEnd = (typeof traceEnds)[number];

export interface TraceCost {
  /** Share of the time in which a thread of the target stood still; null when it was too short to tell. */
  readonly stoppedShare: number | null;
  /** Milliseconds that a thread stood still per sample. */
  readonly msPerHit: number | null;
  /** How often it was looked at, for the uncertainty of the share. */
  readonly looks: number;
}

export interface AllocationTrace {
  readonly schema: "trivet.trace.allocations/1";
  readonly method: TraceMethod;
  readonly pid: number;
  readonly goVersion: string;
  readonly startedMillis: number;
  readonly seconds: number;
  /** Bytes between two samples on average. */
  readonly rate: number;
  readonly ended: TraceEnd;
  /** Samples that were taken; more than `allocations` has when some could not be recorded. */
  readonly hits: number;
  readonly cost: TraceCost;
  readonly allocations: readonly TracedAllocation[];
}
