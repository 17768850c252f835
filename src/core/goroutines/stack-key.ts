// When two stacks are the same, whatever form they were printed in. debug=1 and debug=2 hide the runtime's own frames and
// fold type arguments (`get[...]`); the protobuf profile and GOTRACEBACK=system show the former, the profile the latter.

import type { Stack, StackFrame } from "./goroutine-dump.ts";

const isRuntime = (frame: Pick<StackFrame, "function">): boolean =>
  (frame.function.startsWith("runtime.") &&
    frame.function !== "runtime.gopanic") ||
  frame.function.startsWith("internal/runtime/");

/** The frames without the runtime's; all of them when there are no others. */
export function programFrames<F extends Pick<StackFrame, "function">>(stack: {
  readonly frames: readonly F[];
}): readonly F[] {
  const frames = stack.frames.filter((frame) => !isRuntime(frame));
  return frames.length === 0 ? stack.frames : frames;
}

/** The scheduler's own frames, which every waiting goroutine has at its leaf. */
const isParking = (frame: StackFrame): boolean =>
  /^runtime\.(?:gopark|goparkunlock|park_m|mcall|selectgo|block|netpollblock|chanrecv[12]?|chansend1?)$/.test(
    frame.function,
  );

/** What the goroutine is doing: the leaf-most frame that is not the scheduler's. Null without frames. */
export function leafCall(stack: Stack): StackFrame | null {
  return (
    stack.frames.find((frame) => !isParking(frame)) ?? stack.frames[0] ?? null
  );
}

/** As debug=2 prints a function (printFuncName in runtime/traceback.go). */
export function printedName(name: string): string {
  if (name === "runtime.gopanic") return "panic";
  const open = name.indexOf("[");
  const close = name.lastIndexOf("]");
  return open === -1 || close <= open
    ? name
    : `${name.slice(0, open)}[...]${name.slice(close + 1)}`;
}

/** Equal for frames of one line of the program. */
export function frameKey(frame: StackFrame): string {
  return `${printedName(frame.function)}\t${frame.file}:${frame.line}`;
}

/** Keys of stacks: equal for equal functions, files and lines. Computed once a stack. */
export class StackKeys {
  readonly #keys = new Map<Stack, string>();

  of(stack: Stack): string {
    const known = this.#keys.get(stack);
    if (known !== undefined) return known;
    const key = programFrames(stack).map(frameKey).join("\n");
    this.#keys.set(stack, key);
    return key;
  }
}
