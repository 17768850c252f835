// When two stacks are the same, whatever form they were printed in. debug=1 and debug=2 hide the runtime's own frames,
// the protobuf profile and GOTRACEBACK=system show them, and debug=2 stops after 100 frames.

import type { Stack, StackFrame } from "./goroutine-dump.ts";

const isRuntime = (frame: StackFrame): boolean =>
  frame.function.startsWith("runtime.") ||
  frame.function.startsWith("internal/runtime/");

/** The frames without the runtime's at both ends; all of them when there are no others. */
export function programFrames(stack: Stack): readonly StackFrame[] {
  const { frames } = stack;
  let start = 0;
  while (start < frames.length && isRuntime(frames[start]!)) start++;
  if (start === frames.length) return frames;
  let end = frames.length;
  while (isRuntime(frames[end - 1]!)) end--;
  return start === 0 && end === frames.length
    ? frames
    : frames.slice(start, end);
}

/** Keys of stacks: equal for equal functions, files and lines. Computed once a stack. */
export class StackKeys {
  readonly #keys = new Map<Stack, string>();

  of(stack: Stack): string {
    const known = this.#keys.get(stack);
    if (known !== undefined) return known;
    const key = programFrames(stack)
      .map((frame) => `${frame.function}\t${frame.file}:${frame.line}`)
      .join("\n");
    this.#keys.set(stack, key);
    return key;
  }
}
