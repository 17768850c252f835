// Questions about profiles by snapshot. Front ends speak of snapshots only; that a profile has to be decoded first
// (snapshot-profiles.ts) is nobody else's concern.

import type { HoldersView } from "../core/object-graph/holders-view.ts";
import {
  compareProfileSnapshots,
  type Comparability,
} from "../core/investigation/comparability.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import type { CallersView } from "../core/pprof/callers.ts";
import type { FunctionValue } from "../core/pprof/function-value.ts";
import type { LensEffect } from "../core/pprof/lens.ts";
import type { SandwichView } from "../core/pprof/sandwich.ts";
import type { SearchResult } from "../core/pprof/search-frames.ts";
import type { TagsReport } from "../core/pprof/report/tags.ts";
import type { SourceLines } from "../core/pprof/source-view.ts";
import type {
  ComparisonTable,
  FlameView,
  GoroutineGroup,
  ProfileSummary,
  SiteTable,
  TopTable,
  TrendTable,
} from "../core/pprof/views.ts";
import type {
  BrowserView,
  GoroutineDetails,
} from "../core/goroutines/browser-views.ts";
import type { TopStacks } from "../core/pprof/top-stacks.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";
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
} from "./ports/profile-queries.ts";
import { SnapshotProfiles, type SnapshotSource } from "./snapshot-profiles.ts";
import { TrendReader, type TrendOptions, type TrendRequest } from "./trends.ts";

export class ProfileService {
  readonly #engine: ProfileEngine;
  readonly #profiles: SnapshotProfiles;
  readonly #trends: TrendReader;

  /** `maxHeld`: decoded profiles to keep when nobody uses them. */
  constructor(
    engine: ProfileEngine,
    options: { readonly maxHeld?: number } = {},
  ) {
    this.#engine = engine;
    this.#profiles = new SnapshotProfiles(engine, options.maxHeld ?? 12);
    this.#trends = new TrendReader(engine, this.#profiles);
  }

  /** Another investigation, or none: everything decoded is dropped, and what is under way fails as `cancelled`. */
  use(source: SnapshotSource | null): void {
    this.#profiles.use(source);
  }

  /** Codes of all: not-found, and those of reading evidence and of the engine. */
  async summary(
    snapshotId: string,
    signal?: AbortSignal,
  ): Promise<ProfileSummary> {
    return this.#profiles.with(
      [snapshotId],
      signal,
      async (_ids, [summary]) => {
        if (summary === undefined) throw new Error("one snapshot, one summary");
        return summary;
      },
    );
  }

  /** `query.subject` names snapshots. */
  async top(query: TopQuery, signal?: AbortSignal): Promise<TopTable> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.top(own, signal),
    );
  }

  async lensEffect(
    query: LensQuery,
    signal?: AbortSignal,
  ): Promise<LensEffect> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.lensEffect(own, signal),
    );
  }

  async flame(query: FlameQuery, signal?: AbortSignal): Promise<FlameView> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.flame(own, signal),
    );
  }

  async sandwich(
    query: SandwichQuery,
    signal?: AbortSignal,
  ): Promise<SandwichView> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.sandwich(own, signal),
    );
  }

  async search(
    query: SearchQuery,
    signal?: AbortSignal,
  ): Promise<SearchResult> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.search(own, signal),
    );
  }

  async callers(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<CallersView> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.callers(own, signal),
    );
  }

  async functionValue(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<FunctionValue> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.functionValue(own, signal),
    );
  }

  async source(query: SourceQuery, signal?: AbortSignal): Promise<SourceLines> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.source(own, signal),
    );
  }

  async tags(query: LensQuery, signal?: AbortSignal): Promise<TagsReport> {
    return this.#profiles.about(query, signal, (own) =>
      this.#engine.tags(own, signal),
    );
  }

  async sites(snapshotId: string, signal?: AbortSignal): Promise<SiteTable> {
    return this.#profiles.with([snapshotId], signal, ([id]) =>
      this.#engine.sites(id ?? snapshotId, signal),
    );
  }

  async goroutines(
    snapshotId: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<readonly GoroutineGroup[]> {
    const pair = { id: snapshotId, beforeId };
    return this.#profiles.withPair(pair, signal, (own) =>
      this.#engine.goroutines(own.id, own.beforeId, signal),
    );
  }

  /** Who holds the heap; against an earlier graph of the same target, who holds more. Code: profile-incompatible. */
  async holders(
    snapshotId: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<HoldersView> {
    const pair = { id: snapshotId, beforeId };
    return this.#profiles.withPair(pair, signal, (own) =>
      this.#engine.holders(own.id, own.beforeId, signal),
    );
  }

  /** `query` names snapshots, as those of the next two do. Code: profile-incompatible. */
  async browseGoroutines(
    query: BrowseGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<BrowserView> {
    return this.#profiles.withPair(query, signal, (own) =>
      this.#engine.browseGoroutines({ ...query, ...own }, signal),
    );
  }

  async describeGoroutines(
    query: DescribeGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<GoroutineDetails | null> {
    return this.#profiles.withPair(query, signal, (own) =>
      this.#engine.describeGoroutines({ ...query, ...own }, signal),
    );
  }

  async findGoroutine(
    snapshotId: string,
    goroutine: number,
    signal?: AbortSignal,
  ): Promise<FoundGoroutine> {
    return this.#profiles.with([snapshotId], signal, ([id]) =>
      this.#engine.findGoroutine(id ?? snapshotId, goroutine, signal),
    );
  }

  async topStacks(
    snapshotId: string,
    count: number,
    signal?: AbortSignal,
  ): Promise<TopStacks> {
    return this.#profiles.with([snapshotId], signal, ([id]) =>
      this.#engine.topStacks(id ?? snapshotId, count, signal),
    );
  }

  /** Whether a difference of these two means anything, by all that is known of both. */
  async comparability(
    before: string,
    after: string,
    signal?: AbortSignal,
  ): Promise<Comparability> {
    const sides = [
      this.#profiles.snapshot(before),
      this.#profiles.snapshot(after),
    ];
    const events = this.#profiles.model?.events ?? [];
    const read = async (snapshot: Snapshot) => ({
      snapshot,
      summary:
        snapshot.kind === "spans"
          ? null
          : await this.summary(snapshot.id, signal),
    });
    const [first, second] = await Promise.all(sides.map(read));
    if (first === undefined || second === undefined)
      throw new Error("two snapshots, two sides");
    return compareProfileSnapshots(first, second, events);
  }

  /** `query` names snapshots. */
  async compare(
    query: CompareQuery,
    signal?: AbortSignal,
  ): Promise<ComparisonTable> {
    return this.#profiles.with(
      [query.before, query.after],
      signal,
      ([before = "", after = ""]) =>
        this.#engine.compare({ ...query, before, after }, signal),
    );
  }

  /**
   * The trend over these snapshots, of which few are held at a time, with its `limit` rows that moved most. Codes:
   * profile-incompatible (trends.ts), and those of the others.
   */
  async trend(
    request: TrendRequest,
    options: TrendOptions = {},
  ): Promise<TrendTable> {
    return this.#trends.read(request, options);
  }
}
