// The difference of two profiles, step by step as `go tool pprof` computes it (internal/driver/fetch.go): the base is
// negated and merged in. With `diff-base` its samples are labelled, so that percentages are of the base and equal stacks
// stay visible on both sides; with `base` equal stacks cancel.

import { TrivetError } from "../errors.ts";
import { sumInt64 } from "./int64-column.ts";
import { mergeProfiles } from "./merge.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { scaleSamples, selectSampleTypes } from "./scale.ts";
import { unitRatio } from "./units.ts";
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
  const [source, base] = withCommonUnits(...withCommonTypes(scaled, negated));
  return mergeProfiles(
    [
      { profile: source, base: false },
      { profile: base, base: options.mode === "diff-base" },
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

/** Reduces both to the sample types that both have, in the order of the first. */
function withCommonTypes(
  first: Profile,
  second: Profile,
): readonly [Profile, Profile] {
  const common = first.sampleTypes
    .map(({ type }) => type)
    .filter((type) => second.sampleTypes.some((other) => other.type === type));
  if (common.length === 0)
    throw incompatible(
      `they have no sample type in common: ${typeNames(first)} and ${typeNames(second)}`,
    );
  const reduce = (profile: Profile): Profile => {
    const indexes = common.map((name) =>
      profile.sampleTypes.findIndex(({ type }) => type === name),
    );
    if (
      indexes.length === profile.sampleTypes.length &&
      indexes.every((index, place) => index === place)
    )
      return profile;
    return {
      ...selectSampleTypes(profile, indexes),
      defaultSampleType: common.includes(profile.defaultSampleType)
        ? profile.defaultSampleType
        : common[0]!,
    };
  };
  return [reduce(first), reduce(second)];
}

/** Brings both to the finer unit of each type. */
function withCommonUnits(
  first: Profile,
  second: Profile,
): readonly [Profile, Profile] {
  if (finerUnit(first.periodType, second.periodType) === null)
    throw incompatible(
      `their periods are of ${describe(first.periodType)} and ${describe(second.periodType)}`,
    );
  const units = first.sampleTypes.map((type, index) => {
    const other = second.sampleTypes[index]!;
    const unit = finerUnit(type, other);
    if (unit === null)
      throw incompatible(`${describe(type)} is not ${describe(other)}`);
    return unit;
  });
  const convert = (profile: Profile): Profile => ({
    ...scaleSamples(
      profile,
      profile.sampleTypes.map(
        ({ unit }, index) => unitRatio(unit, units[index]!) ?? 1,
      ),
    ),
    sampleTypes: profile.sampleTypes.map(({ type }, index) => ({
      type,
      unit: units[index]!,
    })),
  });
  return [convert(first), convert(second)];
}

/** Null when the two do not measure the same thing. */
function finerUnit(first: SampleType, second: SampleType): string | null {
  if (first.type !== second.type) return null;
  const ratio = unitRatio(second.unit, first.unit);
  if (ratio === null) return null;
  return ratio < 1 ? second.unit : first.unit;
}

function sameType(first: SampleType, second: SampleType): boolean {
  return first.type === second.type && first.unit === second.unit;
}

function describe({ type, unit }: SampleType): string {
  return `${type}/${unit}`;
}

function typeNames(profile: Profile): string {
  return profile.sampleTypes.map(describe).join(", ");
}

function incompatible(why: string): TrivetError {
  return new TrivetError(
    "profile-incompatible",
    `the profiles cannot be compared: ${why}`,
  );
}
