// Against the definition: a node dominates another when every path from the root goes through it, that is when the other
// cannot be reached without it.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addUp,
  findDominators,
  reverseEdges,
  type DepthFirstGraph,
} from "../../../../src/core/object-graph/dominators.ts";

/** Numbers what node 0 reaches in depth-first order. */
function depthFirst(edges: readonly (readonly number[])[]): {
  readonly graph: DepthFirstGraph;
  readonly links: readonly (readonly number[])[];
} {
  const order = new Map<number, number>();
  const parent: number[] = [];
  const visit = (node: number, from: number): void => {
    if (order.has(node)) return;
    const number = order.size;
    order.set(node, number);
    parent.push(from);
    for (const next of edges[node] ?? []) visit(next, number);
  };
  visit(0, 0);
  const links = [...order.keys()].map((node) =>
    (edges[node] ?? []).map((next) => order.get(next)!),
  );
  const offsets = [0];
  for (const list of links) offsets.push(offsets.at(-1)! + list.length);
  return {
    links,
    graph: {
      nodes: order.size,
      parent: Uint32Array.from(parent),
      offsets: Uint32Array.from(offsets),
      targets: Uint32Array.from(links.flat()),
    },
  };
}

function reachable(
  links: readonly (readonly number[])[],
  without: number,
): ReadonlySet<number> {
  const seen = new Set<number>();
  const pending = without === 0 ? [] : [0];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node) || node === without) continue;
    seen.add(node);
    pending.push(...links[node]!);
  }
  return seen;
}

const graphs = fc.integer({ min: 1, max: 24 }).chain((nodes) =>
  fc.array(fc.array(fc.nat({ max: nodes - 1 }), { maxLength: 4 }), {
    minLength: nodes,
    maxLength: nodes,
  }),
);

describe("dominators", () => {
  it("are those that the definition says", () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const { graph, links } = depthFirst(edges);
        const found = findDominators(
          { ...graph, parent: graph.parent.slice() },
          reverseEdges(graph),
        );
        for (let node = 1; node < graph.nodes; node++) {
          const dominating = Array.from(
            { length: graph.nodes },
            (_, other) => other,
          ).filter(
            (other) => other !== node && !reachable(links, other).has(node),
          );
          // The immediate one is dominated by all the others.
          const nearest = dominating.find((candidate) =>
            dominating.every(
              (other) =>
                other === candidate || !reachable(links, other).has(candidate),
            ),
          );
          expect(found[node]).toBe(nearest);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("add up what each dominates", () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const { graph, links } = depthFirst(edges);
        const dominator = findDominators(
          { ...graph, parent: graph.parent.slice() },
          reverseEdges(graph),
        );
        const own = Float64Array.from(
          { length: graph.nodes },
          (_, node) => 2 ** (node % 20),
        );
        const held = addUp(own.slice(), dominator);
        for (let node = 0; node < graph.nodes; node++) {
          const left = reachable(links, node);
          const freed = own.reduce(
            (sum, bytes, other) => (left.has(other) ? sum : sum + bytes),
            0,
          );
          expect(held[node]).toBe(freed);
        }
      }),
    );
  });

  it("turn edges around", () => {
    const { graph } = depthFirst([[1, 2], [2], [0, 1]]);
    const { offsets, sources } = reverseEdges(graph);
    const to = (node: number): readonly number[] =>
      [...sources.subarray(offsets[node], offsets[node + 1])].sort();
    expect([to(0), to(1), to(2)]).toEqual([[2], [0, 2], [0, 1]]);
  });

  it("do not run out of stack on a list as long as a heap", () => {
    const nodes = 300_000;
    const graph = {
      nodes,
      parent: Uint32Array.from({ length: nodes }, (_, node) =>
        Math.max(0, node - 1),
      ),
      offsets: Uint32Array.from({ length: nodes + 1 }, (_, node) =>
        Math.min(node, nodes - 1),
      ),
      targets: Uint32Array.from({ length: nodes - 1 }, (_, node) => node + 1),
    };
    const dominator = findDominators(graph, reverseEdges(graph));
    expect(dominator[nodes - 1]).toBe(nodes - 2);
  });
});
