// What holds for every graph: an object is a group's exactly when leaving the group's members out makes it unreachable.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findHoldingGroups,
  unreached,
  type GroupColours,
  type GroupedGraph,
} from "../../../../src/core/object-graph/group-holders.ts";
import { GroupSets } from "../../../../src/core/object-graph/group-sets.ts";

const groups = 3;

interface Case {
  readonly graph: GroupedGraph;
  readonly colours: GroupColours;
}

/** Node 0 is in no group, as the root of all never is. */
function makeCase(
  nodes: number,
  edges: readonly { from: number; to: number; colour: number }[],
  colours: readonly number[],
): Case {
  const rows = Array.from({ length: nodes }, (_, node) =>
    edges.filter(({ from }) => from % nodes === node),
  );
  const offsets = Uint32Array.from({ length: nodes + 1 }, (_, node) =>
    rows.slice(0, node).reduce((sum, row) => sum + row.length, 0),
  );
  return {
    graph: {
      nodes,
      offsets,
      targets: Uint32Array.from(rows.flat(), ({ to }) => to % nodes),
    },
    colours: {
      ofNode: Uint32Array.from({ length: nodes }, (_, node) =>
        node === 0 ? 0 : (colours[node % colours.length] ?? 0),
      ),
      ofEdges: new Map(
        rows.flatMap(
          (row, node): readonly (readonly [number, Uint32Array])[] =>
            node % 4 === 3
              ? [[node, Uint32Array.from(row, ({ colour }) => colour)]]
              : [],
        ),
      ),
    },
  };
}

/** By node: can it be reached without the group (its number and 1 more; 0 = with all)? */
function reach({ graph, colours }: Case, without: number): Uint8Array {
  const seen = new Uint8Array(graph.nodes);
  const isOut = (colour: number): boolean => without > 0 && colour === without;
  const pending = [0];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (seen[node] === 1 || isOut(colours.ofNode[node]!)) continue;
    seen[node] = 1;
    const from = graph.offsets[node]!;
    for (let edge = from; edge < graph.offsets[node + 1]!; edge++)
      if (!isOut(colours.ofEdges.get(node)?.[edge - from] ?? 0))
        pending.push(graph.targets[edge]!);
  }
  return seen;
}

const cases = fc
  .record({
    nodes: fc.integer({ min: 1, max: 14 }),
    edges: fc.array(
      fc.record({
        from: fc.nat(13),
        to: fc.nat(13),
        colour: fc.nat(groups),
      }),
      { maxLength: 40 },
    ),
    colours: fc.array(fc.nat(groups), { minLength: 1, maxLength: 14 }),
  })
  .map(({ nodes, edges, colours }) => makeCase(nodes, edges, colours));

describe("findHoldingGroups", () => {
  it("agrees with leaving each group out, in any graph", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { setOf, sets } = findHoldingGroups(one.graph, one.colours);
        const all = reach(one, 0);
        for (let group = 0; group < groups; group++) {
          const rest = reach(one, group + 1);
          for (let node = 0; node < one.graph.nodes; node++) {
            const set = setOf[node]!;
            expect(set === unreached).toBe(all[node] === 0);
            if (set === unreached) continue;
            expect(sets.at(set).includes(group)).toBe(rest[node] === 0);
          }
        }
        expect(sets.isCut).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it("claims less and never more when there is no room for the sets", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { setOf, sets } = findHoldingGroups(one.graph, one.colours, {
          sets: new GroupSets(3),
        });
        const exact = findHoldingGroups(one.graph, one.colours);
        let isLess = false;
        for (let node = 0; node < one.graph.nodes; node++) {
          const set = setOf[node]!;
          if (set === unreached) continue;
          const truth = exact.sets.at(exact.setOf[node]!);
          for (const group of sets.at(set)) expect(truth).toContain(group);
          isLess ||= sets.at(set).length < truth.length;
        }
        if (isLess) expect(sets.isCut).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("ends on a chain through more groups than fit one in another", () => {
    const nodes = 3001;
    const chain: Case = {
      graph: {
        nodes,
        offsets: Uint32Array.from({ length: nodes + 1 }, (_, node) =>
          Math.min(node, nodes - 1),
        ),
        targets: Uint32Array.from({ length: nodes - 1 }, (_, at) => at + 1),
      },
      colours: {
        ofNode: Uint32Array.from({ length: nodes }, (_, node) => node),
        ofEdges: new Map(),
      },
    };
    const { setOf, sets } = findHoldingGroups(chain.graph, chain.colours);
    expect(sets.isCut).toBe(true);
    for (let node = 1; node < nodes; node++)
      expect(sets.at(setOf[node]!)).toContain(node - 1);
  });
});
