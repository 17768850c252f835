// Walks a goroutine's stack with the tables of the binary: no frame pointers, no debugger. Works on a copy of the stack.
// Source of truth: runtime/traceback.go (unwinder.next); x86-64: the return address lies above the frame.

import type { FunctionTable } from "./function-table.ts";
import { pointerSize, readWord } from "./runtime-layout.ts";

export interface StackCopy {
  /** Address of the first byte: the stack pointer. */
  readonly start: number;
  readonly view: DataView;
  /** Where the stack really ends; beyond the copy when that is only its beginning. */
  readonly end: number;
}

export interface UnwoundFrame {
  readonly pc: number;
  /** The instruction that is being executed: for a return address the one before it. */
  readonly lookupPc: number;
}

export type UnwindEnd =
  /** The goroutine's first function was reached. */
  | "complete"
  /** The walk left Go code, or a frame's size is not known. */
  | "lost"
  /** The copy of the stack is too short. */
  | "short"
  /** More frames than asked for. */
  | "limit";

export interface UnwoundStack {
  readonly frames: readonly UnwoundFrame[];
  readonly end: UnwindEnd;
}

/** `isExact`: the thread stood at `pc` (registers), else it is where a call returns to. */
export function unwindStack(
  table: FunctionTable,
  stack: StackCopy,
  top: { readonly pc: number; readonly isExact: boolean },
  maxFrames: number,
): UnwoundStack {
  const frames: UnwoundFrame[] = [];
  let { pc, isExact } = top;
  let sp = stack.start;
  while (frames.length < maxFrames) {
    const code = table.find(pc);
    if (code === null) return { frames, end: "lost" };
    frames.push({
      pc,
      lookupPc: isExact || pc === code.entry ? pc : pc - 1,
    });
    if (table.isOutermost(code)) return { frames, end: "complete" };
    // Such a function's frame is only right at its calls: as a caller.
    if (frames.length === 1 && table.writesStackPointer(code) && isExact)
      return { frames, end: "lost" };
    const depth = table.stackDepth(code, pc);
    if (depth.kind === "unknown") return { frames, end: "lost" };
    const returnAt = sp + depth.bytes;
    if (returnAt + pointerSize > stack.end) return { frames, end: "lost" };
    const offset = returnAt - stack.start;
    if (offset + pointerSize > stack.view.byteLength)
      return { frames, end: "short" };
    isExact = table.isSignalPanic(code);
    pc = readWord(stack.view, offset);
    sp = returnAt + pointerSize;
  }
  return { frames, end: "limit" };
}
