// What the readers of goroutines give: one record each, with its stack symbolized.

import type { GoroutineStatus } from "./goroutine-states.ts";

export interface GoroutineFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Of the machine code; frames that were inlined into one another share it. */
  readonly pc: number;
  readonly inlined: boolean;
}

export interface DeferRecord {
  /** The deferred function; null when its address is not in Go code. */
  readonly function: string | null;
  /** Where the defer statement is. */
  readonly file: string;
  readonly line: number;
}

export interface PanicRecord {
  /** Of the value; null for runtime.Goexit and where the type cannot be read. */
  readonly type: string | null;
  /** Of strings, numbers and errors made of a string; null where it is not decoded. */
  readonly value: string | null;
  readonly recovered: boolean;
  readonly goexit: boolean;
}

/** How the stack's walk ended. `moving`: the goroutine ran while it was read, so there are no frames to trust. */
export type StackState = "complete" | "cut" | "moving" | "running";

export interface GoroutineRecord {
  readonly id: number;
  readonly status: GoroutineStatus;
  /** The runtime's own words; "" unless it waits. */
  readonly waitReason: string;
  /**
   * At least this long; null when the runtime has not noted it: it does so only in a garbage collection that finds the
   * goroutine waiting.
   */
  readonly waitSinceNs: number | null;
  readonly startFunction: string;
  readonly createdBy: {
    readonly function: string;
    readonly file: string;
    readonly line: number;
    /** Since Go 1.21; else null. */
    readonly goroutine: number | null;
  } | null;
  /** One of the runtime's own, which goroutine dumps leave out. */
  readonly system: boolean;
  readonly frames: readonly GoroutineFrame[];
  readonly stack: StackState;
  /** Bytes of the stack that are in use; null when it runs. */
  readonly stackBytes: number | null;
  /** Deferred calls in the runtime's list; calls that the compiler coded into the function are not. */
  readonly deferDepth: number;
  readonly defers: readonly DeferRecord[];
  /** Its profiler labels (pprof.Do). */
  readonly labels: Readonly<Record<string, string>>;
  readonly panicking: boolean;
  readonly panics: readonly PanicRecord[];
}
