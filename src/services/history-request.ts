// What is asked of an import of history, and what comes of it.

import { TrivetError } from "../core/errors.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { HttpFetcher } from "./ports/target.ts";
import type { Span } from "./prometheus-server.ts";

export interface HistoryRequest extends Span {
  /** The server's address, as typed. */
  readonly url: string;
  /** Label matchers in braces; "" = every Go process that the server knows. */
  readonly match: string;
  /** One value each so many milliseconds; null: every sample. */
  readonly stepMs: number | null;
  /** The target of `journal` that the history is of; null: a new target for each process. */
  readonly targetId: string | null;
  /** For one answer of the server. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: HistoryProgress) => void;
}

export interface HistoryProgress {
  readonly untilMillis: number;
  readonly fraction: number;
  readonly samples: number;
  readonly bytes: number;
}

export interface HistoryPorts {
  readonly http: HttpFetcher;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}

export interface ImportedProcess {
  readonly targetId: string;
  readonly label: string;
  readonly samples: number;
  /** Scrapes that the target's own recording covers. */
  readonly leftOut: number;
  readonly gaps: number;
  readonly restarts: number;
  readonly firstMillis: number | null;
  readonly lastMillis: number | null;
}

/** What ended it early, and up to when the history goes then. */
export interface HistoryProblem {
  readonly error: TrivetError;
  readonly untilMillis: number;
}

export interface HistoryResult {
  readonly server: string;
  readonly processes: readonly ImportedProcess[];
  readonly samples: number;
  readonly bytes: number;
  /** The server's words about partial answers, each once. */
  readonly warnings: readonly string[];
  /** Null when it is whole. */
  readonly problem: HistoryProblem | null;
}

/** The error that says where nothing was found, and of what; `server`: its address. */
export function historyEmpty(
  server: string,
  { match, fromMillis, toMillis }: HistoryRequest,
  fact: string,
): TrivetError {
  const iso = (at: number): string => new Date(at).toISOString();
  return new TrivetError(
    "history-empty",
    `${server}: ${fact} (${match.trim() === "" ? "{}" : match}, ${iso(fromMillis)} to ${iso(toMillis)})`,
  );
}
