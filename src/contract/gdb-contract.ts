// What window and main say to each other about the debugger.

import { z } from "zod";
import type {
  GdbBreakpoint,
  GdbDisassembly,
  GdbFrame,
  GdbGoroutines,
  GdbMemory,
  GdbThread,
  GdbVariable,
} from "../core/gdb-mi/inspection.ts";
import type {
  GdbEstimate,
  GdbState,
} from "../core/investigation/live-state.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import { call, event } from "./define.ts";
import { id, none, path } from "./fields.ts";

const terminalSize = {
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(2).max(1000),
};
/** gdb's number of a thread or a breakpoint: `4`, or `1.4`. */
const gdbNumber = z.string().regex(/^\d{1,9}(?:\.\d{1,9})?$/);
const gdbFrameChoice = {
  thread: gdbNumber,
  frame: z.number().int().min(0).max(1_000_000),
};

/** A count of heap spans, with what it comes to. */
export interface SpansTaken extends Snapshot {
  readonly heapInUseBytes: number;
  /** Allocated slots of all size classes. */
  readonly objects: number;
}

export const gdb = {
  state: call(none).returns<GdbState>(),
  estimate: call(z.strictObject({ targetId: id })).returns<GdbEstimate>(),
  /** `confirmed` must be true: the window has shown the estimate and the user has agreed to the stop. */
  attach: call(
    z.strictObject({
      targetId: id,
      confirmed: z.literal(true),
      ...terminalSize,
      /** Absent = as the target is marked. */
      readOnly: z.boolean().optional(),
    }),
  ).returns<GdbState>(),
  /** A core file, offline. Without an executable the one that ran is looked for where it lay, by its build id. */
  openCore: call(
    z.strictObject({
      core: path,
      executable: path.nullable(),
      ...terminalSize,
    }),
  ).returns<GdbState>(),
  threads: call(none).returns<readonly GdbThread[]>(),
  frames: call(z.strictObject({ thread: gdbNumber })).returns<
    readonly GdbFrame[]
  >(),
  goroutines: call(none).returns<GdbGoroutines>(),
  goroutineFrames: call(
    z.strictObject({ goroutine: z.number().int().positive() }),
  ).returns<readonly GdbFrame[]>(),
  variables: call(z.strictObject(gdbFrameChoice)).returns<
    readonly GdbVariable[]
  >(),
  breakpoints: call(none).returns<readonly GdbBreakpoint[]>(),
  insertBreakpoint: call(
    z.strictObject({
      kind: z.enum([
        "breakpoint",
        "watchpoint",
        "read-watchpoint",
        "access-watchpoint",
      ]),
      what: z.string().min(1).max(2000),
      condition: z.string().max(2000).nullable(),
    }),
  ).returns<readonly GdbBreakpoint[]>(),
  changeBreakpoint: call(
    z.strictObject({
      number: gdbNumber,
      change: z.enum(["enable", "disable", "delete"]),
    }),
  ).returns<readonly GdbBreakpoint[]>(),
  memory: call(
    z.strictObject({
      /** An address, or anything whose value is one. */
      expression: z.string().min(1).max(2000),
      bytes: z.number().int().min(1).max(65_536),
    }),
  ).returns<GdbMemory>(),
  /** The function around an address or a name; null = around the frame's. */
  disassembly: call(
    z.strictObject({
      expression: z.string().min(1).max(2000).nullable(),
      at: z.strictObject(gdbFrameChoice).nullable(),
    }),
  ).returns<GdbDisassembly>(),
  input: call(
    z.strictObject({ text: z.string().max(1_000_000) }),
  ).returns<null>(),
  resize: call(z.strictObject(terminalSize)).returns<null>(),
  resume: call(none).returns<GdbState>(),
  interrupt: call(none).returns<GdbState>(),
  detach: call(none).returns<GdbState>(),
  /** Counts what the stopped target's heap holds, by size class (`go-spans`), as a snapshot of kind `spans`. */
  takeSpans: call(none).returns<SpansTaken>(),
  /** Flow control: the window has drawn this many characters of `output`. */
  acknowledge: call(
    z.strictObject({ characters: z.number().int().positive() }),
  ).returns<null>(),
  output: event<{ readonly text: string }>(),
  changed: event<GdbState>(),
} as const;
