// How much of the time a process stands still, found out by looking: no instrument in the target, and every method of
// tracing is measured alike. With n looks the share p is known to about sqrt(p(1-p)/n).

import type { Clock, ProcessInspector } from "./ports.ts";

export interface StopShare {
  /** From 0 to 1; null before there were enough looks. */
  readonly share: number | null;
  readonly looks: number;
}

/** Fewer looks tell nothing. */
const fewestLooks = 20;
/** After this many, looking less often is enough. */
const manyLooks = 1000;
const intervalMs = { first: 10, later: 50 };

export class StopShareMeter {
  readonly #ports: {
    readonly inspector: ProcessInspector;
    readonly clock: Clock;
  };
  #looks = 0;
  #stopped = 0;

  constructor(ports: {
    readonly inspector: ProcessInspector;
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
    const { inspector, clock } = this.#ports;
    while (!signal.aborted) {
      const now = await inspector.state(pid).catch(() => undefined);
      if (now === null) return;
      if (now !== undefined) {
        this.#looks++;
        if (now.state === "t" || now.state === "T") this.#stopped++;
      }
      const wait =
        this.#looks < manyLooks ? intervalMs.first : intervalMs.later;
      await clock.sleep(wait, signal).catch(() => undefined); // it is over
    }
  }
}
