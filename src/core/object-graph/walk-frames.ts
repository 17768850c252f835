// The frames of a goroutine's stack, innermost first: where each begins and ends, and which of the compiler's maps holds for
// the place that it stands at. Source of truth: runtime/traceback.go, runtime/stkframe.go (getStackMap).

import type { FrameMaps, FunctionTable } from "../go-runtime/function-table.ts";
import { pointerSize, readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { StackBytes } from "./read-roots.ts";

export interface Frame {
  /** Index of the stack that it is on. */
  readonly stack: number;
  readonly function: string;
  /** In the instruction that it stands at; 0 where that is not known. */
  readonly pc: number;
  readonly sp: number;
  readonly fp: number;
  /** Where local variables end. */
  readonly locals: number;
  /** Null: all words from sp to fp. */
  readonly maps: FrameMaps | null;
}

const maxFrames = 100_000;

/** Where it cannot be walked further, all of the rest is one frame without maps. */
export function walkFrames(
  table: FunctionTable,
  { goroutine, start, bytes }: StackBytes,
  stack: number,
): readonly Frame[] {
  const end = start + bytes.length;
  const rest = (sp: number, name: string): Frame => ({
    stack,
    function: name,
    pc: 0,
    sp,
    fp: end,
    locals: end,
    maps: null,
  });
  const { top } = goroutine;
  if (top === null || goroutine.isMoving) return [rest(start, "?")];
  const view = viewOf(bytes);
  const frames: Frame[] = [];
  let { sp, pc } = top;
  // An instruction that is no call has no map.
  let isInterrupted = top.isExact;
  while (frames.length < maxFrames) {
    const code = table.find(pc);
    const depth = code === null ? null : table.stackDepth(code, pc);
    if (code === null || depth?.kind !== "depth") {
      frames.push(rest(sp, code === null ? "?" : table.name(code)));
      return frames;
    }
    const returnAt = sp + depth.bytes;
    const fp = returnAt + pointerSize;
    if (fp > end) {
      frames.push(rest(sp, table.name(code)));
      return frames;
    }
    const name = table.name(code);
    const interrupts =
      name === "runtime.asyncPreempt" || table.isSignalPanic(code);
    frames.push({
      stack,
      function: name,
      // Behind a call: the instruction before is the one.
      pc: isInterrupted ? pc : pc - 1,
      sp,
      fp,
      // The caller's frame pointer is saved below the return address, where there is a frame at all.
      locals: depth.bytes > 0 ? returnAt - pointerSize : returnAt,
      maps: isInterrupted || interrupts ? null : table.frameMaps(code, pc),
    });
    if (table.isOutermost(code)) return frames;
    isInterrupted = interrupts;
    pc = readWord(view, returnAt - start);
    sp = fp;
  }
  frames.push(rest(sp, "?"));
  return frames;
}
