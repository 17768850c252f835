// A heap image made by hand: one span of each kind that the tests need, at addresses that look like Go's.

import type {
  HeapImage,
  PointerSource,
  RootTable,
  SpanTable,
} from "../../../../src/core/object-graph/heap-image.ts";

export const heapStart = 0xc0_0000_0000;
export const pageBytes = 8192;
export const arenaBytes = 64 << 20;

export interface HandMadeSpan {
  /** Pages behind the start of the heap. */
  readonly page: number;
  readonly slotBytes: number;
  readonly spanClass: number;
  readonly slots: number;
  readonly largeType?: number;
}

/** `words`: values by address. All slots are allocated but those in `free`, numbered over all spans. */
export function makeHeap(options: {
  readonly spans: readonly HandMadeSpan[];
  readonly words: ReadonlyMap<number, number>;
  readonly pointers: (blocks: readonly Uint32Array[]) => PointerSource;
  readonly roots?: readonly number[];
  readonly free?: readonly number[];
}): HeapImage {
  const { spans, words, free = [] } = options;
  const count = spans.length;
  const blocks: Uint32Array[] = [];
  const block = new Int32Array(count).fill(-1);
  const firstSlot = new Uint32Array(count + 1);
  spans.forEach((span, index) => {
    firstSlot[index + 1] = firstSlot[index]! + span.slots;
    if ((span.spanClass & 1) === 1) return;
    block[index] = blocks.length;
    const bytes = pagesOf(span) * pageBytes;
    const view = new Uint32Array(bytes / 4);
    const start = heapStart + span.page * pageBytes;
    for (const [address, value] of words)
      if (address >= start && address < start + bytes) {
        view[(address - start) / 4] = value % 2 ** 32;
        view[(address - start) / 4 + 1] = Math.floor(value / 2 ** 32);
      }
    blocks.push(view);
  });
  const slots = firstSlot[count]!;
  const allocated = new Uint8Array(Math.ceil(slots / 8) + 1);
  for (let slot = 0; slot < slots; slot++)
    if (!free.includes(slot)) allocated[slot >> 3]! |= 1 << (slot & 7);
  const table: SpanTable = {
    count,
    start: Float64Array.from(spans, ({ page }) => heapStart + page * pageBytes),
    pages: Uint32Array.from(spans, pagesOf),
    slotBytes: Float64Array.from(spans, ({ slotBytes }) => slotBytes),
    slots: Uint32Array.from(spans, (span) => span.slots),
    spanClass: Uint8Array.from(spans, ({ spanClass }) => spanClass),
    freeIndex: Uint32Array.from(spans, (span) => span.slots),
    largeType: Float64Array.from(spans, ({ largeType }) => largeType ?? 0),
    firstSlot,
    block,
    blockWord: new Uint32Array(count),
  };
  return {
    goVersion: "go1.26",
    pageBytes,
    arenaBytes,
    spans: table,
    allocated,
    blocks,
    pointers: options.pointers(blocks),
    roots: rootsOf(options.roots ?? []),
    unreadableBytes: 0,
    isConsistent: true,
  };
}

const pagesOf = ({ slotBytes, slots }: HandMadeSpan): number =>
  Math.max(1, Math.ceil((slotBytes * slots) / pageBytes));

function rootsOf(values: readonly number[]): RootTable {
  return {
    groups: values.map((_, index) => ({
      kind: "global",
      name: `main.v${index}`,
    })),
    roots: values.map((_, index) => ({
      group: index,
      goroutine: 0,
      address: 0x50_0000 + index * 8,
      isConservative: false,
      holdsContents: false,
    })),
    offsets: Uint32Array.from([...values, 0], (_, index) => index),
    values: Float64Array.from(values),
    places: Float64Array.from(values, (_, index) => 0x50_0000 + index * 8),
    previous: new Float64Array(values.length),
    frames: new Uint32Array(values.length),
    frameNames: [""],
    statics: [],
    sampled: [],
  };
}
