// Merged comparisons, kept for the next question: flame graph and table of one pair ask for the same, and people go back
// and forth.

import {
  compareProfiles,
  type ComparisonMode,
} from "../../core/pprof/compare.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";

const kept = 3;

export class HeldComparisons {
  /** Least recently used first. */
  readonly #comparisons = new Map<
    string,
    { readonly ids: readonly string[]; readonly profile: Profile }
  >();
  readonly #profileOf: (id: string) => Profile;

  /** `profileOf` throws for an id that is not loaded. */
  constructor(profileOf: (id: string) => Profile) {
    this.#profileOf = profileOf;
  }

  /** Both profiles as one; it is made when it is not kept. */
  merged(
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
        this.#profileOf(of.before),
        this.#profileOf(of.after),
        of,
        checkpoint,
      ),
    };
    this.#comparisons.delete(key);
    this.#comparisons.set(key, comparison);
    const [oldest] = this.#comparisons.keys();
    if (this.#comparisons.size > kept && oldest !== undefined)
      this.#comparisons.delete(oldest);
    return comparison.profile;
  }

  /** Drops what was made from this profile. */
  forget(id: string): void {
    for (const [key, comparison] of this.#comparisons)
      if (comparison.ids.includes(id)) this.#comparisons.delete(key);
  }
}
