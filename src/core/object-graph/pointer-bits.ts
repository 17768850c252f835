// One bit for each copied word, set where a pointer is: the three generations of pointer bits brought to one form, so
// that the walk over the heap has one loop. 1/64 of the copied bytes.
// Source of truth: runtime/mbitmap.go of 1.19 (two bits a word, and the second says when an object's pointers end),
// 1.21 (one bit), 1.22 and 1.26 (bits in the span, type headers).

import { assertNever } from "../result.ts";
import type {
  ArenaBits,
  HeapImage,
  PointerSource,
  TypeMask,
} from "./heap-image.ts";

export interface PointerBits {
  /** Of each block. */
  readonly bits: readonly Uint32Array[];
  /** Objects whose type's mask is not known: each of their words counts as a pointer. */
  readonly conservativeObjects: number;
}

export type BitsInput = Pick<
  HeapImage,
  "spans" | "blocks" | "pointers" | "allocated" | "pageBytes" | "arenaBytes"
>;

export function buildPointerBits(
  image: BitsInput,
  checkpoint: () => void = () => undefined,
): PointerBits {
  const bits = image.blocks.map(
    (block) => new Uint32Array(Math.ceil(block.length / 64)),
  );
  const { pointers, spans } = image;
  let conservativeObjects = 0;
  const arenas =
    pointers.kind === "header" ? null : arenasByStart(pointers.arenas);
  const masks =
    pointers.kind === "header"
      ? new Map(pointers.masks.map((mask) => [mask.type, mask]))
      : null;
  for (let span = 0; span < spans.count; span++) {
    const target = bits[spans.block[span]!];
    if (target === undefined) continue;
    if (span % 4096 === 0) checkpoint();
    switch (pointers.kind) {
      case "two-bit":
        fromTwoBits(image, { span, target, arenas: arenas! });
        break;
      case "one-bit":
        fromOneBit(image, { span, target, arenas: arenas! });
        break;
      case "header":
        if (spans.slotBytes[span]! <= pointers.largestWithoutHeader)
          fromSpanEnd(image, { span, target, pointers });
        else
          conservativeObjects += fromTypes(image, {
            span,
            target,
            masks: masks!,
          });
        break;
      default:
        return assertNever(pointers, "kind of pointer bits");
    }
  }
  return { bits, conservativeObjects };
}

const arenasByStart = (
  arenas: readonly ArenaBits[],
): ReadonlyMap<number, Uint8Array> =>
  new Map(arenas.map(({ start, bytes }) => [start, bytes]));

interface ArenaTask {
  readonly span: number;
  readonly target: Uint32Array;
  readonly arenas: ReadonlyMap<number, Uint8Array>;
}

/** Where a page's bits lie: a large span may go on into the next arena. Null when the arena was not read. */
function arenaOf(
  { arenaBytes }: BitsInput,
  arenas: ReadonlyMap<number, Uint8Array>,
  address: number,
): { readonly bytes: Uint8Array; readonly word: number } | null {
  const start = address - (address % arenaBytes);
  const bytes = arenas.get(start);
  return bytes === undefined ? null : { bytes, word: (address - start) / 8 };
}

function fromOneBit(
  image: BitsInput,
  { span, target, arenas }: ArenaTask,
): void {
  const { spans, pageBytes } = image;
  const wordsPerPage = pageBytes / 8;
  for (let page = 0; page < spans.pages[span]!; page++) {
    const place = arenaOf(image, arenas, spans.start[span]! + page * pageBytes);
    if (place === null) continue;
    copyBits(
      target,
      spans.blockWord[span]! + page * wordsPerPage,
      place.bytes,
      place.word / 8,
      wordsPerPage / 8,
    );
  }
}

/** `bytes` of bits to the place of `word`, which is a multiple of 32. */
function copyBits(
  target: Uint32Array,
  word: number,
  source: Uint8Array,
  from: number,
  bytes: number,
): void {
  let at = word >>> 5;
  for (let byte = from; byte < from + bytes; byte += 4)
    target[at++] =
      source[byte]! |
      (source[byte + 1]! << 8) |
      (source[byte + 2]! << 16) |
      (source[byte + 3]! << 24);
}

function fromTwoBits(
  image: BitsInput,
  { span, target, arenas }: ArenaTask,
): void {
  const { spans, pageBytes } = image;
  const wordsPerPage = pageBytes / 8;
  const words = spans.pages[span]! * wordsPerPage;
  // Bit of the second kind: there may be more pointers in the object from here on.
  const more = new Uint32Array(words / 32);
  const base = spans.blockWord[span]!;
  for (let page = 0; page < spans.pages[span]!; page++) {
    const place = arenaOf(image, arenas, spans.start[span]! + page * pageBytes);
    if (place === null) continue;
    const { bytes } = place;
    let from = place.word / 4;
    let at = (page * wordsPerPage) / 32;
    for (let group = 0; group < wordsPerPage / 32; group++, at++, from += 8) {
      let pointer = 0;
      let scan = 0;
      for (let byte = 0; byte < 8; byte++) {
        const pair = bytes[from + byte]!;
        pointer |= (pair & 15) << (4 * byte);
        scan |= (pair >> 4) << (4 * byte);
      }
      target[(base >>> 5) + at] = pointer & scan;
      more[at] = scan;
    }
  }
  // Behind the end of an object's pointers the bits are what an earlier object left.
  const slotWords = spans.slotBytes[span]! / 8;
  for (let slot = 0; slot < spans.slots[span]!; slot++) {
    const start = slot * slotWords;
    const end = start + slotWords;
    const stop = firstClear(more, start, end);
    if (stop < end) clearBits(target, base + stop, base + end);
  }
}

function firstClear(bits: Uint32Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const clear = ~bits[at >>> 5]! >>> (at & 31);
    if (clear !== 0) {
      const found = at + 31 - Math.clz32(clear & -clear);
      // The shift brings in zeros, so what is found lies in this group.
      return Math.min(found, end);
    }
    at = (at | 31) + 1;
  }
  return end;
}

function clearBits(bits: Uint32Array, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const shift = at & 31;
    const count = Math.min(32 - shift, end - at);
    const mask = count === 32 ? -1 : ((1 << count) - 1) << shift;
    bits[at >>> 5]! &= ~mask;
    at += count;
  }
}

interface SpanEndTask {
  readonly span: number;
  readonly target: Uint32Array;
  readonly pointers: Extract<PointerSource, { readonly kind: "header" }>;
}

function fromSpanEnd(
  { spans, blocks, pageBytes }: BitsInput,
  { span, target, pointers }: SpanEndTask,
): void {
  const block = blocks[spans.block[span]!]!;
  const spanBytes = spans.pages[span]! * pageBytes;
  const bitmapBytes = spanBytes / 64;
  // The collector of Go 1.26 keeps its marks behind the bits, but not for objects of 8 bytes.
  const marks = spans.slotBytes[span]! >= 16 ? pointers.inlineMarkBytes : 0;
  const word = spans.blockWord[span]!;
  const from = 2 * word + (spanBytes - bitmapBytes - marks) / 4;
  target.set(block.subarray(from, from + bitmapBytes / 4), word >>> 5);
}

interface TypeTask {
  readonly span: number;
  readonly target: Uint32Array;
  readonly masks: ReadonlyMap<number, TypeMask>;
}

/** Gives the number of objects whose mask is not known. */
function fromTypes(
  { spans, blocks, allocated }: BitsInput,
  { span, target, masks }: TypeTask,
): number {
  const block = blocks[spans.block[span]!]!;
  const slotWords = spans.slotBytes[span]! / 8;
  const first = spans.firstSlot[span]!;
  const isLarge = spans.spanClass[span]! >> 1 === 0;
  let unknown = 0;
  for (let slot = 0; slot < spans.slots[span]!; slot++) {
    const index = first + slot;
    if (((allocated[index >> 3]! >> (index & 7)) & 1) === 0) continue;
    const start = spans.blockWord[span]! + slot * slotWords;
    const end = start + slotWords;
    const type = isLarge
      ? spans.largeType[span]!
      : block[2 * start]! + block[2 * start + 1]! * 2 ** 32;
    const from = isLarge ? start : start + 1;
    const mask = masks.get(type);
    if (mask === undefined) {
      unknown++;
      for (let word = from; word < end; word++)
        target[word >>> 5]! |= 1 << (word & 31);
    } else repeatMask(target, mask, from, end);
  }
  return unknown;
}

function repeatMask(
  target: Uint32Array,
  { size, words, bits }: TypeMask,
  from: number,
  end: number,
): void {
  const stride = size / 8;
  if (!(stride >= 1)) return;
  for (let element = from; element < end; element += stride) {
    const last = Math.min(words, end - element);
    for (let byte = 0; byte * 8 < last; byte++) {
      let set = bits[byte]!;
      while (set !== 0) {
        const bit = byte * 8 + 31 - Math.clz32(set & -set);
        if (bit < last)
          target[(element + bit) >>> 5]! |= 1 << ((element + bit) & 31);
        set &= set - 1;
      }
    }
  }
}
