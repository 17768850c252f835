// What the engine answers, question by question, from the profiles that are loaded. The same object serves the command
// line in its own thread and the window from a worker.

import {
  summarizeHolders,
  type HolderSummary,
} from "../../core/object-graph/holder-summary.ts";
import { buildGroupsView } from "../../core/object-graph/groups-view.ts";
import { readGroups } from "../../core/object-graph/kept-groups.ts";
import {
  isApproximateGraph,
  readHoldersProfile,
} from "../../core/object-graph/holders-profile.ts";
import {
  buildHoldersView,
  type HoldersView,
} from "../../core/object-graph/holders-view.ts";
import { buildSiteTable } from "../../core/pprof/allocation-sites.ts";
import type { CallersView } from "../../core/pprof/callers.ts";
import { dropOwnFrames } from "../../core/pprof/filter/prune.ts";
import { FlameViews } from "../../core/pprof/flame-view.ts";
import type { FunctionValue } from "../../core/pprof/function-value.ts";
import { buildGoroutineGroups } from "../../core/pprof/goroutine-groups.ts";
import { describeLensEffect } from "../../core/pprof/lens-effect.ts";
import type { LensEffect } from "../../core/pprof/lens.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type { TagsReport } from "../../core/pprof/report/tags.ts";
import { reportTotal, sampleTypeIndex } from "../../core/pprof/sample-type.ts";
import type { SandwichView } from "../../core/pprof/sandwich.ts";
import type { SearchResult } from "../../core/pprof/search-frames.ts";
import type { SourceLines } from "../../core/pprof/source-view.ts";
import { summarizeProfile } from "../../core/pprof/summary.ts";
import { buildTopStacks, type TopStacks } from "../../core/pprof/top-stacks.ts";
import type {
  ComparisonTable,
  ExactInteger,
  FlameView,
  GoroutineGroup,
  ProfileSummary,
  SiteTable,
  TopTable,
} from "../../core/pprof/views.ts";
import type {
  CompareQuery,
  FlameQuery,
  FunctionQuery,
  LensQuery,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "../../services/ports/profile-queries.ts";
import { HeldGoroutines } from "./held-goroutines.ts";
import { HeldTrends } from "./held-trends.ts";
import { LoadedProfiles } from "./loaded-profiles.ts";
import { flameView, sandwichView, searchView } from "./picture-views.ts";
import { readProfileOrDump } from "./read-profile.ts";
import {
  callersView,
  functionValueView,
  sourceView,
  tagsView,
} from "./report-views.ts";
import { comparisonView, topView } from "./table-views.ts";
import { maxProfileBytes } from "./unpack-profile.ts";

/** As pprof does before all else: without the frames that the profile itself wants dropped. Go's own name none. */
async function withoutOwnDrops(profile: Profile): Promise<Profile> {
  if (profile.dropFrames === "") return profile;
  const { compileExpression } = await import("./compile-expression.ts");
  return dropOwnFrames(profile, compileExpression);
}

export class HeldProfiles {
  readonly #maxBytes: number;
  readonly #flames = new FlameViews();
  readonly #loaded = new LoadedProfiles();
  readonly dumps = new HeldGoroutines((id) => this.#loaded.get(id));
  readonly trends = new HeldTrends();

  constructor(options: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? maxProfileBytes;
  }

  async load(
    id: string,
    bytes: Uint8Array,
    checkpoint: Checkpoint,
  ): Promise<ProfileSummary> {
    const {
      profile: whole,
      dump,
      text,
    } = await readProfileOrDump(bytes, checkpoint, this.#maxBytes);
    const summary = summarizeProfile(whole);
    const profile = await withoutOwnDrops(whole);
    checkpoint();
    this.unload(id);
    this.#loaded.keep(id, profile);
    if (dump !== null) this.dumps.keep(id, dump, text);
    return summary;
  }

  has(id: string): boolean {
    return this.#loaded.has(id);
  }

  unload(id: string): void {
    this.#flames.clear();
    this.#loaded.forget(id);
    this.dumps.forget(id);
  }

  async top(query: TopQuery, checkpoint: Checkpoint): Promise<TopTable> {
    return topView(this.#loaded, query, checkpoint);
  }

  async compare(
    query: CompareQuery,
    checkpoint: Checkpoint,
  ): Promise<ComparisonTable> {
    return comparisonView(this.#loaded, query, checkpoint);
  }

  async flame(query: FlameQuery, checkpoint: Checkpoint): Promise<FlameView> {
    return flameView(this.#loaded, this.#flames, query, checkpoint);
  }

  async sandwich(
    query: SandwichQuery,
    checkpoint: Checkpoint,
  ): Promise<SandwichView> {
    return sandwichView(this.#loaded, query, checkpoint);
  }

  async search(
    query: SearchQuery,
    checkpoint: Checkpoint,
  ): Promise<SearchResult> {
    return searchView(this.#loaded, query, checkpoint);
  }

  async callers(
    query: FunctionQuery,
    checkpoint: Checkpoint,
  ): Promise<CallersView> {
    return callersView(this.#loaded, query, checkpoint);
  }

  async functionValue(
    query: FunctionQuery,
    checkpoint: Checkpoint,
  ): Promise<FunctionValue> {
    return functionValueView(this.#loaded, query, checkpoint);
  }

  async source(
    query: SourceQuery,
    checkpoint: Checkpoint,
  ): Promise<SourceLines> {
    return sourceView(this.#loaded, query, checkpoint);
  }

  async tags(query: LensQuery, checkpoint: Checkpoint): Promise<TagsReport> {
    return tagsView(this.#loaded, query, checkpoint);
  }

  async lensEffect(
    query: LensQuery,
    checkpoint: Checkpoint,
  ): Promise<LensEffect> {
    const { whole, seen } = await this.#loaded.lookAtBothSides(
      query,
      checkpoint,
    );
    return describeLensEffect(
      whole,
      seen.profile,
      seen.unmatched,
      query.sampleType,
    );
  }

  async trendAdd(
    trendId: string,
    query: TrendQuery,
    { id, atMillis }: { readonly id: string; readonly atMillis: number },
    checkpoint: Checkpoint,
  ): Promise<void> {
    const subject = { kind: "single", id } as const;
    const { seen } = await this.#loaded.look({ ...query, subject }, checkpoint);
    this.trends.add(trendId, query, seen.profile, atMillis, checkpoint);
  }

  holderSummary(id: string): HolderSummary {
    const profile = this.#loaded.get(id);
    return summarizeHolders(
      readHoldersProfile(profile),
      isApproximateGraph(profile),
    );
  }

  holders(id: string, beforeId: string | null): HoldersView {
    const profile = this.#loaded.get(id);
    const before = beforeId === null ? null : this.#loaded.get(beforeId);
    const tree = readHoldersProfile(profile);
    const groups = readGroups(profile);
    return buildHoldersView(
      tree,
      before === null ? null : readHoldersProfile(before),
      groups === null
        ? null
        : buildGroupsView(
            groups,
            before === null ? null : readGroups(before),
            tree.nodes[0]!.retainedBytes,
          ),
    );
  }

  sites(id: string, checkpoint: Checkpoint): SiteTable {
    return buildSiteTable(this.#loaded.get(id), checkpoint);
  }

  goroutines(
    id: string,
    beforeId: string | null,
    checkpoint: Checkpoint,
  ): readonly GoroutineGroup[] {
    return buildGoroutineGroups(
      this.#loaded.get(id),
      beforeId === null ? null : this.#loaded.get(beforeId),
      checkpoint,
    );
  }

  topStacks(id: string, count: number, checkpoint: Checkpoint): TopStacks {
    return buildTopStacks(this.#loaded.get(id), count, checkpoint);
  }

  total(id: string, sampleType: string): ExactInteger {
    const profile = this.#loaded.get(id);
    return reportTotal(profile, sampleTypeIndex(profile, sampleType));
  }
}
