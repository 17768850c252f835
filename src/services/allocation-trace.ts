// A bounded trace of sampled allocations through gdb: priced beforehand, watched while it runs, ended by its budget, by
// whoever asked, or by the death of anybody involved; in each case what was seen until then is the result.

import { HitReader } from "../core/allocation-trace/hit-record.ts";
import { parseTraceStatus } from "../core/allocation-trace/parse-trace-status.ts";
import { readSlotStates } from "../core/allocation-trace/allocation-slots.ts";
import { HitResolver } from "../core/allocation-trace/resolve-hits.ts";
import {
  priceTrace,
  type TraceBudget,
  type TracePrice,
} from "../core/allocation-trace/trace-price.ts";
import type {
  AllocationTrace,
  TraceCost,
  TracedAllocation,
  TraceEnd,
} from "../core/allocation-trace/traced-allocation.ts";
import { TrivetError, toTrivetError } from "../core/errors.ts";
import type { GdbState } from "../core/investigation/live-state.ts";
import {
  inspectMemStats,
  openInspection,
  type InspectPorts,
  type Inspection,
} from "./inspect.ts";
import { readProfileRate } from "./inspect-buckets.ts";
import type {
  HitFolder,
  HitFolders,
  ThreadStates,
} from "./ports/allocation-trace.ts";
import type { Clock, Disposable } from "./ports/basics.ts";
import type { ProcessInspector } from "./ports/target.ts";
import { StopShareMeter } from "./stop-share.ts";

export interface AllocationTracePorts {
  readonly inspect: InspectPorts;
  readonly inspector: ProcessInspector;
  readonly clock: Clock;
  readonly hitFolders: HitFolders;
  readonly threads: ThreadStates;
}

/** What a trace needs of the debugger's session. */
export interface TracingDebugger {
  readonly state: GdbState;
  onState(listener: (state: GdbState) => void): Disposable;
  runConsole(command: string, timeoutMs: number): Promise<string>;
  resume(): Promise<GdbState>;
}

export type { TraceBudget };
export interface TraceProgress {
  readonly hits: number;
  readonly seconds: number;
  readonly cost: TraceCost;
  /** The newest last; all that were seen so far, or the last of them where only a ring is kept. */
  readonly allocations: readonly TracedAllocation[];
}
export interface TraceOptions {
  readonly pid: number;
  readonly budget: TraceBudget;
  /** Keep only this many seconds: a ring that may run for long. Null = keep all. */
  readonly keepSeconds: number | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TraceProgress) => void;
}

export const traceLimits = { hits: 1_000_000, seconds: 86_400 } as const;
const answerTimeoutMs = 10_000;
const roundMs = 200;
const rateProbeMs = 400;

interface RunOptions extends TraceOptions {
  readonly inspection: Inspection;
  readonly folder: HitFolder;
  readonly resolver: HitResolver;
}

/** How long a sample stopped the target the last time, by process: the next price rests on it. */
const measured = new Map<number, number>();

/**
 * What a trace would cost the target, from what it allocates now. Takes 0.4 s; stops nothing. Codes: those of
 * `openInspection`, trace-unavailable when the program samples nothing.
 */
export async function estimateTrace(
  ports: AllocationTracePorts,
  pid: number,
  budget: TraceBudget,
  signal?: AbortSignal,
): Promise<TracePrice> {
  const inspection = await openInspection(ports.inspect, { pid });
  try {
    const rate = await requireRate(inspection);
    const before = await inspectMemStats(inspection, signal);
    const began = ports.clock.monotonicMillis();
    await ports.clock.sleep(rateProbeMs, signal);
    const after = await inspectMemStats(inspection, signal);
    const seconds = (ports.clock.monotonicMillis() - began) / 1000;
    const now = await ports.inspector.state(pid);
    const isStopped = now?.state === "t" || now?.state === "T";
    return priceTrace({
      bytesPerSecond: isStopped
        ? null
        : Math.max(0, (after.totalAlloc - before.totalAlloc) / seconds),
      rate,
      ...budget,
      measuredMsPerHit: measured.get(pid) ?? null,
    });
  } finally {
    await inspection.close();
  }
}

/** MemProfileRate. Code: trace-unavailable when it is 0. */
export async function requireRate(inspection: Inspection): Promise<number> {
  const rate = await readProfileRate(inspection);
  if (rate > 0) return rate;
  throw new TrivetError(
    "trace-unavailable",
    "the program samples no allocations: its MemProfileRate is 0",
  );
}

/**
 * Traces through a debugger that holds the process; a target that stands still is set running. Resolves when the
 * breakpoint is out again. Codes: trace-unavailable, gdb-failed, gdb-timeout, gdb-died, gdb-refused, and those of
 * `openInspection`.
 */
export async function traceAllocations(
  ports: AllocationTracePorts,
  debug: TracingDebugger,
  options: TraceOptions,
): Promise<AllocationTrace> {
  if (debug.state.readOnly === true)
    throw new TrivetError(
      "gdb-refused",
      "a trace puts a breakpoint into the target, and this session only reads",
    );
  const inspection = await openInspection(ports.inspect, { pid: options.pid });
  let folder: HitFolder | null = null;
  try {
    const rate = await requireRate(inspection);
    const table = await inspection.functionTable();
    folder = await ports.hitFolders.create();
    const run = new TraceRun(ports, debug, {
      ...options,
      inspection,
      folder,
      resolver: new HitResolver({
        memory: inspection.image.memory,
        layout: inspection.layout,
        table,
      }),
    });
    return await run.run(rate);
  } finally {
    await folder?.remove();
    await inspection.close();
  }
}

class TraceRun {
  readonly #ports: AllocationTracePorts;
  readonly #debug: TracingDebugger;
  readonly #options: RunOptions;
  readonly #reader = new HitReader();
  readonly #share: StopShareMeter;
  #allocations: TracedAllocation[] = [];
  #hits = 0;
  #startedMillis = 0;
  #began = 0;

  constructor(
    ports: AllocationTracePorts,
    debug: TracingDebugger,
    options: RunOptions,
  ) {
    this.#ports = ports;
    this.#debug = debug;
    this.#options = options;
    this.#share = new StopShareMeter(ports);
  }

  async run(rate: number): Promise<AllocationTrace> {
    const { pid, inspection } = this.#options;
    await this.#start();
    const enough = new AbortController();
    const looking = this.#share.watch(pid, enough.signal);
    let seen: TraceEnd;
    try {
      if (this.#debug.state.status === "stopped") await this.#debug.resume();
      seen = await this.#untilOver();
    } finally {
      enough.abort();
      const told = await this.#stop();
      // gdb knows only that we asked it to end; why, is what was seen here.
      if (told !== null && told !== "asked") seen = told;
    }
    const seconds = this.#seconds();
    await looking;
    await this.#collect();
    const cost = this.#cost(seconds);
    if (cost.msPerHit !== null) measured.set(pid, cost.msPerHit);
    return {
      schema: "trivet.trace.allocations/1",
      method: "gdb",
      pid,
      goVersion: inspection.goVersion,
      startedMillis: this.#startedMillis,
      seconds,
      rate,
      ended: seen,
      hits: this.#hits,
      cost,
      allocations: await this.#withStates(),
    };
  }

  async #start(): Promise<void> {
    const { budget, folder } = this.#options;
    const { clock } = this.#ports;
    const answer = await this.#debug.runConsole(
      `trivet-trace start ${folder.path} ${Math.ceil(budget.hits)} ${budget.seconds}`,
      answerTimeoutMs,
    );
    parseTraceStatus(answer);
    this.#startedMillis = clock.nowMillis();
    this.#began = clock.monotonicMillis();
  }

  /** gdb ends the trace by itself too: a workbench that hangs does not prolong it. */
  async #untilOver(): Promise<TraceEnd> {
    const { budget, signal, pid } = this.#options;
    for (;;) {
      if (signal?.aborted === true) return "asked";
      await this.#ports.clock.sleep(roundMs, signal).catch(() => undefined); // asked to end
      await this.#collect();
      this.#options.onProgress?.({
        hits: this.#hits,
        seconds: this.#seconds(),
        cost: this.#cost(this.#seconds()),
        allocations: this.#allocations,
      });
      if (!this.#isHeld()) {
        const now = await this.#ports.inspector.state(pid).catch(() => null);
        const isGone = now === null || now.state === "Z" || now.state === "X";
        return isGone ? "target-died" : "gdb-ended";
      }
      if (this.#hits >= budget.hits) return "hits";
      if (this.#seconds() >= budget.seconds) return "time";
    }
  }

  /** Null when gdb is not there any more to say why it ended. */
  async #stop(): Promise<TraceEnd | null> {
    if (!this.#isHeld()) return null;
    try {
      const answer = await this.#debug.runConsole(
        "trivet-trace stop",
        answerTimeoutMs,
      );
      const status = parseTraceStatus(answer);
      if (status.failures > 0 && status.hits === 0)
        throw new TrivetError(
          "gdb-failed",
          `no sample could be read: ${status.lastFailure}`,
        );
      this.#hits = Math.max(this.#hits, status.hits);
      return status.ended;
    } catch (thrown) {
      // It ended in this very moment: the breakpoint went with it.
      if (!this.#isHeld()) return null;
      throw toTrivetError(thrown);
    }
  }

  #isHeld(): boolean {
    const { status } = this.#debug.state;
    return status === "running" || status === "stopped";
  }

  async #collect(): Promise<void> {
    const { folder, resolver, keepSeconds } = this.#options;
    const hits = this.#reader.push(await folder.read());
    if (hits.length === 0) return;
    this.#hits = Math.max(this.#hits, hits.at(-1)!.number);
    this.#allocations.push(...(await resolver.resolve(hits)));
    if (keepSeconds === null) return;
    const since = hits.at(-1)!.atMillis - keepSeconds * 1000;
    this.#allocations = this.#allocations.filter(
      ({ atMillis }) => atMillis >= since,
    );
  }

  #seconds(): number {
    return (this.#ports.clock.monotonicMillis() - this.#began) / 1000;
  }

  #cost(seconds: number): TraceCost {
    const { share, looks } = this.#share.value;
    return {
      stoppedShare: share,
      looks,
      msPerHit:
        share === null || this.#hits === 0
          ? null
          : (share * seconds * 1000) / this.#hits,
    };
  }

  /** Of a target that is gone nobody knows. */
  async #withStates(): Promise<readonly TracedAllocation[]> {
    const { memory } = this.#options.inspection.image;
    const { layout } = this.#options.inspection;
    const addresses = this.#allocations.map(({ address }) => address);
    const states = await readSlotStates(memory, layout, addresses).catch(
      (): readonly (boolean | null)[] => [],
    );
    return this.#allocations.map((allocation, index) => ({
      ...allocation,
      isThere: states[index] ?? null,
    }));
  }
}
