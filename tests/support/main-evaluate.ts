// Electron's inspector does not run the microtasks of what it evaluates in the main process: in an idle application the
// answer waits for ever for somebody else's turn, and a collection meanwhile loses it ("garbage collected"). Known of
// Playwright with Electron 27 and later (microsoft/playwright#33737). The function itself has run by then, so asking again
// gets its answer: what is evaluated must bear being run twice.

import type { ElectronApplication } from "@playwright/test";

const patienceMs = 5_000;
const mostAttempts = 6;

/** Lets `evaluate` of this application ask again when its answer was lost. */
export function askMainAgain(app: ElectronApplication): ElectronApplication {
  const evaluate = app.evaluate.bind(app) as (
    ...args: readonly unknown[]
  ) => Promise<unknown>;
  const persistent = async (...args: readonly unknown[]): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await settledWithin(evaluate(...args), patienceMs);
      if (answer.kind === "value") return answer.value;
      const isLost =
        answer.kind === "late" ||
        String(answer.error).includes("promise was garbage collected");
      if (!isLost || attempt === mostAttempts)
        throw answer.kind === "late"
          ? new Error(`the main process did not answer ${attempt} times`)
          : answer.error;
    }
  };
  app.evaluate = persistent as typeof app.evaluate;
  return app;
}

type Settled =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "late" };

function settledWithin(
  promise: Promise<unknown>,
  patience: number,
): Promise<Settled> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: "late" }), patience);
    promise
      .then(
        (value) => resolve({ kind: "value", value }),
        (error: unknown) => resolve({ kind: "error", error }),
      )
      .finally(() => clearTimeout(timer));
  });
}
