// Decoded profiles by id, and how queries look at them: one of them or a comparison of two, through a lens.

import { TrivetError } from "../../core/errors.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type {
  LensQuery,
  ProfileSubjectRef,
} from "../../services/ports/profile-queries.ts";
import { FilteredProfiles, type SeenProfile } from "./filtered-profiles.ts";
import { HeldComparisons } from "./held-comparisons.ts";

/** A subject as a whole, and what a lens leaves of it. */
export interface Look {
  readonly whole: Profile;
  readonly seen: SeenProfile;
}

export class LoadedProfiles {
  readonly #profiles = new Map<string, Profile>();
  readonly #filtered = new FilteredProfiles();
  readonly #comparisons = new HeldComparisons((id) => this.get(id));

  keep(id: string, profile: Profile): void {
    this.#profiles.set(id, profile);
  }

  /** With all that was made from it. */
  forget(id: string): void {
    this.#profiles.delete(id);
    this.#filtered.forget(id);
    this.#comparisons.forget(id);
  }

  has(id: string): boolean {
    return this.#profiles.has(id);
  }

  /** Code: not-found. */
  get(id: string): Profile {
    const profile = this.#profiles.get(id);
    if (profile === undefined)
      throw new TrivetError("not-found", `profile ${id} is not loaded`);
    return profile;
  }

  /** Codes: not-found, expression-invalid. */
  async look(query: LensQuery, checkpoint: Checkpoint): Promise<Look> {
    const { subject, lens } = query;
    const whole =
      subject.kind === "single"
        ? this.get(subject.id)
        : this.#comparisons.merged(subject, checkpoint);
    const ids =
      subject.kind === "single"
        ? [subject.id]
        : [subject.before, subject.after];
    const key = JSON.stringify(subject);
    const of = { profile: whole, ids, key };
    const seen = await this.#filtered.through(of, lens, checkpoint);
    return { whole, seen };
  }

  /** As `look`, for pictures, which have both sides of every stack. */
  lookAtBothSides(query: LensQuery, checkpoint: Checkpoint): Promise<Look> {
    const subject = withBothSides(query.subject);
    return this.look({ ...query, subject }, checkpoint);
  }
}

/** `base` would have cancelled them. */
function withBothSides(subject: ProfileSubjectRef): ProfileSubjectRef {
  return subject.kind === "single"
    ? subject
    : { ...subject, mode: "diff-base" };
}

/** As an option: absent where the query leaves the choice to the profile. */
export function sampleTypeOf(query: { readonly sampleType?: string }): {
  readonly sampleType?: string;
} {
  return query.sampleType === undefined ? {} : { sampleType: query.sampleType };
}
