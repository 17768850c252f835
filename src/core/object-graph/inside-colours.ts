// Of objects that have values of several groups inside them: which pointer is in whose bytes. The pointers are those that
// the walk found, in its order, looked up again with their places.

import { TrivetError } from "../errors.ts";
import type { GroupMembers } from "./group-members.ts";
import type { ObjectGraph } from "./object-graph.ts";

/** By node with such values, and then by edge: the group and 1 more; 0 of pointers beside them. */
export function insideColours(
  graph: ObjectGraph,
  members: GroupMembers,
  groupOf: Uint32Array,
  size: number,
): ReadonlyMap<number, Uint32Array> {
  const colours = new Map<number, Uint32Array>();
  for (let at = 0; at < members.count;) {
    const node = members.node[at]!;
    let end = at + 1;
    while (end < members.count && members.node[end] === node) end++;
    if (members.isInside[at] === 1) {
      const places = placesOfEdges(graph, node);
      if (places.length > 0) {
        // Both rise by address.
        const row = new Uint32Array(places.length);
        let member = at;
        for (let edge = 0; edge < places.length; edge++) {
          const place = places[edge]!;
          while (member < end && members.address[member]! + size <= place)
            member++;
          if (member < end && members.address[member]! <= place)
            row[edge] = groupOf[member]!;
        }
        colours.set(node, row);
      }
    }
    at = end;
  }
  return colours;
}

/** Addresses of the words that the node's pointers are in, in the order of its edges. */
function placesOfEdges(graph: ObjectGraph, node: number): readonly number[] {
  const { image, finder, walked } = graph;
  const { block, blockWord, firstSlot, slotBytes, start } = image.spans;
  const edges = walked.offsets[node + 1]! - walked.offsets[node]!;
  if (edges === 0) return [];
  const slot = walked.holder[node]!;
  const span = finder.spanOfSlot(slot);
  const words = image.blocks[block[span]!];
  const bits = graph.bits.bits[block[span]!];
  const index = slot - firstSlot[span]!;
  const size = slotBytes[span]! / 8;
  const first = blockWord[span]! + index * size;
  const address = start[span]! + index * slotBytes[span]!;
  const places: number[] = [];
  for (let at = first; words && bits && at < first + size; at++) {
    if (((bits[at >>> 5]! >>> (at & 31)) & 1) === 0) continue;
    const high = words[2 * at + 1]!;
    if (high === 0) continue;
    const target = finder.slotAt(words[2 * at]! + high * 2 ** 32);
    if (target < 0 || target === slot) continue;
    places.push(address + (at - first) * 8);
  }
  if (places.length !== edges)
    throw new TrivetError(
      "internal",
      `an object has ${places.length} pointers, and its walk found ${edges}`,
    );
  return places;
}
