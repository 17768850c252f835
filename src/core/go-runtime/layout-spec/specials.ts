// What is kept beside objects: samples of the heap profile, finalizers and cleanups.
// Source of truth: runtime/mheap.go (special), mprof.go, mfinal.go, mcleanup.go.

import type { StructureSpecs } from "./structure-spec.ts";

export const specialStructures = {
  special: {
    type: "runtime.special",
    fields: { next: "next", offset: "offset", kind: "kind" },
  },
  specialFinalizer: { type: "runtime.specialfinalizer", fields: { fn: "fn" } },
  specialCleanup: {
    type: "runtime.specialCleanup?",
    fields: { fn: "fn|cleanup.fn" },
  },
  profileSpecial: {
    type: "runtime.specialprofile",
    fields: { bucket: "b" },
  },
  bucket: {
    type: "runtime.bucket",
    fields: {
      next: "allnext",
      size: "size",
      depth: "nstk",
    },
  },
  memRecord: {
    type: "runtime.memRecord",
    fields: { active: "active", future: "future" },
  },
  memRecordCycle: {
    type: "runtime.memRecordCycle",
    fields: {
      allocs: "allocs",
      frees: "frees",
      allocBytes: "alloc_bytes?",
      freeBytes: "free_bytes?",
    },
  },
  mutex: { type: "runtime.mutex", fields: { key: "key" } },
  finalizerBlock: {
    type: "runtime.finblock|runtime.finBlock",
    fields: { next: "next", count: "cnt", finalizers: "fin" },
  },
  finalizer: {
    type: "runtime.finalizer",
    fields: { fn: "fn", object: "arg" },
  },
  cleanupBlock: {
    type: "runtime.cleanupBlock?",
    fields: {
      next: "cleanupBlockHeader.alllink",
      count: "cleanupBlockHeader.n",
      cleanups: "cleanups",
    },
  },
  cleanupFunction: { type: "runtime.cleanupFn?", fields: { fn: "fn" } },
  cleanupQueue: {
    type: "runtime.cleanupQueue?",
    fields: { blocks: "all" },
  },
} as const satisfies StructureSpecs;
