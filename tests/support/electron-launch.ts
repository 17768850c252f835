// Starts Electron under Playwright, which loses two answers now and then:
// - Connecting while the first window is being made, it sometimes never sees that page and waits for ever. The application
//   itself is well; it is started again.
// - Electron's inspector does not run the microtasks of what it evaluates in the main process: in an idle application the
//   answer waits for ever for somebody else's turn, and a collection meanwhile loses it ("garbage collected"; Electron 27
//   and later, microsoft/playwright#33737). The function itself has run by then, so asking again gets its answer: what is
//   evaluated must bear being run twice.

import { _electron, errors, type ElectronApplication } from "@playwright/test";

type ElectronOptions = NonNullable<Parameters<typeof _electron.launch>[0]>;

/** Many times what a start takes on a machine with much else to do. */
const startsWithinMs = 30_000;
const patienceMs = 5_000;
const mostAttempts = 6;

/** @param options asked for anew for each attempt: a profile folder is not used twice */
export async function launchElectron(
  options: () => ElectronOptions,
): Promise<ElectronApplication> {
  const attempt = (): Promise<ElectronApplication> =>
    _electron.launch({ ...options(), timeout: startsWithinMs });
  const app = await attempt().catch((error: unknown) => {
    if (error instanceof errors.TimeoutError) return attempt();
    throw error;
  });
  return askMainAgain(app);
}

/** Lets `evaluate` of this application ask again when its answer was lost. */
function askMainAgain(app: ElectronApplication): ElectronApplication {
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
