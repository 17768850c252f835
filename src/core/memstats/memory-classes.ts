// The ledger: where a process's resident memory is. MemStats says what the Go runtime holds, the kernel says what is
// resident, and the difference is what people search for under the name "pprof does not match RSS".

import type { MemStatsReading } from "./memstats.ts";

/** Bytes each; together they are RSS, up to the pages that the runtime mapped and nobody has touched. */
export interface MemoryClasses {
  /** Reachable at the last collection; null while no collection has been seen. */
  readonly live: number | null;
  /** Allocated and no longer reachable, or not collected since; null together with `live`. */
  readonly garbage: number | null;
  /** Free slots and tails inside spans that are in use: HeapInuse - HeapAlloc. */
  readonly fragmentation: number;
  /** Free spans that the runtime keeps for reuse: HeapIdle - HeapReleased. */
  readonly retainedIdle: number;
  readonly stacks: number;
  /** Spans, caches, profiling buckets, GC bitmaps and the rest of the runtime's own. */
  readonly runtime: number;
  /** All that the Go runtime has mapped and not given back: Sys - HeapReleased. */
  readonly go: number;
  /** Given back to the kernel; not resident, so no part of the sum. */
  readonly released: number;
  /**
   * RSS - Go: the binary's own pages, cgo, memory-mapped files. Negative when Go has mapped pages that it never touched.
   * Null without an RSS of the same moment.
   */
  readonly outsideGo: number | null;
}

/** `liveBytes` from live-heap.ts, `rssBytes` from procfs at the same moment; null for what is not known. */
export function memoryClasses(
  values: MemStatsReading["values"],
  liveBytes: number | null,
  rssBytes: number | null,
): MemoryClasses {
  const of = (name: keyof typeof values): number => values[name] ?? 0;
  const go = of("sys") - of("heapReleased");
  // The estimate of live may exceed HeapAlloc by the interpolation's error.
  const live = liveBytes === null ? null : Math.min(liveBytes, of("heapAlloc"));
  return {
    live,
    garbage: live === null ? null : of("heapAlloc") - live,
    fragmentation: of("heapInuse") - of("heapAlloc"),
    retainedIdle: of("heapIdle") - of("heapReleased"),
    stacks: of("stackSys"),
    runtime:
      of("mspanSys") +
      of("mcacheSys") +
      of("buckHashSys") +
      of("gcSys") +
      of("otherSys"),
    go,
    released: of("heapReleased"),
    outsideGo: rssBytes === null ? null : rssBytes - go,
  };
}
