// Spans that hold objects, each with what leads from an address to its object, the object's type, and its specials.
// Source of truth: runtime/mheap.go (mspan), runtime/mbitmap.go (heapSetTypeSmallHeader, heapSetTypeLarge).

import { readSpanAddresses } from "./read-spans.ts";
import { readWord, viewOf, type RuntimeLayout } from "./runtime-layout.ts";
import { readScattered, type TargetMemory } from "./target-memory.ts";

export interface SpanPlace {
  readonly start: number;
  readonly bytes: number;
  readonly slotBytes: number;
  /** Its objects have no pointers, and no type that is known. */
  readonly noscan: boolean;
  readonly isLarge: boolean;
  /** Of the one large object: its type's descriptor; 0 where it is not kept. */
  readonly largeType: number;
  /** The first special; 0 = none. */
  readonly specials: number;
}

/** In-use spans by address. Codes: memory-unreadable, memory-inconsistent, target-died, cancelled. */
export async function readSpanPlaces(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<readonly SpanPlace[]> {
  const addresses = await readSpanAddresses(memory, layout);
  const mspan = layout.structure("mspan");
  const inUse = layout.constant("spanInUse");
  const pageBytes = layout.constant("pageSize");
  const structures = await readScattered(
    memory,
    addresses.map((address) => ({ address, length: mspan.size })),
    signal,
  );
  const places: SpanPlace[] = [];
  for (const bytes of structures) {
    if (bytes === null) continue;
    const view = viewOf(bytes);
    if (mspan.number(view, 0, "state") !== inUse) continue;
    const spanClass = mspan.number(view, 0, "spanClass");
    places.push({
      start: mspan.number(view, 0, "start"),
      bytes: mspan.number(view, 0, "pages") * pageBytes,
      slotBytes: mspan.number(view, 0, "slotSize"),
      noscan: (spanClass & 1) === 1,
      isLarge: spanClass >> 1 === 0,
      largeType: mspan.optionalNumber(view, 0, "largeType") ?? 0,
      specials: mspan.number(view, 0, "specials"),
    });
  }
  return places.sort((a, b) => a.start - b.start);
}

/** The span whose pages hold the address; null outside the heap. */
export function findSpan(
  places: readonly SpanPlace[],
  address: number,
): SpanPlace | null {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[middle]!.start <= address) low = middle;
    else high = middle - 1;
  }
  const place = places[low];
  return place !== undefined &&
    address >= place.start &&
    address < place.start + place.bytes
    ? place
    : null;
}

export interface HeapSlot {
  /** Where the object's value begins: behind its header, if it has one. */
  readonly address: number;
  /** Bytes that the value may take. */
  readonly bytes: number;
  /** Where the address of its type's descriptor is kept; null where the runtime keeps none. */
  readonly header: number | null;
  /** As `header` points to; 0 unless it is known without reading. */
  readonly type: number;
}

/** Types of objects in slots larger than `minSizeForMallocHeader` stand before them, since Go 1.22. */
const headerBytes = 8;

/** The object that the address lies in. */
export function slotAt(
  layout: RuntimeLayout,
  span: SpanPlace,
  address: number,
): HeapSlot {
  const { slotBytes, start, noscan, isLarge, largeType } = span;
  if (isLarge || slotBytes === 0)
    return {
      address: start,
      bytes: span.bytes,
      header: null,
      type: noscan ? 0 : largeType,
    };
  const slot = start + Math.floor((address - start) / slotBytes) * slotBytes;
  const largest = layout.optionalConstant("largestWithoutHeader");
  return largest === null || noscan || slotBytes <= largest
    ? { address: slot, bytes: slotBytes, header: null, type: 0 }
    : {
        address: slot + headerBytes,
        bytes: slotBytes - headerBytes,
        header: slot,
        type: 0,
      };
}

/** Addresses of the slots' type descriptors, in order; 0 where none is known. */
export async function readSlotTypes(
  memory: TargetMemory,
  slots: readonly HeapSlot[],
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const words = await readScattered(
    memory,
    slots.map(({ header }) => ({ address: header ?? 0, length: headerBytes })),
    signal,
  );
  return slots.map(({ type }, index) => {
    const bytes = words[index] ?? null;
    return bytes === null ? type : readWord(viewOf(bytes), 0);
  });
}
