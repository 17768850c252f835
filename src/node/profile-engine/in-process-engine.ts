// The profile engine of the command line: in its own thread, because nobody else waits for it.

import { TrivetError } from "../../core/errors.ts";
import type { Checkpoint } from "../../core/pprof/profile.ts";
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
import { HeldProfiles } from "./held-profiles.ts";

export class InProcessProfileEngine implements ProfileEngine {
  readonly #held: HeldProfiles;

  /** `maxBytes`: how much a profile may unpack to. */
  constructor(options: { readonly maxBytes?: number } = {}) {
    this.#held = new HeldProfiles(options);
  }

  async load(
    id: string,
    bytes: Uint8Array,
    signal?: AbortSignal,
  ): Promise<ProfileSummary> {
    const checkpoint = checkpointOf(signal);
    checkpoint();
    return this.#held.load(id, bytes, checkpoint);
  }

  isLoaded(id: string): boolean {
    return this.#held.has(id);
  }

  unload(id: string): void {
    this.#held.unload(id);
  }

  async top(query: TopQuery, signal?: AbortSignal): Promise<TopTable> {
    return this.#held.top(query, checkpointOf(signal));
  }

  async lensEffect(
    query: LensQuery,
    signal?: AbortSignal,
  ): Promise<LensEffect> {
    return this.#held.lensEffect(query, checkpointOf(signal));
  }

  async flame(query: FlameQuery, signal?: AbortSignal): Promise<FlameView> {
    return this.#held.flame(query, checkpointOf(signal));
  }

  async sandwich(
    query: SandwichQuery,
    signal?: AbortSignal,
  ): Promise<SandwichView> {
    return this.#held.sandwich(query, checkpointOf(signal));
  }

  async search(
    query: SearchQuery,
    signal?: AbortSignal,
  ): Promise<SearchResult> {
    return this.#held.search(query, checkpointOf(signal));
  }

  async callers(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<CallersView> {
    return this.#held.callers(query, checkpointOf(signal));
  }

  async functionValue(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<FunctionValue> {
    return this.#held.functionValue(query, checkpointOf(signal));
  }

  async source(query: SourceQuery, signal?: AbortSignal): Promise<SourceLines> {
    return this.#held.source(query, checkpointOf(signal));
  }

  async tags(query: LensQuery, signal?: AbortSignal): Promise<TagsReport> {
    return this.#held.tags(query, checkpointOf(signal));
  }

  async compare(
    query: CompareQuery,
    signal?: AbortSignal,
  ): Promise<ComparisonTable> {
    return this.#held.compare(query, checkpointOf(signal));
  }

  async trendAdd(
    trendId: string,
    query: TrendQuery,
    profile: { readonly id: string; readonly atMillis: number },
    signal?: AbortSignal,
  ): Promise<void> {
    return this.#held.trendAdd(trendId, query, profile, checkpointOf(signal));
  }

  async trendFinish(
    trendId: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<TrendTable> {
    return this.#held.trends.finish(trendId, limit, checkpointOf(signal));
  }

  trendDrop(trendId: string): void {
    this.#held.trends.drop(trendId);
  }

  async holderSummary(id: string): Promise<HolderSummary> {
    return this.#held.holderSummary(id);
  }

  async sites(id: string, signal?: AbortSignal): Promise<SiteTable> {
    return this.#held.sites(id, checkpointOf(signal));
  }

  async goroutines(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<readonly GoroutineGroup[]> {
    return this.#held.goroutines(id, beforeId, checkpointOf(signal));
  }

  async holders(id: string, beforeId: string | null): Promise<HoldersView> {
    return this.#held.holders(id, beforeId);
  }

  async browseGoroutines(
    query: BrowseGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<BrowserView> {
    return this.#held.dumps.browse(query, checkpointOf(signal));
  }

  async describeGoroutines(
    query: DescribeGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<GoroutineDetails | null> {
    return this.#held.dumps.describe(query, checkpointOf(signal));
  }

  async findGoroutine(
    id: string,
    goroutine: number,
    signal?: AbortSignal,
  ): Promise<FoundGoroutine> {
    return this.#held.dumps.find(id, goroutine, checkpointOf(signal));
  }

  async topStacks(
    id: string,
    count: number,
    signal?: AbortSignal,
  ): Promise<TopStacks> {
    return this.#held.topStacks(id, count, checkpointOf(signal));
  }

  async total(id: string, sampleType: string): Promise<ExactInteger> {
    return this.#held.total(id, sampleType);
  }

  async close(): Promise<void> {
    // Nothing to give back: the profiles go with the object.
  }
}

function checkpointOf(signal: AbortSignal | undefined): Checkpoint {
  return () => {
    if (signal?.aborted === true)
      throw new TrivetError("cancelled", "cancelled", { cause: signal.reason });
  };
}
