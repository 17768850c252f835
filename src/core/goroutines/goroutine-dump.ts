// What a goroutine dump says, whatever form it came in: every goroutine by its id (`goroutine?debug=2`, a crash log), or
// goroutines counted by stack (`goroutine?debug=1`, the protobuf profile). What a form does not tell is null.

import type { Address, GoroutineId } from "../units.ts";

export interface StackFrame {
  /** As the runtime prints it: `main.(*Server).serve`, `main.run.func1`, `panic`. An address when there are no symbols. */
  readonly function: string;
  /** "" = not told. */
  readonly file: string;
  /** 0 = not told. */
  readonly line: number;
  /** From the function's entry, in bytes; null for inlined calls and where it is not told. */
  readonly offset: number | null;
  readonly pc: Address | null;
}

/** Goroutines with the same frames share one stack, so that `===` compares them. */
export interface Stack {
  /** Leaf first. None where goroutines are counted: it has not run yet. */
  readonly frames: readonly StackFrame[];
  /** The runtime prints 100 frames and leaves out the rest: after which frame, and how many when it says. */
  readonly elided: {
    readonly after: number;
    readonly count: number | null;
  } | null;
}

export interface Creator {
  /** The `go` statement. */
  readonly frame: StackFrame;
  /** Told since Go 1.21. */
  readonly parent: GoroutineId | null;
}

/** `GODEBUG=tracebackancestors=N`: the stack of a creator at the moment of the `go` statement. */
export interface Ancestor {
  readonly id: GoroutineId;
  readonly stack: Stack;
  readonly createdBy: Creator | null;
}

export interface GoroutineRecord {
  /** Null where goroutines are counted. */
  readonly id: GoroutineId | null;
  /** 1 where goroutines have ids. */
  readonly count: number;
  /** Wait reason or status (`chan receive`, `running`), without flags; null where goroutines are counted. */
  readonly state: string | null;
  /**
   * Whole minutes, at least; null where goroutines are counted. The runtime notes the time at garbage collections, so 0
   * also stands for an idle process that has not collected twice since.
   */
  readonly waitMinutes: number | null;
  readonly lockedToThread: boolean;
  /** Its stack was being scanned by the garbage collector. */
  readonly scan: boolean;
  /** The leak detector of Go 1.26 and later found that nothing can wake it. */
  readonly leaked: boolean;
  /** Blocked on its own synctest bubble only. */
  readonly durable: boolean;
  /** A test's bubble; Go 1.24 calls it a group. */
  readonly synctestBubble: number | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Addresses of runtime structures, told by `GOTRACEBACK=system`; `m` is null when no thread runs it. */
  readonly runtime: {
    readonly gp: string;
    readonly m: number | null;
    readonly mp: string | null;
  } | null;
  readonly stack: Stack;
  /** Arguments as printed (`0xc000012345, {0x1, ...}`), parallel to the stack's frames; empty where goroutines are counted. */
  readonly arguments: readonly string[];
  /** It ran on another thread at the moment of the crash. */
  readonly stackUnavailable: boolean;
  readonly createdBy: Creator | null;
  readonly ancestors: readonly Ancestor[];
  /** The text ended inside this one: frames may be missing. */
  readonly cut: boolean;
}

/** What is missing or was not understood. Offsets are bytes from the start of the text. */
export type DumpDamage =
  /** The text stops in the middle of a line. */
  | { readonly kind: "half-line"; readonly offset: number }
  /** The text stops inside a goroutine (`id` null where goroutines are counted). */
  | {
      readonly kind: "half-goroutine";
      readonly offset: number;
      readonly id: GoroutineId | null;
    }
  /** The text has exactly the size at which the runtime gives up. */
  | { readonly kind: "size-limit"; readonly bytes: number }
  /** Lines that belong to no dump: another log's lines in between, most often. */
  | {
      readonly kind: "unknown-lines";
      readonly offset: number;
      readonly lines: number;
    }
  /** The heading promised more goroutines. */
  | {
      readonly kind: "missing";
      readonly declared: number;
      readonly found: number;
    };

/** `stacks` = debug=2, `crash` = the same after a crash's heading, `counts` = debug=1, `profile` = protobuf. */
export type DumpForm = "stacks" | "crash" | "counts" | "profile";

export interface GoroutineDump {
  readonly form: DumpForm;
  /** The text before a crash's first goroutine, from `panic:` or `fatal error:` on; else "". */
  readonly head: string;
  readonly goroutines: readonly GoroutineRecord[];
  /** `goroutine 0`: the schedulers' own stacks, one a thread. They are not goroutines. */
  readonly schedulers: readonly GoroutineRecord[];
  /** Of the thread that died, as printed: `rax` → `0x0`. */
  readonly registers: Readonly<Record<string, string>>;
  readonly damage: readonly DumpDamage[];
}

/** Where the runtime stops writing a debug=2 dump. */
export const dumpSizeLimit = 64 << 20;

export function countGoroutines(dump: GoroutineDump): number {
  return dump.goroutines.reduce((sum, { count }) => sum + count, 0);
}
