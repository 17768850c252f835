// Ctrl-C twice: the first ends a recording and saves it, the second gives up.

import { TrivetError } from "../../core/errors.ts";

/** The second Ctrl-C: the first one is the `signal` that every command gets. */
export function secondInterrupt(first: AbortSignal): {
  readonly signal: AbortSignal;
  dispose(): void;
} {
  const controller = new AbortController();
  const abort = (): void =>
    controller.abort(new TrivetError("cancelled", "aborted by the user"));
  const arm = (): void => {
    // Not within the delivery of the first signal itself.
    setImmediate(() => process.on("SIGINT", abort).on("SIGTERM", abort));
  };
  if (first.aborted) arm();
  else first.addEventListener("abort", arm, { once: true });
  return {
    signal: controller.signal,
    dispose: () => {
      first.removeEventListener("abort", arm);
      process.off("SIGINT", abort).off("SIGTERM", abort);
    },
  };
}
