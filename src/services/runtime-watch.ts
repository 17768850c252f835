// The Go runtime of a process as a source of counters and heap profiles, on this thread: the readers of memory put into the
// form that HTTP gives them in, so that whoever records need not know where a number came from.

import { TrivetError } from "../core/errors.ts";
import type { MemoryWord } from "../core/flight/flight-plan.ts";
import type { RuntimeMemStats } from "../core/go-runtime/read-memstats.ts";
import {
  memstatsNames,
  ringLength,
  type MemStatsName,
  type MemStatsReading,
} from "../core/memstats/memstats.ts";
import type { Mapping } from "../core/pprof/profile.ts";
import {
  encodeBuckets,
  inspectBuckets,
  readProfileRate,
} from "./inspect-buckets.ts";
import {
  inspectGoroutineCount,
  inspectMemStats,
  openInspection,
  type Inspection,
  type InspectPorts,
} from "./inspect.ts";
import type { Clock } from "./ports/basics.ts";
import type {
  HeapMoment,
  RuntimeCounters,
  RuntimeHeapProfile,
  RuntimeWatch,
  RuntimeWatches,
} from "./ports/process-memory.ts";

/** mProfCycleWrap of runtime/mprof.go: the profile's count of collections starts again there. */
const cycleWrap = 3 * (2 << 24);
const maxAttempts = 20;

export const samplingIsOff =
  "the program samples no allocations (MemProfileRate is 0, as the linker sets it where nothing uses profiles)";

export class MemoryRuntimeWatches implements RuntimeWatches {
  readonly #ports: InspectPorts & { readonly clock: Clock };

  constructor(ports: InspectPorts & { readonly clock: Clock }) {
    this.#ports = ports;
  }

  async open(pid: number, startTicks: number): Promise<RuntimeWatch> {
    const inspection = await openInspection(this.#ports, { pid, startTicks });
    return new MemoryRuntimeWatch(inspection, this.#ports.clock);
  }
}

class MemoryRuntimeWatch implements RuntimeWatch {
  readonly #inspection: Inspection;
  readonly #clock: Clock;

  constructor(inspection: Inspection, clock: Clock) {
    this.#inspection = inspection;
    this.#clock = clock;
  }

  get goVersion(): string {
    return this.#inspection.goVersion;
  }

  get layoutOf(): string | null {
    return this.#inspection.layoutOf;
  }

  async samplesHeap(): Promise<boolean> {
    return (await readProfileRate(this.#inspection)) > 0;
  }

  async counters(signal?: AbortSignal): Promise<RuntimeCounters> {
    const stats = await inspectMemStats(this.#inspection, signal);
    return {
      reading: readingOf(stats),
      beyond: {
        heapMarked: stats.heapMarked,
        heapLive: stats.heapLive,
        ...(stats.memoryLimit === null
          ? {}
          : { goMemoryLimit: stats.memoryLimit }),
        ...(stats.gcPercent < 0 ? {} : { gcPercent: stats.gcPercent }),
      },
      goroutines: await inspectGoroutineCount(this.#inspection, signal),
    };
  }

  /** The number of collections and the profile's state must belong together. */
  async heapProfile(
    moment: HeapMoment,
    signal?: AbortSignal,
  ): Promise<RuntimeHeapProfile> {
    const inspection = this.#inspection;
    if (!(await this.samplesHeap()))
      throw new TrivetError("profile-empty", samplingIsOff);
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const report = await inspectBuckets(
        inspection,
        moment === "now" ? "current" : "collected",
        signal,
      );
      const { numGc } = await inspectMemStats(inspection, signal);
      if (numGc % cycleWrap !== report.cycle) continue;
      const timeMillis = Math.round(this.#clock.nowMillis());
      const mapping = await mappingOf(inspection);
      return { bytes: encodeBuckets(report, { timeMillis, mapping }), numGc };
    }
    throw new TrivetError(
      "memory-inconsistent",
      `a collection ended during each of ${maxAttempts} readings of the heap profile`,
    );
  }

  flightWords(): readonly MemoryWord[] {
    const { layout } = this.#inspection;
    const { address } = layout.variable("gcController");
    const pacer = layout.structure("gcController");
    return (["heapLive", "heapMarked"] as const).map((series) => {
      const { offset, size } = pacer.place(series);
      return { series, address: address + offset, size };
    });
  }

  close(): Promise<void> {
    return this.#inspection.close();
  }
}

/** What a profile from memory says of the binary. */
export async function mappingOf(inspection: Inspection): Promise<Mapping> {
  const { modules } = await inspection.functionTable();
  const [module] = modules;
  return {
    id: 1n,
    start: BigInt(module?.minPc ?? 0),
    limit: BigInt(module?.maxPc ?? 0),
    offset: 0n,
    file: inspection.image.executable.path,
    buildId: "",
    hasFunctions: true,
    hasFilenames: true,
    hasLineNumbers: true,
    hasInlineFrames: true,
  };
}

function readingOf(stats: RuntimeMemStats): MemStatsReading {
  const values: Partial<Record<MemStatsName, number>> = {
    lastGc: Number(stats.lastGcNs),
  };
  const told: Readonly<Record<string, unknown>> = { ...stats };
  for (const name of memstatsNames) {
    const value = told[name];
    if (typeof value === "number") values[name] = value;
  }
  const pauseNs = new Float64Array(ringLength);
  const pauseEndMillis = new Float64Array(ringLength);
  stats.pausesNs.forEach((pause, age) => {
    // Collection n stands at (n + 255) % 256.
    const slot = (stats.numGc - age + ringLength - 1) % ringLength;
    pauseNs[slot] = pause;
    pauseEndMillis[slot] = Number(stats.pauseEndsNs[age] ?? 0n) / 1e6;
  });
  return { values, pauseNs, pauseEndMillis, sampleRateBytes: null };
}
