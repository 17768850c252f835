// Graphs of a heap, of a process or a core, and the pause in which a process's heap is copied.

import type { PauseEstimate } from "../../core/object-graph/pause-estimate.ts";

export interface PauseRequest {
  readonly pid: number;
  /** Refuses with `pid-reused` when the process is another one. */
  readonly startTicks?: number;
  /** After this long it runs again, whatever happens. */
  readonly maxMs: number;
  readonly signal?: AbortSignal;
}
/** A process that stands still. Resume it, whatever happens; should this program die, something else does. */
export interface HeldProcess {
  /** It stood still before: it is left so. */
  readonly wasStopped: boolean;
  /** Fires with `pause-too-long` when it runs again before it was asked to, and when the request's signal does. */
  readonly over: AbortSignal;
  /**
   * Lets it run; milliseconds that it stood still for this. Once more does nothing. Code: memory-inconsistent when
   * somebody else had set it running meanwhile.
   */
  resume(): Promise<number>;
}
export interface ProcessPauses {
  /**
   * Stops all threads of a process with SIGSTOP, without tracing it. Codes: pid-not-found, pid-forbidden, pid-reused,
   * already-traced, memory-inconsistent (it does not stop), cancelled.
   */
  pause(request: PauseRequest): Promise<HeldProcess>;
}

/** A process whose heap is to be read. */
export interface HeapSubject {
  readonly pid: number;
  readonly startTicks: number;
}
export interface GraphRequest {
  /** Null = without a pause. */
  readonly maxPauseMs: number | null;
  /** Type and field that values are grouped by too, `main.Session.Tenant`; looked up before anything is stopped. */
  readonly group: string | null;
}
export interface TakenHolders {
  /** Uncompressed pprof: holders as stacks, objects and bytes as values. */
  readonly profile: Uint8Array;
  /** When the target ran again. */
  readonly atMillis: number;
  readonly numGc: number;
  /** Measured; 0 of a target that stood still already, and without a pause. */
  readonly pausedMs: number;
  /** Where the target ran on. */
  readonly isApproximate: boolean;
  /** Live ones. */
  readonly objects: number;
  readonly bytes: number;
}
/** What a core says of the program that left it, before its heap is read. */
export interface CoreFacts {
  readonly core: string;
  /** The file that was given, or the one that was found where the core says it lay. */
  readonly executable: string;
  readonly goVersion: string;
  /** GNU's, else Go's; of the core's memory where it is there, else the file's. */
  readonly buildId: string | null;
  /** Null when the core does not say it. */
  readonly pid: number | null;
  /** When the core was last written. */
  readonly writtenAtMillis: number;
}
export interface TakenCore extends TakenHolders {
  /** Uncompressed pprof out of the same core; null when the program sampled nothing. */
  readonly heapProfile: Uint8Array | null;
  /** Of the heap, pages that the core lacks. */
  readonly unreadableBytes: number;
}
/** Graphs of a process's heap, taken and worked out where nobody waits for it. */
export interface HeapGraphs {
  /**
   * `executable`: null to look for it. Codes: not-found, core-malformed, core-mismatch, target-not-go, layout-missing,
   * layout-mismatch, layout-unsupported, cancelled.
   */
  identifyCore(
    core: string,
    executable: string | null,
    signal?: AbortSignal,
  ): Promise<CoreFacts>;
  /**
   * `group`: type and field that values are grouped by too. `onProgress`: 0 to 1. Codes: those of `identifyCore`,
   * memory-unreadable, usage and not-found (of the group), cancelled.
   */
  takeCore(
    facts: CoreFacts,
    options: {
      readonly group?: string | null;
      readonly onProgress?: (done: number) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<TakenCore>;
  /** Stops nothing. Codes: those of `RuntimeWatches.open`, cancelled. */
  estimate(subject: HeapSubject, signal?: AbortSignal): Promise<PauseEstimate>;
  /** Codes: those of `estimate` and `ProcessPauses`, pause-too-long, usage and not-found (of the group). */
  take(
    subject: HeapSubject,
    request: GraphRequest,
    signal?: AbortSignal,
  ): Promise<TakenHolders>;
  close(): Promise<void>;
}
