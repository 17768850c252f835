// Watches one target: counters over HTTP, from its memory and from procfs, each on its own clock so that a hanging server
// leaves RSS going, with gaps on record, reconnects, restarts and the target's death. It never gives up by itself. Here
// the parts are put together: who the target is and whether it lives (watch-life.ts), the loops (watch-loops.ts), and one
// collector for each way to read it.

import { TrivetError } from "../core/errors.ts";
import type { TargetState } from "../core/investigation/live-state.ts";
import type { Target } from "../core/investigation/model.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Disposable, Identifiers } from "./ports/basics.ts";
import type { RuntimeWatch, RuntimeWatches } from "./ports/process-memory.ts";
import type {
  HttpFetcher,
  LogFiles,
  ProcessInspector,
} from "./ports/target.ts";
import type { TargetCostMeter } from "./watch-cost.ts";
import { CounterTrack } from "./watch-counters.ts";
import { GapLog } from "./watch-gaps.ts";
import { HttpCollector } from "./watch-http.ts";
import { TargetJournal } from "./watch-journal.ts";
import { TargetLife } from "./watch-life.ts";
import { LogCollector, type LogRequest } from "./watch-logs.ts";
import {
  pacesOf,
  PollLoops,
  type WatchPaces,
  type WatchPeriods,
} from "./watch-loops.ts";
import { ProcfsCollector } from "./watch-procfs.ts";
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

export interface WatchOptions extends WatchPeriods {
  /** What the target writes to. */
  readonly log?: LogRequest | undefined;
}

export class TargetWatcher {
  readonly cost: TargetCostMeter;
  readonly #clock: Clock;
  readonly #gaps: GapLog;
  readonly #paces: WatchPaces;
  readonly #loops: PollLoops;
  readonly #life: TargetLife;
  readonly #http: HttpCollector;
  readonly #procfs: ProcfsCollector | null;
  readonly #runtime: RuntimeCollector | null;
  readonly #logs: LogCollector | null;
  /** The start of the process whose memory is not to be had. */
  #memoryRefused: number | null = null;

  constructor(target: Target, ports: WatchPorts, options: WatchOptions = {}) {
    const { clock, journal, processes, runtimes = null, logs = null } = ports;
    this.#clock = clock;
    this.#gaps = new GapLog(target.id, journal);
    this.#paces = pacesOf(options);
    this.#loops = new PollLoops(clock, this.#paces);
    const parts = {
      ...ports,
      log: new TargetJournal(target.id, ports),
      gaps: this.#gaps,
      counters: new CounterTrack(target.id),
      paces: this.#paces,
      loops: this.#loops,
    };
    const readsMemory = runtimes !== null;
    this.#life = new TargetLife(target, { ...parts, readsMemory });
    this.cost = this.#life.cost;
    const ofLife = { ...parts, life: this.#life };
    this.#http = new HttpCollector(ofLife);
    this.#procfs =
      processes === null ? null : new ProcfsCollector({ ...ofLife, processes });
    this.#runtime =
      runtimes === null ? null : new RuntimeCollector({ ...parts, runtimes });
    this.#logs =
      logs === null || options.log === undefined
        ? null
        : new LogCollector(options.log, {
            ...parts,
            files: logs,
            targetId: target.id,
          });
  }

  /** As it is now: a restart changes its PID. */
  get target(): Target {
    return this.#life.target;
  }

  get state(): TargetState {
    return this.#life.state;
  }

  /** Puts the mark on record; it holds for what is begun from then on. */
  markProduction(isProduction: boolean): void {
    this.#life.markProduction(isProduction);
  }

  /** Median latency of MemStats requests; null before the first answer. */
  get medianLatencyMs(): number | null {
    return this.#paces.memstats.medianLatencyMs;
  }

  /** Called after every change of `state`, at most a few times a second. */
  onChange(listener: () => void): Disposable {
    return this.#life.onChange(listener);
  }

  /** Writes the target to the journal and begins to poll. Call once. */
  start(): void {
    this.#life.record();
    const [http, procfs] = [this.#http, this.#procfs];
    const [runtime, logs] = [this.#runtime, this.#logs];
    const { url, countersUrl } = this.target;
    if (procfs !== null) this.#loops.run("procfs", () => procfs.collect());
    if (procfs?.tellsMappings === true)
      this.#loops.run("mappings", () => procfs.collectMappings());
    if (runtime !== null)
      this.#loops.run("memory", () => this.#readMemory(runtime));
    if (logs !== null) this.#loops.run("logs", () => this.#readLogs(logs));
    if (url !== null) {
      this.#loops.run("memstats", () => http.collectMemStats(url));
      this.#loops.run("goroutines", () => http.collectGoroutines(url));
    } else if (countersUrl !== undefined)
      this.#loops.run("memstats", () => http.collectPage(countersUrl));
  }

  /** Cancels what is under way, closes open gaps, says `disconnected`. Resolves within milliseconds. */
  async stop(): Promise<void> {
    if (this.#loops.isStopping) return;
    await this.#loops.stop(
      new TrivetError("cancelled", "the watch was stopped"),
    );
    await this.#runtime?.close();
    await this.#logs?.close();
    this.#gaps.closeAll(this.#clock.nowMillis());
    this.#life.left();
  }

  /** Its runtime, read through its memory. Codes: those of `RuntimeWatches.open`; pid-not-found where there is none. */
  openRuntime(): Promise<RuntimeWatch> {
    if (this.#runtime !== null) return this.#runtime.open(this.target);
    return Promise.reject(
      new TrivetError(
        "procfs-unavailable",
        "memory of processes cannot be read here",
      ),
    );
  }

  async #readMemory(runtime: RuntimeCollector): Promise<void> {
    const { process } = this.#life;
    if (process === null || this.#memoryRefused === process.startTicks) return;
    const outcome = await runtime
      .collect(this.target, this.#loops.signal)
      .catch(() => null);
    if (outcome === null || this.#loops.isStopping) return;
    if (outcome === "refused") this.#memoryRefused = process.startTicks;
    if (outcome === "gone") this.#loops.wake("procfs");
    if (outcome === "sampled" && !this.#life.isAsked) this.#life.answered();
  }

  /** Of MemStats the log tells only where nothing nearer does. */
  async #readLogs(logs: LogCollector): Promise<void> {
    const { startTicks } = this.target;
    const hasMemory =
      this.#runtime !== null && this.#memoryRefused !== startTicks;
    await logs.collect(!this.#life.isAsked && !hasMemory);
  }
}
