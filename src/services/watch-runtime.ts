// The collector of counters from a target's memory: opens it once for each process, and says once when it cannot be had.
// Where the target also answers over HTTP only what MemStats lacks is written: the same totals from two places, which
// differ by what the runtime's caches hold, would look like a restart.

import { toTrivetError, TrivetError, type ErrorCode } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock } from "./ports/basics.ts";
import type {
  RuntimeCounters,
  RuntimeWatch,
  RuntimeWatches,
} from "./ports/process-memory.ts";
import type { CounterTrack } from "./watch-counters.ts";
import type { GapLog } from "./watch-gaps.ts";
import type { TargetJournal } from "./watch-journal.ts";

export interface RuntimeCollectorParts {
  readonly runtimes: RuntimeWatches;
  readonly clock: Clock;
  readonly journal: JournalWriter;
  readonly log: TargetJournal;
  readonly gaps: GapLog;
  readonly counters: CounterTrack;
}

/** `gone`: the process has ended; `refused`: it will never be read; `missed`: this time it could not be. */
export type RuntimeOutcome = "sampled" | "missed" | "refused" | "gone";

const goneCodes: ReadonlySet<ErrorCode> = new Set([
  "target-died",
  "pid-not-found",
  "pid-reused",
]);
/** What passes by itself; everything else is as it is until another process comes. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "memory-inconsistent",
  "memory-unreadable",
]);
/** Garbage in the counters of a process that is not what its executable says would go on for ever. */
const patience = 10;

export class RuntimeCollector {
  readonly #parts: RuntimeCollectorParts;
  #process: string | null = null;
  #opening: Promise<RuntimeWatch> | null = null;
  #refusal: TrivetError | null = null;
  #misses = 0;

  constructor(parts: RuntimeCollectorParts) {
    this.#parts = parts;
  }

  /** Reads once and writes what was read. Throws only when stopped by the signal. */
  async collect(target: Target, signal: AbortSignal): Promise<RuntimeOutcome> {
    const { clock } = this.#parts;
    const askedAt = clock.nowMillis();
    try {
      const watch = await this.open(target);
      signal.throwIfAborted();
      const readAt = clock.nowMillis();
      const started = clock.monotonicMillis();
      const counters = await watch.counters(signal);
      const tookMs = clock.monotonicMillis() - started;
      this.#misses = 0;
      this.#write(target, { atMillis: readAt + tookMs / 2, tookMs }, counters);
      return "sampled";
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toTrivetError(thrown);
      if (goneCodes.has(error.code)) return "gone";
      this.#parts.gaps.open("memory", askedAt, error);
      if (target.url === null)
        this.#parts.gaps.open("memstats", askedAt, error);
      const isPassing = passing.has(error.code) && ++this.#misses < patience;
      if (!isPassing) this.#refuse(error, target);
      return isPassing ? "missed" : "refused";
    }
  }

  /** The target's memory, opened when it is first needed. Codes: those of `RuntimeWatches.open`. */
  async open(target: Target): Promise<RuntimeWatch> {
    const { pid, startTicks } = target;
    if (pid === null || startTicks === null)
      throw new TrivetError(
        "pid-not-found",
        `the process of ${target.label} is not known`,
      );
    const process = `${pid} ${startTicks}`;
    if (this.#process !== process) {
      await this.close();
      this.#process = process;
      this.#refusal = null;
      this.#misses = 0;
    }
    if (this.#refusal !== null) throw this.#refusal;
    this.#opening ??= this.#parts.runtimes.open(pid, startTicks);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    this.#process = null;
    const watch = await opening?.catch(() => null);
    await watch?.close();
  }

  #write(
    target: Target,
    at: { readonly atMillis: number; readonly tookMs: number },
    { reading, beyond, goroutines }: RuntimeCounters,
  ): void {
    const { log, gaps, counters, journal } = this.#parts;
    log.sample("memory", at, beyond);
    gaps.close("memory", at.atMillis);
    if (target.url !== null || target.countersUrl !== undefined) return;
    const { values, cycles } = counters.accept(reading);
    log.sample("memstats", at, { ...values, goroutines });
    if (cycles.length > 0) journal.append({ type: "gc", cycles });
    gaps.close("memstats", at.atMillis);
  }

  /**
   * Asking again would give the same. A target that answers over HTTP can do without: there the gap says why. Otherwise
   * it is worth an event.
   */
  #refuse(error: TrivetError, { url }: Target): void {
    if (this.#refusal !== null) return;
    this.#refusal = error;
    if (url !== null) return;
    this.#parts.log.event(
      "warning",
      `its memory is not read: ${error.message}`,
      { code: error.code },
    );
  }
}
