// What each field of MemStats says about leaks, and what it does not: `trivet memstats` prints these beside the numbers.
// Meaning after runtime/mstats.go; the traps are those that people fall into.

import type { MemStatsName } from "./memstats.ts";

export const fieldNotes: Readonly<Record<MemStatsName, string>> = {
  alloc: "the same number as HeapAlloc",
  totalAlloc:
    "bytes ever allocated; its slope is the allocation rate, never a leak by itself",
  sys: "address space that the Go runtime has mapped; not RSS, and without cgo and mapped files",
  lookups: "always 0 in today's Go",
  mallocs: "objects ever allocated",
  frees: "objects ever freed; Mallocs - Frees = HeapObjects",
  heapAlloc:
    "allocated heap bytes, garbage that is not swept yet included; a sawtooth by nature",
  heapSys: "HeapInuse + HeapIdle",
  heapIdle: "spans with nothing in them, waiting for reuse or already released",
  heapInuse: "spans with at least one object; minus HeapAlloc = fragmentation",
  heapReleased:
    "part of HeapIdle that the kernel has back; says nothing about leaks",
  heapObjects: "allocated objects, unswept garbage included",
  stackInuse: "goroutine stacks; grows with the number of goroutines",
  stackSys: "StackInuse and the threads' own stacks",
  mspanInuse: "descriptors of spans in use",
  mspanSys: "descriptors of spans, mapped",
  mcacheInuse: "per-P caches' descriptors; constant",
  mcacheSys: "per-P caches' descriptors, mapped",
  buckHashSys:
    "the heap profile's own buckets; grows with the number of distinct stacks",
  gcSys: "the collector's bitmaps and queues",
  otherSys: "everything else of the runtime",
  nextGc: "heap size at which the next collection starts (GOGC, GOMEMLIMIT)",
  lastGc: "end of the last collection, nanoseconds since the epoch",
  numGc:
    "finished collections; a heap profile is as of one or two of these ago",
  numForcedGc: "of them, forced by runtime.GC() or by gc=1",
  gcCpuFraction: "share of all CPU time since the start that collections took",
  maxRss: "highest RSS ever, by getrusage; never falls",
};
