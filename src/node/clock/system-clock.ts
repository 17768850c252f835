// The clock of this machine behind the port, so that services and their tests never read time themselves.

import { performance } from "node:perf_hooks";
import { TrivetError } from "../../core/errors.ts";
import type { Clock } from "../../services/ports/basics.ts";

export class SystemClock implements Clock {
  nowMillis(): number {
    return Date.now();
  }

  monotonicMillis(): number {
    return performance.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        clearTimeout(timer);
        reject(
          signal?.reason instanceof TrivetError
            ? signal.reason
            : new TrivetError("cancelled", "the wait was cancelled"),
        );
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", cancel);
        resolve();
      }, ms);
      if (signal?.aborted === true) cancel();
      else signal?.addEventListener("abort", cancel, { once: true });
    });
  }
}
