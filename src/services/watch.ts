// Watches one target: counters over HTTP, from its memory and from procfs, each on its own clock so that a hanging server
// leaves RSS going, with gaps on record, reconnects, restarts and the target's death. It never gives up by itself. One file over 200 lines
// because it is one state machine: the loops share who the target is and whether it lives.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type {
  TargetState,
  TargetStatus,
} from "../core/investigation/live-state.ts";
import type { SeriesSource, Target } from "../core/investigation/model.ts";
import {
  isSeriesName,
  seriesCatalogue,
} from "../core/investigation/series-catalogue.ts";
import { describeIdentity, locateProcess } from "./connect-process.ts";
import { parseTargetAddress } from "./connect-url.ts";
import { fetchCountersPage } from "./counters-page.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Disposable, Identifiers } from "./ports/basics.ts";
import type { RuntimeWatch, RuntimeWatches } from "./ports/process-memory.ts";
import type {
  HttpFetcher,
  LogFiles,
  ProcessInspector,
} from "./ports/target.ts";
import { TargetCostMeter } from "./watch-cost.ts";
import { CounterTrack } from "./watch-counters.ts";
import { GapLog } from "./watch-gaps.ts";
import {
  fetchGoroutineCount,
  type GoroutineSource,
} from "./watch-goroutine-count.ts";
import {
  fetchMemStats,
  momentOfReading,
  type MemStatsAnswer,
  type RequestOptions,
} from "./watch-memstats.ts";
import { TargetJournal } from "./watch-journal.ts";
import { LogCollector, type LogRequest } from "./watch-logs.ts";
import { PollPace, pollTimeoutMs } from "./watch-pace.ts";
import { Naps } from "./watch-naps.ts";
import { RuntimeCollector } from "./watch-runtime.ts";

export interface WatchPorts {
  readonly http: HttpFetcher;
  readonly processes: ProcessInspector | null;
  /** Null or absent where memory of processes cannot be read. */
  readonly runtimes?: RuntimeWatches | null;
  /** Needed where a log is watched. */
  readonly logs?: LogFiles | null;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

export interface WatchOptions {
  /** What the target writes to. */
  readonly log?: LogRequest | undefined;
  readonly memstatsPeriodMs?: number;
  readonly procfsPeriodMs?: number;
  readonly goroutinesPeriodMs?: number;
  /** Costs the target nothing: 10 to 20 ms are possible. */
  readonly memoryPeriodMs?: number;
  readonly mappingsPeriodMs?: number;
}

const logsPeriodMs = 250;
/** A walk may take a thousandth of the time, as far as the longest period goes: a hundredth of what requests may. */
const mappingsShare = 100;

export class TargetWatcher {
  readonly cost: TargetCostMeter;
  readonly #ports: WatchPorts;
  readonly #gaps: GapLog;
  readonly #log: TargetJournal;
  readonly #counters: CounterTrack;
  readonly #naps: Naps;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #memstatsPace: PollPace;
  readonly #goroutinesPace: PollPace;
  readonly #procfsPeriodMs: number;
  readonly #memoryPeriodMs: number;
  readonly #mappingsPeriodMs: number;
  readonly #runtime: RuntimeCollector | null;
  readonly #logs: LogCollector | null;
  /** The start of the process whose memory is not to be had. */
  #memoryRefused: number | null = null;
  #goroutineSource: GoroutineSource = "index";
  #target: Target;
  #status: TargetStatus = "connecting";
  #problem: TrivetError | null = null;
  #connected = false;
  #dead = false;
  #wasStopped = false;
  #loops: readonly Promise<void>[] = [];

  constructor(target: Target, ports: WatchPorts, options: WatchOptions = {}) {
    this.#target = target;
    this.#ports = ports;
    this.#gaps = new GapLog(target.id, ports.journal);
    this.#log = new TargetJournal(target.id, ports);
    this.#counters = new CounterTrack(target.id);
    this.#naps = new Naps(ports.clock);
    this.#memstatsPace = new PollPace(options.memstatsPeriodMs ?? 1000);
    this.#goroutinesPace = new PollPace(options.goroutinesPeriodMs ?? 5000);
    this.#procfsPeriodMs = options.procfsPeriodMs ?? 1000;
    this.#mappingsPeriodMs = options.mappingsPeriodMs ?? 10_000;
    this.#memoryPeriodMs = options.memoryPeriodMs ?? 1000;
    const { runtimes = null, logs = null } = ports;
    this.#logs =
      logs === null || options.log === undefined
        ? null
        : new LogCollector(options.log, {
            ...ports,
            files: logs,
            log: this.#log,
            gaps: this.#gaps,
            targetId: target.id,
          });
    this.#runtime =
      runtimes === null
        ? null
        : new RuntimeCollector({
            ...ports,
            runtimes,
            log: this.#log,
            gaps: this.#gaps,
            counters: this.#counters,
          });
    this.cost = new TargetCostMeter(() => this.#notify());
  }

  /** As it is now: a restart changes its PID. */
  get target(): Target {
    return this.#target;
  }

  get state(): TargetState {
    return {
      target: this.#target,
      status: this.#status,
      cost: this.cost.value,
      problem:
        this.#problem === null
          ? null
          : { code: this.#problem.code, message: this.#problem.message },
    };
  }

  /** Puts the mark on record; it holds for what is begun from then on. */
  markProduction(isProduction: boolean): void {
    if ((this.#target.isProduction ?? false) === isProduction) return;
    this.#target = { ...this.#target, isProduction };
    this.#ports.journal.append({ type: "target", target: this.#target });
    this.#notify();
  }

  /** Median latency of MemStats requests; null before the first answer. */
  get medianLatencyMs(): number | null {
    return this.#memstatsPace.medianLatencyMs;
  }

  /** Called after every change of `state`, at most a few times a second. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Writes the target to the journal and begins to poll. Call once. */
  start(): void {
    this.#ports.journal.append({ type: "target", target: this.#target });
    const loops = [
      this.#procfsLoop(),
      this.#mappingsLoop(),
      this.#memoryLoop(),
      this.#logsLoop(),
    ];
    const { url, countersUrl } = this.#target;
    if (url !== null)
      loops.push(
        this.#memstatsLoop((options) =>
          fetchMemStats(this.#ports, url, options),
        ),
        this.#goroutinesLoop(url),
      );
    else if (countersUrl !== undefined)
      loops.push(
        this.#memstatsLoop((options) => this.#readPage(countersUrl, options)),
      );
    this.#loops = loops;
  }

  /** Cancels what is under way, closes open gaps, says `disconnected`. Resolves within milliseconds. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort(new TrivetError("cancelled", "the watch was stopped"));
    this.#naps.wakeAll();
    await Promise.all(this.#loops);
    await this.#runtime?.close();
    await this.#logs?.close();
    this.#gaps.closeAll(this.#ports.clock.nowMillis());
    this.#log.event("disconnected", `stopped watching ${this.#target.label}`);
    this.#setState(this.#dead ? "ended" : this.#status, this.#problem);
    this.#listeners.clear();
  }

  /** Its runtime, read through its memory. Codes: those of `RuntimeWatches.open`; pid-not-found where there is none. */
  openRuntime(): Promise<RuntimeWatch> {
    if (this.#runtime !== null) return this.#runtime.open(this.#target);
    return Promise.reject(
      new TrivetError(
        "procfs-unavailable",
        "memory of processes cannot be read here",
      ),
    );
  }

  async #memoryLoop(): Promise<void> {
    const runtime = this.#runtime;
    if (runtime === null) return;
    const pace = new PollPace(this.#memoryPeriodMs);
    await this.#everyPeriod("memory", pace, async () => {
      const { pid, startTicks } = this.#target;
      if (pid === null || startTicks === null || this.#dead) return;
      if (this.#memoryRefused === startTicks) return;
      const outcome = await runtime
        .collect(this.#target, this.#stopping.signal)
        .catch(() => null);
      if (outcome === null || this.#isStopping) return;
      if (outcome === "refused") this.#memoryRefused = startTicks;
      if (outcome === "gone") this.#naps.wake("procfs");
      if (outcome !== "sampled" || this.#isAsked) return;
      this.#sayConnected();
      this.#setState("watching", null);
    });
  }

  async #logsLoop(): Promise<void> {
    const logs = this.#logs;
    if (logs === null) return;
    await this.#everyPeriod("logs", new PollPace(logsPeriodMs), async () => {
      const { startTicks } = this.#target;
      const hasMemory =
        this.#runtime !== null && this.#memoryRefused !== startTicks;
      await logs.collect(!this.#isAsked && !hasMemory);
    });
  }

  /** The page's counters; what it says of the process besides goes on record where nobody nearer says it. */
  async #readPage(
    url: string,
    options: RequestOptions,
  ): Promise<MemStatsAnswer> {
    const page = await fetchCountersPage(this.#ports, url, options);
    const bySource = new Map<SeriesSource, Record<string, number>>();
    for (const [name, value] of Object.entries(page.process)) {
      if (!isSeriesName(name)) continue;
      const { source } = seriesCatalogue[name];
      bySource.set(source, { ...bySource.get(source), [name]: value });
    }
    for (const [source, values] of bySource)
      if (source === "memstats" || this.#target.pid === null)
        this.#log.sample(source, page, values);
    return page;
  }

  async #memstatsLoop(
    read: (options: RequestOptions) => Promise<MemStatsAnswer>,
  ): Promise<void> {
    const pace = this.#memstatsPace;
    await this.#everyPeriod("memstats", pace, async () => {
      const askedAt = this.#ports.clock.nowMillis();
      try {
        const answer = await read({
          timeoutMs: pollTimeoutMs(pace),
          signal: this.#stopping.signal,
        });
        const atMillis = momentOfReading(answer, pace.medianLatencyMs);
        pace.succeeded(answer.tookMs);
        this.cost.addRequest(answer.bytes);
        await this.#recordMemStats({ ...answer, atMillis });
      } catch (thrown) {
        if (this.#isStopping) return;
        pace.failed();
        this.cost.addRequest(0);
        await this.#memstatsFailed(toTrivetError(thrown), askedAt);
      }
    });
  }

  async #recordMemStats(answer: MemStatsAnswer): Promise<void> {
    const { reading, atMillis } = answer;
    const fall = this.#counters.describeFall(reading);
    if (this.#dead || fall !== null)
      await this.#restarted(fall ?? "it answers again");
    if (this.#isStopping) return;
    const { values, cycles } = this.#counters.accept(reading);
    this.#log.sample("memstats", answer, values);
    if (cycles.length > 0) this.#ports.journal.append({ type: "gc", cycles });
    this.#gaps.close("memstats", atMillis);
    this.#sayConnected();
    this.#setState("watching", null);
  }

  async #memstatsFailed(error: TrivetError, askedAt: number): Promise<void> {
    const reason = await this.#explain(error);
    if (this.#isStopping) return;
    this.#gaps.open("memstats", askedAt, reason);
    if (!this.#dead) this.#setState("gap", reason);
    // Nobody listens any more: look at once whether the process is gone.
    if (error.code !== "target-timeout") this.#naps.wake("procfs");
  }

  /** A hang has a visible cause when something stopped the process. */
  async #explain(error: TrivetError): Promise<TrivetError> {
    const { pid } = this.#target;
    if (error.code !== "target-timeout" || pid === null) return error;
    const process = await this.#ports.processes?.state(pid).catch(() => null);
    if (process?.state !== "T" && process?.state !== "t") return error;
    const tracer =
      process.tracerPid > 0 ? `, traced by process ${process.tracerPid}` : "";
    return new TrivetError(
      error.code,
      `${error.message}: process ${pid} is stopped${tracer}`,
      { cause: error, detail: { state: process.state } },
    );
  }

  async #goroutinesLoop(url: string): Promise<void> {
    const pace = this.#goroutinesPace;
    await this.#everyPeriod("goroutines", pace, async () => {
      // While the counters do not come, this would only queue up more requests.
      if (this.#status !== "watching") return;
      const askedAt = this.#ports.clock.nowMillis();
      try {
        const { count, tookMs, bytes } = await fetchGoroutineCount(
          this.#ports.http,
          url,
          {
            source: this.#goroutineSource,
            timeoutMs: pollTimeoutMs(pace),
            signal: this.#stopping.signal,
          },
        );
        pace.succeeded(tookMs);
        this.cost.addRequest(bytes);
        this.#log.sample(
          "memstats",
          { atMillis: askedAt + tookMs / 2, tookMs },
          { goroutines: count },
        );
      } catch (thrown) {
        if (this.#isStopping) return;
        this.cost.addRequest(0);
        pace.failed();
        const { code } = toTrivetError(thrown);
        if (code === "profile-not-served" || code === "not-go-pprof")
          this.#goroutineSource =
            this.#goroutineSource === "index" ? "dump" : "index";
      }
    });
  }

  async #procfsLoop(): Promise<void> {
    const pace = new PollPace(this.#procfsPeriodMs);
    await this.#everyPeriod("procfs", pace, async () => {
      const { pid, startTicks } = this.#target;
      if (pid === null || startTicks === null || this.#dead) return;
      const { processes, clock } = this.#ports;
      if (processes === null) return;
      const askedAt = clock.nowMillis();
      const started = clock.monotonicMillis();
      try {
        const reading = await processes.read(pid, startTicks);
        if (this.#isStopping) return;
        const tookMs = clock.monotonicMillis() - started;
        const at = { atMillis: askedAt + tookMs / 2, tookMs };
        this.#log.sample("procfs", at, reading.procfs);
        if (reading.cgroup !== null)
          this.#log.sample("cgroup", at, reading.cgroup);
        this.#gaps.close("procfs", at.atMillis);
        if (!this.#isAsked) {
          this.#sayConnected();
          this.#setState("watching", null);
        }
        await this.#noticeContinued(pid, processes);
      } catch (thrown) {
        if (this.#isStopping) return;
        const error = toTrivetError(thrown);
        if (error.code === "pid-not-found" || error.code === "pid-reused")
          this.#died(error, askedAt);
        else this.#gaps.open("procfs", askedAt, error);
      }
    });
  }

  /** The target cannot map memory meanwhile: seldom, and ever more seldom the longer it takes. */
  async #mappingsLoop(): Promise<void> {
    const { processes, clock } = this.#ports;
    if (processes?.readMappings === undefined) return;
    const pace = new PollPace(this.#mappingsPeriodMs);
    await this.#everyPeriod("mappings", pace, async () => {
      const { pid, startTicks } = this.#target;
      if (pid === null || startTicks === null || this.#dead) return;
      const askedAt = clock.nowMillis();
      const started = clock.monotonicMillis();
      // That the process is gone or another user's is what the other loop says.
      const values = await processes
        .readMappings?.(pid, startTicks)
        .catch(() => null);
      if (values === null || values === undefined || this.#isStopping) return;
      const tookMs = clock.monotonicMillis() - started;
      pace.succeeded(tookMs * mappingsShare);
      const at = { atMillis: askedAt + tookMs / 2, tookMs };
      this.#log.sample("procfs", at, values);
    });
  }

  /** A process that was stopped and runs again is asked at once, not after the back-off. */
  async #noticeContinued(
    pid: number,
    processes: ProcessInspector,
  ): Promise<void> {
    if (this.#memstatsPace.failures === 0) {
      this.#wasStopped = false;
      return;
    }
    const state = (await processes.state(pid))?.state;
    const isStopped = state === "T" || state === "t";
    if (this.#wasStopped && !isStopped) this.#naps.wake("memstats");
    this.#wasStopped = isStopped;
  }

  #died(why: TrivetError, askedAt: number): void {
    if (this.#dead) return;
    this.#dead = true;
    const reason = new TrivetError(
      "target-died",
      `${this.#target.label}: ${why.message}`,
      { cause: why },
    );
    this.#log.event("died", reason.message, {
      pid: this.#target.pid ?? 0,
      code: why.code,
    });
    this.#gaps.open("procfs", askedAt, reason);
    this.#gaps.open("memstats", askedAt, reason);
    if (this.#runtime !== null) this.#gaps.open("memory", askedAt, reason);
    this.#setState("ended", reason);
  }

  /** Another process answers at the URL: find out which, and let the counters begin anew. */
  async #restarted(how: string): Promise<void> {
    const before = this.#target;
    this.#counters.reset();
    if (before.url === null) {
      this.#log.event("restarted", `${before.label} was restarted: ${how}`, {
        pidBefore: before.pid ?? 0,
        pid: before.pid ?? 0,
      });
      return;
    }
    if (before.pid !== null && !this.#dead)
      this.#died(
        new TrivetError("pid-not-found", `process ${before.pid} was replaced`),
        this.#ports.clock.nowMillis(),
      );
    const located = await locateProcess(
      {
        baseUrl: before.url,
        address: parseTargetAddress(before.url),
        pid: null,
        timeoutMs: pollTimeoutMs(this.#memstatsPace),
        signal: this.#stopping.signal,
      },
      this.#ports,
    ).catch(() => null);
    if (this.#isStopping) return;
    this.#target = {
      ...before,
      ...describeIdentity(located?.identity ?? null),
      memoryLimitBytes: located?.memoryLimitBytes ?? null,
    };
    this.#dead = false;
    this.#ports.journal.append({ type: "target", target: this.#target });
    this.#log.event("restarted", `${before.label} was restarted: ${how}`, {
      pidBefore: before.pid ?? 0,
      pid: this.#target.pid ?? 0,
    });
    this.#naps.wake("procfs");
  }

  #sayConnected(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#log.event("connected", `watching ${this.#target.label}`, {
      url: this.#target.url ?? "",
      pid: this.#target.pid ?? 0,
    });
  }

  /** Runs `act` once a period until the watch stops; a period counts from start to start. */
  async #everyPeriod(
    name: string,
    pace: PollPace,
    act: () => Promise<void>,
  ): Promise<void> {
    const { clock } = this.#ports;
    while (!this.#isStopping) {
      const started = clock.monotonicMillis();
      await act();
      if (this.#isStopping) return;
      const elapsed = clock.monotonicMillis() - started;
      await this.#naps.sleep(name, Math.max(10, pace.periodMs - elapsed));
    }
  }

  /** True when its counters come over HTTP. */
  get #isAsked(): boolean {
    const { url, countersUrl } = this.#target;
    return url !== null || countersUrl !== undefined;
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #setState(status: TargetStatus, problem: TrivetError | null): void {
    this.#status = status;
    this.#problem = problem;
    this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
