// Traces and crash stops of an open investigation: one at a time, through its debugger, which is put on the target and
// taken off again unless it was there already. What comes of them is evidence, a snapshot and an event.

import {
  describeCrash,
  type CrashReport,
} from "../core/allocation-trace/crash-report.ts";
import { encodeTrace } from "../core/allocation-trace/encode-trace.ts";
import type { TracePrice } from "../core/allocation-trace/trace-price.ts";
import {
  idleTrace,
  type TraceState,
} from "../core/allocation-trace/trace-state.ts";
import type { AllocationTrace } from "../core/allocation-trace/traced-allocation.ts";
import { TrivetError } from "../core/errors.ts";
import type {
  EventKind,
  Snapshot,
  Target,
} from "../core/investigation/model.ts";
import {
  estimateTrace,
  traceAllocations,
  type AllocationTracePorts,
  type TraceBudget,
  type TraceProgress,
} from "./allocation-trace.ts";
import { watchForCrash, type CrashWatchEnd } from "./crash-stop.ts";
import type { GdbSession } from "./gdb-session.ts";
import { requirePid } from "./gdb-price.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Disposable, Identifiers } from "./ports/basics.ts";

export interface AllocationTraceSessionPorts extends AllocationTracePorts {
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

/** Of a trace that runs the window gets so many rows, with so many frames each, five times a second. */
const shownLatest = 100;
const shownFrames = 4;
const size = { columns: 120, rows: 30 };

export class AllocationTraceSession {
  readonly #ports: AllocationTraceSessionPorts;
  readonly #debug: GdbSession;
  readonly #listeners = new Set<(state: TraceState) => void>();
  #state: TraceState = idleTrace;
  #asking: AbortController | null = null;

  constructor(ports: AllocationTraceSessionPorts, debug: GdbSession) {
    this.#ports = ports;
    this.#debug = debug;
  }

  get state(): TraceState {
    return this.#state;
  }

  onState(listener: (state: TraceState) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** What a trace would cost; takes 0.4 s and stops nothing. Codes: those of `estimateTrace`. */
  estimate(
    target: Target,
    budget: TraceBudget,
    signal?: AbortSignal,
  ): Promise<TracePrice> {
    return estimateTrace(this.#ports, requirePid(target), budget, signal);
  }

  /**
   * Resolves with the snapshot when the trace is over and written down. Codes: gdb-busy while one runs, and those of
   * `traceAllocations` and of attaching.
   */
  async trace(target: Target, budget: TraceBudget): Promise<Snapshot> {
    return this.#run(
      target,
      { budget, recentSeconds: null },
      async (signal) => {
        const trace = await traceAllocations(this.#ports, this.#debug, {
          pid: requirePid(target),
          budget,
          keepSeconds: null,
          signal,
          onProgress: (progress) => this.#progress(progress),
        });
        this.#change({ status: "ending" });
        return this.#recordTrace(target, trace);
      },
    );
  }

  /**
   * Resolves when the target has ended, or when asked to stop waiting; a crash is an event and evidence by then. Codes
   * as `trace`.
   */
  async arm(
    target: Target,
    recentSeconds: number | null,
  ): Promise<CrashWatchEnd> {
    return this.#run(
      target,
      { budget: null, recentSeconds },
      async (signal) => {
        const { ended, report } = await watchForCrash(
          this.#ports,
          this.#debug,
          {
            pid: requirePid(target),
            recentSeconds,
            signal,
            onArmed: () => this.#change({ status: "armed" }),
            onProgress: (progress) => this.#progress(progress),
          },
        );
        this.#change({ status: "ending" });
        if (report !== null) await this.#recordCrash(target, report);
        return ended;
      },
    );
  }

  /** Ends what runs; what was seen until then is kept. */
  stop(): void {
    this.#asking?.abort();
  }

  async #run<T>(
    target: Target,
    facts: Pick<TraceState, "budget" | "recentSeconds">,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#asking !== null)
      throw new TrivetError(
        "gdb-busy",
        "a trace or a crash stop is under way already",
      );
    const asking = new AbortController();
    this.#asking = asking;
    const isOurs = this.#debug.state.status === "detached";
    try {
      this.#change({
        ...idleTrace,
        ...facts,
        status: "attaching",
        targetId: target.id,
      });
      // Before anything is stopped: a process whose runtime cannot be read is left alone.
      await this.#checkHeld(target);
      if (isOurs) await this.#debug.attach(target, size);
      this.#change({
        status: facts.budget === null ? "attaching" : "tracing",
        startedMillis: this.#ports.clock.nowMillis(),
      });
      return await work(asking.signal);
    } finally {
      if (isOurs) await this.#debug.detach();
      this.#asking = null;
      this.#state = idleTrace;
      this.#tell();
    }
  }

  /** A debugger that is at another process cannot be used for this one. */
  async #checkHeld(target: Target): Promise<void> {
    const { pid, status } = this.#debug.state;
    if (status !== "detached" && pid !== target.pid)
      throw new TrivetError("gdb-busy", `gdb is at process ${pid ?? "?"}`);
    await this.estimate(target, { hits: 1, seconds: 1 });
  }

  #progress({ hits, seconds, cost, allocations }: TraceProgress): void {
    this.#change({
      hits,
      seconds,
      cost,
      latest: allocations.slice(-shownLatest).map((allocation) => ({
        ...allocation,
        frames: allocation.frames.slice(0, shownFrames),
      })),
    });
  }

  #change(part: Partial<TraceState>): void {
    this.#state = { ...this.#state, ...part };
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener(this.#state);
  }

  async #recordTrace(
    target: Target,
    trace: AllocationTrace,
  ): Promise<Snapshot> {
    const { journal, ids, clock } = this.#ports;
    const table = await journal.putEvidence(jsonBytes(trace), "json");
    const profile = await journal.putEvidence(
      encodeTrace(trace, {
        id: 1n,
        start: 0n,
        limit: 0n,
        offset: 0n,
        file: target.exe ?? "",
        buildId: "",
        hasFunctions: true,
        hasFilenames: true,
        hasLineNumbers: true,
        hasInlineFrames: true,
      }),
      "pb",
    );
    const snapshot: Snapshot = {
      id: ids.next("trace"),
      targetId: target.id,
      kind: "allocation-trace",
      requestedAtMillis: trace.startedMillis,
      atMillis: clock.nowMillis(),
      ...profile,
      request: `${trace.hits} samples at runtime.profilealloc in ${trace.seconds.toFixed(1)} s`,
      gcCount: null,
      forcedGc: false,
    };
    journal.append({ type: "snapshot", snapshot });
    this.#event(target, "allocation-trace", snapshot.atMillis, {
      text: `traced ${trace.hits} sampled allocations in ${trace.seconds.toFixed(1)} s`,
      data: {
        snapshotId: snapshot.id,
        member: table.member,
        hits: trace.hits,
        seconds: trace.seconds,
        ended: trace.ended,
        ...(trace.cost.stoppedShare !== null && {
          stoppedShare: trace.cost.stoppedShare,
        }),
      },
    });
    return snapshot;
  }

  async #recordCrash(target: Target, report: CrashReport): Promise<void> {
    const evidence = await this.#ports.journal.putEvidence(
      jsonBytes(report),
      "json",
    );
    this.#event(target, "crash", report.atMillis, {
      text: describeCrash(report),
      data: {
        member: evidence.member,
        kind: report.kind,
        stoppedMs: report.stoppedMs,
        ...(report.goroutine !== null && { goroutine: report.goroutine }),
      },
    });
  }

  #event(
    target: Target,
    kind: EventKind,
    atMillis: number,
    {
      text,
      data,
    }: {
      readonly text: string;
      readonly data: Readonly<Record<string, string | number>>;
    },
  ): void {
    const { journal, ids } = this.#ports;
    journal.append({
      type: "event",
      event: {
        id: ids.next("event"),
        targetId: target.id,
        kind,
        atMillis,
        text,
        data,
      },
    });
  }
}

const jsonBytes = (data: object): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(data)}\n`);
