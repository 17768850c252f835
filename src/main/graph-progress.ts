// How far a graph is, as one number: the stages' shares of the time, measured on heaps of a hundred thousand to a million
// objects. What comes before the first stage is the copy.

import type { GraphStage } from "../core/object-graph/object-graph.ts";

const begins: Readonly<Record<GraphStage | "types", number>> = {
  bits: 0.2,
  walk: 0.25,
  edges: 0.5,
  dominators: 0.6,
  sizes: 0.7,
  types: 0.75,
};
const ends: Readonly<Record<GraphStage | "types", number>> = {
  bits: 0.25,
  walk: 0.5,
  edges: 0.6,
  dominators: 0.7,
  sizes: 0.75,
  types: 1,
};

/** `done`: 0 to 1 of the stage; the answer of all. */
export function shareOf(stage: GraphStage | "types", done: number): number {
  const share = Math.min(1, Math.max(0, done));
  return begins[stage] + (ends[stage] - begins[stage]) * share;
}
