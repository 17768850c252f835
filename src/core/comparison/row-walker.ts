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
    const eachPlace = (
      sample: number,
      visit: (place: number) => void,
    ): void => {
      const start = stackStart[sample]!;
      for (let at = stackStart[sample + 1]! - 1; at >= start; at--) {
        const first = frameStart[stack[at]!]!;
        let frame = frameStart[stack[at]! + 1]!;
        while (--frame >= first) visit(frames[frame]!);
      }
    };
    if (rowsAre === "cum") {
      // Recursion counts once.
      const seen = new Set<number>();
      return (sample, visit) => {
        seen.clear();
        eachPlace(sample, (place) => seen.add(place));
        seen.forEach(visit);
      };
    }
    return (sample, visit) => {
      let number = 0;
      eachPlace(sample, (place) => {
        number = this.numbers.child(number, place);
      });
      if (number !== 0) visit(number);
    };
  }
}
