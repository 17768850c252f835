// Which objects can be reached, in depth-first order, with all pointers between them. An object's number is its rank in
// that order, which is the numbering that dominators need, so that nothing is renumbered later.
// A depth-first order comes out of a stack of pending pointers if an object is numbered when it is taken off the stack
// and not when it is put on; its parent is who put that entry there.

import type { HeapImage, SpanTable } from "./heap-image.ts";
import type { PointerBits } from "./pointer-bits.ts";
import { exactReciprocal, type SlotFinder } from "./slot-finder.ts";

/**
 * Node 0 is the pseudo-root that holds all; then, anywhere, groups of roots, roots and objects. `holder` numbers: slots
 * first, then roots, then groups.
 */
export interface WalkedHeap {
  readonly nodes: number;
  /** By node: slot, `slots + root`, or `slots + roots + group`. Of node 0: 2^32 - 1. */
  readonly holder: Uint32Array;
  /** By holder: its node; 0 when it was not reached, `freeSlot` when there is no object. */
  readonly nodeOf: Uint32Array;
  /** By node: whom the walk came from. */
  readonly parent: Uint32Array;
  /** Pointers: those of node n are `targets[offsets[n]]` to `targets[offsets[n + 1]]`, as nodes. */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}

export const freeSlot = 0xffff_ffff;

/** How often a walk looks whether it is still wanted. */
const checkEvery = 1 << 16;
export function walkHeap(
  image: HeapImage,
  { bits }: PointerBits,
  finder: SlotFinder,
  checkpoint: (visited: number) => void = () => undefined,
): WalkedHeap {
  const { spans, blocks, allocated, roots, pageBytes } = image;
  const slots = spans.firstSlot[spans.count]!;
  const firstGroup = slots + roots.roots.length;
  const holders = firstGroup + roots.groups.length;
  const nodeOf = new Uint32Array(holders);
  const live = markFree(allocated, slots, nodeOf);
  // What the walk asks for each pointer must stay in the processor's cache: a bit, and not the node.
  const seen = new Uint8Array((holders >> 3) + 1);
  const capacity = live + roots.roots.length + roots.groups.length + 1;
  const holder = new Uint32Array(capacity);
  const parent = new Uint32Array(capacity);
  const offsets = new Uint32Array(capacity + 1);
  let targets = new Uint32Array(Math.max(1024, live));
  let edges = 0;
  // Pending, in threes: what to visit, its span, and who points to it.
  let pending = new Uint32Array(3 << 16);
  let depth = 0;
  let nodes = 1;
  holder[0] = freeSlot;

  const { spanOfPage, firstPage, startPage } = finder;
  const { block, blockWord, firstSlot, slotBytes, spanClass } = spans;
  // Small tables: all that is looked up for each pointer should stay in the processor's cache.
  const slotsOf = Uint16Array.from(spans.slots);
  const reciprocalOf = reciprocalsByClass(spans);
  const pageLimit = spanOfPage.length;
  const pagesPerHigh = 2 ** 32 / pageBytes;
  const pageShift = Math.log2(pageBytes);
  const pageMask = pageBytes - 1;

  const push = (what: number, span: number, from: number): void => {
    if (depth === pending.length) pending = enlarge(pending, 2);
    pending[depth] = what;
    pending[depth + 1] = span;
    pending[depth + 2] = from;
    depth += 3;
  };
  const link = (target: number): void => {
    if (edges === targets.length) targets = enlarge(targets, 1.5);
    targets[edges++] = target;
  };

  /** Every pointer in the words of one object. */
  const scan = (node: number, slot: number, span: number): void => {
    const blockIndex = block[span]!;
    const words = blocks[blockIndex]!;
    const set = bits[blockIndex]!;
    const slotWords = slotBytes[span]! / 8;
    const start = blockWord[span]! + (slot - firstSlot[span]!) * slotWords;
    const end = start + slotWords;
    const lastGroup = (end - 1) >>> 5;
    let next = nodes;
    let edge = edges;
    let column = targets;
    let top = depth;
    let stack = pending;
    for (let group = start >>> 5; group <= lastGroup; group++) {
      let word = set[group]!;
      const base = group << 5;
      if (base < start) word &= -1 << (start - base);
      if (base + 32 > end) word &= (1 << (end - base)) - 1;
      while (word !== 0) {
        const at = base + 31 - Math.clz32(word & -word);
        word &= word - 1;
        const high = words[2 * at + 1]!;
        if (high === 0) continue;
        const low = words[2 * at]!;
        const far = high * pagesPerHigh + (low >>> pageShift) - firstPage;
        if (!(far >= 0 && far < pageLimit)) continue;
        // From here on all numbers are small: the engine counts on.
        const page = far | 0;
        const targetSpan = spanOfPage[page]!;
        if (targetSpan < 0) continue;
        const kind = spanClass[targetSpan]!;
        const offset =
          (page - startPage[targetSpan]!) * pageBytes + (low & pageMask);
        const index = (offset * reciprocalOf[kind]!) | 0;
        if (index >= slotsOf[targetSpan]!) continue;
        const target = firstSlot[targetSpan]! + index;
        if (target === slot) continue;
        if (edge === column.length) targets = column = enlarge(column, 1.5);
        column[edge++] = target;
        const bit = 1 << (target & 7);
        if ((seen[target >>> 3]! & bit) !== 0) continue;
        if ((kind & 1) !== 0) {
          // It points nowhere: visited on the spot, which is still depth first.
          if ((allocated[target >>> 3]! & bit) === 0) continue;
          seen[target >>> 3]! |= bit;
          offsets[next] = freeSlot;
          parent[next] = node;
          holder[next] = target;
          nodeOf[target] = next++;
          continue;
        }
        if (top === stack.length) pending = stack = enlarge(stack, 2);
        stack[top] = target;
        stack[top + 1] = targetSpan;
        stack[top + 2] = node;
        top += 3;
      }
    }
    nodes = next;
    edges = edge;
    depth = top;
  };

  const visitRoot = (node: number, root: number): void => {
    for (let at = roots.offsets[root]!; at < roots.offsets[root + 1]!; at++) {
      const target = finder.slotAt(roots.values[at]!);
      if (target < 0 || nodeOf[target] === freeSlot) continue;
      const span = finder.spanOfSlot(target);
      if (roots.roots[root]!.holdsContents) {
        if (block[span]! >= 0) scan(node, target, span);
        continue;
      }
      link(target);
      if (nodeOf[target] === 0) push(target, span, node);
    }
  };

  // In reverse, so that the first group is visited first. The names of variables are better than those of stacks.
  for (let group = roots.groups.length - 1; group >= 0; group--) {
    link(firstGroup + group);
    push(firstGroup + group, 0, 0);
  }
  const rootsOfGroup = groupRoots(roots.roots, roots.groups.length);
  let untilCheck = checkEvery;
  while (depth > 0) {
    depth -= 3;
    const what = pending[depth]!;
    const bit = 1 << (what & 7);
    if ((seen[what >>> 3]! & bit) !== 0) continue;
    // A stale pointer, of a target that ran while it was copied.
    if (what < slots && (allocated[what >>> 3]! & bit) === 0) continue;
    seen[what >>> 3]! |= bit;
    const span = pending[depth + 1]!;
    const node = nodes++;
    nodeOf[what] = node;
    holder[node] = what;
    parent[node] = pending[depth + 2]!;
    offsets[node] = edges;
    if (what < slots) {
      if (block[span]! >= 0) scan(node, what, span);
    } else if (what < firstGroup) visitRoot(node, what - slots);
    else
      for (const root of rootsOfGroup[what - firstGroup]!) {
        link(slots + root);
        push(slots + root, 0, node);
      }
    if (--untilCheck === 0) {
      untilCheck = checkEvery;
      checkpoint(nodes);
    }
  }
  offsets[nodes] = edges;
  fillOffsets(offsets, nodes);
  // Pointers to what is no object any more lead back to the holder itself, which changes nothing.
  for (let node = 0; node < nodes; node++)
    for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge++) {
      const target = nodeOf[targets[edge]!]!;
      targets[edge] = target === freeSlot ? node : target;
    }
  return {
    nodes,
    holder: holder.subarray(0, nodes),
    nodeOf,
    parent: parent.subarray(0, nodes),
    offsets: offsets.subarray(0, nodes + 1),
    targets: targets.subarray(0, edges),
  };
}

function enlarge(
  column: Uint32Array<ArrayBuffer>,
  factor: number,
): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.ceil((column.length * factor) / 3) * 3);
  larger.set(column);
  return larger;
}

/** As in the finder, but by span class: there are no more than 136. */
function reciprocalsByClass({
  count,
  slotBytes,
  spanClass,
}: SpanTable): Float64Array {
  const table = new Float64Array(256);
  for (let span = 0; span < count; span++)
    table[spanClass[span]!] = exactReciprocal(
      spanClass[span]!,
      slotBytes[span]!,
    );
  return table;
}

/** Marks slots without an object; gives the number of those with one. */
function markFree(
  allocated: Uint8Array,
  slots: number,
  nodeOf: Uint32Array,
): number {
  let count = 0;
  for (let slot = 0; slot < slots; slot++)
    if ((allocated[slot >> 3]! >> (slot & 7)) & 1) count++;
    else nodeOf[slot] = freeSlot;
  return count;
}

/** Those visited on the spot have no pointers: theirs end where the next one's begin. */
function fillOffsets(offsets: Uint32Array, nodes: number): void {
  for (let node = nodes - 1; node >= 0; node--)
    if (offsets[node] === freeSlot) offsets[node] = offsets[node + 1]!;
}

function groupRoots(
  roots: readonly { readonly group: number }[],
  groups: number,
): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: groups }, () => []);
  roots.forEach(({ group }, root) => members[group]!.push(root));
  return members;
}
