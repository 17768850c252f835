// The waterfall's rows: where each bar stands, what it is called, and what has to be said beside it.

import type {
  MemoryReconciliation,
  ReconciledStack,
} from "../../../core/investigation/reconcile-target.ts";
import type {
  LevelId,
  PartId,
  WaterfallStep,
} from "../../../core/memstats/reconcile.ts";
import type { MessageId } from "../../../core/messages/en/index.ts";
import { message, type Message } from "../../../core/messages/message.ts";
import { formatBytes } from "../../../core/format/quantity.ts";
import { isStandardLibrary, packageOf } from "../../canvas/function-name.ts";

export type StepTone =
  | "outside"
  | "go"
  | "runtime"
  | "stacks"
  | "idle"
  | "heap"
  | "garbage"
  | "live"
  | "gap";

export interface WaterfallRow {
  readonly key: string;
  readonly step: WaterfallStep;
  readonly tone: StepTone;
  /** Of a stack: the function people can act on; else null. */
  readonly functionName: string | null;
  /** What the leaf is, when that is another function. */
  readonly via: string | null;
  readonly stack: ReconciledStack | null;
  /** Of the first level. */
  readonly share: number;
  /** The bar, in fractions of the axis. */
  readonly left: number;
  readonly width: number;
  /** Where the level that goes on to the next row is. */
  readonly edge: number;
  readonly isNegative: boolean;
}

const tones: Readonly<Record<LevelId | PartId, StepTone>> = {
  rss: "outside",
  footprint: "outside",
  swapped: "outside",
  "file-pages": "outside",
  outside: "outside",
  "outside-anonymous": "outside",
  go: "go",
  spans: "runtime",
  caches: "runtime",
  "profiling-buckets": "runtime",
  "gc-metadata": "runtime",
  "other-runtime": "runtime",
  unaccounted: "gap",
  stacks: "stacks",
  "idle-spans": "idle",
  "heap-in-use": "heap",
  fragmentation: "heap",
  "heap-allocated": "heap",
  garbage: "garbage",
  live: "live",
  "profile-gap": "gap",
  "profile-gap-garbage": "gap",
  profile: "live",
  stack: "live",
  "other-stacks": "live",
};

export function waterfallRows(
  view: MemoryReconciliation,
): readonly WaterfallRow[] {
  const { steps, stacks } = view;
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const low = Math.min(0, ...ends);
  const span = Math.max(1, Math.max(0, ...ends) - low);
  const whole = steps[0]?.bytes ?? 0;
  return steps.map((step) => {
    const stack =
      step.kind !== "level" && step.stack !== null
        ? (stacks[step.stack] ?? null)
        : null;
    const functionName = stack === null ? null : ownFunction(stack);
    const leaf = stack?.frames[0]?.function ?? null;
    return {
      key: stack === null ? step.id : `stack-${String(keyIndex(step))}`,
      step,
      tone: tones[step.id],
      functionName,
      via: leaf === functionName ? null : leaf,
      stack,
      share: whole === 0 ? 0 : step.bytes / whole,
      left: (Math.min(step.from, step.to) - low) / span,
      width: Math.abs(step.to - step.from) / span,
      edge: (step.to - low) / span,
      isNegative: step.bytes < 0,
    };
  });
}

function keyIndex(step: WaterfallStep): number {
  return step.kind === "level" ? -1 : (step.stack ?? -1);
}

/** The leaf-most function outside Go's own packages, else the leaf. */
function ownFunction({ frames }: ReconciledStack): string | null {
  const own = frames.find(
    (frame) => !isStandardLibrary(packageOf(frame.function)),
  );
  return (own ?? frames[0])?.function ?? null;
}

const negatives: Partial<Record<LevelId | PartId, MessageId>> = {
  outside: "waterfall.negative.outside",
  "outside-anonymous": "waterfall.negative.outside",
  "profile-gap": "waterfall.negative.gap",
  "profile-gap-garbage": "waterfall.negative.gap",
  stack: "waterfall.negative.stack",
  "other-stacks": "waterfall.negative.stack",
};

/** Why a gap is negative; null when it is not. */
export function whyNegative({
  step,
  isNegative,
}: WaterfallRow): Message | null {
  return isNegative
    ? message(negatives[step.id] ?? "waterfall.negative.other")
    : null;
}

/** Whether sampling alone can explain the gap between the live heap and the profile; null without both. */
export function explainGap(view: MemoryReconciliation): Message | null {
  const { live, profileRange, steps } = view;
  const level = steps.find(({ id }) => id === "live");
  if (live === null || profileRange === null || level === undefined)
    return null;
  const isInside =
    level.bytes >= profileRange.low && level.bytes <= profileRange.high;
  return message(isInside ? "waterfall.gap.sampling" : "waterfall.gap.beyond", {
    low: formatBytes(profileRange.low),
    high: formatBytes(profileRange.high),
  });
}

/** When each source was read, and how far apart that is. `time` words a moment. */
export function momentsOf(
  view: MemoryReconciliation,
  time: (millis: number) => string,
): readonly Message[] {
  const { countersAtMillis: at, countersGc, live, snapshot } = view;
  const skew = (millis: number): number => Math.abs(millis - at);
  const facts = [
    message("waterfall.at.counters", { time: time(at), gc: countersGc }),
    view.processAtMillis === null
      ? message("waterfall.at.process.none")
      : message("waterfall.at.process", { skew: skew(view.processAtMillis) }),
    live === null
      ? message("waterfall.at.live.none")
      : message("waterfall.at.live", {
          gc: live.gc,
          age: Math.max(0, at - live.atMillis),
        }),
  ];
  if (snapshot === null)
    return [...facts, message("waterfall.at.snapshot.none")];
  const { atMillis, gcCount, forcedGc } = snapshot;
  facts.push(message("waterfall.at.snapshot", { skew: skew(atMillis) }));
  if (gcCount !== null)
    facts.push(
      message(
        forcedGc ? "waterfall.at.snapshot.forced" : "waterfall.at.snapshot.gc",
        { gc: gcCount },
      ),
    );
  return facts;
}
