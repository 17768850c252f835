// Pauses between polls that can be cut short: by stopping, or because news came that makes waiting pointless.

import type { Clock } from "./ports/basics.ts";

export class Naps {
  readonly #clock: Clock;
  readonly #sleeping = new Map<string, AbortController>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms` or when woken; one sleeper a name. */
  async sleep(name: string, ms: number): Promise<void> {
    const controller = new AbortController();
    this.#sleeping.set(name, controller);
    try {
      await this.#clock.sleep(ms, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      this.#sleeping.delete(name);
    }
  }

  wake(name: string): void {
    this.#sleeping.get(name)?.abort();
  }

  wakeAll(): void {
    for (const controller of this.#sleeping.values()) controller.abort();
  }
}
