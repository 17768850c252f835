// runtime.MemStats without asking the program: the same sums over the same counters that runtime.ReadMemStats makes, and
// what it does not tell (the live heap after the last collection). ReadMemStats stops the world to empty the caches
// first; here they are read as they are, so that allocation counts may lag by what the caches hold.
// Source of truth: runtime/mstats.go (readmemstats_m).

import { TrivetError } from "../errors.ts";
import { heapGoal, memoryLimitOf } from "./heap-goal.ts";
import {
  sumHeapStats,
  type HeapStats,
  type SizeClassCounts,
} from "./heap-stats.ts";
import {
  readUnsigned,
  viewOf,
  type RuntimeLayout,
  type Structure,
} from "./runtime-layout.ts";
import {
  readBytes,
  readScattered,
  unreadable,
  type TargetMemory,
} from "./target-memory.ts";

/** Names and units are those of runtime.MemStats. */
export interface RuntimeMemStats {
  readonly alloc: number;
  readonly totalAlloc: number;
  readonly sys: number;
  readonly mallocs: number;
  readonly frees: number;
  readonly heapAlloc: number;
  readonly heapSys: number;
  readonly heapIdle: number;
  readonly heapInuse: number;
  readonly heapReleased: number;
  readonly heapObjects: number;
  readonly stackInuse: number;
  readonly stackSys: number;
  readonly mspanInuse: number;
  readonly mspanSys: number;
  readonly mcacheInuse: number;
  readonly mcacheSys: number;
  readonly buckHashSys: number;
  readonly gcSys: number;
  readonly otherSys: number;
  readonly nextGc: number;
  /** Nanoseconds since the epoch; exact as text, because it is beyond 2^53. 0 = never. */
  readonly lastGcNs: bigint;
  readonly pauseTotalNs: number;
  /** Of the last 256 collections, newest first. */
  readonly pausesNs: readonly number[];
  readonly pauseEndsNs: readonly bigint[];
  readonly numGc: number;
  readonly numForcedGc: number;
  readonly gcCpuFraction: number;
  readonly enableGc: boolean;
  readonly bySize: readonly SizeClassCounts[];
  /** Not in MemStats: bytes that the collector counts as in use, unswept garbage left out. */
  readonly heapLive: number;
  /** Not in MemStats: bytes that the last collection found reachable. */
  readonly heapMarked: number;
  /** GOGC; -1 = off. */
  readonly gcPercent: number;
  /** GOMEMLIMIT in bytes; null = none. */
  readonly memoryLimit: number | null;
}

/** Whoever reads the statistics merges two generations, which takes a microsecond: seldom is more than one more needed. */
const maxAttempts = 20;
/** What a thread may have counted in one place and not in the other yet: a span of small objects. */
const countedOnceBytes = 64 << 10;

/**
 * One round of reads, repeated when the counters were merged in the middle of it. Codes: memory-unreadable,
 * memory-inconsistent, target-died, cancelled.
 */
export async function readMemStats(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal?: AbortSignal,
): Promise<RuntimeMemStats> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const before = await readController(memory, layout);
    const parts = await readParts(memory, layout, signal);
    const after = await readController(memory, layout);
    if (isWhole(layout, { before, parts, after }))
      return assemble(layout, parts);
  }
  throw new TrivetError(
    "memory-inconsistent",
    `the counters of memory did not agree with each other in any of ${maxAttempts} readings`,
  );
}

async function readController(
  memory: TargetMemory,
  layout: RuntimeLayout,
): Promise<DataView> {
  const { address, size } = layout.variable("gcController");
  const range = { address, length: size };
  return viewOf(await readBytes(memory, range, "runtime.gcController"));
}

/**
 * The runtime counts allocated, freed and in-use bytes twice, in the statistics and for the pacer. A sum over generations
 * that were merged meanwhile has some of them doubled or left out, and lies outside what the pacer had before and after.
 */
function isWhole(
  layout: RuntimeLayout,
  {
    before,
    parts,
    after,
  }: {
    readonly before: DataView;
    readonly parts: Parts;
    readonly after: DataView;
  },
): boolean {
  const pacer = layout.structure("gcController");
  const { totalAlloc, totalFree, inHeap } = parts.heapStats;
  const counted = { totalAlloc, totalFree, heapInUse: inHeap };
  return (["totalAlloc", "totalFree", "heapInUse"] as const).every((field) => {
    const first = pacer.number(before, 0, field);
    const last = pacer.number(after, 0, field);
    return (
      counted[field] >= Math.min(first, last) - countedOnceBytes &&
      counted[field] <= Math.max(first, last) + countedOnceBytes
    );
  });
}

async function readParts(
  memory: TargetMemory,
  layout: RuntimeLayout,
  signal: AbortSignal | undefined,
): Promise<Parts> {
  const heap = layout.structure("mheap");
  const heapAddress = layout.variable("heap").address;
  const word = (field: "spanAllocInUse" | "cacheAllocInUse") => {
    const { offset, size } = heap.place(field);
    return { address: heapAddress + offset, length: size };
  };
  const whole = (name: "memstats" | "gcController" | "sizeClasses") => {
    const { address, size } = layout.variable(name);
    return { address, length: size };
  };
  const ranges = [
    whole("memstats"),
    whole("gcController"),
    whole("sizeClasses"),
    word("spanAllocInUse"),
    word("cacheAllocInUse"),
  ];
  const parts = await readScattered(memory, ranges, signal);
  const [stats, controller, sizes, spanInUse, cacheInUse] = parts.map(
    (bytes, index) => {
      if (bytes === null) throw unreadable(ranges[index]!, "runtime.memstats");
      return viewOf(bytes);
    },
  ) as [DataView, DataView, DataView, DataView, DataView];
  return {
    stats,
    controller,
    heapStats: sumHeapStats(layout, stats, sizes),
    mspanInuse: readUnsigned(spanInUse, 0, spanInUse.byteLength),
    mcacheInuse: readUnsigned(cacheInUse, 0, cacheInUse.byteLength),
  };
}

interface Parts {
  readonly stats: DataView;
  readonly controller: DataView;
  readonly heapStats: HeapStats;
  readonly mspanInuse: number;
  readonly mcacheInuse: number;
}

function assemble(layout: RuntimeLayout, parts: Parts): RuntimeMemStats {
  const { stats, controller, heapStats } = parts;
  const mstats = layout.structure("mstats");
  const pacer = layout.structure("gcController");
  const stat = (field: Parameters<typeof mstats.number>[2]): number =>
    mstats.number(stats, 0, field);
  const pace = (field: Parameters<typeof pacer.number>[2]): number =>
    pacer.number(controller, 0, field);
  const heapSys = pace("heapInUse") + pace("heapFree") + pace("heapReleased");
  const gcSys =
    stat("gcMiscSys") + heapStats.inWorkBufs + heapStats.inPointerBits;
  const stackSys = heapStats.inStacks + stat("stacksSys");
  const heapAlloc = heapStats.totalAlloc - heapStats.totalFree;
  const numGc = stat("gcCount");
  return {
    alloc: heapAlloc,
    totalAlloc: heapStats.totalAlloc,
    sys:
      heapSys +
      stackSys +
      gcSys +
      stat("mspanSys") +
      stat("mcacheSys") +
      stat("buckHashSys") +
      stat("otherSys"),
    mallocs: heapStats.mallocs,
    frees: heapStats.frees,
    heapAlloc,
    heapSys,
    heapIdle: pace("heapFree") + pace("heapReleased"),
    heapInuse: pace("heapInUse"),
    heapReleased: pace("heapReleased"),
    heapObjects: heapStats.mallocs - heapStats.frees,
    stackInuse: heapStats.inStacks,
    stackSys,
    mspanInuse: parts.mspanInuse,
    mspanSys: stat("mspanSys"),
    mcacheInuse: parts.mcacheInuse,
    mcacheSys: stat("mcacheSys"),
    buckHashSys: stat("buckHashSys"),
    gcSys,
    otherSys: stat("otherSys"),
    nextGc: heapGoal(layout, pacer, controller),
    lastGcNs: mstats.bigint(stats, 0, "lastGcUnix"),
    pauseTotalNs: stat("pauseTotal"),
    pausesNs: ring(mstats, stats, "pauses", numGc).map(Number),
    pauseEndsNs: ring(mstats, stats, "pauseEnds", numGc),
    numGc,
    numForcedGc: stat("forcedGcCount"),
    gcCpuFraction: stats.getFloat64(mstats.place("gcCpuFraction").offset, true),
    enableGc: stat("gcEnabled") !== 0,
    bySize: heapStats.bySize,
    heapLive: pace("heapLive"),
    heapMarked: pace("heapMarked"),
    gcPercent: controller.getInt32(pacer.place("gcPercent").offset, true),
    memoryLimit: memoryLimitOf(pacer, controller),
  };
}

/** Entry (n - 1) mod 256 is the newest of n. */
function ring(
  mstats: Structure<"mstats">,
  view: DataView,
  field: "pauses" | "pauseEnds",
  numGc: number,
): bigint[] {
  const { offset, count = 0, stride = 0 } = mstats.place(field);
  return Array.from({ length: Math.min(numGc, count) }, (_, age) =>
    view.getBigUint64(offset + ((numGc - 1 - age) % count) * stride, true),
  );
}
