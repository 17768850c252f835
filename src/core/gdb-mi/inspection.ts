// What gdb's panels show of a stopped target, as data. Addresses are hexadecimal text (`0x4a1f20`), as gdb writes them.

export interface GdbThread {
  /** gdb's own number, for its commands. */
  readonly id: string;
  /** `LWP 4711`. */
  readonly systemName: string;
  readonly isRunning: boolean;
  readonly isSelected: boolean;
  /** Null while it runs. */
  readonly frame: GdbFrame | null;
}

export interface GdbFrame {
  readonly level: number;
  readonly address: string;
  /** Null where there is no symbol. */
  readonly function: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

export interface GdbVariable {
  readonly name: string;
  readonly isArgument: boolean;
  readonly type: string;
  /** gdb's words, cut where it cuts; `<optimized out>` among them. */
  readonly value: string;
}

export type GdbBreakpointKind =
  | "breakpoint"
  | "watchpoint"
  | "read-watchpoint"
  | "access-watchpoint"
  | "catchpoint"
  | "other";

export interface GdbBreakpoint {
  readonly number: string;
  readonly kind: GdbBreakpointKind;
  readonly isEnabled: boolean;
  readonly isTemporary: boolean;
  /** Function, expression or what is caught. */
  readonly what: string;
  readonly address: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly condition: string | null;
  readonly hits: number;
}

export interface GdbMemory {
  readonly address: string;
  /** Two hexadecimal digits a byte; shorter than asked for where memory ends. */
  readonly hex: string;
}

/** What an instruction does that a leak hunt looks for: calls that allocate, that park, that use a channel. */
export type InstructionMark = "allocation" | "park" | "channel";

export interface GdbInstruction {
  readonly address: string;
  readonly offset: number;
  readonly text: string;
  readonly mark: InstructionMark | null;
}

export interface GdbCodeLine {
  readonly file: string | null;
  readonly line: number;
  /** Null where the source is not at hand. */
  readonly source: string | null;
  readonly instructions: readonly GdbInstruction[];
}

export interface GdbDisassembly {
  readonly function: string | null;
  readonly lines: readonly GdbCodeLine[];
  /** Instructions left out at the end. */
  readonly omitted: number;
}

export interface GdbGoroutine {
  readonly id: number;
  readonly status: string;
  readonly waitReason: string;
  /** Innermost function outside the runtime. */
  readonly function: string;
  readonly start: string;
}
export interface GdbGoroutines {
  readonly total: number;
  readonly rows: readonly GdbGoroutine[];
}
