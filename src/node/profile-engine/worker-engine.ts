// The profile engine of the window: decoding and layout in a worker thread, so that the main process, which also records
// and serves the window, never waits. A worker that dies takes its profiles with it, fails what was asked of it, and is
// replaced when the next thing is asked.

import { TrivetError } from "../../core/errors.ts";
import type { HolderSummary } from "../../core/object-graph/holder-summary.ts";
import type { HoldersView } from "../../core/object-graph/holders-view.ts";
import type { CallersView } from "../../core/pprof/callers.ts";
import type { FunctionValue } from "../../core/pprof/function-value.ts";
import type { LensEffect } from "../../core/pprof/lens.ts";
import type { SandwichView } from "../../core/pprof/sandwich.ts";
import type { SearchResult } from "../../core/pprof/search-frames.ts";
import type { TagsReport } from "../../core/pprof/report/tags.ts";
import type { SourceLines } from "../../core/pprof/source-view.ts";
import type {
  BrowserView,
  GoroutineDetails,
} from "../../core/goroutines/browser-views.ts";
import type { TopStacks } from "../../core/pprof/top-stacks.ts";
import type {
  ComparisonTable,
  ExactInteger,
  FlameView,
  GoroutineGroup,
  ProfileSummary,
  SiteTable,
  TopTable,
  TrendTable,
} from "../../core/pprof/views.ts";
import type { ProfileEngine } from "../../services/ports/profile-engine.ts";
import type {
  BrowseGoroutinesQuery,
  DescribeGoroutinesQuery,
  CompareQuery,
  FlameQuery,
  FoundGoroutine,
  FunctionQuery,
  LensQuery,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "../../services/ports/profile-queries.ts";
import {
  WorkerClient,
  type AskOptions,
} from "../worker-thread/worker-client.ts";
import type { WorkerCall } from "./worker-protocol.ts";

export class WorkerProfileEngine implements ProfileEngine {
  readonly #worker: WorkerClient<WorkerCall>;
  readonly #loaded = new Set<string>();

  /** `scriptPath`: the built profile-worker.js. `maxBytes`: how much a profile may unpack to. */
  constructor(
    scriptPath: string,
    options: { readonly maxBytes?: number } = {},
  ) {
    this.#worker = new WorkerClient({
      scriptPath,
      workerData: options,
      name: "the profile worker",
      deathOf,
      onGone: () => {
        this.#loaded.clear();
      },
    });
  }

  async load(
    id: string,
    bytes: Uint8Array,
    signal?: AbortSignal,
  ): Promise<ProfileSummary> {
    // A copy of its own changes hands; the caller keeps the evidence.
    const own = new Uint8Array(bytes);
    return this.#worker.ask(
      { method: "load", id, bytes: own },
      {
        signal,
        transfer: [own.buffer],
        onAnswer: (wasCancelled) => {
          this.#loaded.add(id);
          // Cancelled too late to stop the worker: nobody knows of this profile.
          if (wasCancelled) this.unload(id);
        },
      },
    );
  }

  isLoaded(id: string): boolean {
    return this.#loaded.has(id);
  }

  unload(id: string): void {
    if (!this.#loaded.delete(id)) return;
    this.#call({ method: "unload", id }).catch(() => {
      // The worker died: with it went what was to be unloaded.
    });
  }

  async top(query: TopQuery, signal?: AbortSignal): Promise<TopTable> {
    return this.#call({ method: "top", query }, signal);
  }

  async lensEffect(
    query: LensQuery,
    signal?: AbortSignal,
  ): Promise<LensEffect> {
    return this.#call({ method: "lensEffect", query }, signal);
  }

  async flame(query: FlameQuery, signal?: AbortSignal): Promise<FlameView> {
    return this.#call({ method: "flame", query }, signal);
  }

  async sandwich(
    query: SandwichQuery,
    signal?: AbortSignal,
  ): Promise<SandwichView> {
    return this.#call({ method: "sandwich", query }, signal);
  }

  async search(
    query: SearchQuery,
    signal?: AbortSignal,
  ): Promise<SearchResult> {
    return this.#call({ method: "search", query }, signal);
  }

  async callers(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<CallersView> {
    return this.#call({ method: "callers", query }, signal);
  }

  async functionValue(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<FunctionValue> {
    return this.#call({ method: "functionValue", query }, signal);
  }

  async source(query: SourceQuery, signal?: AbortSignal): Promise<SourceLines> {
    return this.#call({ method: "source", query }, signal);
  }

  async tags(query: LensQuery, signal?: AbortSignal): Promise<TagsReport> {
    return this.#call({ method: "tags", query }, signal);
  }

  async compare(
    query: CompareQuery,
    signal?: AbortSignal,
  ): Promise<ComparisonTable> {
    return this.#call({ method: "compare", query }, signal);
  }

  async trendAdd(
    trendId: string,
    query: TrendQuery,
    profile: { readonly id: string; readonly atMillis: number },
    signal?: AbortSignal,
  ): Promise<void> {
    await this.#call({ method: "trendAdd", trendId, query, profile }, signal);
  }

  async trendFinish(
    trendId: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<TrendTable> {
    return this.#call({ method: "trendFinish", trendId, limit }, signal);
  }

  trendDrop(trendId: string): void {
    if (!this.#worker.isRunning) return;
    this.#call({ method: "trendDrop", trendId }).catch(() => {
      // The worker died or was closed: with it went the trend.
    });
  }

  async holderSummary(
    id: string,
    signal?: AbortSignal,
  ): Promise<HolderSummary> {
    return this.#call({ method: "holderSummary", id }, signal);
  }

  async sites(id: string, signal?: AbortSignal): Promise<SiteTable> {
    return this.#call({ method: "sites", id }, signal);
  }

  async goroutines(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<readonly GoroutineGroup[]> {
    return this.#call({ method: "goroutines", id, beforeId }, signal);
  }

  async holders(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<HoldersView> {
    return this.#call({ method: "holders", id, beforeId }, signal);
  }

  async browseGoroutines(
    query: BrowseGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<BrowserView> {
    return this.#call({ method: "browseGoroutines", query }, signal);
  }

  async describeGoroutines(
    query: DescribeGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<GoroutineDetails | null> {
    return this.#call({ method: "describeGoroutines", query }, signal);
  }

  async findGoroutine(
    id: string,
    goroutine: number,
    signal?: AbortSignal,
  ): Promise<FoundGoroutine> {
    return this.#call({ method: "findGoroutine", id, goroutine }, signal);
  }

  async topStacks(
    id: string,
    count: number,
    signal?: AbortSignal,
  ): Promise<TopStacks> {
    return this.#call({ method: "topStacks", id, count }, signal);
  }

  async total(id: string, sampleType: string): Promise<ExactInteger> {
    return this.#call({ method: "total", id, sampleType });
  }

  async close(): Promise<void> {
    await this.#worker.close();
  }

  /** Starts the worker ahead of the first call, which then finds it ready. */
  warm(): void {
    this.#worker.warm();
  }

  async #call<T>(call: WorkerCall, signal?: AskOptions["signal"]): Promise<T> {
    return this.#worker.ask(call, { signal });
  }
}

function deathOf(error: NodeJS.ErrnoException): TrivetError | null {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? new TrivetError(
        "profile-too-large",
        `not enough memory for this profile (${error.message})`,
        { cause: error },
      )
    : null;
}
