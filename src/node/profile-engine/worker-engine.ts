// The profile engine of the window: decoding and layout in a worker thread, so that the main process, which also records
// and serves the window, never waits. A worker that dies takes its profiles with it, fails what was asked of it, and is
// replaced when the next thing is asked.

import { Worker } from "node:worker_threads";
import { TrivetError } from "../../core/errors.ts";
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
import type {
  BrowseGoroutinesQuery,
  DescribeGoroutinesQuery,
  CompareQuery,
  FlameQuery,
  FoundGoroutine,
  FunctionQuery,
  LensQuery,
  ProfileEngine,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "../../services/ports.ts";
import {
  reviveError,
  type WorkerCall,
  type WorkerReply,
  type WorkerRequest,
} from "./worker-protocol.ts";

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: TrivetError) => void;
}

export class WorkerProfileEngine implements ProfileEngine {
  readonly #scriptPath: string;
  readonly #maxBytes: number | undefined;
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  readonly #loaded = new Set<string>();
  /** Profile id of each `load` that has not been answered. */
  readonly #loads = new Map<number, string>();
  #lastNumber = 0;
  #closed = false;

  /** `scriptPath`: the built profile-worker.js. `maxBytes`: how much a profile may unpack to. */
  constructor(
    scriptPath: string,
    options: { readonly maxBytes?: number } = {},
  ) {
    this.#scriptPath = scriptPath;
    this.#maxBytes = options.maxBytes;
  }

  async load(
    id: string,
    bytes: Uint8Array,
    signal?: AbortSignal,
  ): Promise<ProfileSummary> {
    // A copy of its own changes hands; the caller keeps the evidence.
    const own = new Uint8Array(bytes);
    return this.#call({ method: "load", id, bytes: own }, signal, [own.buffer]);
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
    if (this.#worker === null) return;
    this.#call({ method: "trendDrop", trendId }).catch(() => {
      // The worker died or was closed: with it went the trend.
    });
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
    this.#closed = true;
    const worker = this.#worker;
    this.#forget(
      worker,
      new TrivetError("cancelled", "the profile engine was closed"),
    );
    await worker?.terminate();
  }

  async #call<T>(
    call: WorkerCall,
    signal?: AbortSignal,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<T> {
    if (this.#closed)
      throw new TrivetError("cancelled", "the profile engine is closed");
    if (signal?.aborted === true) throw cancelled(signal);
    const worker = (this.#worker ??= this.#start());
    const number = ++this.#lastNumber;
    const stop = new SharedArrayBuffer(4);
    const request: WorkerRequest = { number, call, stop };
    if (call.method === "load") this.#loads.set(number, call.id);
    const onAbort = (): void => {
      Atomics.store(new Int32Array(stop), 0, 1);
      const pending = this.#pending.get(number);
      this.#settle(number);
      if (signal !== undefined) pending?.reject(cancelled(signal));
    };
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#pending.set(number, {
          resolve: (value) => {
            resolve(value as T);
          },
          reject,
        });
        // An idle worker must not keep the process alive, a busy one must.
        worker.ref();
        signal?.addEventListener("abort", onAbort, { once: true });
        worker.postMessage(request, transfer);
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Starts the worker ahead of the first call, which then finds it ready. */
  warm(): void {
    this.#worker ??= this.#start();
  }

  #start(): Worker {
    const worker = new Worker(this.#scriptPath, {
      workerData:
        this.#maxBytes === undefined ? {} : { maxBytes: this.#maxBytes },
    });
    worker.on("message", (reply: WorkerReply) => {
      if (this.#worker === worker) this.#receive(reply);
    });
    worker.on("error", (error: NodeJS.ErrnoException) => {
      this.#forget(worker, deathOf(error));
    });
    worker.on("exit", (code) => {
      this.#forget(
        worker,
        new TrivetError("internal", `the profile worker ended (code ${code})`),
      );
    });
    worker.unref();
    return worker;
  }

  #receive(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.number);
    const loaded = this.#loads.get(reply.number);
    this.#loads.delete(reply.number);
    this.#settle(reply.number);
    if (loaded !== undefined && reply.ok) {
      this.#loaded.add(loaded);
      // Cancelled too late to stop the worker: nobody knows of this profile.
      if (pending === undefined) this.unload(loaded);
    }
    if (reply.ok) pending?.resolve(reply.value);
    else pending?.reject(reviveError(reply.error));
  }

  #settle(number: number): void {
    this.#pending.delete(number);
    if (this.#pending.size === 0) this.#worker?.unref();
  }

  /** A worker that is gone fails all it was asked; `exit` after `error` finds nothing left to do. */
  #forget(worker: Worker | null, error: TrivetError): void {
    if (worker === null || this.#worker !== worker) return;
    this.#worker = null;
    this.#loaded.clear();
    this.#loads.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of pending) call.reject(error);
  }
}

function cancelled(signal: AbortSignal): TrivetError {
  return new TrivetError("cancelled", "cancelled", { cause: signal.reason });
}

function deathOf(error: NodeJS.ErrnoException): TrivetError {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? new TrivetError(
        "profile-too-large",
        `not enough memory for this profile (${error.message})`,
        { cause: error },
      )
    : new TrivetError(
        "internal",
        `the profile worker crashed: ${error.message}`,
        { cause: error },
      );
}
