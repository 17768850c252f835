// How long goroutines wait, in steps that people think in. The runtime tells whole minutes and a lower bound only, so a
// finer scale would promise more than there is.

/** Each step's lower bound in minutes: under a minute, 1 to 4, 5 to 14, 15 to 59, 1 to 3 hours, 4 to 23 hours, days. */
export const waitSteps = [0, 1, 5, 15, 60, 240, 1440] as const;

/** The lower bound of the step that this wait is in. */
export function waitStep(minutes: number): number {
  return waitSteps.findLast((from) => minutes >= from) ?? 0;
}

/** The minute at which the next step begins; null for the last one. */
export function nextWaitStep(from: number): number | null {
  return waitSteps.find((step) => step > from) ?? null;
}
