// Stacks sorted so that those with the same callers stand together: a call tree without its nodes. Every node is a range
// of this order. A file of random stacks has millions of nodes, nearly all of them too narrow to draw, and none of those
// is ever made.

import type { Checkpoint } from "./profile.ts";
import type { StackCursors } from "./stack-cursors.ts";

/** Deeper frames are counted at this depth: a hostile stack must not outgrow the view's 16-bit depth. */
export const maxStackDepth = 65_000;
const checkpointEvery = 65_536;

export interface StackOrder {
  /** How many frames from the root the stack at each place shares with the one before it. */
  readonly shared: Uint16Array;
  readonly depth: Uint16Array;
}

/**
 * Moves the cursors, which stand at their roots; equal stacks keep their order. `nodeOf`: by frame, which node it belongs
 * to; numbers below `nodes`.
 */
export function orderStacks(
  cursors: StackCursors,
  frames: { readonly nodeOf: Uint32Array; readonly nodes: number },
  checkpoint: Checkpoint,
): StackOrder {
  return new StackSorter(cursors, frames, checkpoint).sort();
}

/** Most significant frame first: a range whose stacks agree so far is parted by their next frame. */
class StackSorter {
  readonly #cursors: StackCursors;
  readonly #nodeOf: Uint32Array;
  readonly #checkpoint: Checkpoint;
  readonly #shared: Uint16Array;
  readonly #depth: Uint16Array;
  /** Next frame of the stack at each place; -1 = it has ended. */
  readonly #frame: Int32Array;
  readonly #target: Uint32Array;
  // By node plus one, 0 for stacks that have ended: in which round it was last seen, how often, and where its next goes.
  readonly #seenIn: Uint32Array;
  readonly #times: Uint32Array;
  readonly #next: Uint32Array;
  #round = 0;
  #untilCheckpoint = checkpointEvery;
  /** Ranges to part: from, to, depth. */
  readonly #waiting: number[] = [];

  constructor(
    cursors: StackCursors,
    frames: { readonly nodeOf: Uint32Array; readonly nodes: number },
    checkpoint: Checkpoint,
  ) {
    const { count } = cursors;
    this.#cursors = cursors;
    this.#nodeOf = frames.nodeOf;
    this.#checkpoint = checkpoint;
    this.#shared = new Uint16Array(count);
    this.#depth = new Uint16Array(count);
    this.#frame = new Int32Array(count);
    this.#target = new Uint32Array(count);
    this.#seenIn = new Uint32Array(frames.nodes + 1);
    this.#times = new Uint32Array(frames.nodes + 1);
    this.#next = new Uint32Array(frames.nodes + 1);
  }

  sort(): StackOrder {
    const waiting = this.#waiting;
    waiting.push(0, this.#cursors.count, 0);
    while (waiting.length > 0) {
      const depth = waiting.pop()!;
      const to = waiting.pop()!;
      this.#part(waiting.pop()!, to, depth);
    }
    return { shared: this.#shared, depth: this.#depth };
  }

  /** Parts a range whose stacks agree in their first `depth` frames. */
  #part(from: number, to: number, depth: number): void {
    for (let shared = depth; ; shared++) {
      const keys = shared === maxStackDepth ? [0] : this.#readKeys(from, to);
      if (keys.length > 1) {
        this.#distribute(from, to, keys, shared);
        return;
      }
      if (keys[0] === 0 || from === to) {
        this.#end(from, to, shared);
        return;
      }
    }
  }

  /** Steps every cursor of the range; answers the different keys in the order in which they are first seen. */
  #readKeys(from: number, to: number): readonly number[] {
    this.#untilCheckpoint -= to - from;
    if (this.#untilCheckpoint < 0) {
      this.#checkpoint();
      this.#untilCheckpoint = checkpointEvery;
    }
    const round = ++this.#round;
    const nodeOf = this.#nodeOf;
    const seenIn = this.#seenIn;
    const times = this.#times;
    const frames = this.#frame;
    const keys: number[] = [];
    this.#cursors.step(from, to, frames);
    for (let place = from; place < to; place++) {
      const frame = frames[place]!;
      const key = frame < 0 ? 0 : nodeOf[frame]! + 1;
      if (seenIn[key] === round) times[key]!++;
      else {
        seenIn[key] = round;
        times[key] = 1;
        keys.push(key);
      }
    }
    return keys;
  }

  #distribute(
    from: number,
    to: number,
    keys: readonly number[],
    shared: number,
  ): void {
    const next = this.#next;
    // Stacks that end here come first, so that what a node has of its own is the beginning of its range.
    const ended = this.#seenIn[0] === this.#round ? this.#times[0]! : 0;
    next[0] = from;
    let place = from + ended;
    for (const key of keys) {
      if (key === 0) continue;
      next[key] = place;
      place += this.#times[key]!;
    }
    for (let at = from; at < to; at++) {
      const frame = this.#frame[at]!;
      this.#target[at] = next[frame < 0 ? 0 : this.#nodeOf[frame]! + 1]!++;
    }
    this.#cursors.move(from, to, this.#target);
    if (ended > 0) this.#end(from, from + ended, shared);
    for (const key of keys) {
      if (key === 0) continue;
      const end = next[key]!;
      const start = end - this.#times[key]!;
      if (start > from) this.#shared[start] = shared;
      if (end - start > 1) this.#waiting.push(start, end, shared + 1);
      else
        this.#depth[start] = Math.min(
          maxStackDepth,
          shared + 1 + this.#cursors.left(start),
        );
    }
  }

  /** The stacks of the range are equal, and have this many frames. */
  #end(from: number, to: number, depth: number): void {
    this.#depth.fill(depth, from, to);
    this.#shared.fill(depth, from + 1, to);
  }
}
