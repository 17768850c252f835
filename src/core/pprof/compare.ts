// The difference of two profiles, step by step as `go tool pprof` computes it (internal/driver/fetch.go): the base is
// negated and merged in. With `diff-base` its samples are labelled, so that percentages are of the base and equal stacks
// stay visible on both sides; with `base` equal stacks cancel.

import {
  combineProfiles,
  incompatible,
  typeNames,
} from "./combine-profiles.ts";
import { sumInt64 } from "./int64-column.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { scaleSamples } from "./scale.ts";
import type { SampleType } from "./views.ts";

export type ComparisonMode = "base" | "diff-base";

/** Code: profile-incompatible. */
export function compareProfiles(
  before: Profile,
  after: Profile,
  options: { readonly mode: ComparisonMode; readonly normalize: boolean },
  checkpoint: Checkpoint = neverStop,
): Profile {
  const scaled = options.normalize ? normalizeProfile(after, before) : after;
  const negated = scaleSamples(
    before,
    before.sampleTypes.map(() => -1),
  );
  return combineProfiles(
    [
      { profile: scaled, base: false },
      { profile: negated, base: options.mode === "diff-base" },
    ],
    checkpoint,
  );
}

/** Scales each type of `profile` so that its sum becomes that of `base`. */
function normalizeProfile(profile: Profile, base: Profile): Profile {
  const same =
    sameType(profile.periodType, base.periodType) &&
    profile.sampleTypes.length === base.sampleTypes.length &&
    profile.sampleTypes.every((type, index) =>
      sameType(type, base.sampleTypes[index]!),
    );
  if (!same)
    throw incompatible(
      `to normalize they must have the same types: ${typeNames(profile)} and ${typeNames(base)}`,
    );
  const sum = (of: Profile, type: number): number =>
    Number(
      sumInt64(of.samples.values, {
        stride: of.sampleTypes.length,
        offset: type,
      }),
    );
  const ratios = profile.sampleTypes.map((_, type) => {
    const own = sum(profile, type);
    return own === 0 ? 0 : sum(base, type) / own;
  });
  return scaleSamples(profile, ratios);
}

function sameType(first: SampleType, second: SampleType): boolean {
  return first.type === second.type && first.unit === second.unit;
}
