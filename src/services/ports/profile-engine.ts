// A decoded profile stays where it was decoded: the engine takes bytes and gives views, by the queries of
// profile-queries.ts.

import type {
  BrowserView,
  GoroutineDetails,
} from "../../core/goroutines/browser-views.ts";
import type { HolderSummary } from "../../core/object-graph/holder-summary.ts";
import type { HoldersView } from "../../core/object-graph/holders-view.ts";
import type { CallersView } from "../../core/pprof/callers.ts";
import type { FunctionValue } from "../../core/pprof/function-value.ts";
import type { LensEffect } from "../../core/pprof/lens.ts";
import type { TagsReport } from "../../core/pprof/report/tags.ts";
import type { SandwichView } from "../../core/pprof/sandwich.ts";
import type { SearchResult } from "../../core/pprof/search-frames.ts";
import type { SourceLines } from "../../core/pprof/source-view.ts";
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
  CompareQuery,
  DescribeGoroutinesQuery,
  FlameQuery,
  FoundGoroutine,
  FunctionQuery,
  LensQuery,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "./profile-queries.ts";

export interface ProfileEngine {
  /** Decodes and keeps. Codes: profile-malformed, profile-truncated, profile-empty, profile-too-large. */
  load(
    id: string,
    bytes: Uint8Array,
    signal?: AbortSignal,
  ): Promise<ProfileSummary>;
  isLoaded(id: string): boolean;
  unload(id: string): void;
  /** Queries with a lens: `expression-invalid` with the filter's name in `detail.filter`. */
  top(query: TopQuery, signal?: AbortSignal): Promise<TopTable>;
  lensEffect(query: LensQuery, signal?: AbortSignal): Promise<LensEffect>;
  flame(query: FlameQuery, signal?: AbortSignal): Promise<FlameView>;
  /** Who calls a function and what it calls, as two pictures. */
  sandwich(query: SandwichQuery, signal?: AbortSignal): Promise<SandwichView>;
  /** Which places match a search, and their share. Code: expression-invalid. */
  search(query: SearchQuery, signal?: AbortSignal): Promise<SearchResult>;
  callers(query: FunctionQuery, signal?: AbortSignal): Promise<CallersView>;
  functionValue(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<FunctionValue>;
  /** Code: not-found when the function has no lines in `query.file`. */
  source(query: SourceQuery, signal?: AbortSignal): Promise<SourceLines>;
  tags(query: LensQuery, signal?: AbortSignal): Promise<TagsReport>;
  /** Code: profile-incompatible when the two have nothing in common. */
  compare(query: CompareQuery, signal?: AbortSignal): Promise<ComparisonTable>;
  /**
   * Adds a loaded profile, in the order of time, to the trend of this id, which begins with its first one. The profile
   * may be unloaded then. Code: profile-incompatible.
   */
  trendAdd(
    trendId: string,
    query: TrendQuery,
    profile: { readonly id: string; readonly atMillis: number },
    signal?: AbortSignal,
  ): Promise<void>;
  /** The trend with its `limit` rows that moved most, and the end of it. Code: profile-incompatible. */
  trendFinish(
    trendId: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<TrendTable>;
  /** Forgets a trend that nobody will finish. */
  trendDrop(trendId: string): void;
  sites(id: string, signal?: AbortSignal): Promise<SiteTable>;
  /** Code: profile-incompatible. */
  holderSummary(id: string, signal?: AbortSignal): Promise<HolderSummary>;
  goroutines(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<readonly GoroutineGroup[]>;
  /** Of graphs that were taken of the heap. Code: profile-incompatible for any other profile. */
  holders(
    id: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<HoldersView>;
  /** The three of goroutines: profile-incompatible for a profile of something else, usage for a bad expression. */
  browseGoroutines(
    query: BrowseGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<BrowserView>;
  /** Null when the path leads nowhere. */
  describeGoroutines(
    query: DescribeGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<GoroutineDetails | null>;
  findGoroutine(
    id: string,
    goroutine: number,
    signal?: AbortSignal,
  ): Promise<FoundGoroutine>;
  /** The `count` largest stacks by bytes in use. Code: profile-incompatible when it is no heap profile. */
  topStacks(
    id: string,
    count: number,
    signal?: AbortSignal,
  ): Promise<TopStacks>;
  total(id: string, sampleType: string): Promise<ExactInteger>;
  close(): Promise<void>;
}
