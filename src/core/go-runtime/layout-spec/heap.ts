// The heap: its spans, where they are listed, and the pointer bits of their objects.
// Source of truth: runtime/mheap.go, mcache.go, mcentral.go, mspanset.go.

import type { StructureSpecs } from "./structure-spec.ts";

export const heapStructures = {
  mcache: {
    type: "runtime.mcache",
    fields: { alloc: "alloc", tinyAllocs: "tinyAllocs" },
  },
  mheap: {
    type: "runtime.mheap",
    fields: {
      allSpans: "allspans",
      sweepGeneration: "sweepgen",
      central: "central",
      spanAllocInUse: "spanalloc.inuse",
      cacheAllocInUse: "cachealloc.inuse",
      arenas: "arenas",
      allArenas: "allArenas|heapArenas",
    },
  },
  mcentral: {
    type: "runtime.mcentral",
    fields: { partial: "partial", full: "full" },
  },
  spanSet: {
    type: "runtime.spanSet",
    fields: { spine: "spine", spineLength: "spineLen", index: "index" },
  },
  spanSetBlock: { type: "runtime.spanSetBlock", fields: { spans: "spans" } },
  mspan: {
    type: "runtime.mspan",
    fields: {
      start: "startAddr",
      pages: "npages",
      slots: "nelems",
      freeIndex: "freeindex",
      allocated: "allocCount",
      spanClass: "spanclass",
      state: "state",
      slotSize: "elemsize",
      sweepGeneration: "sweepgen",
      allocBits: "allocBits",
      largeType: "largeType?",
      specials: "specials",
    },
  },
  // To Go 1.21 the pointer bits of the heap; afterwards they are in the spans themselves.
  heapArena: {
    type: "runtime.heapArena",
    fields: { bitmap: "bitmap?", noMorePointers: "noMorePtrs?" },
  },
  // Of the collector that came with Go 1.26; empty or missing where another one runs.
  spanInlineMarkBits: { type: "runtime.spanInlineMarkBits?", fields: {} },
} as const satisfies StructureSpecs;
