// `trivet trace`: what only a debugger sees of a process that runs, within a budget: sampled allocations, and its end.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { encodeTrace } from "../../core/allocation-trace/encode-trace.ts";
import type {
  AllocationTrace,
  TraceMethod,
} from "../../core/allocation-trace/traced-allocation.ts";
import { TrivetError } from "../../core/errors.ts";
import type { Target } from "../../core/investigation/model.ts";
import {
  estimateTrace,
  traceAllocations,
  traceLimits,
  type AllocationTracePorts,
  type TraceBudget,
} from "../../services/allocation-trace.ts";
import { watchForCrash } from "../../services/crash-stop.ts";
import { openInspection } from "../../services/inspect.ts";
import type { GdbSession } from "../../services/gdb-session.ts";
import {
  parseCommandLine,
  parseDuration,
  toJson,
  type Command,
  type CommandIo,
  type ParsedCommandLine,
} from "../command.ts";
import { checkOutputFile, writeOutputFile } from "../output-file.ts";
import {
  formatCost,
  formatCrash,
  formatPrice,
  formatTrace,
} from "./trace-text.ts";

const usage = `
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

const options = {
  pid: { type: "string" },
  for: { type: "string" },
  hits: { type: "string" },
  recent: { type: "string" },
  method: { type: "string" },
  out: { type: "string" },
  overwrite: { type: "boolean" },
} as const;
type Values = ParsedCommandLine<typeof options>["values"];

const subjects = ["allocations", "crash"] as const;
type Subject = (typeof subjects)[number];
const usualBudget: TraceBudget = { hits: 500, seconds: 10 };

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const [name, ...rest] = positionals;
  const subject = subjects.find((known) => known === name);
  if (subject === undefined || rest.length > 0)
    throw new TrivetError(
      "usage",
      `give one of ${subjects.join(", ")}${name === undefined ? "" : `, not ${JSON.stringify(positionals.join(" "))}`}`,
    );
  const pid = checkOptions(subject, values);
  const { ports, session } = await openTools();
  try {
    return subject === "allocations"
      ? await runAllocations({ pid, values, io, ports, session })
      : await runCrash({ pid, values, io, ports, session });
  } finally {
    await session.close();
  }
}

function checkOptions(subject: Subject, values: Values): number {
  const only = (option: keyof Values, owner: Subject): void => {
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
function secondsOf(option: string, text: string): number {
  const seconds = parseDuration(text) / 1000;
  if (!(seconds > 0) || seconds > traceLimits.seconds)
    throw new TrivetError("usage", `--${option} wants up to 24h, not ${text}`);
  return seconds;
}

function budgetOf(values: Values): TraceBudget {
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
function methodOf({ method = "gdb" }: Values): TraceMethod {
  if (method === "gdb" || method === "uprobe") return method;
  throw new TrivetError(
    "usage",
    `--method is gdb or uprobe, not ${JSON.stringify(method)}`,
  );
}

interface Work {
  readonly pid: number;
  readonly values: Values;
  readonly io: CommandIo;
  readonly ports: AllocationTracePorts;
  readonly session: GdbSession;
}

async function runAllocations(work: Work): Promise<number> {
  const { pid, values, io, ports, session } = work;
  const budget = budgetOf(values);
  const overwrite = values.overwrite ?? false;
  const out =
    values.out === undefined
      ? null
      : await checkOutputFile(values.out, { overwrite });
  const isByGdb = methodOf(values) === "gdb";
  if (isByGdb)
    io.stderr(formatPrice(await estimateTrace(ports, pid, budget, io.signal)));
  const order = {
    pid,
    budget,
    signal: io.signal,
    onProgress: progressTo(io),
  };
  let trace: AllocationTrace;
  if (isByGdb) {
    await attach(work);
    trace = await traceAllocations(ports, session, {
      ...order,
      keepSeconds: null,
    });
    await session.detach();
  } else {
    const { KernelProbes } =
      await import("../../node/allocation-trace/kernel-probes.ts");
    const { traceByProbe } = await import("../../services/probe-trace.ts");
    trace = await traceByProbe({ ...ports, probes: new KernelProbes() }, order);
  }
  io.stderr(`${io.isTerminal ? "\n" : ""}${formatCost(trace.cost)}\n`);
  if (out !== null)
    await writeOutputFile(out, await promisify(gzip)(profileOf(trace)), {
      overwrite,
    });
  io.stdout(values.json === true ? `${toJson(trace)}\n` : formatTrace(trace));
  return 0;
}

async function runCrash(work: Work): Promise<number> {
  const { pid, values, io, ports, session } = work;
  const recentSeconds =
    values.recent === undefined ? null : secondsOf("recent", values.recent);
  const patience =
    values.for === undefined
      ? io.signal
      : AbortSignal.any([
          io.signal,
          AbortSignal.timeout(secondsOf("for", values.for) * 1000),
        ]);
  if (recentSeconds !== null)
    io.stderr(
      formatPrice(await estimateTrace(ports, pid, traceLimits, io.signal)),
    );
  await attach(work);
  const result = await watchForCrash(ports, session, {
    pid,
    recentSeconds,
    signal: patience,
    onArmed: () => io.stderr(`waiting for process ${pid} to end by itself\n`),
  });
  await session.detach();
  const { report, ended } = result;
  if (values.json === true)
    io.stdout(`${toJson({ schema: "trivet.trace.crash/1", ...result })}\n`);
  else if (report !== null) io.stdout(formatCrash(report));
  else io.stderr(`${noCrash[ended]}\n`);
  if (io.signal.aborted && report === null)
    throw new TrivetError("cancelled", "stopped before the process ended");
  return 0;
}

const noCrash = {
  crash: "",
  asked: "the time is over: the process goes on",
  "target-died":
    "the process was killed (SIGKILL, the OOM killer) or has ended unseen: nothing could be taken",
  "gdb-ended": "gdb has ended: nothing was caught",
} as const;

/** One line that is written over, where there is a terminal. */
function progressTo(
  io: CommandIo,
): (progress: {
  readonly hits: number;
  readonly seconds: number;
  readonly cost: AllocationTrace["cost"];
}) => void {
  return ({ hits, seconds, cost }) => {
    if (io.isTerminal)
      io.stderr(
        `\r${seconds.toFixed(1)} s, ${hits} samples, ${formatCost(cost)}\x1b[K`,
      );
  };
}

async function attach({ pid, session, ports }: Work): Promise<void> {
  // Before anything is stopped: a process that is not Go's, or whose runtime cannot be read, is left alone.
  await (await openInspection(ports.inspect, { pid })).close();
  const identity = await ports.inspector.identify(pid);
  const target: Target = {
    id: `process-${pid}`,
    label: `process ${pid}`,
    url: null,
    pid,
    startTicks: identity.startTicks,
    exe: identity.exe,
    goVersion: identity.goVersion,
    buildId: null,
    host: "",
    memoryLimitBytes: null,
  };
  // Nobody sees the console.
  await session.attach(target, { columns: 120, rows: 30, readOnly: false });
}

function profileOf(trace: AllocationTrace): Uint8Array {
  return encodeTrace(trace, {
    id: 1n,
    start: 0n,
    limit: 0n,
    offset: 0n,
    file: "",
    buildId: "",
    hasFunctions: true,
    hasFilenames: true,
    hasLineNumbers: true,
    hasInlineFrames: true,
  });
}

async function openTools(): Promise<{
  readonly ports: AllocationTracePorts;
  readonly session: GdbSession;
}> {
  const { ProcfsInspector } =
    await import("../../node/collectors/procfs/procfs-inspector.ts");
  const { PtyGdbLauncher } =
    await import("../../node/gdb-driver/pty-gdb-launcher.ts");
  const { findGdbHelpers } =
    await import("../../node/gdb-driver/gdb-helpers-folder.ts");
  const { TemporaryHitFolders } =
    await import("../../node/allocation-trace/hit-folders.ts");
  const { ProcThreadStates } =
    await import("../../node/allocation-trace/thread-states.ts");
  const { SystemClock } = await import("../../node/clock/system-clock.ts");
  const { SequentialIdentifiers } =
    await import("../../node/clock/sequential-identifiers.ts");
  const { GdbSession: Session } = await import("../../services/gdb-session.ts");
  const { UnrecordedJournal } =
    await import("../../services/unrecorded-journal.ts");
  const { inspectPorts } = await import("./runtime-ports.ts");
  const inspector = new ProcfsInspector();
  const clock = new SystemClock();
  const session = new Session({
    launcher: new PtyGdbLauncher(
      findGdbHelpers(dirname(fileURLToPath(import.meta.url))),
    ),
    inspector,
    clock,
    ids: new SequentialIdentifiers(),
    journal: new UnrecordedJournal(),
  });
  session.onOutput((text) => session.acknowledge(text.length));
  const ports: AllocationTracePorts = {
    inspect: await inspectPorts(),
    inspector,
    clock,
    hitFolders: new TemporaryHitFolders(),
    threads: new ProcThreadStates(),
  };
  return { ports, session };
}

export const traceCommand: Command = {
  name: "trace",
  summary:
    "sampled allocations of a running process, or its last moment, through gdb",
  usage,
  run,
};
