// The reconciliation of one reading: from what Go has mapped down to the largest stacks. A saved heap?debug=1 holds the
// heap profile as well, so that both are of one moment.

import { toTrivetError } from "../../core/errors.ts";
import { formatBytes } from "../../core/format/quantity.ts";
import type { MemStatsReading } from "../../core/memstats/memstats.ts";
import {
  reconcileMemory,
  type LevelId,
  type PartId,
  type WaterfallStep,
} from "../../core/memstats/reconcile.ts";
import type { HeapStack, TopStacks } from "../../core/pprof/top-stacks.ts";
import { GoDistribution } from "../../core/pprof/go-symbol.ts";
import { InProcessProfileEngine } from "../../node/profile-engine/in-process-engine.ts";
import { printable } from "../printable.ts";

const shownStacks = 10;

/** The heap profile in an answer of heap?debug=1; null when there is none that can be read. */
export async function readStacks(
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<TopStacks | null> {
  const engine = new InProcessProfileEngine();
  try {
    await engine.load("heap", bytes, signal);
    return await engine.topStacks("heap", shownStacks, signal);
  } catch (thrown) {
    // The counters stand for themselves: a profile that is cut or symbol-less takes nothing away from them.
    if (toTrivetError(thrown).code === "cancelled") throw thrown;
    return null;
  }
}

export interface ReadingWaterfall {
  readonly steps: readonly WaterfallStep[];
  readonly stacks: readonly HeapStack[];
}

export function waterfallOf(
  { values }: MemStatsReading,
  stacks: TopStacks | null,
): ReadingWaterfall {
  return {
    steps: reconcileMemory({
      values,
      process: null,
      liveBytes: null,
      profile: stacks,
    }),
    stacks: stacks?.stacks ?? [],
  };
}

const names: Readonly<Record<LevelId | PartId, string>> = {
  rss: "RSS",
  footprint: "RSS and swap",
  go: "Go: mapped and not given back",
  "heap-in-use": "heap in use",
  "heap-allocated": "heap allocated, live and garbage",
  live: "live heap",
  profile: "heap profile, in use, as of the last collections",
  swapped: "swapped out",
  "file-pages": "mapped files and the binary",
  outside: "outside Go",
  "outside-anonymous": "outside Go, anonymous",
  spans: "runtime: span descriptors",
  caches: "runtime: per-processor caches",
  "profiling-buckets": "runtime: profiling buckets",
  "gc-metadata": "runtime: collector",
  "other-runtime": "runtime: the rest",
  unaccounted: "Sys without a name",
  stacks: "stacks",
  "idle-spans": "idle spans, kept",
  fragmentation: "fragmentation",
  garbage: "allocated or died since the last collection",
  "profile-gap": "live heap, not in the profile",
  "profile-gap-garbage": "garbage, the profile's lag, and sampling",
  stack: "stack",
  "other-stacks": "all other stacks",
};

/** One line a level or gap; gaps are indented and signed. */
export function formatWaterfall({
  steps,
  stacks,
}: ReadingWaterfall): readonly string[] {
  const distribution = GoDistribution.learn(
    stacks.flatMap(({ frames }) => frames),
  );
  return steps.map((step) => {
    if (step.kind === "level")
      return `  ${names[step.id].padEnd(52)}${formatBytes(step.bytes).padStart(12)}`;
    const stack = step.stack === null ? undefined : stacks[step.stack];
    const frame =
      stack?.frames.find((candidate) => !distribution.has(candidate)) ??
      stack?.frames[0];
    const name = frame?.function ?? names[step.id];
    const isAdded = (step.kind === "plus") === step.bytes >= 0;
    const bytes = `${isAdded ? "+" : "−"}${formatBytes(Math.abs(step.bytes))}`;
    return `    ${printable(name).padEnd(50)}${bytes.padStart(12)}`;
  });
}
