// How much of the time a thread of a process stands still, found out by looking: no instrument in the target, and every
// method of tracing is measured alike. With n looks the share p is known to about sqrt(p(1-p)/n). A breakpoint that lets
// go at once stops only the thread that hits it; the others run on.

import type { ThreadStates } from "./ports/allocation-trace.ts";
import type { Clock } from "./ports/basics.ts";

export interface StopShare {
  /** From 0 to 1; null before there were enough looks. */
  readonly share: number | null;
  readonly looks: number;
}

/** Fewer looks tell nothing. */
const fewestLooks = 20;
/** After this many, looking less often is enough. */
const manyLooks = 1000;
/** Uneven, so that it does not keep step with what the target does every few milliseconds. */
const intervalsMs = { first: [7, 11, 8, 13], later: [41, 53, 47, 59] } as const;

export class StopShareMeter {
  readonly #ports: { readonly threads: ThreadStates; readonly clock: Clock };
  #looks = 0;
  #stopped = 0;

  constructor(ports: {
    readonly threads: ThreadStates;
    readonly clock: Clock;
  }) {
    this.#ports = ports;
  }

  get value(): StopShare {
    return {
      share: this.#looks < fewestLooks ? null : this.#stopped / this.#looks,
      looks: this.#looks,
    };
  }

  /** Looks until the signal fires or the process is gone. Never rejects. */
  async watch(pid: number, signal: AbortSignal): Promise<void> {
    const { threads, clock } = this.#ports;
    while (!signal.aborted) {
      const count = threads.stopped(pid);
      if (count === null) return;
      this.#looks++;
      if (count > 0) this.#stopped++;
      const intervals =
        this.#looks < manyLooks ? intervalsMs.first : intervalsMs.later;
      const wait = intervals[this.#looks % intervals.length] ?? 10;
      await clock.sleep(wait, signal).catch(() => undefined); // it is over
    }
  }
}
