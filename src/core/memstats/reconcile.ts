// From resident memory down to the stacks that hold the heap, each gap named. The levels come from three sources that do
// not see each other (the kernel, the runtime's counters, the heap profile), so a gap can be negative; it is kept as it
// is, and the sum stays exact. The arithmetic of Go's own classes is memory-classes.ts.

import { memoryClasses } from "./memory-classes.ts";
import type { MemStatsReading } from "./memstats.ts";

/** What remains when everything above has been taken off. */
export const levelIds = [
  "rss",
  "footprint",
  "go",
  "heap-in-use",
  "heap-allocated",
  "live",
  "profile",
] as const;
export type LevelId = (typeof levelIds)[number];

/** What lies between one level and the next. */
export const partIds = [
  "swapped",
  "file-pages",
  "outside",
  "outside-anonymous",
  "spans",
  "caches",
  "profiling-buckets",
  "gc-metadata",
  "other-runtime",
  "unaccounted",
  "stacks",
  "idle-spans",
  "fragmentation",
  "garbage",
  "profile-gap",
  "profile-gap-garbage",
  "stack",
  "other-stacks",
] as const;
export type PartId = (typeof partIds)[number];

export type StepSource = "procfs" | "memstats" | "profile" | "derived";

interface Placed {
  /** Where the bar begins and ends on the axis of bytes; `to` is the level below it. */
  readonly from: number;
  readonly to: number;
  readonly source: StepSource;
}
export interface LevelStep extends Placed {
  readonly kind: "level";
  readonly id: LevelId;
  readonly bytes: number;
}
export interface PartStep extends Placed {
  /** `minus` takes its bytes off the level, `plus` adds them. */
  readonly kind: "minus" | "plus";
  readonly id: PartId;
  /** Negative = the two sources contradict each other by so much. */
  readonly bytes: number;
  /** Of `stack` steps: index into the input's stacks; else null. */
  readonly stack: number | null;
}
export type WaterfallStep = LevelStep | PartStep;

export interface ReconcileInput {
  readonly values: MemStatsReading["values"];
  /** Of the kernel at the same moment; null for a target on another machine. Bytes. */
  readonly process: {
    readonly rss: number;
    readonly rssAnon: number | null;
    readonly swap: number | null;
  } | null;
  /** From live-heap.ts; null while no collection has been seen. */
  readonly liveBytes: number | null;
  /** In-use bytes of the heap profile, largest stacks first; null without one. */
  readonly profile: {
    readonly total: number;
    readonly stacks: readonly { readonly bytes: number }[];
  } | null;
}

/**
 * Levels and the parts between them, from the outermost that is known to the innermost. Every level is the one before it
 * less the parts between (plus those that are added), exactly; after the last part of a profile nothing is left.
 */
export function reconcileMemory(
  input: ReconcileInput,
): readonly WaterfallStep[] {
  const { values, process, profile } = input;
  const live = input.liveBytes === null ? null : Math.round(input.liveBytes);
  const classes = memoryClasses(values, live, process?.rss ?? null);
  const of = (name: keyof typeof values): number => values[name] ?? 0;
  const steps = new Steps();

  if (process !== null) {
    steps.level("rss", process.rss, "procfs");
    const swap = process.swap ?? 0;
    if (swap > 0) {
      steps.plus("swapped", swap, "procfs");
      steps.level("footprint", process.rss + swap, "procfs");
    }
    if (process.rssAnon === null)
      steps.minus("outside", process.rss + swap - classes.go, "derived");
    else {
      steps.minus("file-pages", process.rss - process.rssAnon, "procfs");
      steps.minus(
        "outside-anonymous",
        process.rssAnon + swap - classes.go,
        "derived",
      );
    }
  }
  steps.level("go", classes.go, "memstats");
  steps.minus("spans", of("mspanSys"), "memstats");
  steps.minus("caches", of("mcacheSys"), "memstats");
  steps.minus("profiling-buckets", of("buckHashSys"), "memstats");
  steps.minus("gc-metadata", of("gcSys"), "memstats");
  steps.minus("other-runtime", of("otherSys"), "memstats");
  // Sys is the sum of all of them in every Go so far; a field that a newer Go adds would show here and not be lost.
  const unaccounted =
    steps.now - classes.stacks - classes.retainedIdle - of("heapInuse");
  if (unaccounted !== 0) steps.minus("unaccounted", unaccounted, "derived");
  steps.minus("stacks", classes.stacks, "memstats");
  steps.minus("idle-spans", classes.retainedIdle, "memstats");
  steps.level("heap-in-use", of("heapInuse"), "memstats");
  steps.minus("fragmentation", classes.fragmentation, "memstats");
  steps.level("heap-allocated", of("heapAlloc"), "memstats");
  if (classes.live !== null && classes.garbage !== null) {
    steps.minus("garbage", classes.garbage, "derived");
    steps.level("live", classes.live, "derived");
  }
  if (profile !== null) addProfile(steps, profile, classes.live !== null);
  return steps.all;
}

function addProfile(
  steps: Steps,
  profile: NonNullable<ReconcileInput["profile"]>,
  isLiveKnown: boolean,
): void {
  steps.minus(
    isLiveKnown ? "profile-gap" : "profile-gap-garbage",
    steps.now - profile.total,
    "derived",
  );
  steps.level("profile", profile.total, "profile");
  profile.stacks.forEach(({ bytes }, index) =>
    steps.minus("stack", bytes, "profile", index),
  );
  steps.minus("other-stacks", steps.now, "profile");
}

/** Builds the steps and keeps the running level. */
class Steps {
  readonly all: WaterfallStep[] = [];
  now = 0;

  level(id: LevelId, bytes: number, source: StepSource): void {
    this.all.push({ kind: "level", id, bytes, from: 0, to: bytes, source });
    this.now = bytes;
  }

  plus(id: PartId, bytes: number, source: StepSource): void {
    const [from, to] = [this.now, this.now + bytes];
    this.all.push({ kind: "plus", id, bytes, from, to, source, stack: null });
    this.now = to;
  }

  minus(
    id: PartId,
    bytes: number,
    source: StepSource,
    stack: number | null = null,
  ): void {
    const [from, to] = [this.now, this.now - bytes];
    this.all.push({ kind: "minus", id, bytes, from, to, source, stack });
    this.now = to;
  }
}
