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
  /** Behind the last frame's return address; null when that is not known. */
  readonly above: number | null;
}

/** `isExact`: the thread stood at `pc` (registers), else it is where a call returns to. */
export function unwindStack(
  table: FunctionTable,
  stack: StackCopy,
  top: { readonly pc: number; readonly isExact: boolean },
  maxFrames: number,
): UnwoundStack {
  const frames: UnwoundFrame[] = [];
  const innermost = table.find(top.pc);
  // Such a function's frame is only sure at its calls. A walk that leads all the way to the goroutine's first function
  // was right nevertheless; any other is not to be trusted.
  const isDoubtful =
    top.isExact && innermost !== null && table.writesStackPointer(innermost);
  const ended = (end: UnwindEnd, above: number | null = null): UnwoundStack =>
    isDoubtful && end === "lost"
      ? { frames: frames.slice(0, 1), end, above }
      : { frames, end, above };
  let { pc, isExact } = top;
  let sp = stack.start;
  while (frames.length < maxFrames) {
    const code = table.find(pc);
    if (code === null) return ended("lost");
    frames.push({
      pc,
      lookupPc: isExact || pc === code.entry ? pc : pc - 1,
    });
    const depth = table.stackDepth(code, pc);
    if (table.isOutermost(code))
      return ended(
        "complete",
        depth.kind === "depth" ? sp + depth.bytes + pointerSize : null,
      );
    if (depth.kind === "unknown") return ended("lost");
    const returnAt = sp + depth.bytes;
    if (returnAt + pointerSize > stack.end) return ended("lost");
    const offset = returnAt - stack.start;
    if (offset + pointerSize > stack.view.byteLength) return ended("short");
    isExact = table.isSignalPanic(code);
    pc = readWord(stack.view, offset);
    sp = returnAt + pointerSize;
  }
  return ended("limit");
}
