// Whether objects are still there: the slot of their span is handed out.
// Source of truth: runtime/mheap.go (mspan), runtime/mbitmap.go (isFree), runtime/mgcsweep.go.

import {
  pointerSize,
  readSlice,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import {
  readBytes,
  readScattered,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";

interface Span {
  readonly start: number;
  readonly end: number;
  readonly slotSize: number;
  readonly freeIndex: number;
  readonly bits: number;
}

/**
 * For each address whether its slot is handed out: garbage that is not swept yet is, and so is a slot that was handed
 * out again. Null where that cannot be read. Codes: memory-unreadable, target-died.
 */
export async function readSlotStates(
  memory: TargetMemory,
  layout: RuntimeLayout,
  addresses: readonly number[],
): Promise<readonly (boolean | null)[]> {
  const spans = await readSpans(memory, layout);
  const places = addresses.map((address) => {
    const span = findSpan(spans, address);
    return span === null
      ? null
      : { span, slot: Math.floor((address - span.start) / span.slotSize) };
  });
  const bits = await readScattered(
    memory,
    places.map((place) =>
      place === null || place.slot < place.span.freeIndex
        ? { address: 0, length: 0 }
        : { address: place.span.bits + (place.slot >> 3), length: 1 },
    ),
  );
  return places.map((place, index) => {
    if (place === null) return false;
    // Handed out since the last sweep; above, what the sweep found marked.
    if (place.slot < place.span.freeIndex) return true;
    const byte = bits[index]?.[0];
    return byte === undefined ? null : (byte & (1 << (place.slot & 7))) !== 0;
  });
}

async function readSpans(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<readonly Span[]> {
  const heap = layout.variable("heap");
  const place = layout.structure("mheap").place("allSpans");
  const what = "the list of spans";
  const header = await readBytes(
    memory,
    { address: heap.address + place.offset, length: 3 * pointerSize },
    what,
  );
  const { address, length } = readSlice(viewOf(header), 0);
  const list = viewOf(
    await readBytes(memory, { address, length: length * pointerSize }, what),
  );
  const mspan = layout.structure("mspan");
  const structures = await readScattered(
    memory,
    Array.from({ length }, (_, index) => ({
      address: readWord(list, index * pointerSize),
      length: mspan.size,
    })),
  );
  const inUse = layout.constant("spanInUse");
  const pageSize = layout.constant("pageSize");
  const spans: Span[] = [];
  for (const bytes of structures) {
    if (bytes === null) continue;
    const view = viewOf(bytes);
    const slotSize = mspan.number(view, 0, "slotSize");
    if (mspan.number(view, 0, "state") !== inUse || slotSize === 0) continue;
    const start = mspan.number(view, 0, "start");
    spans.push({
      start,
      end: start + mspan.number(view, 0, "pages") * pageSize,
      slotSize,
      freeIndex: mspan.number(view, 0, "freeIndex"),
      bits: mspan.number(view, 0, "allocBits"),
    });
  }
  return spans.sort((a, b) => a.start - b.start);
}

function findSpan(spans: readonly Span[], address: number): Span | null {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start <= address) low = middle + 1;
    else high = middle;
  }
  const span = spans[low - 1];
  return span !== undefined && address < span.end ? span : null;
}
