// What the runtime counts of itself, and how it paces the collector.
// Source of truth: runtime/mstats.go, runtime/mgcpacer.go.

import type { StructureSpecs } from "./structure-spec.ts";

export const statisticsStructures = {
  mstats: {
    type: "runtime.mstats",
    fields: {
      heapStats: "heapStats.stats",
      stacksSys: "stacks_sys",
      mspanSys: "mspan_sys",
      mcacheSys: "mcache_sys",
      buckHashSys: "buckhash_sys",
      gcMiscSys: "gcMiscSys",
      otherSys: "other_sys",
      lastGcUnix: "last_gc_unix",
      lastGcMonotonic: "last_gc_nanotime",
      pauseTotal: "pause_total_ns",
      pauses: "pause_ns",
      pauseEnds: "pause_end",
      gcCount: "numgc",
      forcedGcCount: "numforcedgc",
      gcCpuFraction: "gc_cpu_fraction",
      gcEnabled: "enablegc",
    },
  },
  heapStats: {
    type: "runtime.heapStatsDelta",
    fields: {
      inHeap: "inHeap",
      inStacks: "inStacks",
      inWorkBufs: "inWorkBufs",
      inPointerBits: "inPtrScalarBits?",
      tinyAllocs: "tinyAllocCount",
      largeAlloc: "largeAlloc",
      largeAllocs: "largeAllocCount",
      smallAllocs: "smallAllocCount",
      largeFree: "largeFree",
      largeFrees: "largeFreeCount",
      smallFrees: "smallFreeCount",
    },
  },
  gcController: {
    type: "runtime.gcControllerState",
    fields: {
      gcPercent: "gcPercent",
      memoryLimit: "memoryLimit",
      percentGoal: "gcPercentHeapGoal",
      sweepMinTrigger: "sweepDistMinTrigger",
      triggered: "triggered",
      heapLive: "heapLive",
      heapMarked: "heapMarked",
      heapInUse: "heapInUse",
      heapReleased: "heapReleased",
      heapFree: "heapFree",
      totalAlloc: "totalAlloc",
      totalFree: "totalFree",
      mappedReady: "mappedReady",
    },
  },
} as const satisfies StructureSpecs;
