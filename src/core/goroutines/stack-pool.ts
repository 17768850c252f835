// Each distinct frame and stack once. A dump of 100,000 goroutines has a million frames and a few hundred stacks; shared,
// they fit in memory, and grouping compares references instead of text.

import type { Stack, StackFrame } from "./goroutine-dump.ts";

export class StackPool {
  readonly #frames = new Map<string, { frame: StackFrame; number: number }>();
  readonly #numbers = new Map<StackFrame, number>();
  readonly #stacks = new Map<string, Stack>();

  /** The one frame with these values. */
  frame(frame: StackFrame): StackFrame {
    const key = `${frame.function}\n${frame.file}\n${frame.line}\n${frame.offset ?? ""}\n${frame.pc ?? ""}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known.frame;
    const number = this.#frames.size;
    this.#frames.set(key, { frame, number });
    this.#numbers.set(frame, number);
    return frame;
  }

  /** The one stack of these frames, which must come from this pool. */
  stack(frames: readonly StackFrame[], elided: Stack["elided"] = null): Stack {
    let key = elided === null ? "" : `${elided.after}:${elided.count ?? ""}:`;
    for (const frame of frames) key += `${this.#numbers.get(frame) ?? -1},`;
    const known = this.#stacks.get(key);
    if (known !== undefined) return known;
    const stack = { frames, elided };
    this.#stacks.set(key, stack);
    return stack;
  }
}
