// What `trivet trace` prints for people: the price beforehand, progress, the places of a trace, and a crash.

import {
  describeCrash,
  type CrashReport,
} from "../../core/allocation-trace/crash-report.ts";
import { groupSites } from "../../core/allocation-trace/group-sites.ts";
import type { TracePrice } from "../../core/allocation-trace/trace-price.ts";
import type {
  AllocationTrace,
  TraceCost,
  TracedAllocation,
} from "../../core/allocation-trace/traced-allocation.ts";
import { formatBytes, formatCount } from "../../core/format/quantity.ts";
import { printableLine } from "../printable.ts";
import { formatGoroutines } from "./inspect-text.ts";

const shownSites = 25;
const shownAllocations = 40;

const percent = (share: number): string =>
  `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

export function formatPrice(price: TracePrice): string {
  const { bytesPerSecond, hitsPerSecond, msPerHit, stoppedShare } = price;
  if (bytesPerSecond === null || hitsPerSecond === null)
    return `price: each sample stops a thread for about ${msPerHit.toFixed(1)} ms; how many there will be is not known, for it stands still\n`;
  const ends =
    price.endsAfterSeconds === null
      ? ""
      : `; their number ends it after ${price.endsAfterSeconds.toFixed(1)} s`;
  return `price: the target allocates ${formatBytes(bytesPerSecond)}/s, which is ${formatCount(hitsPerSecond)} samples/s of about ${msPerHit.toFixed(1)} ms: a thread that allocates will stand still ${percent(stoppedShare ?? 0)} of the time${ends}\n`;
}

export function formatCost({ stoppedShare, msPerHit }: TraceCost): string {
  if (stoppedShare === null) return "the stops were too short to measure";
  return `a thread stood still ${percent(stoppedShare)} of the time${msPerHit === null ? "" : `, ${msPerHit.toFixed(1)} ms a sample`}`;
}

export function formatTrace(trace: AllocationTrace): string {
  const sites = groupSites(trace);
  const lines = [
    `${trace.goVersion}, ${trace.hits} samples in ${trace.seconds.toFixed(1)} s, ended by ${endWords[trace.ended]}; ${formatCost(trace.cost)}`,
    "",
    `${"bytes".padStart(10)} ${"objects".padStart(11)} ${"samples".padStart(7)} ${"there".padStart(5)}  type and place`,
    ...sites
      .slice(0, shownSites)
      .map(
        (site) =>
          `${formatBytes(site.bytes).padStart(10)} ${formatCount(site.objects).padStart(11)} ${String(site.samples).padStart(7)} ${String(site.there ?? "?").padStart(5)}  ${printableLine(`${site.type ?? "?"}  ${site.function} ${site.file}:${site.line}`)}`,
      ),
  ];
  if (sites.length > shownSites)
    lines.push(`${sites.length - shownSites} places more: --json has all`);
  return `${lines.join("\n")}\n`;
}

const endWords: Readonly<Record<AllocationTrace["ended"], string>> = {
  hits: "the number of samples",
  time: "time",
  asked: "Ctrl-C",
  "target-died": "the target's end",
  "gdb-ended": "gdb's end",
};

/** Newest first, counted back from `untilMillis`. */
export function formatAllocations(
  allocations: readonly TracedAllocation[],
  untilMillis: number,
): string {
  const rows = [...allocations].reverse().slice(0, shownAllocations);
  const lines = rows.map((row) => {
    const there = row.isThere === null ? "?" : row.isThere ? "there" : "gone";
    const ago = ((untilMillis - row.atMillis) / 1000).toFixed(3);
    const stack = row.frames
      .slice(0, 3)
      .map((frame) => frame.function)
      .join(" < ");
    return `${ago.padStart(8)}s  0x${row.address.toString(16).padEnd(12)} ${String(row.bytes).padStart(9)} ${there.padEnd(5)} g${String(row.goroutine).padEnd(6)} ${printableLine(`${row.type ?? "?"}  ${stack}`)}`;
  });
  const rest = allocations.length - rows.length;
  return [...lines, ...(rest > 0 ? [`… ${rest} older`] : []), ""].join("\n");
}

export function formatCrash(report: CrashReport): string {
  const crashed = report.goroutines.filter(({ id }) => id === report.goroutine);
  const { heap, recent } = report;
  return [
    printableLine(describeCrash(report)),
    `${report.goVersion}, process ${report.pid}; its end was held up for ${Math.round(report.stoppedMs)} ms`,
    ...(heap === null
      ? []
      : [
          `heap ${formatBytes(heap.heapAlloc)} (${formatBytes(heap.heapInuse)} in use), stacks ${formatBytes(heap.stackInuse)}, ${report.goroutines.length} goroutines, ${heap.numGc} collections`,
        ]),
    ...report.missing.map(({ what, why }) =>
      printableLine(`missing: ${what}: ${why}`),
    ),
    "",
    formatGoroutines(crashed.length > 0 ? crashed : report.goroutines),
    ...(recent === null
      ? []
      : [
          `last sampled allocations before the end:`,
          formatAllocations(recent.allocations, report.atMillis),
        ]),
  ].join("\n");
}
