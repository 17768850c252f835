// Decoded profiles by id, and their views. The same object serves the command line in its own thread and the window from
// a worker.

import { TrivetError } from "../../core/errors.ts";
import type { HolderTree } from "../../core/object-graph/holder-tree.ts";
import {
  isApproximateGraph,
  readHoldersProfile,
} from "../../core/object-graph/holders-profile.ts";
import {
  summarizeHolders,
  type HolderSummary,
} from "../../core/object-graph/holder-summary.ts";
import {
  buildHoldersView,
  type HoldersView,
} from "../../core/object-graph/holders-view.ts";
import { withIntervals } from "../../core/comparison/top-intervals.ts";
import { buildSiteTable } from "../../core/pprof/allocation-sites.ts";
import {
  compareProfiles,
  type ComparisonMode,
} from "../../core/pprof/compare.ts";
import { addTagFrames } from "../../core/pprof/filter/tag-frames.ts";
import { dropOwnFrames } from "../../core/pprof/filter/prune.ts";
import { FlameViews } from "../../core/pprof/flame-view.ts";
import { buildGoroutineGroups } from "../../core/pprof/goroutine-groups.ts";
import { describeLensEffect } from "../../core/pprof/lens-effect.ts";
import { buildComparisonTable } from "../../core/comparison/comparison-table.ts";
import { grossPart } from "../../core/comparison/gross-part.ts";
import { sampledSides } from "../../core/comparison/sampled-sides.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import {
  baseLabel,
  reportTotal,
  sampleTypeIndex,
} from "../../core/pprof/sample-type.ts";
import { buildSandwich, type SandwichView } from "../../core/pprof/sandwich.ts";
import {
  searchFrames,
  type SearchResult,
} from "../../core/pprof/search-frames.ts";
import { compileSearchText } from "../../core/pprof/search-text.ts";
import { summarizeProfile } from "../../core/pprof/summary.ts";
import { buildTopStacks, type TopStacks } from "../../core/pprof/top-stacks.ts";
import { buildTopTable } from "../../core/pprof/top-table.ts";
import { buildCallers, type CallersView } from "../../core/pprof/callers.ts";
import {
  buildFunctionValue,
  type FunctionValue,
} from "../../core/pprof/function-value.ts";
import type { LensEffect } from "../../core/pprof/lens.ts";
import { filteredSubject } from "../../core/pprof/report/filtered-subject.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import { buildTags, type TagsReport } from "../../core/pprof/report/tags.ts";
import {
  buildSourceView,
  type SourceLines,
} from "../../core/pprof/source-view.ts";
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
  ProfileSubjectRef,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "../../services/ports/profile-queries.ts";
import { FilteredProfiles, type SeenProfile } from "./filtered-profiles.ts";
import { HeldGoroutines } from "./held-goroutines.ts";
import { HeldTrends } from "./held-trends.ts";
import { readProfileOrDump } from "./read-profile.ts";
import { maxProfileBytes } from "./unpack-profile.ts";

/** As pprof does before all else: without the frames that the profile itself wants dropped. Go's own name none. */
async function withoutOwnDrops(profile: Profile): Promise<Profile> {
  if (profile.dropFrames === "") return profile;
  const { compileExpression } = await import("./compile-expression.ts");
  return dropOwnFrames(profile, compileExpression);
}

/** Merged comparisons kept: flame graph and table of one pair ask for the same, and people go back and forth. */
const keptComparisons = 3;

export class HeldProfiles {
  readonly #maxBytes: number;
  readonly #flames = new FlameViews();
  readonly #profiles = new Map<string, Profile>();
  readonly #filtered = new FilteredProfiles();
  readonly dumps = new HeldGoroutines((id) => this.#get(id));
  readonly trends = new HeldTrends();
  /** Least recently used first. */
  readonly #comparisons = new Map<
    string,
    { readonly ids: readonly string[]; readonly profile: Profile }
  >();

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
    this.#profiles.set(id, profile);
    if (dump !== null) this.dumps.keep(id, dump, text);
    return summary;
  }

  has(id: string): boolean {
    return this.#profiles.has(id);
  }

  holderSummary(id: string): HolderSummary {
    const profile = this.#get(id);
    return summarizeHolders(
      readHoldersProfile(profile),
      isApproximateGraph(profile),
    );
  }

  holders(id: string, beforeId: string | null): HoldersView {
    const tree = (of: string): HolderTree => readHoldersProfile(this.#get(of));
    return buildHoldersView(
      tree(id),
      beforeId === null ? null : tree(beforeId),
    );
  }

  unload(id: string): void {
    this.#flames.clear();
    this.#profiles.delete(id);
    this.#filtered.forget(id);
    this.dumps.forget(id);
    for (const [key, comparison] of this.#comparisons)
      if (comparison.ids.includes(id)) this.#comparisons.delete(key);
  }

  async top(query: TopQuery, checkpoint: Checkpoint): Promise<TopTable> {
    const { granularity, noInlines, dropNegative } = query.lens;
    const { whole, seen } = await this.#look(query, checkpoint);
    const options = { granularity, noInlines, ...sampleTypeOf(query) };
    const table = buildTopTable(
      seen.profile,
      {
        ...options,
        dropNegative,
        cum: query.cum,
        // As in pprof, percentages are of what there was before the filters.
        total: reportTotal(whole, sampleTypeIndex(whole, query.sampleType)),
      },
      checkpoint,
    );
    return query.intervals === true
      ? withIntervals(table, seen.profile, options, checkpoint)
      : table;
  }

  async lensEffect(
    query: LensQuery,
    checkpoint: Checkpoint,
  ): Promise<LensEffect> {
    const { whole, seen } = await this.#look(
      { ...query, subject: withBothSides(query.subject) },
      checkpoint,
    );
    return describeLensEffect(
      whole,
      seen.profile,
      seen.unmatched,
      query.sampleType,
    );
  }

  async flame(query: FlameQuery, checkpoint: Checkpoint): Promise<FlameView> {
    const { subject, lens } = query;
    const { seen } = await this.#look(
      { ...query, subject: withBothSides(subject) },
      checkpoint,
    );
    const { profile } = addTagFrames(
      seen.profile,
      query.tagRoot ?? [],
      [],
      "minimum",
    );
    const { part } = query;
    return this.#flames.build(
      subject.kind === "single" || part === undefined
        ? profile
        : grossPart(
            profile,
            sampleTypeIndex(profile, query.sampleType),
            part,
            checkpoint,
          ),
      {
        ...sampleTypeOf(query),
        // pprof's own picture tells functions of the same name in two files apart, and a frame has a place to open.
        granularity:
          lens.granularity === "functions" ? "filefunctions" : lens.granularity,
        noInlines: lens.noInlines,
        dropNegative: lens.dropNegative,
        minFraction: query.minFraction,
        zoom: query.zoom,
        comparison: subject.kind === "comparison",
      },
      checkpoint,
    );
  }

  async sandwich(
    query: SandwichQuery,
    checkpoint: Checkpoint,
  ): Promise<SandwichView> {
    const { subject, lens } = query;
    const { seen } = await this.#look(
      { ...query, subject: withBothSides(subject) },
      checkpoint,
    );
    return buildSandwich(
      seen.profile,
      query.function,
      {
        ...sampleTypeOf(query),
        noInlines: lens.noInlines,
        dropNegative: lens.dropNegative,
        minFraction: query.minFraction,
        comparison: subject.kind === "comparison",
      },
      checkpoint,
    );
  }

  async search(
    query: SearchQuery,
    checkpoint: Checkpoint,
  ): Promise<SearchResult> {
    const { compileExpression } = await import("./compile-expression.ts");
    const matches = compileSearchText(query.text, compileExpression);
    const { seen } = await this.#look(
      { ...query, subject: withBothSides(query.subject) },
      checkpoint,
    );
    return searchFrames(
      seen.profile,
      matches ?? (() => false),
      {
        ...sampleTypeOf(query),
        granularity: query.lens.granularity,
        noInlines: query.lens.noInlines,
      },
      checkpoint,
    );
  }

  async callers(
    query: FunctionQuery,
    checkpoint: Checkpoint,
  ): Promise<CallersView> {
    const subject = await this.#reportSubject(query, checkpoint);
    const { lens } = query;
    return buildCallers(
      subject,
      query.function,
      // Whole files have no name to be found by.
      lens.granularity === "files"
        ? { ...lens, granularity: "functions" }
        : lens,
      checkpoint,
    );
  }

  async functionValue(
    query: FunctionQuery,
    checkpoint: Checkpoint,
  ): Promise<FunctionValue> {
    const subject = await this.#reportSubject(query, checkpoint);
    return buildFunctionValue(subject, query.function, query.lens, checkpoint);
  }

  async source(
    query: SourceQuery,
    checkpoint: Checkpoint,
  ): Promise<SourceLines> {
    const subject = await this.#reportSubject(query, checkpoint);
    return buildSourceView(subject, query, query.lens, checkpoint);
  }

  async tags(query: LensQuery, checkpoint: Checkpoint): Promise<TagsReport> {
    const subject = await this.#reportSubject(query, checkpoint);
    const report = buildTags(subject, checkpoint);
    // What marks the base's samples in a difference is no label of anybody's.
    const tags = report.tags.filter(({ key }) => key !== baseLabel.key);
    return { ...report, tags };
  }

  async compare(
    { before, after, ...query }: CompareQuery,
    checkpoint: Checkpoint,
  ): Promise<ComparisonTable> {
    const subject = {
      kind: "comparison",
      before,
      after,
      mode: "diff-base",
      normalize: false,
    } as const;
    const { seen } = await this.#look({ ...query, subject }, checkpoint);
    const { granularity, noInlines, dropNegative } = query.lens;
    return buildComparisonTable(
      seen.profile,
      {
        ...sampleTypeOf(query),
        granularity,
        noInlines,
        dropNegative,
        // Of the whole profiles: a filter may leave nothing that tells processes apart.
        sides: sampledSides(this.#get(before), this.#get(after)),
      },
      checkpoint,
    );
  }

  async trendAdd(
    trendId: string,
    query: TrendQuery,
    { id, atMillis }: { readonly id: string; readonly atMillis: number },
    checkpoint: Checkpoint,
  ): Promise<void> {
    const subject = { kind: "single", id } as const;
    const { seen } = await this.#look({ ...query, subject }, checkpoint);
    this.trends.add(trendId, query, seen.profile, atMillis, checkpoint);
  }

  sites(id: string, checkpoint: Checkpoint): SiteTable {
    return buildSiteTable(this.#get(id), checkpoint);
  }

  goroutines(
    id: string,
    beforeId: string | null,
    checkpoint: Checkpoint,
  ): readonly GoroutineGroup[] {
    return buildGoroutineGroups(
      this.#get(id),
      beforeId === null ? null : this.#get(beforeId),
      checkpoint,
    );
  }

  topStacks(id: string, count: number, checkpoint: Checkpoint): TopStacks {
    return buildTopStacks(this.#get(id), count, checkpoint);
  }

  total(id: string, sampleType: string): ExactInteger {
    const profile = this.#get(id);
    return reportTotal(profile, sampleTypeIndex(profile, sampleType));
  }

  #get(id: string): Profile {
    const profile = this.#profiles.get(id);
    if (profile === undefined)
      throw new TrivetError("not-found", `profile ${id} is not loaded`);
    return profile;
  }

  #subject(subject: ProfileSubjectRef, checkpoint: Checkpoint): Profile {
    return subject.kind === "single"
      ? this.#get(subject.id)
      : this.#comparison(subject, checkpoint);
  }

  /** A subject as a whole, and what a lens leaves of it. */
  async #look(
    query: LensQuery,
    checkpoint: Checkpoint,
  ): Promise<{ readonly whole: Profile; readonly seen: SeenProfile }> {
    const { subject, lens } = query;
    const whole = this.#subject(subject, checkpoint);
    const ids =
      subject.kind === "single"
        ? [subject.id]
        : [subject.before, subject.after];
    const key = JSON.stringify(subject);
    const of = { profile: whole, ids, key };
    const seen = await this.#filtered.through(of, lens, checkpoint);
    return { whole, seen };
  }

  /** What the reports of the command line take. */
  async #reportSubject(
    query: LensQuery,
    checkpoint: Checkpoint,
  ): Promise<ReportSubject> {
    const { whole, seen } = await this.#look(query, checkpoint);
    return filteredSubject(whole, seen.profile, query.sampleType);
  }

  #comparison(
    of: {
      readonly before: string;
      readonly after: string;
      readonly mode: ComparisonMode;
      readonly normalize: boolean;
    },
    checkpoint: Checkpoint,
  ): Profile {
    const ids = [of.before, of.after];
    const key = JSON.stringify([...ids, of.mode, of.normalize]);
    const known = this.#comparisons.get(key);
    const comparison = known ?? {
      ids,
      profile: compareProfiles(
        this.#get(of.before),
        this.#get(of.after),
        of,
        checkpoint,
      ),
    };
    this.#comparisons.delete(key);
    this.#comparisons.set(key, comparison);
    const [oldest] = this.#comparisons.keys();
    if (this.#comparisons.size > keptComparisons && oldest !== undefined)
      this.#comparisons.delete(oldest);
    return comparison.profile;
  }
}

/** A picture has both sides of every stack, and `base` would have cancelled them. */
function withBothSides(subject: ProfileSubjectRef): ProfileSubjectRef {
  return subject.kind === "single"
    ? subject
    : { ...subject, mode: "diff-base" };
}

function sampleTypeOf(query: { readonly sampleType?: string }): {
  readonly sampleType?: string;
} {
  return query.sampleType === undefined ? {} : { sampleType: query.sampleType };
}
