// Any number of values a stack, summed over the places that the stacks go through: flat at the leaf, cum at every place
// once a stack, as in core/pprof/top-table.ts, for what has more than one value a sample.

import { buildFrameNodes, type FrameNode } from "../pprof/frame-nodes.ts";
import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import type { Granularity } from "../pprof/views.ts";

/** How two values of one place become one. */
export type Combine = "sum" | "max";

export interface StackValues {
  readonly count: number;
  /** The sample that has stack `i`. */
  readonly sampleOf: (stack: number) => number;
  /** One entry a stack. */
  readonly columns: readonly Float64Array[];
  /** Parallel to `columns`. */
  readonly combine: readonly Combine[];
}

export interface NodeSums {
  readonly nodes: readonly FrameNode[];
  /** Parallel to the columns that were given; one entry a node. */
  readonly flat: readonly Float64Array[];
  readonly cum: readonly Float64Array[];
}

const checkpointEvery = 1024;

export function sumOverNodes(
  profile: Profile,
  lens: { readonly granularity: Granularity; readonly noInlines: boolean },
  values: StackValues,
  checkpoint: Checkpoint = neverStop,
): NodeSums {
  const { nodes, frameStart, frames } = buildFrameNodes(
    profile,
    lens.granularity,
    lens.noInlines,
  );
  const { columns, combine } = values;
  const flat = columns.map(() => new Float64Array(nodes.length));
  const cum = columns.map(() => new Float64Array(nodes.length));
  const { stackStart, stack } = profile.samples;
  // The stack that last added to a node's cum, plus one.
  const lastSeen = new Uint32Array(nodes.length);
  const present: number[] = [];
  const put = (to: readonly Float64Array[], node: number, of: number): void => {
    for (const column of present) {
      const target = to[column]!;
      const value = columns[column]![of]!;
      target[node] =
        combine[column] === "sum"
          ? target[node]! + value
          : Math.max(target[node]!, value);
    }
  };
  for (let of = 0; of < values.count; of++) {
    if (of % checkpointEvery === 0) checkpoint();
    const sample = values.sampleOf(of);
    const start = stackStart[sample]!;
    const end = stackStart[sample + 1]!;
    present.length = 0;
    for (let column = 0; column < columns.length; column++)
      if (columns[column]![of] !== 0) present.push(column);
    if (present.length === 0 || start === end) continue;
    for (let at = start; at < end; at++) {
      const location = stack[at]!;
      const last = frameStart[location + 1]!;
      for (let frame = frameStart[location]!; frame < last; frame++) {
        const node = frames[frame]!;
        if (lastSeen[node] === of + 1) continue;
        lastSeen[node] = of + 1;
        put(cum, node, of);
      }
    }
    put(flat, frames[frameStart[stack[start]!]!]!, of);
  }
  return { nodes, flat, cum };
}
