// Which rows of a trend a sample belongs to: the place of its leaf, every place on its stack, or the stack itself. Row
// numbers are the same in every profile.

import { buildFrameNodes } from "../pprof/frame-nodes.ts";
import type { Profile } from "../pprof/profile.ts";
import type { Granularity, TrendRows } from "../pprof/views.ts";
import { StackNumbers } from "./stack-numbers.ts";

export interface RowLens {
  readonly granularity: Granularity;
  readonly noInlines?: boolean;
  readonly rowsAre: TrendRows;
}

export type VisitRows = (sample: number, visit: (row: number) => void) => void;

export class RowWalker {
  readonly #lens: RowLens;
  readonly numbers = new StackNumbers();

  constructor(lens: RowLens) {
    this.#lens = lens;
  }

  /** One more than the highest row number so far. */
  get rows(): number {
    return this.#lens.rowsAre === "stack"
      ? this.numbers.stacks
      : this.numbers.places;
  }

  through(profile: Profile): VisitRows {
    const { granularity, noInlines = false, rowsAre } = this.#lens;
    const built = buildFrameNodes(profile, granularity, noInlines);
    const { frameStart } = built;
    const { stackStart, stack } = profile.samples;
    const places = Uint32Array.from(built.nodes, (node) =>
      this.numbers.place(node),
    );
    const frames = built.frames.map((node) => places[node]!);
    if (rowsAre === "flat")
      return (sample, visit) => {
        const leaf = stackStart[sample]!;
        if (leaf < stackStart[sample + 1]!)
          visit(frames[frameStart[stack[leaf]!]!]!);
      };
    if (rowsAre === "cum") {
      // Recursion counts once: the sample that last visited a place, plus one.
      const lastSeen = new Uint32Array(this.numbers.places);
      let turn = 0;
      return (sample, visit) => {
        turn++;
        const end = stackStart[sample + 1]!;
        for (let at = stackStart[sample]!; at < end; at++) {
          const last = frameStart[stack[at]! + 1]!;
          for (let frame = frameStart[stack[at]!]!; frame < last; frame++) {
            const place = frames[frame]!;
            if (lastSeen[place] === turn) continue;
            lastSeen[place] = turn;
            visit(place);
          }
        }
      };
    }
    const { numbers } = this;
    let path = new Uint32Array(256);
    return (sample, visit) => {
      let length = 0;
      const start = stackStart[sample]!;
      for (let at = stackStart[sample + 1]! - 1; at >= start; at--) {
        const first = frameStart[stack[at]!]!;
        let frame = frameStart[stack[at]! + 1]!;
        while (--frame >= first) {
          if (length === path.length) path = doubled(path);
          path[length++] = frames[frame]!;
        }
      }
      if (length > 0) visit(numbers.stack(path, length));
    };
  }
}

function doubled(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(values.length * 2);
  wider.set(values);
  return wider;
}
