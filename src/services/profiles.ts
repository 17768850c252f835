// Profiles by snapshot: loads a snapshot's evidence into the engine when something of it is first asked for, and keeps
// the last few. Front ends speak of snapshots only; that a profile has to be decoded first is nobody else's concern.

import type { HoldersView } from "../core/object-graph/holders-view.ts";
import { TrivetError } from "../core/errors.ts";
import {
  compareProfileSnapshots,
  type Comparability,
} from "../core/investigation/comparability.ts";
import type {
  GcCycle,
  InvestigationEvent,
  Snapshot,
} from "../core/investigation/model.ts";
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
  GoroutineSubject,
  FunctionQuery,
  LensQuery,
  ProfileSubjectRef,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "./ports/profile-queries.ts";
import { datedForTrend } from "./trends.ts";

/** What the service needs of an investigation; a JournalWriter is one, and so is an opened archive with its model. */
export interface SnapshotSource {
  readonly model: {
    readonly snapshots: readonly Snapshot[];
    /** They date what snapshots show, and tell of restarts between them. */
    readonly gcCycles?: readonly GcCycle[];
    readonly events?: readonly InvestigationEvent[];
  };
  readEvidence(member: string): Promise<Uint8Array>;
}

export interface TrendRequest extends TrendQuery {
  /** In any order. */
  readonly snapshotIds: readonly string[];
  readonly limit: number;
}

/** A profile in use, or kept for the next question. */
interface Held {
  readonly engineId: string;
  readonly snapshot: Snapshot;
  readonly source: SnapshotSource;
  /** Null while the engine works on it. */
  loading: Promise<ProfileSummary> | null;
  summary: ProfileSummary | null;
  users: number;
}

export class ProfileService {
  readonly #engine: ProfileEngine;
  readonly #maxHeld: number;
  #source: SnapshotSource | null = null;
  /** Snapshot ids are unique within an investigation only, engine ids carry which one it was. */
  #generation = 0;
  #lastTrend = 0;
  /** By snapshot id, least recently used first. */
  readonly #held = new Map<string, Held>();

  /** `maxHeld`: decoded profiles to keep when nobody uses them. */
  constructor(
    engine: ProfileEngine,
    options: { readonly maxHeld?: number } = {},
  ) {
    this.#engine = engine;
    this.#maxHeld = options.maxHeld ?? 12;
  }

  /** Another investigation, or none: everything decoded is dropped, and what is under way fails as `cancelled`. */
  use(source: SnapshotSource | null): void {
    for (const held of this.#held.values()) this.#engine.unload(held.engineId);
    this.#held.clear();
    this.#generation++;
    this.#source = source;
  }

  /** Codes of all: not-found, and those of reading evidence and of the engine. */
  async summary(
    snapshotId: string,
    signal?: AbortSignal,
  ): Promise<ProfileSummary> {
    return this.#with([snapshotId], signal, async (_ids, [summary]) => {
      if (summary === undefined) throw new Error("one snapshot, one summary");
      return summary;
    });
  }

  /** `query.subject` names snapshots. */
  async top(query: TopQuery, signal?: AbortSignal): Promise<TopTable> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.top(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async lensEffect(
    query: LensQuery,
    signal?: AbortSignal,
  ): Promise<LensEffect> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.lensEffect(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async flame(query: FlameQuery, signal?: AbortSignal): Promise<FlameView> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.flame(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async sandwich(
    query: SandwichQuery,
    signal?: AbortSignal,
  ): Promise<SandwichView> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.sandwich(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async search(
    query: SearchQuery,
    signal?: AbortSignal,
  ): Promise<SearchResult> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.search(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async callers(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<CallersView> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.callers(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async functionValue(
    query: FunctionQuery,
    signal?: AbortSignal,
  ): Promise<FunctionValue> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.functionValue(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async source(query: SourceQuery, signal?: AbortSignal): Promise<SourceLines> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.source(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async tags(query: LensQuery, signal?: AbortSignal): Promise<TagsReport> {
    return this.#with(snapshotsOf(query.subject), signal, (ids) =>
      this.#engine.tags(
        { ...query, subject: renamed(query.subject, ids) },
        signal,
      ),
    );
  }

  async sites(snapshotId: string, signal?: AbortSignal): Promise<SiteTable> {
    return this.#with([snapshotId], signal, ([id]) =>
      this.#engine.sites(id ?? snapshotId, signal),
    );
  }

  async goroutines(
    snapshotId: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<readonly GoroutineGroup[]> {
    const snapshots = beforeId === null ? [snapshotId] : [snapshotId, beforeId];
    return this.#with(snapshots, signal, ([id, before]) =>
      this.#engine.goroutines(id ?? snapshotId, before ?? null, signal),
    );
  }

  /** Who holds the heap; against an earlier graph of the same target, who holds more. Code: profile-incompatible. */
  async holders(
    snapshotId: string,
    beforeId: string | null,
    signal?: AbortSignal,
  ): Promise<HoldersView> {
    const snapshots = beforeId === null ? [snapshotId] : [snapshotId, beforeId];
    return this.#with(snapshots, signal, ([id, before]) =>
      this.#engine.holders(id ?? snapshotId, before ?? null, signal),
    );
  }

  /** `query` names snapshots, as those of the next two do. Code: profile-incompatible. */
  async browseGoroutines(
    query: BrowseGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<BrowserView> {
    return this.#withPair(query, signal, (own) =>
      this.#engine.browseGoroutines({ ...query, ...own }, signal),
    );
  }

  async describeGoroutines(
    query: DescribeGoroutinesQuery,
    signal?: AbortSignal,
  ): Promise<GoroutineDetails | null> {
    return this.#withPair(query, signal, (own) =>
      this.#engine.describeGoroutines({ ...query, ...own }, signal),
    );
  }

  async findGoroutine(
    snapshotId: string,
    goroutine: number,
    signal?: AbortSignal,
  ): Promise<FoundGoroutine> {
    return this.#with([snapshotId], signal, ([id]) =>
      this.#engine.findGoroutine(id ?? snapshotId, goroutine, signal),
    );
  }

  async topStacks(
    snapshotId: string,
    count: number,
    signal?: AbortSignal,
  ): Promise<TopStacks> {
    return this.#with([snapshotId], signal, ([id]) =>
      this.#engine.topStacks(id ?? snapshotId, count, signal),
    );
  }

  /** Whether a difference of these two means anything, by all that is known of both. */
  async comparability(
    before: string,
    after: string,
    signal?: AbortSignal,
  ): Promise<Comparability> {
    const sides = [this.#snapshot(before), this.#snapshot(after)];
    const events = this.#source?.model.events ?? [];
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
    return this.#with(
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
    { snapshotIds, limit, ...query }: TrendRequest,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (done: number, total: number) => void;
    } = {},
  ): Promise<TrendTable> {
    const { signal, onProgress } = options;
    const dated = datedForTrend(
      [...new Set(snapshotIds)].map((id) => this.#snapshot(id)),
      this.#source?.model.gcCycles ?? [],
    );
    const trendId = `${this.#generation}/trend-${++this.#lastTrend}`;
    try {
      for (const [at, { snapshot, atMillis }] of dated.entries()) {
        onProgress?.(at, dated.length);
        await this.#with([snapshot.id], signal, ([id = ""]) =>
          this.#engine.trendAdd(trendId, query, { id, atMillis }, signal),
        );
      }
      onProgress?.(dated.length, dated.length);
      return await this.#engine.trendFinish(trendId, limit, signal);
    } catch (error) {
      this.#engine.trendDrop(trendId);
      throw error;
    }
  }

  #snapshot(id: string): Snapshot {
    const snapshot = this.#source?.model.snapshots.find(
      (candidate) => candidate.id === id,
    );
    if (snapshot === undefined)
      throw new TrivetError("not-found", `no snapshot ${id}`);
    return snapshot;
  }

  /** Runs `use` with the engine ids of these snapshots, none of which is dropped before it is done. */
  async #with<T>(
    snapshotIds: readonly string[],
    signal: AbortSignal | undefined,
    use: (
      engineIds: readonly string[],
      summaries: readonly ProfileSummary[],
    ) => Promise<T>,
  ): Promise<T> {
    const held = snapshotIds.map((id) => this.#hold(id));
    try {
      const summaries: ProfileSummary[] = [];
      for (const profile of held)
        summaries.push(await this.#ensureLoaded(profile, signal));
      return await use(
        held.map((profile) => profile.engineId),
        summaries,
      );
    } finally {
      for (const profile of held) profile.users--;
      this.#dropUnused();
    }
  }

  /** Runs `use` with the engine's ids of a snapshot and the earlier one. */
  async #withPair<T>(
    { id, beforeId }: GoroutineSubject,
    signal: AbortSignal | undefined,
    use: (own: Pick<GoroutineSubject, "id" | "beforeId">) => Promise<T>,
  ): Promise<T> {
    const snapshots = beforeId === null ? [id] : [id, beforeId];
    return this.#with(snapshots, signal, ([own, before]) =>
      use({ id: own ?? id, beforeId: before ?? null }),
    );
  }

  #hold(snapshotId: string): Held {
    const held = this.#held.get(snapshotId) ?? this.#newHeld(snapshotId);
    held.users++;
    this.#held.delete(snapshotId);
    this.#held.set(snapshotId, held);
    return held;
  }

  #newHeld(snapshotId: string): Held {
    const snapshot = this.#snapshot(snapshotId);
    if (this.#source === null || snapshot.kind === "spans")
      throw new TrivetError(
        "profile-incompatible",
        `snapshot ${snapshotId} is a census of spans, not a profile`,
      );
    return {
      engineId: `${this.#generation}/${snapshotId}`,
      snapshot,
      source: this.#source,
      loading: null,
      summary: null,
      users: 0,
    };
  }

  async #ensureLoaded(
    held: Held,
    signal: AbortSignal | undefined,
  ): Promise<ProfileSummary> {
    // An engine that was restarted has forgotten what it held.
    if (held.summary !== null && this.#engine.isLoaded(held.engineId))
      return held.summary;
    held.loading ??= this.#load(held).finally(() => {
      held.loading = null;
    });
    // The load goes on when one of those who wait for it gives up: the others still want it, and so will the next.
    return abandonOnAbort(held.loading, signal);
  }

  async #load(held: Held): Promise<ProfileSummary> {
    const bytes = await held.source.readEvidence(held.snapshot.member);
    held.summary = await this.#engine.load(held.engineId, bytes);
    if (this.#held.get(held.snapshot.id) !== held) {
      this.#engine.unload(held.engineId);
      throw new TrivetError(
        "cancelled",
        "another investigation was opened meanwhile",
      );
    }
    return held.summary;
  }

  #dropUnused(): void {
    for (const [snapshotId, held] of this.#held) {
      if (this.#held.size <= this.#maxHeld) return;
      if (held.users > 0) continue;
      this.#held.delete(snapshotId);
      this.#engine.unload(held.engineId);
    }
  }
}

function snapshotsOf(subject: ProfileSubjectRef): readonly string[] {
  return subject.kind === "single"
    ? [subject.id]
    : [subject.before, subject.after];
}

/** The subject with engine ids, in the order of `snapshotsOf`. */
function renamed(
  subject: ProfileSubjectRef,
  ids: readonly string[],
): ProfileSubjectRef {
  const [first = "", second = ""] = ids;
  return subject.kind === "single"
    ? { ...subject, id: first }
    : { ...subject, before: first, after: second };
}

async function abandonOnAbort<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  if (signal.aborted) throw new TrivetError("cancelled", "cancelled");
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(new TrivetError("cancelled", "cancelled"));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}
