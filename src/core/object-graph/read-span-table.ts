// The spans that hold objects, and which of their slots do, as columns.
// Source of truth: runtime/mheap.go (mspan, mheap.allspans), runtime/mbitmap.go (isFree).

import { TrivetError } from "../errors.ts";
import {
  pointerSize,
  readSlice,
  viewOf,
} from "../go-runtime/runtime-layout.ts";
import type { RuntimeLayout } from "../go-runtime/runtime-layout.ts";
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
}

const maxTries = 5;

/** In-use spans by address. Codes: memory-unreadable, memory-inconsistent, layout-mismatch, target-died, cancelled. */
export async function readSpanTable(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<RawSpans> {
  const addresses = await readSpanAddresses(memory, layout);
  const mspan = layout.structure("mspan");
  const raw = await gather(memory, addresses, mspan.size, signal);
  return decodeSpans(raw, addresses, layout);
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
  { view, at, isThere }: Gathered,
  addresses: Float64Array,
  layout: RuntimeLayout,
): RawSpans {
  const mspan = layout.structure("mspan");
  const inUse = layout.constant("spanInUse");
  const pageSize = layout.constant("pageSize");
  const chosen: number[] = [];
  const starts = new Float64Array(addresses.length);
  for (let index = 0; index < addresses.length; index++) {
    if (isThere[index] === 0) continue;
    if (mspan.number(view, at[index]!, "state") !== inUse) continue;
    const start = mspan.number(view, at[index]!, "start");
    if (start % pageSize !== 0 || start === 0)
      throw new TrivetError(
        "layout-mismatch",
        `what should be a span at 0x${addresses[index]!.toString(16)} does not begin at a page`,
        { detail: { address: addresses[index]! } },
      );
    starts[chosen.length] = start;
    chosen.push(index);
  }
  const sorted = starts.subarray(0, chosen.length);
  const order = orderOf(sorted);
  const count = chosen.length;
  const spans = {
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
  const hasLargeType = mspan.has("largeType");
  let slots = 0;
  for (let rank = 0; rank < count; rank++) {
    const structure = at[chosen[order[rank]!]!]!;
    spans.start[rank] = sorted[order[rank]!]!;
    spans.pages[rank] = mspan.number(view, structure, "pages");
    spans.slotBytes[rank] = mspan.number(view, structure, "slotSize");
    const spanClass = mspan.number(view, structure, "spanClass");
    spans.spanClass[rank] = spanClass;
    const found = mspan.number(view, structure, "slots");
    const fitting = Math.floor(
      (spans.pages[rank]! * pageSize) / Math.max(8, spans.slotBytes[rank]!),
    );
    // A span that is being set up, in a target that runs, may say anything.
    spans.slots[rank] = Math.min(found, fitting);
    spans.freeIndex[rank] = mspan.number(view, structure, "freeIndex");
    if (hasLargeType && spanClass >> 1 === 0)
      spans.largeType[rank] = mspan.number(view, structure, "largeType");
    spans.allocBits[rank] = mspan.number(view, structure, "allocBits");
    spans.specials[rank] = mspan.number(view, structure, "specials");
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
