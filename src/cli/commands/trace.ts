// `trivet trace`: what only a debugger sees of a process that runs, within a budget: sampled allocations, and its end.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { encodeTrace } from "../../core/allocation-trace/encode-trace.ts";
import type { AllocationTrace } from "../../core/allocation-trace/traced-allocation.ts";
import { TrivetError } from "../../core/errors.ts";
import type { Target } from "../../core/investigation/model.ts";
import {
  estimateTrace,
  traceAllocations,
  traceLimits,
  type AllocationTracePorts,
} from "../../services/allocation-trace.ts";
import { watchForCrash } from "../../services/crash-stop.ts";
import { openInspection } from "../../services/inspect.ts";
import type { GdbSession } from "../../services/gdb-session.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { checkOutputFile, writeOutputFile } from "../output-file.ts";
import {
  budgetOf,
  checkOptions,
  methodOf,
  secondsOf,
  traceOptions,
  traceSubjects,
  traceUsage,
  type TraceValues,
} from "./trace-options.ts";
import {
  formatCost,
  formatCrash,
  formatPrice,
  formatTrace,
} from "./trace-text.ts";

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommandLine(args, traceOptions);
  const [name, ...rest] = positionals;
  const subject = traceSubjects.find((known) => known === name);
  if (subject === undefined || rest.length > 0)
    throw new TrivetError(
      "usage",
      `give one of ${traceSubjects.join(", ")}${name === undefined ? "" : `, not ${JSON.stringify(positionals.join(" "))}`}`,
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

interface Work {
  readonly pid: number;
  readonly values: TraceValues;
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
  usage: traceUsage,
  run,
};
