// Reads many stacks side by side from their roots towards their leaves, inlined calls included, without writing them out:
// written out, a location with thousands of inlined calls in thousands of stacks would outgrow all memory.

import type { FrameNodes } from "./frame-nodes.ts";
import type { Profile } from "./profile.ts";

// Four numbers a cursor, next to each other because they are always needed together: where it is in the stack column,
// where its stack begins (at the leaf), its frame of that location, and the location's leaf-most frame.
const words = 4;

export class StackCursors {
  readonly count: number;
  readonly #profile: Profile;
  readonly #samples: Uint32Array;
  readonly #frameStart: Uint32Array;
  readonly #state: Uint32Array;
  readonly #spare: Uint32Array;
  /** Number of the cursor at each place: cursors are moved, so that those of one range lie side by side. */
  readonly cursor: Uint32Array;
  readonly #spareCursor: Uint32Array;

  /** One cursor a sample, in the order given. */
  constructor(profile: Profile, samples: Uint32Array, frames: FrameNodes) {
    this.count = samples.length;
    this.#profile = profile;
    this.#samples = samples;
    this.#frameStart = frames.frameStart;
    this.#state = new Uint32Array(samples.length * words);
    this.#spare = new Uint32Array(samples.length * words);
    this.cursor = samples.map((_, place) => place);
    this.#spareCursor = new Uint32Array(samples.length);
    this.rewind();
  }

  /** Back to the roots, wherever the cursors were moved to. */
  rewind(): void {
    const { stackStart } = this.#profile.samples;
    const state = this.#state;
    for (let place = 0; place < this.count; place++) {
      const sample = this.#samples[this.cursor[place]!]!;
      state[place * words] = stackStart[sample + 1]!;
      state[place * words + 1] = stackStart[sample]!;
      state[place * words + 2] = 0;
      state[place * words + 3] = 0;
    }
  }

  /**
   * Steps the cursors at the places [from, to) and writes each one's frame, an index into `FrameNodes.frames`, or -1
   * behind the leaf, to the same place of `frames`.
   */
  step(from: number, to: number, frames: Int32Array): void {
    const state = this.#state;
    const frameStart = this.#frameStart;
    const { stack } = this.#profile.samples;
    for (let place = from; place < to; place++) {
      const word = place * words;
      const frame = state[word + 2]!;
      if (frame > state[word + 3]!) {
        state[word + 2] = frame - 1;
        frames[place] = frame - 1;
        continue;
      }
      const at = state[word]! - 1;
      if (at < state[word + 1]!) {
        frames[place] = -1;
        continue;
      }
      state[word] = at;
      const location = stack[at]!;
      const last = frameStart[location + 1]! - 1;
      state[word + 2] = last;
      state[word + 3] = frameStart[location]!;
      frames[place] = last;
    }
  }

  /** How many frames are left to the cursor at a place. */
  left(place: number): number {
    const { stack } = this.#profile.samples;
    const word = place * words;
    let count = this.#state[word + 2]! - this.#state[word + 3]!;
    for (let at = this.#state[word + 1]!; at < this.#state[word]!; at++)
      count +=
        this.#frameStart[stack[at]! + 1]! - this.#frameStart[stack[at]!]!;
    return count;
  }

  /** Moves the cursors of a range within it: the one at `place` goes to `target[place]`. */
  move(from: number, to: number, target: Uint32Array): void {
    const state = this.#state;
    const spare = this.#spare;
    for (let place = from; place < to; place++) {
      const goal = target[place]!;
      this.#spareCursor[goal] = this.cursor[place]!;
      for (let word = 0; word < words; word++)
        spare[goal * words + word] = state[place * words + word]!;
    }
    this.cursor.set(this.#spareCursor.subarray(from, to), from);
    state.set(spare.subarray(from * words, to * words), from * words);
  }
}
