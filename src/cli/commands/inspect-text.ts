// What `trivet inspect` prints for people. Goroutines come in the form of `goroutine?debug=2`, which `trivet goroutines`
// and other tools read.

import { formatBytes } from "../../core/format/quantity.ts";
import type {
  GoroutineFrame,
  GoroutineRecord,
} from "../../core/go-runtime/goroutine-records.ts";
import type { RuntimeMemStats } from "../../core/go-runtime/read-memstats.ts";
import type { SpanReport } from "../../core/go-runtime/read-spans.ts";
import { cutStack, movingStack } from "../../core/goroutines/stack-builder.ts";
import { assertNever } from "../../core/result.ts";
import { printableLine } from "../printable.ts";
import type { BucketReport } from "../../services/inspect-buckets.ts";

const nanosPerMinute = 60e9;

export function formatGoroutines(
  goroutines: readonly GoroutineRecord[],
): string {
  return goroutines.map(formatGoroutine).join("\n");
}

function formatGoroutine(goroutine: GoroutineRecord): string {
  const { createdBy, panics } = goroutine;
  const lines = [
    `goroutine ${goroutine.id} [${describeState(goroutine)}]${describeLabels(goroutine)}:`,
    ...goroutine.frames
      .filter(isShown)
      .map(
        (frame) =>
          `${printableLine(frame.function)}(...)\n\t${printableLine(frame.file)}:${frame.line}`,
      ),
    ...describeStack(goroutine),
    ...(createdBy === null
      ? []
      : [
          `created by ${printableLine(createdBy.function)}${createdBy.goroutine === null ? "" : ` in goroutine ${createdBy.goroutine}`}\n\t${printableLine(createdBy.file)}:${createdBy.line}`,
        ]),
    ...goroutine.defers.map(
      (item) =>
        `\tdeferred: ${printableLine(`${item.function ?? "?"} at ${item.file}:${item.line}`)}`,
    ),
    ...panics.map(
      ({ type, value, recovered, goexit }) =>
        `\t${goexit ? "runtime.Goexit" : `panic: ${printableLine(`${value ?? "?"} (${type ?? "nil"})`)}`}${recovered ? " [recovered]" : ""}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function describeState(goroutine: GoroutineRecord): string {
  const { status, waitReason, waitSinceNs } = goroutine;
  const minutes =
    waitSinceNs === null ? 0 : Math.floor(waitSinceNs / nanosPerMinute);
  return [
    status === "waiting" && waitReason !== "" ? waitReason : status,
    ...(minutes > 0 ? [`${minutes} minutes`] : []),
  ].join(", ");
}

/** As Go 1.26 quotes them and Go 1.27 places them. */
function describeLabels({ labels }: GoroutineRecord): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return pairs.length === 0 ? "" : ` {${pairs.join(", ")}}`;
}

function describeStack({ stack }: GoroutineRecord): readonly string[] {
  switch (stack) {
    case "complete":
      return [];
    case "running":
      return ["\tgoroutine running on other thread; stack unavailable"];
    case "moving":
      return [movingStack];
    case "cut":
      return [cutStack];
    default:
      return assertNever(stack, "state of a stack");
  }
}

/** Where a goroutine begins is no news. */
const isShown = ({ function: name }: GoroutineFrame): boolean =>
  name !== "runtime.goexit";

export function formatSpans(report: SpanReport): string {
  const rows = [
    "class    object  pointers     spans   objects  free slots         bytes  cached  partial    full",
    ...report.classes.map((item) =>
      [
        String(item.sizeClass).padStart(5),
        (item.sizeClass === 0 ? "large" : String(item.objectSize)).padStart(9),
        (item.noscan ? "no" : "yes").padStart(9),
        String(item.spans).padStart(9),
        String(item.objects).padStart(9),
        String(item.freeSlots).padStart(11),
        String(item.bytes).padStart(13),
        String(item.cachedSpans).padStart(7),
        String(item.partialSpans).padStart(8),
        String(item.fullSpans).padStart(7),
      ].join(" "),
    ),
  ];
  return `${rows.join("\n")}\n\nheap in use ${formatBytes(report.heapInUseBytes)} (${report.heapInUseBytes} bytes), stacks ${formatBytes(report.stackBytes)}, after ${report.numGc} collections\n`;
}

export function formatMemStats(stats: RuntimeMemStats): string {
  const rows = Object.entries(stats).flatMap(([name, value]) =>
    typeof value === "number" || typeof value === "bigint"
      ? [`${name.padEnd(14)} ${String(value).padStart(20)}`]
      : [],
  );
  return `${rows.join("\n")}\n`;
}

/** The sites that hold most, by their innermost frames outside the runtime. */
export function formatBuckets(report: BucketReport, shown: number): string {
  const total = report.samples.reduce((sum, item) => sum + item.inUseBytes, 0);
  const rows = report.samples.slice(0, shown).map((sample) => {
    const frames = sample.stack.flatMap(({ frames: calls }) => calls);
    const stack = frames
      .slice(0, 4)
      .map(({ function: name, line }) => `${printableLine(name)}:${line}`)
      .join(" < ");
    return `${String(sample.inUseBytes).padStart(14)} ${String(sample.inUseObjects).padStart(10)} ${String(sample.objectSize).padStart(9)}  ${stack}`;
  });
  const rest = report.samples.length - rows.length;
  return [
    "  in use bytes    objects      size  allocated at",
    ...rows,
    ...(rest > 0 ? [`… and ${rest} more; --json or --out have all`] : []),
    "",
    `${report.samples.length} sites, ${formatBytes(total)} in use (estimated), one sample every ${formatBytes(report.rate)}, ${report.moment === "current" ? "as of now" : "as profiles show it"}`,
    "",
  ].join("\n");
}
