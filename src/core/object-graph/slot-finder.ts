// From an address to the object that it points into: page to span by a table, then a multiplication instead of a
// division, as the runtime does it.
// Source of truth: runtime/mbitmap.go (findObject, divideByElemSize).

import type { SpanTable } from "./heap-image.ts";

/** Slots of a group, as a power of two: large objects are alone in their span. */
const groupShift = 5;
/** Tables of pages up to this many are flat; a sparser heap is refused. */
const maxPages = 2 ** 28;

export class SlotFinder {
  readonly spans: SpanTable;
  readonly pageBytes: number;
  /** The first page, as a number of pages. */
  readonly firstPage: number;
  /** Of each page from the first on: its span, or -1. */
  readonly spanOfPage: Int32Array;
  /** 1 / size of an object, a little too large, so that truncation is exact; 0 of large objects. */
  readonly reciprocal: Float64Array;
  /** Number of the span's first page. */
  readonly startPage: Uint32Array;
  /** The span that has the first of each group of slots: those of the others are at most a few further on. */
  readonly #spanOfGroup: Uint32Array;

  constructor(spans: SpanTable, pageBytes: number) {
    this.spans = spans;
    this.pageBytes = pageBytes;
    const { count, start, pages, slotBytes, spanClass } = spans;
    this.firstPage = count === 0 ? 0 : start[0]! / pageBytes;
    const last =
      count === 0 ? 0 : start[count - 1]! / pageBytes + pages[count - 1]!;
    // One random address in a heap of terabytes would ask for a table of gigabytes.
    const length = Math.min(last - this.firstPage, maxPages);
    this.spanOfPage = new Int32Array(length).fill(-1);
    this.reciprocal = new Float64Array(count);
    this.startPage = new Uint32Array(count);
    for (let span = 0; span < count; span++) {
      const page = start[span]! / pageBytes - this.firstPage;
      this.startPage[span] = page;
      this.spanOfPage.fill(span, page, page + pages[span]!);
      this.reciprocal[span] = exactReciprocal(
        spanClass[span]!,
        slotBytes[span]!,
      );
    }
    this.#spanOfGroup = spansOfGroups(spans);
  }

  /** The span that the address lies in; -1 outside of all. */
  spanAt(address: number): number {
    const page = Math.floor(address / this.pageBytes) - this.firstPage;
    return page >= 0 && page < this.spanOfPage.length
      ? this.spanOfPage[page]!
      : -1;
  }

  /** Number of the slot that the address lies in; -1 when it is in no object's place. */
  slotAt(address: number): number {
    const { spans } = this;
    const span = this.spanAt(address);
    if (span < 0) return -1;
    const offset = address - spans.start[span]!;
    const index = Math.floor(offset * this.reciprocal[span]!);
    return index < spans.slots[span]! ? spans.firstSlot[span]! + index : -1;
  }

  /** The span that has the slot. */
  spanOfSlot(slot: number): number {
    const { firstSlot, count } = this.spans;
    let span = this.#spanOfGroup[slot >>> groupShift]!;
    while (span + 1 < count && firstSlot[span + 1]! <= slot) span++;
    return span;
  }

  /** Where the slot's object begins. */
  addressOf(slot: number): number {
    const span = this.spanOfSlot(slot);
    return (
      this.spans.start[span]! +
      (slot - this.spans.firstSlot[span]!) * this.spans.slotBytes[span]!
    );
  }
}

function spansOfGroups({ count, firstSlot }: SpanTable): Uint32Array {
  const slots = firstSlot[count] ?? 0;
  const groups = new Uint32Array((slots >>> groupShift) + 1);
  let span = 0;
  for (let group = 0; group < groups.length; group++) {
    const slot = group * (1 << groupShift);
    while (span + 1 < count && firstSlot[span + 1]! <= slot) span++;
    groups[group] = span;
  }
  return groups;
}

/** 1 / size, a little too large, so that truncation is exact; 0 for large objects, which are alone in their span. */
export function exactReciprocal(spanClass: number, slotBytes: number): number {
  return spanClass >> 1 === 0
    ? 0
    : (Math.floor((2 ** 32 - 1) / slotBytes) + 1) / 2 ** 32;
}
