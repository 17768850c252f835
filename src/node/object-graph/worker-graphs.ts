// Graphs in a thread of their own: one of seven million objects takes seconds and half a gigabyte, and neither belongs to
// the thread that records and serves the window.

import type { HistogramRow } from "../../core/object-graph/histogram.ts";
import type { HolderNode } from "../../core/object-graph/holder-tree.ts";
import type { GrownHolder } from "../../core/object-graph/leak-suspects.ts";
import type { PathStep } from "../../core/object-graph/paths.ts";
import type {
  GraphEngine,
  GraphSource,
  GraphSummary,
} from "../../core/object-graph/graph-engine.ts";
import { WorkerClient } from "../worker-thread/worker-client.ts";
import type { GraphCall } from "./graph-protocol.ts";
import type { PathSubject } from "./held-graphs.ts";

export class WorkerGraphs implements GraphEngine {
  readonly #worker: WorkerClient<GraphCall>;

  /** `scriptPath`: the built graph-worker.js. */
  constructor(scriptPath: string) {
    this.#worker = new WorkerClient({
      scriptPath,
      name: "the graph worker",
    });
  }

  load(
    id: string,
    source: GraphSource,
    signal?: AbortSignal,
  ): Promise<GraphSummary> {
    return this.#worker.ask<GraphSummary>(
      { method: "load", id, source },
      { signal, transfer: buffersOf(source) },
    );
  }

  async unload(id: string): Promise<void> {
    // A thread that never ran keeps nothing.
    if (this.#worker.isRunning)
      await this.#worker.ask<null>({ method: "unload", id });
  }

  holders(
    id: string,
    holder: number,
    signal?: AbortSignal,
  ): Promise<readonly HolderNode[]> {
    return this.#worker.ask({ method: "holders", id, holder }, { signal });
  }

  histogram(
    id: string,
    signal?: AbortSignal,
  ): Promise<readonly HistogramRow[]> {
    return this.#worker.ask({ method: "histogram", id }, { signal });
  }

  path(
    id: string,
    of: PathSubject,
    signal?: AbortSignal,
  ): Promise<readonly PathStep[] | null> {
    return this.#worker.ask({ method: "path", id, of }, { signal });
  }

  growth(
    beforeId: string,
    afterId: string,
    signal?: AbortSignal,
  ): Promise<readonly GrownHolder[]> {
    return this.#worker.ask(
      { method: "growth", id: afterId, beforeId },
      { signal },
    );
  }

  profile(
    id: string,
    timeMillis: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    return this.#worker.ask({ method: "profile", id, timeMillis }, { signal });
  }

  close(): Promise<void> {
    return this.#worker.close();
  }
}

/** The copy of the heap is not copied again. */
function buffersOf({ image }: GraphSource): readonly ArrayBuffer[] {
  return image.blocks.flatMap(({ buffer }) =>
    buffer instanceof ArrayBuffer ? [buffer] : [],
  );
}
