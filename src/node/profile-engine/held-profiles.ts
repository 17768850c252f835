// Decoded profiles by id, and their views. The same object serves the command line in its own thread and the window from
// a worker.

import { TrivetError } from "../../core/errors.ts";
import { buildSiteTable } from "../../core/pprof/allocation-sites.ts";
import {
  compareProfiles,
  type ComparisonMode,
} from "../../core/pprof/compare.ts";
import { buildFlameView } from "../../core/pprof/flame-view.ts";
import { buildGoroutineGroups } from "../../core/pprof/goroutine-groups.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { reportTotal, sampleTypeIndex } from "../../core/pprof/sample-type.ts";
import { summarizeProfile } from "../../core/pprof/summary.ts";
import { buildTopTable } from "../../core/pprof/top-table.ts";
import type {
  ExactInteger,
  FlameView,
  GoroutineGroup,
  ProfileSummary,
  SiteTable,
  TopTable,
} from "../../core/pprof/views.ts";
import type {
  FlameQuery,
  ProfileSubjectRef,
  TopQuery,
} from "../../services/ports.ts";
import { readProfile } from "./read-profile.ts";
import { maxProfileBytes } from "./unpack-profile.ts";

/** Merged comparisons kept: flame graph and table of one pair ask for the same, and people go back and forth. */
const keptComparisons = 3;

export class HeldProfiles {
  readonly #maxBytes: number;
  readonly #profiles = new Map<string, Profile>();
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
    const profile = await readProfile(bytes, checkpoint, this.#maxBytes);
    const summary = summarizeProfile(profile);
    checkpoint();
    this.unload(id);
    this.#profiles.set(id, profile);
    return summary;
  }

  has(id: string): boolean {
    return this.#profiles.has(id);
  }

  unload(id: string): void {
    this.#profiles.delete(id);
    for (const [key, comparison] of this.#comparisons)
      if (comparison.ids.includes(id)) this.#comparisons.delete(key);
  }

  top(query: TopQuery, checkpoint: Checkpoint): TopTable {
    return buildTopTable(
      this.#subject(query.subject, checkpoint),
      query,
      checkpoint,
    );
  }

  flame(query: FlameQuery, checkpoint: Checkpoint): FlameView {
    const { subject } = query;
    // The picture has both sides of every stack, and `base` would have cancelled them.
    const profile =
      subject.kind === "single"
        ? this.#get(subject.id)
        : this.#subject({ ...subject, mode: "diff-base" }, checkpoint);
    return buildFlameView(
      profile,
      { ...query, comparison: subject.kind === "comparison" },
      checkpoint,
    );
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
