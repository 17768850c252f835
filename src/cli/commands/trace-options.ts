// Help and command line of `trivet trace`: which subject, of which process, within which budget.

import type { TraceMethod } from "../../core/allocation-trace/traced-allocation.ts";
import { TrivetError } from "../../core/errors.ts";
import {
  traceLimits,
  type TraceBudget,
} from "../../services/allocation-trace.ts";
import { parseDuration, type ParsedCommandLine } from "../command.ts";

export const traceUsage = `
usage: trivet trace allocations --pid N [--for 10s] [--hits 500] [--method gdb|uprobe] [--out F.pb.gz] [--json]
       trivet trace crash       --pid N [--for 1h] [--recent 1.7s] [--json]

Attaches gdb to a running Go process of this machine, and lets go of it again. Go 1.19 to 1.27, x86-64 Linux; the
program's executable must have symbols and DWARF (not linked with -s or -w).

  allocations  samples what is allocated, where the heap profiler does: once per 512 KiB (MemProfileRate). Each sample
               stops the thread that allocates for about half a millisecond; the price is said first, and measured. Ends with --for or
               --hits, whichever comes first, or with Ctrl-C; what was seen until then is the result
  crash        waits until the process ends by itself (a panic, a fatal error of the runtime, os.Exit, SIGABRT) and
               reads goroutines, panics, defers and counters at the last moment. Costs nothing before, unless --recent
               is given. SIGKILL, and so the OOM killer, cannot be caught

  --pid N        a process of this machine, of the same user (or as root)
  --for TIME     how long at most: 10s, 5m (allocations: 10s; crash: without end)
  --hits N       allocations: how many samples at most (500)
  --method M     allocations: gdb (the default), or uprobe: a probe of the kernel, for root, which stops nothing and costs
                 some microseconds a sample; where it cannot be had, that is said
  --recent TIME  crash: trace allocations meanwhile, and keep those of the last seconds, for the price that is said
  --out FILE     allocations: write a pprof file (gzip) that go tool pprof opens
  --overwrite    replace that file
  --json         allocations: {"schema":"trivet.trace.allocations/1","method","pid","goVersion","startedMillis","seconds",
                   "rate","ended","hits","cost":{"stoppedShare","msPerHit","looks"},"allocations":[{"number","atMillis",
                   "address","bytes","type","goroutine","frames":[{"function","file","line","pc","inlined"}],
                   "isComplete","isThere"}]}
                 crash: {"schema":"trivet.trace.crash/1","ended","report"}; report is null when nothing was caught, else
                   {"schema":"trivet.crash/1","kind","atMillis","goroutine","message","exitCode","signal","pid",
                   "goVersion","stoppedMs","panics","goroutines","heap","recent","missing"}

"isThere": the object's slot was still handed out at the end; garbage counts until it is swept.

examples:
  trivet trace allocations --pid 4711 --for 5s --out allocations.pb.gz && go tool pprof allocations.pb.gz
  trivet trace crash --pid 4711 --recent 1.7s
`;

export const traceOptions = {
  pid: { type: "string" },
  for: { type: "string" },
  hits: { type: "string" },
  recent: { type: "string" },
  method: { type: "string" },
  out: { type: "string" },
  overwrite: { type: "boolean" },
} as const;
export type TraceValues = ParsedCommandLine<typeof traceOptions>["values"];

export const traceSubjects = ["allocations", "crash"] as const;
export type TraceSubject = (typeof traceSubjects)[number];
const usualBudget: TraceBudget = { hits: 500, seconds: 10 };

/** The process id. Code: usage. */
export function checkOptions(
  subject: TraceSubject,
  values: TraceValues,
): number {
  const only = (option: keyof TraceValues, owner: TraceSubject): void => {
    if (values[option] !== undefined && subject !== owner)
      throw new TrivetError("usage", `--${option} is for ${owner}`);
  };
  only("hits", "allocations");
  only("method", "allocations");
  only("out", "allocations");
  only("overwrite", "allocations");
  only("recent", "crash");
  const { pid } = values;
  if (pid === undefined) throw new TrivetError("usage", "give --pid N");
  if (!/^[1-9]\d{0,9}$/.test(pid))
    throw new TrivetError("usage", `not a process id: ${pid}`);
  return Number(pid);
}

/** Code: usage outside 0 (left out) to a day. */
export function secondsOf(option: string, text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (!(seconds > 0) || seconds > traceLimits.seconds)
    throw new TrivetError("usage", `--${option} wants up to 24h, not ${text}`);
  return seconds;
}

/** Code: usage. */
export function budgetOf(values: TraceValues): TraceBudget {
  const hits =
    values.hits === undefined ? usualBudget.hits : Number(values.hits);
  if (!Number.isSafeInteger(hits) || hits < 1 || hits > traceLimits.hits)
    throw new TrivetError(
      "usage",
      `--hits wants 1 to ${traceLimits.hits}, not ${values.hits}`,
    );
  return {
    hits,
    seconds:
      values.for === undefined
        ? usualBudget.seconds
        : secondsOf("for", values.for),
  };
}

/** Code: usage. */
export function methodOf({ method = "gdb" }: TraceValues): TraceMethod {
  if (method === "gdb" || method === "uprobe") return method;
  throw new TrivetError(
    "usage",
    `--method is gdb or uprobe, not ${JSON.stringify(method)}`,
  );
}
