// What a recording is asked for and what it says while it runs.

import type { LogRequest } from "./watch-logs.ts";
import type { Target } from "../core/investigation/model.ts";
import type { FlightOptions } from "./flight-recorder.ts";

export interface RecordRequest {
  /** Null: the process alone, through its memory. */
  readonly url: string | null;
  readonly pid?: number;
  /** What the target logs to. */
  readonly log?: LogRequest | undefined;
  /** Null: until interrupted. */
  readonly durationMs: number | null;
  readonly everyMs: number;
  /** Force a collection before each heap snapshot. */
  readonly gc: boolean;
  readonly archivePath: string;
  /** Where the journal grows meanwhile; it stays until the caller removes it. */
  readonly livePath: string;
  /** Sample many times a second, and keep what came before the end. */
  readonly flight?: FlightOptions;
  readonly host: string;
  readonly toolVersion: string;
  /** Ends the recording early; it is saved. */
  readonly finish: AbortSignal;
  /** Gives up at once, also while saving; the live folder stays. */
  readonly abort: AbortSignal;
  readonly onConnected?: (
    target: Target,
    warnings: readonly { readonly code: string; readonly message: string }[],
  ) => void;
  readonly onProgress?: (progress: RecordProgress) => void;
}

export interface RecordProgress {
  readonly elapsedMs: number;
  readonly durationMs: number | null;
  readonly phase: "recording" | "saving";
  readonly status: string;
  readonly samples: number;
  readonly snapshots: number;
  readonly heapAlloc: number | null;
  readonly rss: number | null;
}

export type RecordingEnd = "duration" | "interrupted" | "target-died";
