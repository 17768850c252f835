// Who holds this: the shortest chain of pointers from a variable or a stack to an object, with the fields on the way.

import type { TypedGraph } from "./assign-types.ts";
import type { ObjectGraph } from "./object-graph.ts";

export interface PathStep {
  readonly node: number;
  /** The field of the step before by which it is held; of the first step the root's name. */
  readonly label: string;
  readonly type: string;
  /** 0 of roots. */
  readonly address: number;
  readonly bytes: number;
  readonly retainedBytes: number;
}

/** By node: the next one on a shortest way to the root. */
export function shortestWays(graph: ObjectGraph): Uint32Array {
  const { nodes, walked } = graph;
  const towards = new Uint32Array(nodes);
  const queue = new Uint32Array(nodes);
  const seen = new Uint8Array(nodes);
  let end = 1;
  seen[0] = 1;
  for (let head = 0; head < end; head++) {
    const node = queue[head]!;
    for (let at = walked.offsets[node]!; at < walked.offsets[node + 1]!; at++) {
      const target = walked.targets[at]!;
      if (seen[target] === 1) continue;
      seen[target] = 1;
      towards[target] = node;
      queue[end++] = target;
    }
  }
  return towards;
}

/** From the root's group to the node itself. */
export function pathTo(
  typed: TypedGraph,
  towards: Uint32Array,
  node: number,
): readonly PathStep[] {
  const chain: number[] = [];
  for (let at = node; at !== 0; at = towards[at]!) chain.push(at);
  chain.reverse();
  const steps: PathStep[] = [];
  chain.forEach((at, index) => {
    const step = describeStep(typed, at, chain[index - 1] ?? 0);
    if (step !== null) steps.push(step);
  });
  return steps;
}

function describeStep(
  typed: TypedGraph,
  node: number,
  holder: number,
): PathStep | null {
  const { graph, types, typeOf } = typed;
  const described = graph.describe(node);
  const retainedBytes = graph.retainedBytes[node]!;
  switch (described.kind) {
    case "all":
      return null;
    case "group": {
      const { name } = described.group;
      return {
        node,
        label: name,
        type: "",
        address: 0,
        bytes: 0,
        retainedBytes,
      };
    }
    case "root": {
      // The group says all of a variable; of goroutines it does not say which.
      if (described.root.goroutine === 0) return null;
      const label = ` goroutine ${described.root.goroutine}`;
      return { node, label, type: "", address: 0, bytes: 0, retainedBytes };
    }
    case "object": {
      const type = typeOf[node]!;
      return {
        node,
        label: labelOfPointer(
          typed,
          holder,
          described.address,
          described.bytes,
        ),
        type: type === 0 ? "" : types.at(type).name,
        address: described.address,
        bytes: described.bytes,
        retainedBytes,
      };
    }
  }
}

/** The field of `holder` that points into the object; `+0x18` where the type is not known. */
export function labelOfPointer(
  { graph, types, typeOf, rootTypes }: TypedGraph,
  holder: number,
  address: number,
  bytes: number,
): string {
  const described = graph.describe(holder);
  const isInside = (value: number): boolean =>
    value >= address && value < address + bytes;
  if (described.kind === "root") {
    const { roots } = graph.image;
    const { root, index } = described;
    for (let at = roots.offsets[index]!; at < roots.offsets[index + 1]!; at++)
      if (isInside(roots.values[at]!)) {
        const offset = roots.places[at]! - root.address;
        if (roots.frames[at]! !== 0)
          return ` in ${roots.frameNames[roots.frames[at]!]!}`;
        const meaning = rootTypes.word(root, offset);
        return meaning === null ? "" : types.label(meaning.label);
      }
    return "";
  }
  if (described.kind !== "object") return "";
  const { spans, blocks, pointers } = graph.image;
  const span = graph.finder.spanOfSlot(described.slot);
  const block = blocks[spans.block[span]!];
  const bits = graph.bits.bits[spans.block[span]!];
  if (block === undefined || bits === undefined) return "";
  const words = described.bytes / 8;
  const first =
    spans.blockWord[span]! + (described.slot - spans.firstSlot[span]!) * words;
  const header =
    pointers.kind === "header" &&
    described.spanClass >> 1 !== 0 &&
    described.bytes > pointers.largestWithoutHeader
      ? 1
      : 0;
  for (let word = first + header; word < first + words; word++) {
    if (((bits[word >>> 5]! >>> (word & 31)) & 1) === 0) continue;
    if (!isInside(block[2 * word]! + block[2 * word + 1]! * 2 ** 32)) continue;
    const offset = (word - first - header) * 8;
    const meaning = types.word(typeOf[holder]!, offset);
    return meaning === null
      ? ` +0x${offset.toString(16)}`
      : types.label(meaning.label);
  }
  return "";
}
