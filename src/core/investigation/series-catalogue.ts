// Every series that Trivet can hold: its unit, who says it, and what field of the source it is. A collector writes the
// names on the left; charts, rules and exports look units up here. Adding a series is one line.
// MemStats names are the Go fields in camelCase (runtime/mstats.go has their meaning).

import type { SeriesSource } from "./model.ts";

export type SeriesUnit =
  | "bytes"
  | "count"
  | "nanoseconds"
  | "unix-nanoseconds"
  | "fraction"
  | "milliseconds";

export interface SeriesDefinition {
  readonly source: SeriesSource;
  readonly unit: SeriesUnit;
  /** True for totals that only grow within one process; a fall means a restart. */
  readonly cumulative: boolean;
  /** The source's own name for it, for people who look it up. */
  readonly field: string;
}

const memstats = (
  field: string,
  unit: SeriesUnit,
  cumulative = false,
): SeriesDefinition => ({
  source: "memstats",
  unit,
  cumulative,
  field: `runtime.MemStats.${field}`,
});

export const seriesCatalogue = {
  alloc: memstats("Alloc", "bytes"),
  totalAlloc: memstats("TotalAlloc", "bytes", true),
  sys: memstats("Sys", "bytes"),
  lookups: memstats("Lookups", "count", true),
  mallocs: memstats("Mallocs", "count", true),
  frees: memstats("Frees", "count", true),
  heapAlloc: memstats("HeapAlloc", "bytes"),
  heapSys: memstats("HeapSys", "bytes"),
  heapIdle: memstats("HeapIdle", "bytes"),
  heapInuse: memstats("HeapInuse", "bytes"),
  heapReleased: memstats("HeapReleased", "bytes"),
  heapObjects: memstats("HeapObjects", "count"),
  stackInuse: memstats("StackInuse", "bytes"),
  stackSys: memstats("StackSys", "bytes"),
  mspanInuse: memstats("MSpanInuse", "bytes"),
  mspanSys: memstats("MSpanSys", "bytes"),
  mcacheInuse: memstats("MCacheInuse", "bytes"),
  mcacheSys: memstats("MCacheSys", "bytes"),
  buckHashSys: memstats("BuckHashSys", "bytes"),
  gcSys: memstats("GCSys", "bytes"),
  otherSys: memstats("OtherSys", "bytes"),
  nextGc: memstats("NextGC", "bytes"),
  lastGc: memstats("LastGC", "unix-nanoseconds"),
  numGc: memstats("NumGC", "count", true),
  numForcedGc: memstats("NumForcedGC", "count", true),
  gcCpuFraction: memstats("GCCPUFraction", "fraction"),
  maxRss: {
    source: "memstats",
    unit: "bytes",
    cumulative: false,
    field: "MaxRSS of heap?debug=1",
  },
  goroutines: {
    source: "memstats",
    unit: "count",
    cumulative: false,
    field: "goroutine count of the pprof index page",
  },
  heapMarked: {
    source: "memory",
    unit: "bytes",
    cumulative: false,
    field: "runtime.gcController.heapMarked",
  },
  heapLive: {
    source: "memory",
    unit: "bytes",
    cumulative: false,
    field: "runtime.gcController.heapLive",
  },
  goMemoryLimit: {
    source: "memory",
    unit: "bytes",
    cumulative: false,
    field: "runtime.gcController.memoryLimit (GOMEMLIMIT)",
  },
  gcPercent: {
    source: "memory",
    unit: "count",
    cumulative: false,
    field: "runtime.gcController.gcPercent (GOGC)",
  },
  rss: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/statm resident",
  },
  rssAnon: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/status RssAnon",
  },
  rssFile: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/status RssFile",
  },
  vmSwap: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/status VmSwap",
  },
  threads: {
    source: "procfs",
    unit: "count",
    cumulative: false,
    field: "/proc/PID/status Threads",
  },
  fileDescriptors: {
    source: "procfs",
    unit: "count",
    cumulative: false,
    field: "entries of /proc/PID/fd",
  },
  cpuNs: {
    source: "procfs",
    unit: "nanoseconds",
    cumulative: true,
    field: "/proc/PID/stat utime + stime",
  },
  cgroupCurrent: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.current (v2) or memory.usage_in_bytes (v1)",
  },
  cgroupLimit: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.max (v2) or memory.limit_in_bytes (v1)",
  },
  rssShmem: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/status RssShmem",
  },
  rssPeak: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/status VmHWM",
  },
  majorFaults: {
    source: "procfs",
    unit: "count",
    cumulative: true,
    field: "/proc/PID/stat majflt",
  },
  minorFaults: {
    source: "procfs",
    unit: "count",
    cumulative: true,
    field: "/proc/PID/stat minflt",
  },
  pss: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/smaps_rollup Pss",
  },
  hugePages: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/smaps_rollup AnonHugePages",
  },
  lazyFree: {
    source: "procfs",
    unit: "bytes",
    cumulative: false,
    field: "/proc/PID/smaps_rollup LazyFree",
  },
  hostStalledSomeNs: {
    source: "procfs",
    unit: "nanoseconds",
    cumulative: true,
    field: "/proc/pressure/memory some",
  },
  hostStalledFullNs: {
    source: "procfs",
    unit: "nanoseconds",
    cumulative: true,
    field: "/proc/pressure/memory full",
  },
  cgroupHigh: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.high (v2) or memory.soft_limit_in_bytes (v1)",
  },
  cgroupAnon: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.stat anon (v2) or total_rss (v1)",
  },
  cgroupFile: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.stat file (v2) or total_cache (v1)",
  },
  cgroupKernel: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.stat kernel (v2) or memory.kmem.usage_in_bytes (v1)",
  },
  cgroupSwap: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.swap.current (v2) or memory.stat total_swap (v1)",
  },
  cgroupSwapLimit: {
    source: "cgroup",
    unit: "bytes",
    cumulative: false,
    field: "memory.swap.max (v2)",
  },
  cgroupMajorFaults: {
    source: "cgroup",
    unit: "count",
    cumulative: true,
    field: "memory.stat pgmajfault (v2) or total_pgmajfault (v1)",
  },
  cgroupHighEvents: {
    source: "cgroup",
    unit: "count",
    cumulative: true,
    field: "memory.events high (v2)",
  },
  cgroupMaxEvents: {
    source: "cgroup",
    unit: "count",
    cumulative: true,
    field: "memory.events max (v2) or memory.failcnt (v1)",
  },
  cgroupOomKills: {
    source: "cgroup",
    unit: "count",
    cumulative: true,
    field: "memory.events oom_kill (v2) or memory.oom_control oom_kill (v1)",
  },
  cgroupStalledSomeNs: {
    source: "cgroup",
    unit: "nanoseconds",
    cumulative: true,
    field: "memory.pressure some (v2)",
  },
  cgroupStalledFullNs: {
    source: "cgroup",
    unit: "nanoseconds",
    cumulative: true,
    field: "memory.pressure full (v2)",
  },
  traceHeapAtStart: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "gctrace: heap at the start of a collection, in whole MB",
  },
  traceHeapAtEnd: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "gctrace: heap at its end, in whole MB",
  },
  traceHeapMarked: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "gctrace: live heap that it found, in whole MB",
  },
  traceGoal: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "gctrace: heap goal, in whole MB",
  },
  traceStacks: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "gctrace: stacks scanned, in whole MB",
  },
  traceGlobals: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "gctrace: globals scanned, in whole MB",
  },
  tracePauseNs: {
    source: "logs",
    unit: "nanoseconds",
    cumulative: false,
    field: "gctrace: both stops of the world",
  },
  traceMarkNs: {
    source: "logs",
    unit: "nanoseconds",
    cumulative: false,
    field: "gctrace: concurrent mark and scan",
  },
  traceCpuShare: {
    source: "logs",
    unit: "fraction",
    cumulative: false,
    field: "gctrace: share of CPU time since the start",
  },
  scavengeReleased: {
    source: "logs",
    unit: "bytes",
    cumulative: false,
    field: "scavtrace: given back to the system",
  },
  scavengeUtilization: {
    source: "logs",
    unit: "fraction",
    cumulative: false,
    field: "scavtrace: share of kept heap memory in use",
  },
  costRequests: {
    source: "trivet",
    unit: "count",
    cumulative: true,
    field: "requests that looking has cost the target, answered or not",
  },
  costBytesRead: {
    source: "trivet",
    unit: "bytes",
    cumulative: true,
    field: "bytes of answers that were read from it",
  },
  costForcedGcs: {
    source: "trivet",
    unit: "count",
    cumulative: true,
    field: "collections that snapshots forced",
  },
} as const satisfies Readonly<Record<string, SeriesDefinition>>;

export type SeriesName = keyof typeof seriesCatalogue;

export function isSeriesName(name: string): name is SeriesName {
  return Object.hasOwn(seriesCatalogue, name);
}
