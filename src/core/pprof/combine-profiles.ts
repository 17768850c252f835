// Profiles made fit to be merged, as pprof does it before every merge (CompatibilizeSampleTypes in profile/merge.go,
// ScaleProfiles in internal/measurement): reduced to the sample types that all of them have, in the finest units.

import { TrivetError } from "../errors.ts";
import { mergeProfiles, type MergeSource } from "./merge.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { unknownMapping } from "./profile-builder.ts";
import { scaleSamples, selectSampleTypes } from "./scale.ts";
import { unitRatio } from "./units.ts";
import type { SampleType } from "./views.ts";

/**
 * Adds up profiles, which may have different sample types; what is zero in every type is left out, with the locations
 * that nothing else needs. Code: profile-incompatible.
 */
export function combineProfiles(
  sources: readonly MergeSource[],
  checkpoint: Checkpoint = neverStop,
): Profile {
  const profiles = withCommonUnits(
    withCommonTypes(sources.map(({ profile }) => profile)),
  );
  return mergeProfiles(
    profiles.map((profile, index) => ({
      profile,
      base: sources[index]!.base,
    })),
    checkpoint,
  );
}

/** pprof gives a profile without mappings one that it knows nothing of. */
function withSomeMapping(profile: Profile): Profile {
  if (profile.mappings.length > 0) return profile;
  return {
    ...profile,
    mappings: [{ ...unknownMapping, limit: 0n }],
    locations: {
      ...profile.locations,
      mapping: new Int32Array(profile.locations.count),
    },
  };
}

/** Several files given for one profile: one stays as it is, more are merged. Code: profile-incompatible. */
export function combineFiles(
  profiles: readonly Profile[],
  checkpoint: Checkpoint = neverStop,
): Profile {
  const mapped = profiles.map(withSomeMapping);
  const [only, ...others] = mapped;
  if (only !== undefined && others.length === 0) return only;
  return combineProfiles(
    mapped.map((profile) => ({ profile, base: false })),
    checkpoint,
  );
}

function withCommonTypes(profiles: readonly Profile[]): readonly Profile[] {
  const first = profiles[0]!;
  const common = first.sampleTypes
    .map(({ type }) => type)
    .filter((type) =>
      profiles.every((profile) =>
        profile.sampleTypes.some((other) => other.type === type),
      ),
    );
  if (common.length === 0)
    throw incompatible(
      `they have no sample type in common: ${profiles.map(typeNames).join(" and ")}`,
    );
  return profiles.map((profile) => {
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
  });
}

function withCommonUnits(profiles: readonly Profile[]): readonly Profile[] {
  const first = profiles[0]!;
  for (const { periodType } of profiles)
    if (finerUnit(first.periodType, periodType) === null)
      throw incompatible(
        `their periods are of ${describeType(first.periodType)} and ${describeType(periodType)}`,
      );
  const units = first.sampleTypes.map((own, index) =>
    profiles.reduce((finest, { sampleTypes }) => {
      const other = sampleTypes[index]!;
      const unit = finerUnit({ type: own.type, unit: finest }, other);
      if (unit === null)
        throw incompatible(
          `${describeType(own)} is not ${describeType(other)}`,
        );
      return unit;
    }, own.unit),
  );
  return profiles.map((profile) => ({
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
  }));
}

/** Null when the two do not measure the same thing. */
function finerUnit(first: SampleType, second: SampleType): string | null {
  if (first.type !== second.type) return null;
  const ratio = unitRatio(second.unit, first.unit);
  if (ratio === null) return null;
  return ratio < 1 ? second.unit : first.unit;
}

export function describeType({ type, unit }: SampleType): string {
  return `${type}/${unit}`;
}

export function typeNames(profile: Profile): string {
  return profile.sampleTypes.map(describeType).join(", ");
}

export function incompatible(why: string): TrivetError {
  return new TrivetError(
    "profile-incompatible",
    `the profiles cannot be compared: ${why}`,
  );
}
