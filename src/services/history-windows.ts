// A span in windows as long as the server can answer: longer while answers are small, shorter where one is too much.

import { toTrivetError, type TrivetError } from "../core/errors.ts";
import type { HistoryProblem, HistoryRequest } from "./history-request.ts";
import type { Span } from "./prometheus-server.ts";

const firstWindowMs = 30 * 60_000;
const shortestWindowMs = 1000;
const longestWindowMs = 24 * 3_600_000;
/** An answer below this lets the next window be twice as long. */
const smallAnswerBytes = 4 << 20;
/** Prometheus refuses more than 11,000 values a series in one answer. */
const mostSteps = 10_000;

export interface WindowReader {
  /** Resolves to the answer's bytes. */
  read(window: Span): Promise<number>;
  /** All is read up to here. */
  report(untilMillis: number): void;
}

/** The problem that ended it early; null when all of it was read. Codes: cancelled. */
export async function readWindows(
  { fromMillis, toMillis, stepMs }: HistoryRequest,
  reader: WindowReader,
): Promise<HistoryProblem | null> {
  let windowMs =
    stepMs === null ? firstWindowMs : Math.max(firstWindowMs, 100 * stepMs);
  for (let from = fromMillis; from <= toMillis;) {
    const longest =
      stepMs === null ? longestWindowMs : (mostSteps - 1) * stepMs;
    windowMs = Math.min(windowMs, longest);
    // Whole steps, so that each window goes on where the one before ended.
    if (stepMs !== null)
      windowMs = Math.max(1, Math.floor(windowMs / stepMs)) * stepMs;
    const window = {
      fromMillis: from,
      toMillis: Math.min(toMillis, from + windowMs),
    };
    try {
      const bytes = await reader.read(window);
      if (bytes < smallAnswerBytes) windowMs *= 2;
    } catch (thrown) {
      const error = toTrivetError(thrown);
      if (error.code === "cancelled") throw error;
      const shortest = Math.max(shortestWindowMs, stepMs ?? 0);
      const triedMs = window.toMillis - window.fromMillis;
      if (isTooMuch(error) && triedMs > shortest) {
        windowMs = Math.max(shortest, Math.floor(triedMs / 4));
        continue;
      }
      return { error, untilMillis: from };
    }
    from = window.toMillis + (stepMs ?? 1);
    reader.report(window.toMillis);
  }
  return null;
}

/** What a shorter window may mend: too many samples for the server, too many bytes for us, too long for either. */
function isTooMuch({ code, detail }: TrivetError): boolean {
  if (code === "body-too-large" || code === "target-timeout") return true;
  if (code !== "history-refused") return false;
  return [413, 422, 503, 504].includes(Number(detail["status"]));
}
