// The spans that hold objects, and which of their slots do, as columns.
// Source of truth: runtime/mheap.go (mspan, mheap.allspans), runtime/mbitmap.go (isFree).

import { TrivetError } from "../errors.ts";
import {
  pointerSize,
  readSlice,
  readUnsigned,
  readWord,
  viewOf,
} from "../go-runtime/runtime-layout.ts";
import type {
  FieldPlace,
  RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import {
  isPlausible,
  readBytes,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";
import { gather, orderOf, type Gathered } from "./gather.ts";

export interface RawSpans {
  readonly count: number;
  readonly start: Float64Array;
  readonly pages: Uint32Array;
  readonly slotBytes: Float64Array;
  readonly slots: Uint32Array;
  readonly spanClass: Uint8Array;
  readonly freeIndex: Uint32Array;
  readonly largeType: Float64Array;
  readonly firstSlot: Uint32Array;
  readonly allocBits: Float64Array;
  readonly specials: Float64Array;
  readonly orders: SpanOrders;
}

/** In which order structures and spans lay: when they are read again, that is nearly always so still. */
export interface SpanOrders {
  readonly structures: Uint32Array;
  readonly spans: Uint32Array;
}

const maxTries = 5;

/**
 * In-use spans by address. `before`: of an earlier reading. Codes: memory-unreadable, memory-inconsistent,
 * layout-mismatch, target-died, cancelled.
 */
export async function readSpanTable(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
  before?: SpanOrders,
): Promise<RawSpans> {
  const addresses = await readSpanAddresses(memory, layout);
  const { size } = layout.structure("mspan");
  const guess = before?.structures;
  const raw = await gather(memory, addresses, size, signal, guess);
  return decodeSpans(raw, addresses, layout, before);
}

/** The bits of `RawSpans.allocBits`. `before`: the order of an earlier reading. Codes: those of reading. */
export function readAllocBits(
  memory: TargetMemory,
  spans: RawSpans,
  signal?: AbortSignal,
  before?: Uint32Array,
): Promise<Gathered> {
  const lengths = new Uint32Array(spans.count);
  for (let span = 0; span < spans.count; span++)
    lengths[span] = (spans.slots[span]! + 7) >> 3;
  return gather(memory, spans.allocBits, lengths, signal, before);
}

async function readSpanAddresses(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<Float64Array> {
  const place = layout.structure("mheap").place("allSpans");
  const header = {
    address: layout.variable("heap").address + place.offset,
    length: 2 * pointerSize,
  };
  // Where the target runs, the list may be replaced by a longer one between the two reads.
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const list = readSlice(
      viewOf(await readBytes(memory, header, "the heap's spans")),
      0,
    );
    const range = { address: list.address, length: list.length * pointerSize };
    if (!isPlausible(range)) continue;
    const [bytes] = await memory.read([range]);
    if (bytes === null || bytes === undefined) continue;
    const words = new Uint32Array(bytes.slice().buffer);
    const addresses = new Float64Array(list.length);
    for (let index = 0; index < addresses.length; index++)
      addresses[index] = words[2 * index]! + words[2 * index + 1]! * 2 ** 32;
    if (!addresses.includes(0)) return addresses;
  }
  throw new TrivetError(
    "memory-inconsistent",
    `the list of spans changed during each of ${maxTries} readings`,
  );
}

function decodeSpans(
  { view, at, isThere, order: structures }: Gathered,
  addresses: Float64Array,
  layout: RuntimeLayout,
  before: SpanOrders | undefined,
): RawSpans {
  const mspan = layout.structure("mspan");
  // The target stands still meanwhile: fields are not looked up by name for each of a hundred thousand spans.
  const state = mspan.place("state");
  const begin = mspan.place("start");
  const inUse = layout.constant("spanInUse");
  const pageSize = layout.constant("pageSize");
  const chosen = new Uint32Array(addresses.length);
  const starts = new Float64Array(addresses.length);
  let count = 0;
  for (let index = 0; index < addresses.length; index++) {
    if (isThere[index] === 0) continue;
    const structure = at[index]!;
    if (readUnsigned(view, structure + state.offset, state.size) !== inUse)
      continue;
    const start = readWord(view, structure + begin.offset);
    if (start % pageSize !== 0 || start === 0)
      throw new TrivetError(
        "layout-mismatch",
        `what should be a span at 0x${addresses[index]!.toString(16)} does not begin at a page`,
        { detail: { address: addresses[index]! } },
      );
    starts[count] = start;
    chosen[count++] = structure;
  }
  const used = starts.subarray(0, count);
  const orders = { structures, spans: orderOf(used, before?.spans) };
  return readColumns(view, { starts: used, orders, chosen }, layout);
}

interface ChosenSpans {
  /** Where each begins, in the order of the list. */
  readonly starts: Float64Array;
  readonly orders: SpanOrders;
  readonly chosen: Uint32Array;
}

function readColumns(
  view: DataView,
  { starts, orders, chosen }: ChosenSpans,
  layout: RuntimeLayout,
): RawSpans {
  const mspan = layout.structure("mspan");
  const pageSize = layout.constant("pageSize");
  const pages = mspan.place("pages");
  const slotSize = mspan.place("slotSize");
  const spanClassPlace = mspan.place("spanClass");
  const slotCount = mspan.place("slots");
  const freeIndex = mspan.place("freeIndex");
  const allocBits = mspan.place("allocBits");
  const specials = mspan.place("specials");
  const largeType = mspan.has("largeType") ? mspan.place("largeType") : null;
  const order = orders.spans;
  const count = order.length;
  const spans = {
    orders,
    count,
    start: new Float64Array(count),
    pages: new Uint32Array(count),
    slotBytes: new Float64Array(count),
    slots: new Uint32Array(count),
    spanClass: new Uint8Array(count),
    freeIndex: new Uint32Array(count),
    largeType: new Float64Array(count),
    firstSlot: new Uint32Array(count + 1),
    allocBits: new Float64Array(count),
    specials: new Float64Array(count),
  };
  const at = (structure: number, { offset, size }: FieldPlace): number =>
    readUnsigned(view, structure + offset, size);
  let slots = 0;
  for (let rank = 0; rank < count; rank++) {
    const structure = chosen[order[rank]!]!;
    spans.start[rank] = starts[order[rank]!]!;
    spans.pages[rank] = at(structure, pages);
    const slotBytes = at(structure, slotSize);
    spans.slotBytes[rank] = slotBytes;
    const spanClass = at(structure, spanClassPlace);
    spans.spanClass[rank] = spanClass;
    const found = at(structure, slotCount);
    const fitting = Math.floor(
      (spans.pages[rank]! * pageSize) / Math.max(8, slotBytes),
    );
    // A span that is being set up, in a target that runs, may say anything.
    spans.slots[rank] = Math.min(found, fitting);
    spans.freeIndex[rank] = at(structure, freeIndex);
    if (largeType !== null && spanClass >> 1 === 0)
      spans.largeType[rank] = at(structure, largeType);
    spans.allocBits[rank] = at(structure, allocBits);
    spans.specials[rank] = at(structure, specials);
    spans.firstSlot[rank] = slots;
    slots += spans.slots[rank]!;
  }
  spans.firstSlot[count] = slots;
  return spans;
}

/**
 * A bit for each slot that holds an object: those before the next free index, and those that were allocated when the
 * span was swept last. Garbage that no sweep has found yet is included, as `MemStats.HeapObjects` includes it.
 */
export function allocatedSlots(spans: RawSpans, bits: Gathered): Uint8Array {
  const total = spans.firstSlot[spans.count]!;
  const allocated = new Uint8Array(Math.ceil(total / 8) + 1);
  for (let span = 0; span < spans.count; span++) {
    const first = spans.firstSlot[span]!;
    const slots = spans.slots[span]!;
    const used = Math.min(spans.freeIndex[span]!, slots);
    setBits(allocated, first, used);
    if (bits.isThere[span] === 0) continue;
    const at = bits.at[span]!;
    for (let slot = used; slot < slots; slot++)
      if ((bits.bytes[at + (slot >> 3)]! >> (slot & 7)) & 1)
        allocated[(first + slot) >> 3]! |= 1 << ((first + slot) & 7);
  }
  return allocated;
}

function setBits(bits: Uint8Array, from: number, count: number): void {
  let at = from;
  const end = from + count;
  while (at < end && (at & 7) !== 0) {
    bits[at >> 3]! |= 1 << (at & 7);
    at++;
  }
  const whole = at + ((end - at) & ~7);
  bits.fill(255, at >> 3, whole >> 3);
  for (at = whole; at < end; at++) bits[at >> 3]! |= 1 << (at & 7);
}
