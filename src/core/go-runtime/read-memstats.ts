// runtime.MemStats without asking the program: the same sums over the same counters that runtime.ReadMemStats makes, and
// what it does not tell (the live heap after the last collection). ReadMemStats stops the world to empty the caches
// first; here they are read as they are, so that allocation counts may lag by what the caches hold.
// Source of truth: runtime/mstats.go (readmemstats_m, heapStatsDelta), runtime/mgcpacer.go (gcControllerState, heapGoal).

import { TrivetError } from "../errors.ts";
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
  readonly bySize: readonly {
    readonly size: number;
    readonly mallocs: number;
    readonly frees: number;
  }[];
  /** Not in MemStats: bytes that the collector counts as in use, unswept garbage left out. */
  readonly heapLive: number;
  /** Not in MemStats: bytes that the last collection found reachable. */
  readonly heapMarked: number;
  /** GOGC; -1 = off. */
  readonly gcPercent: number;
  /** GOMEMLIMIT in bytes; null = none. */
  readonly memoryLimit: number | null;
}

/** Without a limit the runtime holds the largest 64-bit number. */
const noLimit = 2 ** 62;
/** sweepMinHeapDistance and minRunway of mgcpacer.go: local constants of functions, which no binary records. */
const goalSlack = { sweep: 1 << 20, runway: 64 << 10 };
/** `triggered` holds all ones outside a cycle. */
const notTriggered = 2 ** 63;

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

interface HeapStats {
  readonly totalAlloc: number;
  readonly totalFree: number;
  readonly mallocs: number;
  readonly frees: number;
  readonly inHeap: number;
  readonly inStacks: number;
  readonly inWorkBufs: number;
  readonly inPointerBits: number;
  readonly bySize: RuntimeMemStats["bySize"];
}

/** The counters are kept in three generations, of which one is written at a time: their sum is the state. */
function sumHeapStats(
  layout: RuntimeLayout,
  stats: DataView,
  sizes: DataView,
): HeapStats {
  const delta = layout.structure("heapStats");
  const place = layout.structure("mstats").place("heapStats");
  const starts = Array.from(
    { length: place.count ?? 1 },
    (_, index) => place.offset + index * (place.stride ?? 0),
  );
  // Signed: what one generation gave out, another may have taken back.
  const total = (field: Parameters<typeof delta.number>[2]): number =>
    delta.has(field)
      ? Number(
          starts.reduce((sum, at) => sum + delta.bigint(stats, at, field), 0n),
        )
      : 0;
  const perClass = (field: "smallAllocs" | "smallFrees"): number[] => {
    const { offset, count = 0, stride = 0 } = delta.place(field);
    return Array.from({ length: count }, (_, index) =>
      starts.reduce(
        (sum, at) =>
          sum + readUnsigned(stats, at + offset + index * stride, stride),
        0,
      ),
    );
  };
  const stride = layout.variable("sizeClasses").stride;
  const mallocs = perClass("smallAllocs");
  const frees = perClass("smallFrees");
  const bySize = mallocs.map((count, index) => ({
    size: readUnsigned(sizes, index * stride, stride),
    mallocs: count,
    frees: frees[index] ?? 0,
  }));
  const tiny = total("tinyAllocs");
  const sumOf = (pick: (item: (typeof bySize)[number]) => number): number =>
    bySize.reduce((sum, item) => sum + pick(item), 0);
  return {
    totalAlloc:
      total("largeAlloc") + sumOf(({ size, mallocs }) => size * mallocs),
    totalFree: total("largeFree") + sumOf(({ size, frees }) => size * frees),
    mallocs: total("largeAllocs") + sumOf((item) => item.mallocs) + tiny,
    frees: total("largeFrees") + sumOf((item) => item.frees) + tiny,
    inHeap: total("inHeap"),
    inStacks: total("inStacks"),
    inWorkBufs: total("inWorkBufs"),
    inPointerBits: total("inPointerBits"),
    bySize,
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
  const memoryLimit = pace("memoryLimit");
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
    memoryLimit: memoryLimit >= noLimit ? null : memoryLimit,
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

/** gcControllerState.heapGoalInternal: by percentage, with room to sweep and to run; or by the memory limit if lower. */
function heapGoal(
  layout: RuntimeLayout,
  pacer: Structure<"gcController">,
  view: DataView,
): number {
  const pace = (field: Parameters<typeof pacer.number>[2]): number =>
    pacer.number(view, 0, field);
  const byPercent = pace("percentGoal");
  const byLimit = limitGoal(layout, pacer, view);
  if (byLimit < byPercent) return byLimit;
  const triggered = pace("triggered");
  return Math.max(
    byPercent,
    pace("sweepMinTrigger"),
    triggered >= notTriggered ? 0 : triggered + goalSlack.runway,
  );
}

/** gcControllerState.memoryLimitHeapGoal. */
function limitGoal(
  layout: RuntimeLayout,
  pacer: Structure<"gcController">,
  view: DataView,
): number {
  const pace = (field: Parameters<typeof pacer.number>[2]): number =>
    pacer.number(view, 0, field);
  const limit = pace("memoryLimit");
  if (limit >= noLimit) return Infinity;
  const marked = pace("heapMarked");
  const mapped = pace("mappedReady");
  const inHeap = pace("heapFree") + pace("totalAlloc") - pace("totalFree");
  const outside = Math.max(0, mapped - inHeap) + Math.max(0, mapped - limit);
  if (outside >= limit) return marked;
  const room = limit - outside;
  const percent = layout.optionalConstant("goalHeadroomPercent");
  const least = layout.constant("goalHeadroom");
  const headroom =
    percent === null
      ? least
      : Math.max(least, Math.floor(room / 100) * percent);
  const goal =
    room < headroom || room - headroom < headroom ? headroom : room - headroom;
  return Math.max(goal, marked);
}
