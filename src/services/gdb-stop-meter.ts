// How long a debugger has kept a target standing: the price of looking, counted for every stop and put on the time axis.

import type { EventKind } from "../core/investigation/model.ts";
import type { Clock } from "./ports/basics.ts";

export interface GdbCost {
  readonly stops: number;
  readonly stoppedMs: number;
}
export type WriteEvent = (
  kind: EventKind,
  atMillis: number,
  text: string,
  data: Readonly<Record<string, string | number | boolean>>,
) => void;

interface Stop {
  readonly atMillis: number;
  readonly atMonotonic: number;
  readonly reason: string;
  written: boolean;
}

/** Stepping and breakpoints with commands stop hundreds of times a second: shorter stops are summed up. */
const worthAnEventMs = 100;
const sumUpEveryMs = 1000;

export class GdbStopMeter {
  readonly #clock: Clock;
  readonly #write: WriteEvent;
  readonly #budgetMs: number;
  #stop: Stop | null = null;
  #watch: AbortController | null = null;
  #stops = 0;
  #stoppedMs = 0;
  #short = { count: 0, ms: 0, sinceMillis: 0 };

  /** A stop longer than `budgetMs` writes a warning, once. */
  constructor(clock: Clock, write: WriteEvent, budgetMs: number) {
    this.#clock = clock;
    this.#write = write;
    this.#budgetMs = budgetMs;
  }

  get stoppedSinceMillis(): number | null {
    return this.#stop?.atMillis ?? null;
  }

  /** A stop that lasts is counted up to now. */
  get cost(): GdbCost {
    return { stops: this.#stops, stoppedMs: this.#stoppedMs + this.#lasting() };
  }

  begin(reason: string): void {
    if (this.#stop !== null) return;
    const stop: Stop = {
      atMillis: this.#clock.nowMillis(),
      atMonotonic: this.#clock.monotonicMillis(),
      reason,
      written: false,
    };
    this.#stop = stop;
    this.#stops++;
    const watch = new AbortController();
    this.#watch = watch;
    this.#watchOver(stop, watch.signal).catch(() => undefined); // cancelled by `end`
  }

  /** Milliseconds that the stop lasted; 0 when there was none. */
  end(): number {
    const stop = this.#stop;
    if (stop === null) return 0;
    const ms = this.#lasting();
    this.#stop = null;
    this.#watch?.abort();
    this.#stoppedMs += ms;
    if (stop.written)
      this.#write(
        "gdb-resumed",
        this.#clock.nowMillis(),
        `target resumed after ${seconds(ms)}`,
        { stoppedMs: Math.round(ms) },
      );
    else this.#addShort(stop, ms);
    return ms;
  }

  /** Writes the short stops that are not written yet. */
  flush(): void {
    const { count, ms, sinceMillis } = this.#short;
    if (count === 0) return;
    this.#short = { count: 0, ms: 0, sinceMillis: 0 };
    this.#write(
      "gdb-stopped",
      sinceMillis,
      `${count} short ${count === 1 ? "stop" : "stops"}, together ${seconds(ms)}`,
      { stops: count, stoppedMs: Math.round(ms) },
    );
  }

  #lasting(): number {
    return this.#stop === null
      ? 0
      : this.#clock.monotonicMillis() - this.#stop.atMonotonic;
  }

  #addShort(stop: Stop, ms: number): void {
    if (this.#short.count === 0) this.#short.sinceMillis = stop.atMillis;
    this.#short.count++;
    this.#short.ms += ms;
    if (stop.atMillis - this.#short.sinceMillis >= sumUpEveryMs) this.flush();
  }

  async #watchOver(stop: Stop, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(worthAnEventMs, signal);
    this.flush();
    stop.written = true;
    this.#write(
      "gdb-stopped",
      stop.atMillis,
      `target stopped by gdb: ${stop.reason}`,
      { reason: stop.reason },
    );
    await this.#clock.sleep(this.#budgetMs - worthAnEventMs, signal);
    this.#write(
      "warning",
      this.#clock.nowMillis(),
      `the target has stood still for ${seconds(this.#budgetMs)}: its clients are waiting`,
      { code: "stop-budget", budgetMs: this.#budgetMs },
    );
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;
