// Stops a process for a moment without tracing it: SIGSTOP, and SIGCONT whatever happens. A debugger's attach would need
// the one place that a tracer can have, and leave more behind when it dies.
// Source of truth: signal(7), proc(5).

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { cancelledBy, TrivetError } from "../../core/errors.ts";
import { parseStat, type ProcessStat } from "../../core/procfs/parse-stat.ts";
import { parseStatus } from "../../core/procfs/parse-status.ts";
import type {
  HeldProcess,
  PauseRequest,
  ProcessPauses,
} from "../../services/ports/heap-graphs.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

/** All threads stop within this, or the process is given up. Those that the kernel holds (D) need not. */
const stopWithinMs = 1_000;
/** The watchdog waits this much longer than our own clock. */
const watchdogGraceSeconds = 1;

export class SignalPauses implements ProcessPauses {
  async pause(request: PauseRequest): Promise<HeldProcess> {
    const { pid, maxMs, signal } = request;
    if (signal?.aborted === true) throw cancelledBy(signal);
    const { state, startTicks } = readStat(pid);
    if (request.startTicks !== undefined && request.startTicks !== startTicks)
      throw new TrivetError("pid-reused", `process ${pid} is another one now`, {
        detail: { pid },
      });
    if (state === "T" || state === "t")
      return {
        wasStopped: true,
        over: signal ?? new AbortController().signal,
        resume: () => Promise.resolve(0),
      };
    refuseTraced(pid);
    const watchdog = await startWatchdog(
      pid,
      startTicks,
      Math.ceil(maxMs / 1000) + watchdogGraceSeconds,
    );
    const pause = new Pause(request, watchdog);
    try {
      await pause.untilStopped();
      return pause;
    } catch (error) {
      await pause.resume().catch(() => undefined);
      throw error;
    }
  }
}

class Pause implements HeldProcess {
  readonly wasStopped = false;
  readonly #pid: number;
  readonly #watchdog: Watchdog;
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt: number;
  readonly #release: () => void;
  #stoppedMs: number | null = null;

  constructor({ pid, maxMs, signal }: PauseRequest, watchdog: Watchdog) {
    this.#pid = pid;
    this.#watchdog = watchdog;
    const onExit = (): void => this.#continue();
    const onAbort = (): void => this.#over.abort(signal?.reason);
    this.#release = () => {
      process.off("exit", onExit);
      signal?.removeEventListener("abort", onAbort);
    };
    process.on("exit", onExit);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#startedAt = performance.now();
    send(pid, "SIGSTOP");
    this.#timer = setTimeout(() => {
      this.#continue();
      this.#over.abort(
        new TrivetError(
          "pause-too-long",
          `process ${pid} had been stopped for ${Math.round(maxMs)} ms, the longest that was allowed`,
          { detail: { pid, maxMs } },
        ),
      );
    }, maxMs);
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  async untilStopped(): Promise<void> {
    const deadline = this.#startedAt + stopWithinMs;
    for (;;) {
      this.#over.signal.throwIfAborted();
      const states = threadStates(this.#pid);
      if (states.every((state) => "TtZX".includes(state))) return;
      if (performance.now() > deadline) {
        // What the kernel holds cannot touch the heap before it is let go, and then it stops.
        if (states.every((state) => "TtZXD".includes(state))) return;
        throw new TrivetError(
          "memory-inconsistent",
          `process ${this.#pid} did not stop within ${stopWithinMs} ms`,
        );
      }
      await wait(1);
    }
  }

  resume(): Promise<number> {
    const ranOn = this.#stoppedMs === null && !this.#standsStill();
    this.#continue();
    return ranOn
      ? Promise.reject(
          new TrivetError(
            "memory-inconsistent",
            `process ${this.#pid} was set running by somebody else while it was read`,
          ),
        )
      : Promise.resolve(this.#stoppedMs ?? 0);
  }

  #standsStill(): boolean {
    try {
      return threadStates(this.#pid).every((state) => "TtZXD".includes(state));
    } catch {
      return true; // It has died meanwhile; whoever reads it is told so.
    }
  }

  #continue(): void {
    if (this.#stoppedMs !== null) return;
    try {
      send(this.#pid, "SIGCONT");
    } catch {
      // It has died meanwhile; whoever reads it is told so.
    }
    this.#stoppedMs = performance.now() - this.#startedAt;
    clearTimeout(this.#timer);
    this.#release();
    this.#watchdog.dismiss();
  }
}

function send(pid: number, signal: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === "EPERM"
      ? new TrivetError("pid-forbidden", `${signal} to ${pid}: not permitted`, {
          cause,
        })
      : new TrivetError("pid-not-found", `no process ${pid}`, { cause });
  }
}

function readStat(pid: number): ProcessStat {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (cause) {
    throw new TrivetError("pid-not-found", `no process ${pid}`, { cause });
  }
  const stat = parseStat(text);
  if (stat === null || stat.state === "Z" || stat.state === "X")
    throw new TrivetError("pid-not-found", `process ${pid} has ended`);
  return stat;
}

/** The stop would be reported to its tracer, which then decides. */
function refuseTraced(pid: number): void {
  const { tracerPid } = parseStatus(
    readFileSync(`/proc/${pid}/status`, "utf8"),
  );
  if (tracerPid === null || tracerPid === 0) return;
  throw new TrivetError(
    "already-traced",
    `process ${pid} is being traced by process ${tracerPid}, and runs`,
    { detail: { pid, tracerPid } },
  );
}

/** A thread that ends while it is looked at is left out. */
function threadStates(pid: number): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(`/proc/${pid}/task`);
  } catch (cause) {
    throw new TrivetError("target-died", `process ${pid} ended`, { cause });
  }
  return names.flatMap((name) => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${name}/stat`, "utf8");
      return parseStat(text)?.state ?? [];
    } catch {
      return [];
    }
  });
}
