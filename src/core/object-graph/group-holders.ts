// Which groups hold each object: those that every path from the roots leads through some member of. Leaving all members
// of such a group out would free the object. Exact for all groups at once: a dataflow like that of dominators, with sets
// of groups in place of nodes, whose largest solution is the answer along all paths.

import { GroupSets, noGroups } from "./group-sets.ts";

export interface GroupedGraph {
  readonly nodes: number;
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}

export interface GroupColours {
  /** By node: its group and 1 more; 0 of what is in none. */
  readonly ofNode: Uint32Array;
  /** Of nodes with members inside them: by edge of the node, the group and 1 more of the member that has the pointer. */
  readonly ofEdges: ReadonlyMap<number, Uint32Array>;
}

export interface HeldByGroups {
  /** By node: number of the set; its own group is in it. `unreached` of what no path leads to. */
  readonly setOf: Uint32Array;
  readonly sets: GroupSets;
}

export const unreached = 0xffff_ffff;

/** How many nodes between two looks whether the result is still wanted. */
const checkEvery = 1 << 18;

/** From node 0. Nodes are fastest in depth-first order. Codes: cancelled, by the checkpoint. */
export function findHoldingGroups(
  { nodes, offsets, targets }: GroupedGraph,
  { ofNode, ofEdges }: GroupColours,
  { sets = new GroupSets(), checkpoint = () => undefined }: HoldingOptions = {},
): HeldByGroups {
  const into = new Uint32Array(nodes).fill(unreached);
  const isQueued = new Uint8Array(nodes);
  let queue: number[] = [];
  into[0] = noGroups;

  const pass = (node: number, target: number, out: number): void => {
    const before = into[target]!;
    const after = before === unreached ? out : sets.meet(before, out);
    if (after === before) return;
    into[target] = after;
    // The sweep comes to those behind by itself.
    if ((target > node && isSweeping) || isQueued[target] === 1) return;
    isQueued[target] = 1;
    queue.push(target);
  };
  const visit = (node: number): void => {
    const set = into[node]!;
    if (set === unreached) return;
    const colour = ofNode[node]!;
    const out = colour === 0 ? set : sets.add(set, colour - 1);
    const from = offsets[node]!;
    const to = offsets[node + 1]!;
    const colours = ofEdges.size === 0 ? undefined : ofEdges.get(node);
    if (colours === undefined) {
      for (let edge = from; edge < to; edge++) pass(node, targets[edge]!, out);
      return;
    }
    for (let edge = from; edge < to; edge++) {
      const inner = colours[edge - from]!;
      pass(node, targets[edge]!, inner === 0 ? out : sets.add(out, inner - 1));
    }
  };

  let isSweeping = true;
  for (let node = 0; node < nodes; node++) {
    if (node % checkEvery === 0) checkpoint();
    visit(node);
  }
  isSweeping = false;
  while (queue.length > 0) {
    checkpoint();
    const round = queue;
    queue = [];
    for (const node of round) {
      isQueued[node] = 0;
      visit(node);
    }
  }
  for (let node = 0; node < nodes; node++)
    if (into[node] !== unreached && ofNode[node] !== 0)
      into[node] = sets.add(into[node]!, ofNode[node]! - 1);
  return { setOf: into, sets };
}

export interface HoldingOptions {
  readonly sets?: GroupSets;
  readonly checkpoint?: () => void;
}
