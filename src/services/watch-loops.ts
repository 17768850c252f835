// The loops of a watch, one for each thing that is read: each on its own clock, so that none waits for another.

import type { Clock } from "./ports/basics.ts";
import { Naps } from "./watch-naps.ts";
import { PollPace } from "./watch-pace.ts";

export interface WatchPeriods {
  readonly memstatsPeriodMs?: number;
  readonly procfsPeriodMs?: number;
  readonly goroutinesPeriodMs?: number;
  /** Costs the target nothing: 10 to 20 ms are possible. */
  readonly memoryPeriodMs?: number;
  readonly mappingsPeriodMs?: number;
}

export interface WatchPaces {
  readonly memstats: PollPace;
  readonly goroutines: PollPace;
  readonly procfs: PollPace;
  readonly mappings: PollPace;
  readonly memory: PollPace;
  readonly logs: PollPace;
}

export function pacesOf(periods: WatchPeriods): WatchPaces {
  return {
    memstats: new PollPace(periods.memstatsPeriodMs ?? 1000),
    goroutines: new PollPace(periods.goroutinesPeriodMs ?? 5000),
    procfs: new PollPace(periods.procfsPeriodMs ?? 1000),
    mappings: new PollPace(periods.mappingsPeriodMs ?? 10_000),
    memory: new PollPace(periods.memoryPeriodMs ?? 1000),
    logs: new PollPace(250),
  };
}

export class PollLoops {
  readonly #clock: Clock;
  readonly #paces: WatchPaces;
  readonly #naps: Naps;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>[] = [];

  constructor(clock: Clock, paces: WatchPaces) {
    this.#clock = clock;
    this.#paces = paces;
    this.#naps = new Naps(clock);
  }

  /** Fires when the watch stops. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  get isStopping(): boolean {
    return this.signal.aborted;
  }

  /** Runs `act` once a period until the watch stops; a period counts from start to start. */
  run(name: keyof WatchPaces, act: () => Promise<void>): void {
    this.#running.push(this.#everyPeriod(name, act));
  }

  /** Its next turn comes at once. */
  wake(name: keyof WatchPaces): void {
    this.#naps.wake(name);
  }

  /** Cancels what is under way. Resolves when every loop has ended. */
  async stop(why: Error): Promise<void> {
    this.#stopping.abort(why);
    this.#naps.wakeAll();
    await Promise.all(this.#running);
  }

  async #everyPeriod(
    name: keyof WatchPaces,
    act: () => Promise<void>,
  ): Promise<void> {
    const pace = this.#paces[name];
    while (!this.isStopping) {
      const started = this.#clock.monotonicMillis();
      await act();
      if (this.isStopping) return;
      const elapsed = this.#clock.monotonicMillis() - started;
      await this.#naps.sleep(name, Math.max(10, pace.periodMs - elapsed));
    }
  }
}
