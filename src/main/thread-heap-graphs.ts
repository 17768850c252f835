// Graphs of a heap from a thread of its own: a graph of a million objects is seconds of work.

import type { PauseEstimate } from "../core/object-graph/pause-estimate.ts";
import { WorkerClient } from "../node/worker-thread/worker-client.ts";
import type {
  HeapGraphs,
  HeapSubject,
  TakenHolders,
} from "../services/ports.ts";

export type GraphCall =
  | { readonly method: "estimate"; readonly subject: HeapSubject }
  | {
      readonly method: "take";
      readonly subject: HeapSubject;
      readonly maxPauseMs: number | null;
    };

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
    maxPauseMs: number | null,
    signal?: AbortSignal,
  ): Promise<TakenHolders> {
    return this.#worker.ask(
      { method: "take", subject, maxPauseMs },
      { signal },
    );
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }
}
