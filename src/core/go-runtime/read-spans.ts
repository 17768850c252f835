// The heap by size class, from the runtime's list of all spans: how many objects there are, how many slots are free, and
// in which of the allocator's three levels the spans are.
// Source of truth: runtime/mheap.go (mheap.allspans, mspan), runtime/mcache.go, runtime/mcentral.go, runtime/mspanset.go.

import { TrivetError } from "../errors.ts";
import {
  pointerSize,
  readSlice,
  readWord,
  viewOf,
  type RuntimeLayout,
  type Structure,
} from "./runtime-layout.ts";
import type { SpanClass } from "./span-census.ts";
import { readSpanLevels, type SpanLevel } from "./span-levels.ts";
import {
  readBytes,
  readScattered,
  type TargetMemory,
} from "./target-memory.ts";

export interface SpanClassLevels extends SpanClass {
  /** Spans in a P's cache, in the central list of those with free slots, and in that of full ones. */
  readonly cachedSpans: number;
  readonly partialSpans: number;
  readonly fullSpans: number;
}

export interface SpanReport {
  /** Pages of in-use spans × page size: agrees with `MemStats.HeapInuse`. */
  readonly heapInUseBytes: number;
  /** Of spans that hold stacks. */
  readonly stackBytes: number;
  readonly numGc: number;
  readonly classes: readonly SpanClassLevels[];
}

interface Totals {
  objectSize: number;
  spans: number;
  objects: number;
  slots: number;
  bytes: number;
  readonly levels: Record<SpanLevel, number>;
}

const maxTries = 5;

/** Codes: memory-unreadable, memory-inconsistent, layout-mismatch, target-died, cancelled. */
export async function readSpans(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<SpanReport> {
  const addresses = await readSpanAddresses(memory, layout);
  const mspan = layout.structure("mspan");
  const structures = await readScattered(
    memory,
    addresses.map((address) => ({ address, length: mspan.size })),
    signal,
  );
  const levels = await readSpanLevels(memory, layout, signal);
  const inUse = layout.constant("spanInUse");
  const manual = layout.constant("spanManual");
  const pageSize = layout.constant("pageSize");
  const classes = new Map<number, Totals>();
  let heapInUseBytes = 0;
  let stackBytes = 0;
  structures.forEach((bytes, index) => {
    if (bytes === null) return;
    const view = viewOf(bytes);
    const state = mspan.number(view, 0, "state");
    const spanBytes = mspan.number(view, 0, "pages") * pageSize;
    checkSpan(mspan, view, addresses[index]!, pageSize);
    if (state === manual) stackBytes += spanBytes;
    if (state !== inUse) return;
    heapInUseBytes += spanBytes;
    const totals = totalsOf(classes, mspan.number(view, 0, "spanClass"));
    totals.objectSize = mspan.number(view, 0, "slotSize");
    totals.spans++;
    totals.slots += mspan.number(view, 0, "slots");
    totals.objects += mspan.number(view, 0, "allocated");
    totals.bytes += spanBytes;
    const level = levels.get(addresses[index]!);
    if (level !== undefined) totals.levels[level]++;
  });
  return {
    heapInUseBytes,
    stackBytes,
    numGc: await readGcCount(memory, layout),
    classes: [...classes]
      .sort(([a], [b]) => a - b)
      .map(([spanClass, totals]) => describeClass(spanClass, totals)),
  };
}

function totalsOf(classes: Map<number, Totals>, spanClass: number): Totals {
  const known = classes.get(spanClass);
  if (known !== undefined) return known;
  const totals: Totals = {
    objectSize: 0,
    spans: 0,
    objects: 0,
    slots: 0,
    bytes: 0,
    levels: { cached: 0, partial: 0, full: 0 },
  };
  classes.set(spanClass, totals);
  return totals;
}

/** A span class is the size class and, in the lowest bit, whether its objects have no pointers. */
function describeClass(spanClass: number, totals: Totals): SpanClassLevels {
  const sizeClass = spanClass >> 1;
  const isLarge = sizeClass === 0;
  return {
    sizeClass,
    objectSize: isLarge
      ? Math.round(totals.bytes / Math.max(1, totals.spans))
      : totals.objectSize,
    noscan: (spanClass & 1) === 1,
    spans: totals.spans,
    objects: totals.objects,
    freeSlots: Math.max(0, totals.slots - totals.objects),
    bytes: isLarge ? totals.bytes : totals.objects * totals.objectSize,
    cachedSpans: totals.levels.cached,
    partialSpans: totals.levels.partial,
    fullSpans: totals.levels.full,
  };
}

/**
 * Of every `mspan`. The list grows by being copied, and the old one is given back: header and list must fit together.
 * Codes: memory-unreadable, memory-inconsistent.
 */
export async function readSpanAddresses(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<readonly number[]> {
  const place = layout.structure("mheap").place("allSpans");
  const header = {
    address: layout.variable("heap").address + place.offset,
    length: 2 * pointerSize,
  };
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const list = readSlice(
      viewOf(await readBytes(memory, header, "the heap's spans")),
      0,
    );
    const range = { address: list.address, length: list.length * pointerSize };
    if (range.length === 0) return [];
    const [bytes] = range.address === 0 ? [null] : await memory.read([range]);
    if (bytes === null || bytes === undefined) continue;
    const view = viewOf(bytes);
    const addresses = Array.from({ length: list.length }, (_, index) =>
      readWord(view, index * pointerSize),
    );
    if (addresses.every((address) => address !== 0)) return addresses;
  }
  throw new TrivetError(
    "memory-inconsistent",
    `the list of spans changed during each of ${maxTries} readings`,
  );
}

/** A span that cannot be tells of a layout that is not this binary's. */
function checkSpan(
  mspan: Structure<"mspan">,
  view: DataView,
  address: number,
  pageSize: number,
): void {
  if (mspan.number(view, 0, "start") % pageSize === 0) return;
  throw new TrivetError(
    "layout-mismatch",
    `what should be a span at 0x${address.toString(16)} does not begin at a page`,
    { detail: { address } },
  );
}

async function readGcCount(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<number> {
  const { offset, size } = layout.structure("mstats").place("gcCount");
  const address = layout.variable("memstats").address + offset;
  const bytes = await readBytes(
    memory,
    { address, length: size },
    "the number of collections",
  );
  return viewOf(bytes).getUint32(0, true);
}
