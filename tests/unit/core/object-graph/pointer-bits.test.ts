// The three generations of pointer bits, each written as that Go writes it, must become the same bits.

import { describe, expect, it } from "vitest";
import type { HeapImage } from "../../../../src/core/object-graph/heap-image.ts";
import { buildObjectGraph } from "../../../../src/core/object-graph/object-graph.ts";
import { buildPointerBits } from "../../../../src/core/object-graph/pointer-bits.ts";
import {
  arenaBytes,
  heapStart,
  makeHeap,
  pageBytes,
  type HandMadeSpan,
} from "./hand-made-heap.ts";

const arenaStart = heapStart - (heapStart % arenaBytes);
/** 48-byte objects with pointers: word 0 and word 3 of each. */
const small: HandMadeSpan = {
  page: 2,
  slotBytes: 48,
  spanClass: 10,
  slots: 40,
};
const pointerWords = [0, 3];

function expected(image: HeapImage): readonly number[] {
  return Array.from({ length: 40 }, (_, slot) =>
    pointerWords.map((word) => slot * 6 + word),
  )
    .flat()
    .filter((word) => word < image.blocks[0]!.length / 2);
}

function setWords(bits: Uint32Array, limit: number): readonly number[] {
  return Array.from({ length: limit }, (_, word) => word).filter(
    (word) => (bits[word >>> 5]! >>> (word & 31)) & 1,
  );
}

const firstWord = (heapStart + small.page * pageBytes - arenaStart) / 8;

describe("pointer bits", () => {
  it("of Go 1.19: two a word, and the second ends the object", () => {
    const bytes = new Uint8Array(arenaBytes / 32);
    for (let slot = 0; slot < 40; slot++)
      for (let word = 0; word < 6; word++) {
        const at = firstWord + slot * 6 + word;
        // Behind the last pointer the bit of the earlier owner is left, and no scan bit before it.
        const isPointer = pointerWords.includes(word) || word === 5;
        const isScanned = word <= 3 || word === 5;
        if (isPointer) bytes[at >> 2]! |= 1 << (at & 3);
        if (isScanned) bytes[at >> 2]! |= 16 << (at & 3);
      }
    const image = makeHeap({
      spans: [small],
      words: new Map(),
      pointers: () => ({
        kind: "two-bit",
        arenas: [{ start: arenaStart, bytes }],
      }),
    });
    const { bits } = buildPointerBits(image);
    expect(setWords(bits[0]!, 240)).toEqual(expected(image));
  });

  it("of Go 1.21: one a word", () => {
    const bytes = new Uint8Array(arenaBytes / 64);
    for (let slot = 0; slot < 40; slot++)
      for (const word of pointerWords) {
        const at = firstWord + slot * 6 + word;
        bytes[at >> 3]! |= 1 << (at & 7);
      }
    const image = makeHeap({
      spans: [small],
      words: new Map(),
      pointers: () => ({
        kind: "one-bit",
        arenas: [{ start: arenaStart, bytes }],
      }),
    });
    const { bits } = buildPointerBits(image);
    expect(setWords(bits[0]!, 240)).toEqual(expected(image));
  });

  it.each([0, 128])(
    "since Go 1.22: at the span's end, before %i bytes of marks",
    (marks) => {
      const image = makeHeap({
        spans: [small],
        words: new Map(),
        pointers: (blocks) => {
          const bytes = new Uint8Array(blocks[0]!.buffer);
          const from = pageBytes - pageBytes / 64 - marks;
          for (let slot = 0; slot < 40; slot++)
            for (const word of pointerWords) {
              const at = slot * 6 + word;
              bytes[from + (at >> 3)]! |= 1 << (at & 7);
            }
          return {
            kind: "header",
            largestWithoutHeader: 512,
            inlineMarkBytes: marks,
            masks: [],
          };
        },
      });
      const { bits } = buildPointerBits(image);
      expect(setWords(bits[0]!, 240)).toEqual(expected(image));
    },
  );

  it("since Go 1.22: by the type in front, repeated; without a mask every word", () => {
    const type = 0x60_0000;
    const start = heapStart;
    const image = makeHeap({
      spans: [
        { page: 0, slotBytes: 1024, spanClass: 60, slots: 8 },
        {
          page: 1,
          slotBytes: 16_384,
          spanClass: 0,
          slots: 1,
          largeType: 0x60_1000,
        },
      ],
      words: new Map([
        [start, type],
        [start + 1024, 0x60_2000],
      ]),
      free: [2, 3, 4, 5, 6, 7],
      pointers: () => ({
        kind: "header",
        largestWithoutHeader: 512,
        inlineMarkBytes: 128,
        masks: [
          { type, size: 48, words: 2, bits: Uint8Array.of(0b10) },
          { type: 0x60_1000, size: 8192, words: 1, bits: Uint8Array.of(1) },
        ],
      }),
    });
    const { bits, conservativeObjects } = buildPointerBits(image);
    const first = setWords(bits[0]!, 128);
    // The header is word 0; the value of six words begins behind it.
    expect(first).toEqual(
      Array.from({ length: 21 }, (_, index) => 2 + index * 6),
    );
    expect(setWords(bits[0]!, 256).filter((word) => word >= 128)).toEqual(
      Array.from({ length: 127 }, (_, index) => 129 + index),
    );
    expect(conservativeObjects).toBe(1);
    expect(setWords(bits[1]!, 2048)).toEqual([0, 1024]);
  });
});

describe("a graph", () => {
  const at = (slot: number): number =>
    heapStart + small.page * pageBytes + slot * 48;
  const everyWord = (blocks: readonly Uint32Array[]) => {
    new Uint8Array(blocks[0]!.buffer).fill(255, pageBytes - pageBytes / 64);
    return {
      kind: "header" as const,
      largestWithoutHeader: 512,
      inlineMarkBytes: 0,
      masks: [],
    };
  };

  it("follows pointers into the middle, and leaves out what is free, outside or itself", () => {
    const image = makeHeap({
      spans: [small],
      words: new Map([
        [at(0), at(1) + 17],
        [at(0) + 8, at(5)],
        [at(0) + 16, 0xc1_0000_0000],
        [at(0) + 24, at(0)],
        [at(1), at(2)],
        [at(1) + 8, 0xffff_ffff_ffff],
        // Where the bits begin there is no object.
        [at(2), at(39) + 48],
      ]),
      roots: [at(0)],
      free: [5, ...Array.from({ length: 33 }, (_, index) => index + 7)],
      pointers: everyWord,
    });
    const graph = buildObjectGraph(image);
    expect(graph.counts).toEqual({
      objects: 6,
      bytes: 6 * 48,
      liveObjects: 3,
      liveBytes: 3 * 48,
    });
    const [first, second, third] = [0, 1, 2].map((slot) =>
      graph.nodeAt(at(slot)),
    );
    expect(graph.dominator[third!]).toBe(second);
    expect(graph.dominator[second!]).toBe(first);
    expect(graph.retainedBytes[first!]).toBe(3 * 48);
    expect(graph.retainedObjects[0]).toBe(3);
    expect(graph.nodeAt(at(3))).toBe(0);
  });

  it("takes any bytes for a heap without running away", () => {
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state;
    };
    for (let round = 0; round < 50; round++) {
      const words = new Map<number, number>();
      for (let word = 0; word < 1000; word++)
        words.set(
          heapStart + small.page * pageBytes + word * 8,
          random() % 3 === 0
            ? at(random() % 60) + (random() % 64)
            : random() * 2 ** 16,
        );
      const graph = buildObjectGraph(
        makeHeap({
          spans: [small],
          words,
          roots: [at(random() % 40), random(), at(39) + 4000],
          pointers: everyWord,
        }),
      );
      const { liveObjects, objects } = graph.counts;
      expect(liveObjects).toBeLessThanOrEqual(objects);
      expect(graph.retainedBytes[0]).toBe(liveObjects * 48);
    }
  });
});
