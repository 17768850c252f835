// Holds an object graph against the Go runtime's own dump of the same heap: the same objects, the same words that are
// pointers, the same values in them, and the same bytes under a holder.

import type { ObjectGraph } from "../../src/core/object-graph/object-graph.ts";
import { DumpGraph } from "./dump-graph.ts";
import type { HeapDump } from "./heap-dump.ts";

export interface DumpComparison {
  readonly dump: DumpGraph;
  /** In both. */
  readonly common: number;
  readonly onlyInGraph: number;
  readonly onlyInDump: number;
  /** Of those in both: how many have other words as pointers than the dump says. */
  readonly otherPointers: number;
  /** Of those with the same: how many hold another value in one of them. */
  readonly otherValues: number;
}

export function compareWithDump(
  graph: ObjectGraph,
  raw: HeapDump,
): DumpComparison {
  const { finder, image } = graph;
  const { spans, allocated, blocks } = image;
  // Since Go 1.22 a dump lists the end of a span of small objects, where its pointer bits are, as objects (heapdump.go
  // counts pages / size, and not the span's own number): behind the last place there are none.
  const dump = new DumpGraph(raw, (record) => {
    const address = raw.addresses[record]!;
    return finder.spanAt(address) < 0 || finder.slotAt(address) >= 0;
  });
  const isAllocated = (slot: number): boolean =>
    ((allocated[slot >> 3]! >> (slot & 7)) & 1) === 1;
  let common = 0;
  let otherPointers = 0;
  let otherValues = 0;
  for (let object = 0; object < dump.objects; object++) {
    const address = dump.addresses[object]!;
    const slot = finder.slotAt(address);
    const span = finder.spanAt(address);
    if (
      slot < 0 ||
      !isAllocated(slot) ||
      spans.slotBytes[span] !== dump.sizes[object]
    )
      continue;
    common++;
    const { offsets, values } = dump.pointersOf(object);
    const block = spans.block[span]!;
    if (block < 0) {
      if (offsets.length > 0) otherPointers++;
      continue;
    }
    const words = blocks[block]!;
    const start = spans.blockWord[span]! + (address - spans.start[span]!) / 8;
    const mine = pointerWords(
      graph.bits.bits[block]!,
      start,
      start + spans.slotBytes[span]! / 8,
    );
    if (
      mine.length !== offsets.length ||
      mine.some((word, index) => (word - start) * 8 !== offsets[index])
    )
      otherPointers++;
    else if (
      mine.some(
        (word, index) =>
          words[2 * word]! + words[2 * word + 1]! * 2 ** 32 !== values[index],
      )
    )
      otherValues++;
  }
  return {
    dump,
    common,
    onlyInGraph: graph.counts.objects - common,
    onlyInDump: dump.objects - common,
    otherPointers,
    otherValues,
  };
}

function pointerWords(
  bits: Uint32Array,
  start: number,
  end: number,
): readonly number[] {
  const found: number[] = [];
  for (let word = start; word < end; word++) {
    if ((word & 31) === 0 && bits[word >>> 5] === 0) word += 31;
    else if (((bits[word >>> 5]! >>> (word & 31)) & 1) === 1) found.push(word);
  }
  return found;
}

export interface HeldAlone {
  readonly address: number;
  /** By the graph's dominators. */
  readonly retainedBytes: number;
  /** By the dump: what cannot be reached any more when the holder is taken out. */
  readonly lostBytes: number;
}

/** The objects that hold most, those of them that hold a chain of others at the same place only once. */
export function largestHolders(
  graph: ObjectGraph,
  count: number,
): readonly number[] {
  const nodes = Array.from({ length: graph.nodes }, (_, node) => node)
    .filter((node) => graph.isObject(node))
    .filter((node) => {
      const above = graph.dominator[node]!;
      // One link of a chain is as good as another.
      return (
        !graph.isObject(above) ||
        graph.retainedBytes[above]! > 1.01 * graph.retainedBytes[node]!
      );
    });
  nodes.sort((a, b) => graph.retainedBytes[b]! - graph.retainedBytes[a]!);
  return nodes.slice(0, count);
}

export function compareHolders(
  graph: ObjectGraph,
  dump: DumpGraph,
  nodes: readonly number[],
): readonly HeldAlone[] {
  const all = dump.reach().bytes;
  return nodes.map((node) => {
    const what = graph.describe(node);
    if (what.kind !== "object") throw new Error(`node ${node} is no object`);
    return {
      address: what.address,
      retainedBytes: graph.retainedBytes[node]!,
      lostBytes: all - dump.reach({ objects: [what.address] }).bytes,
    };
  });
}
