// Graphs of a heap from a thread of its own: a graph of a million objects is seconds of work.

import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";
import { WorkerClient } from "../node/worker-thread/worker-client.ts";
import type {
  CoreFacts,
  GraphRequest,
  HeapGraphs,
  HeapSubject,
  TakenCore,
  TakenHolders,
} from "../services/ports/heap-graphs.ts";

export type GraphCall =
  | { readonly method: "estimate"; readonly subject: HeapSubject }
  | {
      readonly method: "take";
      readonly subject: HeapSubject;
      readonly request: GraphRequest;
    }
  | {
      readonly method: "identify-core";
      readonly core: string;
      readonly executable: string | null;
    }
  | {
      readonly method: "take-core";
      readonly facts: CoreFacts;
      readonly group: string | null;
      /** One int32: thousandths that are done. */
      readonly progress: SharedArrayBuffer;
    };

const progressIntervalMs = 200;

export class ThreadHeapGraphs implements HeapGraphs {
  readonly #worker: WorkerClient<GraphCall>;

  /** `scriptPath`: the built graph-thread.js. */
  constructor(scriptPath: string) {
    this.#worker = new WorkerClient({
      scriptPath,
      name: "the thread that reads the heap",
    });
  }

  estimate(subject: HeapSubject, signal?: AbortSignal): Promise<PauseEstimate> {
    return this.#worker.ask({ method: "estimate", subject }, { signal });
  }

  take(
    subject: HeapSubject,
    request: GraphRequest,
    signal?: AbortSignal,
  ): Promise<TakenHolders> {
    return this.#worker.ask({ method: "take", subject, request }, { signal });
  }

  identifyCore(
    core: string,
    executable: string | null,
    signal?: AbortSignal,
  ): Promise<CoreFacts> {
    return this.#worker.ask(
      { method: "identify-core", core, executable },
      { signal },
    );
  }

  async takeCore(
    facts: CoreFacts,
    options: {
      readonly group?: string | null;
      readonly onProgress?: (done: number) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<TakenCore> {
    const { group = null, onProgress, signal } = options;
    const progress = new SharedArrayBuffer(4);
    const shown = new Int32Array(progress);
    const timer = setInterval(
      () => onProgress?.(Atomics.load(shown, 0) / 1000),
      progressIntervalMs,
    );
    try {
      return await this.#worker.ask<TakenCore>(
        { method: "take-core", facts, group, progress },
        { signal },
      );
    } finally {
      clearInterval(timer);
    }
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }
}
