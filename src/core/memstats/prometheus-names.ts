// What Prometheus's Go client calls the fields of MemStats. Two generations are in use: `go_memstats_*`, and with
// WithGoCollectorRuntimeMetrics the names of runtime/metrics. Source: client_golang, prometheus/go_collector.go (the
// first) and go_collector_latest.go, memStatsFromRM (how the second makes MemStats).

import type { MemStatsName } from "./memstats.ts";

/** One metric, one field; counts and bytes as they are. */
export const memstatsMetrics: ReadonlyMap<string, MemStatsName> = new Map([
  ["go_memstats_alloc_bytes", "alloc"],
  ["go_memstats_alloc_bytes_total", "totalAlloc"],
  ["go_memstats_sys_bytes", "sys"],
  ["go_memstats_lookups_total", "lookups"],
  ["go_memstats_mallocs_total", "mallocs"],
  ["go_memstats_frees_total", "frees"],
  ["go_memstats_heap_alloc_bytes", "heapAlloc"],
  ["go_memstats_heap_sys_bytes", "heapSys"],
  ["go_memstats_heap_idle_bytes", "heapIdle"],
  ["go_memstats_heap_inuse_bytes", "heapInuse"],
  ["go_memstats_heap_released_bytes", "heapReleased"],
  ["go_memstats_heap_objects", "heapObjects"],
  ["go_memstats_stack_inuse_bytes", "stackInuse"],
  ["go_memstats_stack_sys_bytes", "stackSys"],
  ["go_memstats_mspan_inuse_bytes", "mspanInuse"],
  ["go_memstats_mspan_sys_bytes", "mspanSys"],
  ["go_memstats_mcache_inuse_bytes", "mcacheInuse"],
  ["go_memstats_mcache_sys_bytes", "mcacheSys"],
  ["go_memstats_buck_hash_sys_bytes", "buckHashSys"],
  ["go_memstats_gc_sys_bytes", "gcSys"],
  ["go_memstats_other_sys_bytes", "otherSys"],
  ["go_memstats_next_gc_bytes", "nextGc"],
  ["go_memstats_gc_cpu_fraction", "gcCpuFraction"],
  ["go_gc_duration_seconds_count", "numGc"],
]);

/** Exported in seconds with a fraction; Go has nanoseconds. In both generations. */
export const lastGcMetric = "go_memstats_last_gc_time_seconds";

/** Fields that are sums of what runtime/metrics says. */
export const runtimeSums: Readonly<
  Partial<Record<MemStatsName, readonly string[]>>
> = {
  alloc: ["go_memory_classes_heap_objects_bytes"],
  heapAlloc: ["go_memory_classes_heap_objects_bytes"],
  totalAlloc: ["go_gc_heap_allocs_bytes_total"],
  sys: ["go_memory_classes_total_bytes"],
  mallocs: [
    "go_gc_heap_allocs_objects_total",
    "go_gc_heap_tiny_allocs_objects_total",
  ],
  frees: [
    "go_gc_heap_frees_objects_total",
    "go_gc_heap_tiny_allocs_objects_total",
  ],
  heapInuse: [
    "go_memory_classes_heap_objects_bytes",
    "go_memory_classes_heap_unused_bytes",
  ],
  heapIdle: [
    "go_memory_classes_heap_free_bytes",
    "go_memory_classes_heap_released_bytes",
  ],
  heapSys: [
    "go_memory_classes_heap_objects_bytes",
    "go_memory_classes_heap_unused_bytes",
    "go_memory_classes_heap_free_bytes",
    "go_memory_classes_heap_released_bytes",
  ],
  heapReleased: ["go_memory_classes_heap_released_bytes"],
  heapObjects: ["go_gc_heap_objects_objects"],
  stackInuse: ["go_memory_classes_heap_stacks_bytes"],
  stackSys: [
    "go_memory_classes_heap_stacks_bytes",
    "go_memory_classes_os_stacks_bytes",
  ],
  mspanInuse: ["go_memory_classes_metadata_mspan_inuse_bytes"],
  mspanSys: [
    "go_memory_classes_metadata_mspan_inuse_bytes",
    "go_memory_classes_metadata_mspan_free_bytes",
  ],
  mcacheInuse: ["go_memory_classes_metadata_mcache_inuse_bytes"],
  mcacheSys: [
    "go_memory_classes_metadata_mcache_inuse_bytes",
    "go_memory_classes_metadata_mcache_free_bytes",
  ],
  buckHashSys: ["go_memory_classes_profiling_buckets_bytes"],
  gcSys: ["go_memory_classes_metadata_other_bytes"],
  otherSys: ["go_memory_classes_other_bytes"],
  nextGc: ["go_gc_heap_goal_bytes"],
  numGc: ["go_gc_cycles_total_gc_cycles_total"],
  numForcedGc: ["go_gc_cycles_forced_gc_cycles_total"],
};

/** What a page says of the process besides MemStats. */
export interface ProcessMetric {
  /** The series' name in the catalogue. */
  readonly series: string;
  /** How many of the series' units one of the metric's is. */
  readonly factor: number;
}

/** Both generations' names, and those of client_golang's process collector. */
export const processMetrics: ReadonlyMap<string, ProcessMetric> = new Map([
  ["go_sched_goroutines_goroutines", { series: "goroutines", factor: 1 }],
  ["go_goroutines", { series: "goroutines", factor: 1 }],
  // runtime/metrics /gc/heap/live:bytes, since Go 1.21: what the last collection found live.
  ["go_gc_heap_live_bytes", { series: "heapMarked", factor: 1 }],
  ["go_gc_gogc_percent", { series: "gcPercent", factor: 1 }],
  ["go_gc_gomemlimit_bytes", { series: "goMemoryLimit", factor: 1 }],
  ["process_resident_memory_bytes", { series: "rss", factor: 1 }],
  ["process_open_fds", { series: "fileDescriptors", factor: 1 }],
  ["process_cpu_seconds_total", { series: "cpuNs", factor: 1e9 }],
]);

/** Another start is another process, whatever its counters say. Seconds since the epoch. */
export const startTimeMetric = "process_start_time_seconds";

/** Every metric that something is made of. */
export const memoryMetrics: ReadonlySet<string> = new Set([
  lastGcMetric,
  ...memstatsMetrics.keys(),
  ...Object.values(runtimeSums).flat(),
  ...processMetrics.keys(),
]);
