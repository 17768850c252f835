// Waits for something that others bring about: a condition is looked at again whenever `wake` says that things changed.

import { TrivetError } from "../core/errors.ts";
import type { Clock } from "./ports/basics.ts";

export interface Condition {
  readonly holds: () => boolean;
  readonly timeoutMs: number;
  /** What is thrown, with the code gdb-timeout, when it does not hold in time. */
  readonly late: string;
  /** Not null: it will never hold any more. */
  readonly hopeless: () => TrivetError | null;
}

export class ConditionWaiters {
  readonly #clock: Clock;
  readonly #waiters = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Everybody looks again. */
  wake(): void {
    for (const check of [...this.#waiters]) check();
  }

  /** Resolves at once when it holds already. Codes: gdb-timeout, and that of `hopeless`. */
  until({ holds, timeoutMs, late, hopeless }: Condition): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = new AbortController();
      const settle = (finish: () => void): void => {
        this.#waiters.delete(check);
        timer.abort();
        finish();
      };
      const check = (): void => {
        if (holds()) {
          settle(resolve);
          return;
        }
        const error = hopeless();
        if (error !== null) settle(() => reject(error));
      };
      this.#waiters.add(check);
      this.#clock.sleep(timeoutMs, timer.signal).then(
        () => settle(() => reject(new TrivetError("gdb-timeout", late))),
        () => undefined, // it came in time
      );
      check();
    });
  }
}
