// Immediate dominators: the last node that every path from the root to a node goes through. What a node dominates would
// be freed with it.
// Source of truth: Georgiadis, "Linear-Time Algorithms for Dominators and Related Problems" (2005), the semi-NCA
// algorithm; nodes are numbered in depth-first order already.

/** A graph whose nodes are numbered in depth-first order from node 0, all of them reachable. */
export interface DepthFirstGraph {
  readonly nodes: number;
  readonly parent: Uint32Array;
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}

/** Edges the other way: those to node n come from `sources[offsets[n]]` to `sources[offsets[n + 1]]`. */
export interface ReverseEdges {
  readonly offsets: Uint32Array;
  readonly sources: Uint32Array;
}

export function reverseEdges({
  nodes,
  offsets,
  targets,
}: DepthFirstGraph): ReverseEdges {
  const starts = new Uint32Array(nodes + 1);
  for (let edge = 0; edge < targets.length; edge++) starts[targets[edge]!]!++;
  // From counts to ends; filling from behind turns the ends into starts.
  let sum = 0;
  for (let node = 0; node <= nodes; node++) starts[node] = sum += starts[node]!;
  const sources = new Uint32Array(targets.length);
  for (let node = nodes - 1; node >= 0; node--)
    for (let at = offsets[node + 1]! - 1; at >= offsets[node]!; at--)
      sources[--starts[targets[at]!]!] = node;
  return { offsets: starts, sources };
}

/** By node; of node 0 itself. `graph.parent` is used up: it becomes the result. */
export function findDominators(
  graph: DepthFirstGraph,
  reverse: ReverseEdges,
  checkpoint: () => void = () => undefined,
): Uint32Array {
  const { nodes, parent } = graph;
  const { offsets, sources } = reverse;
  const semi = new Uint32Array(nodes);
  // In pairs, since they are looked at together: the ancestor in the forest of what was seen, and the least semidominator
  // on the way there.
  const forest = new Uint32Array(2 * nodes);
  for (let node = 0; node < nodes; node++) forest[2 * node] = parent[node]!;
  const path = new Uint32Array(nodes);
  for (let node = nodes - 1; node > 0; node--) {
    if ((node & 0xfffff) === 0) checkpoint();
    let best = parent[node]!;
    const end = offsets[node + 1]!;
    for (let at = offsets[node]!; at < end; at++) {
      let found = sources[at]!;
      if (found > node) {
        // The path up to what is linked already is shortened on the way: each link is followed once.
        let length = 0;
        let up = found;
        let above = forest[2 * up]!;
        while (above > node) {
          path[length++] = up;
          up = above;
          above = forest[2 * up]!;
        }
        let least = forest[2 * up + 1]!;
        while (length > 0) {
          const below = 2 * path[--length]!;
          if (least < forest[below + 1]!) forest[below + 1] = least;
          else least = forest[below + 1]!;
          forest[below] = above;
        }
        found = least;
      }
      if (found < best) best = found;
    }
    semi[node] = best;
    forest[2 * node + 1] = best;
  }
  for (let node = 1; node < nodes; node++) {
    const limit = semi[node]!;
    let up = parent[node]!;
    while (up > limit) up = parent[up]!;
    parent[node] = up;
  }
  return parent;
}

/** Adds what each node has to its dominator, bottom up. `own` is changed and given back. */
export function addUp(own: Float64Array, dominator: Uint32Array): Float64Array {
  for (let node = own.length - 1; node > 0; node--)
    own[dominator[node]!]! += own[node]!;
  return own;
}
