// The graph of all objects that can be reached, who holds them, and how much each holds alone. Stays in the thread that
// built it; views are made from it (retainers.ts, histogram.ts, paths.ts).

import {
  addUp,
  findDominators,
  reverseEdges,
  type ReverseEdges,
} from "./dominators.ts";
import type { HeapImage, Root, RootGroup } from "./heap-image.ts";
import { buildPointerBits, type PointerBits } from "./pointer-bits.ts";
import { SlotFinder } from "./slot-finder.ts";
import { freeSlot, walkHeap, type WalkedHeap } from "./walk-heap.ts";

export type GraphStage = "bits" | "walk" | "edges" | "dominators" | "sizes";

export interface GraphOptions {
  /** Called often; throws to stop. `done`: 0 to 1 of the stage. */
  readonly checkpoint?: (stage: GraphStage, done: number) => void;
}

export type GraphNode =
  | { readonly kind: "all" }
  | {
      readonly kind: "group";
      readonly group: RootGroup;
      readonly index: number;
    }
  | { readonly kind: "root"; readonly root: Root; readonly index: number }
  | {
      readonly kind: "object";
      readonly slot: number;
      readonly address: number;
      readonly bytes: number;
      readonly spanClass: number;
    };

export interface ObjectCounts {
  /** Allocated: live ones and garbage that is not swept yet. */
  readonly objects: number;
  readonly bytes: number;
  /** Reachable. */
  readonly liveObjects: number;
  readonly liveBytes: number;
}

/** Codes: cancelled, by the checkpoint. */
export function buildObjectGraph(
  image: HeapImage,
  { checkpoint = () => undefined }: GraphOptions = {},
): ObjectGraph {
  checkpoint("bits", 0);
  const finder = new SlotFinder(image.spans, image.pageBytes);
  const bits = buildPointerBits(image, () => checkpoint("bits", 0.5));
  const slots = image.spans.firstSlot[image.spans.count]!;
  const walked = walkHeap(image, bits, finder, (visited) =>
    checkpoint("walk", visited / Math.max(1, slots)),
  );
  checkpoint("edges", 0);
  const reverse = reverseEdges(walked);
  checkpoint("dominators", 0);
  const dominator = findDominators(walked, reverse, () =>
    checkpoint("dominators", 0.5),
  );
  checkpoint("sizes", 0);
  return new ObjectGraph({ image, bits, finder, walked, reverse, dominator });
}

interface GraphParts {
  readonly image: HeapImage;
  readonly bits: PointerBits;
  readonly finder: SlotFinder;
  readonly walked: WalkedHeap;
  readonly reverse: ReverseEdges;
  readonly dominator: Uint32Array;
}

export class ObjectGraph {
  readonly image: HeapImage;
  readonly bits: PointerBits;
  readonly finder: SlotFinder;
  readonly walked: WalkedHeap;
  readonly reverse: ReverseEdges;
  /** By node: the nearest holder through which all paths lead. */
  readonly dominator: Uint32Array;
  /** By node: bytes that would be freed with it, its own among them. */
  readonly retainedBytes: Float64Array;
  readonly retainedObjects: Uint32Array;
  readonly counts: ObjectCounts;

  constructor(parts: GraphParts) {
    this.image = parts.image;
    this.bits = parts.bits;
    this.finder = parts.finder;
    this.walked = parts.walked;
    this.reverse = parts.reverse;
    this.dominator = parts.dominator;
    const bytes = new Float64Array(this.nodes);
    this.counts = this.#ownSizes(bytes);
    this.retainedBytes = addUp(bytes, this.dominator);
    this.retainedObjects = this.#countRetained();
  }

  get nodes(): number {
    return this.walked.nodes;
  }
  get edges(): number {
    return this.walked.targets.length;
  }
  get slots(): number {
    return this.image.spans.firstSlot[this.image.spans.count]!;
  }

  describe(node: number): GraphNode {
    if (node === 0) return { kind: "all" };
    const { roots } = this.image.roots;
    const what = this.walked.holder[node]!;
    const rootIndex = what - this.slots;
    if (rootIndex >= roots.length) {
      const index = rootIndex - roots.length;
      return { kind: "group", group: this.image.roots.groups[index]!, index };
    }
    if (rootIndex >= 0)
      return { kind: "root", root: roots[rootIndex]!, index: rootIndex };
    const span = this.finder.spanOfSlot(what);
    const { start, firstSlot, slotBytes, spanClass } = this.image.spans;
    return {
      kind: "object",
      slot: what,
      address: start[span]! + (what - firstSlot[span]!) * slotBytes[span]!,
      bytes: slotBytes[span]!,
      spanClass: spanClass[span]!,
    };
  }

  isObject(node: number): boolean {
    return node !== 0 && this.walked.holder[node]! < this.slots;
  }

  /** The node of the object that the address lies in; 0 when there is none, or nothing holds it. */
  nodeAt(address: number): number {
    const slot = this.finder.slotAt(address);
    const node = slot < 0 ? freeSlot : this.walked.nodeOf[slot]!;
    return node === freeSlot ? 0 : node;
  }

  nodeOfRoot(root: number): number {
    return this.walked.nodeOf[this.slots + root]!;
  }
  nodeOfGroup(group: number): number {
    return this.walked.nodeOf[
      this.slots + this.image.roots.roots.length + group
    ]!;
  }

  #ownSizes(bytes: Float64Array): ObjectCounts {
    const { spans } = this.image;
    const { nodeOf } = this.walked;
    let objects = 0;
    let allBytes = 0;
    let liveObjects = 0;
    let liveBytes = 0;
    for (let span = 0; span < spans.count; span++) {
      const size = spans.slotBytes[span]!;
      const end = spans.firstSlot[span + 1]!;
      for (let slot = spans.firstSlot[span]!; slot < end; slot++) {
        const node = nodeOf[slot]!;
        if (node === freeSlot) continue;
        objects++;
        allBytes += size;
        if (node === 0) continue;
        bytes[node] = size;
        liveObjects++;
        liveBytes += size;
      }
    }
    return { objects, bytes: allBytes, liveObjects, liveBytes };
  }

  #countRetained(): Uint32Array {
    const { dominator, walked } = this;
    const counts = new Uint32Array(walked.nodes);
    const { slots } = this;
    for (let node = walked.nodes - 1; node > 0; node--) {
      if (walked.holder[node]! < slots) counts[node]!++;
      counts[dominator[node]!]! += counts[node]!;
    }
    return counts;
  }
}
