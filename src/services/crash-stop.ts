// Waits for a process to end by itself, holds the end up for as long as it takes to read what matters, and lets go.
// Nothing is paid before: breakpoints on functions that run once in a life cost nothing.

import {
  parseCrashStatus,
  type CrashMoment,
  type CrashReport,
} from "../core/allocation-trace/crash-report.ts";
import type { AllocationTrace } from "../core/allocation-trace/traced-allocation.ts";
import { TrivetError, toTrivetError } from "../core/errors.ts";
import type { GoroutineRecord } from "../core/go-runtime/goroutine-records.ts";
import {
  traceAllocations,
  traceLimits,
  type AllocationTracePorts,
  type TraceProgress,
  type TracingDebugger,
} from "./allocation-trace.ts";
import {
  inspectGoroutines,
  inspectMemStats,
  openInspection,
  type Inspection,
} from "./inspect.ts";

export type CrashWatchEnd = "crash" | "asked" | "target-died" | "gdb-ended";

export interface CrashWatchResult {
  readonly ended: CrashWatchEnd;
  /** Null unless it was caught; a process that is killed (SIGKILL, the OOM killer) cannot be. */
  readonly report: CrashReport | null;
}
export interface CrashStopOptions {
  readonly pid: number;
  /** Trace allocations meanwhile and keep those of so many seconds; null = do not, which costs nothing. */
  readonly recentSeconds: number | null;
  readonly signal?: AbortSignal;
  readonly onArmed?: () => void;
  readonly onProgress?: (progress: TraceProgress) => void;
}

const answerTimeoutMs = 10_000;

/**
 * Through a debugger that holds the process; one that stands still is set running. Resolves when the process has been
 * let go of, or when asked to. Codes: gdb-refused, gdb-failed, gdb-timeout, target-not-go, and those of `openInspection`.
 */
export async function watchForCrash(
  ports: AllocationTracePorts,
  debug: TracingDebugger,
  options: CrashStopOptions,
): Promise<CrashWatchResult> {
  if (debug.state.readOnly === true)
    throw new TrivetError(
      "gdb-refused",
      "a crash stop puts breakpoints into the target, and this session only reads",
    );
  const inspection = await openInspection(ports.inspect, { pid: options.pid });
  const ring = new AbortController();
  try {
    // Read while all is well: at the crash it would hold up the end.
    await inspection.functionTable();
    await ask(debug, "arm");
    const recent = startRing(ports, debug, options, ring.signal);
    try {
      if (debug.state.status === "stopped") await debug.resume();
      options.onArmed?.();
      const crash = await nextCrash(ports, debug, options);
      ring.abort();
      if (typeof crash === "string") return { ended: crash, report: null };
      const report = await takeReport(
        inspection,
        options.pid,
        crash,
        await recent,
      );
      return {
        ended: "crash",
        report: {
          ...report,
          stoppedMs: Math.max(0, ports.clock.nowMillis() - crash.atMillis),
        },
      };
    } finally {
      ring.abort();
      await recent;
      await letGo(debug);
    }
  } finally {
    await inspection.close();
  }
}

interface Ring {
  readonly trace: AllocationTrace | null;
  readonly failure: TrivetError | null;
}

async function startRing(
  ports: AllocationTracePorts,
  debug: TracingDebugger,
  { pid, recentSeconds, onProgress }: CrashStopOptions,
  signal: AbortSignal,
): Promise<Ring> {
  if (recentSeconds === null) return { trace: null, failure: null };
  try {
    const trace = await traceAllocations(ports, debug, {
      pid,
      budget: traceLimits,
      keepSeconds: recentSeconds,
      signal,
      ...(onProgress && { onProgress }),
    });
    return { trace, failure: null };
  } catch (thrown) {
    return { trace: null, failure: toTrivetError(thrown) };
  }
}

/** Resolves when the target has stopped at its crash, or when there will be none. */
async function nextCrash(
  ports: AllocationTracePorts,
  debug: TracingDebugger,
  { pid, signal }: CrashStopOptions,
): Promise<CrashMoment | Exclude<CrashWatchEnd, "crash">> {
  for (;;) {
    const { status } = debug.state;
    if (status === "stopped") {
      const crash = await ask(debug, "status").then(
        (answer) => answer.crash,
        async (thrown: unknown) => {
          // Killed while it stood still: gdb ends over it before it can answer.
          if (await isGone(ports, pid)) return "target-died" as const;
          throw thrown;
        },
      );
      if (crash !== null) return crash;
    } else if (status !== "running") {
      return (await isGone(ports, pid)) ? "target-died" : "gdb-ended";
    }
    if (signal?.aborted === true) return "asked";
    await changeOf(debug, status, signal);
  }
}

async function isGone(
  { inspector }: AllocationTracePorts,
  pid: number,
): Promise<boolean> {
  const now = await inspector.state(pid).catch(() => null);
  return now === null || now.state === "Z" || now.state === "X";
}

/** The next change of state; at once when it has changed already. */
function changeOf(
  debug: TracingDebugger,
  from: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      subscription.dispose();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const subscription = debug.onState(({ status }) => {
      if (status !== from) done();
    });
    signal?.addEventListener("abort", done, { once: true });
    if (debug.state.status !== from || signal?.aborted === true) done();
  });
}

async function takeReport(
  inspection: Inspection,
  pid: number,
  crash: CrashMoment,
  { trace, failure }: Ring,
): Promise<Omit<CrashReport, "stoppedMs">> {
  const missing: { what: string; why: string }[] = [];
  const take = async <T>(what: string, read: Promise<T>): Promise<T | null> =>
    read.catch((thrown: unknown) => {
      missing.push({ what, why: toTrivetError(thrown).message });
      return null;
    });
  if (failure !== null)
    missing.push({ what: "recent allocations", why: failure.message });
  const goroutines: readonly GoroutineRecord[] =
    (await take("goroutines", inspectGoroutines(inspection))) ?? [];
  const memstats = await take("counters", inspectMemStats(inspection));
  const crashed = goroutines.find(({ id }) => id === crash.goroutine);
  return {
    schema: "trivet.crash/1",
    ...crash,
    pid,
    goVersion: inspection.goVersion,
    panics: crashed?.panics.filter(({ goexit }) => !goexit) ?? [],
    goroutines,
    heap:
      memstats === null
        ? null
        : {
            heapAlloc: memstats.heapAlloc,
            heapInuse: memstats.heapInuse,
            stackInuse: memstats.stackInuse,
            sys: memstats.sys,
            numGc: memstats.numGc,
          },
    recent: trace,
    missing,
  };
}

/** The breakpoints go, and a target that was stopped at its crash may end. */
async function letGo(debug: TracingDebugger): Promise<void> {
  const isHeld = (): boolean =>
    debug.state.status === "stopped" || debug.state.status === "running";
  if (!isHeld()) return;
  try {
    const { crash } = await ask(debug, "status");
    await ask(debug, crash === null ? "disarm" : "release");
    if (crash !== null && debug.state.status === "stopped")
      await debug.resume();
  } catch (thrown) {
    // It ended in this very moment.
    if (isHeld()) throw thrown;
  }
}

async function ask(
  debug: TracingDebugger,
  verb: "arm" | "status" | "release" | "disarm",
): Promise<ReturnType<typeof parseCrashStatus>> {
  return parseCrashStatus(
    await debug.runConsole(`trivet-crash ${verb}`, answerTimeoutMs),
  );
}
