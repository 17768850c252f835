// Which column of values a report is about (profile/index.go of google/pprof), and its sums.

import { TrivetError } from "../errors.ts";
import { meanOf } from "./exact-integer.ts";
import { int64At, sumInt64 } from "./int64-column.ts";
import type { Profile } from "./profile.ts";
import type { ExactInteger } from "./views.ts";

/** pprof's label on the samples of a base profile; it survives in files written by `-proto -diff_base`. */
export const baseLabel = { key: "pprof::base", text: "true" } as const;

/**
 * The index of a sample type by name or number; undefined or "" = the profile's default, which is the last type unless
 * it names one. `inuse_space` also finds the `space` of legacy profiles. Codes: not-found, profile-empty.
 */
export function sampleTypeIndex(profile: Profile, name?: string): number {
  const types = profile.sampleTypes;
  if (types.length === 0)
    throw new TrivetError("profile-empty", "the profile has no sample types");
  if (name === undefined || name === "") {
    const named = types.findIndex(
      ({ type }) => type === profile.defaultSampleType,
    );
    return profile.defaultSampleType !== "" && named >= 0
      ? named
      : types.length - 1;
  }
  const legacy = name.startsWith("inuse_") ? name.slice("inuse_".length) : name;
  const index = /^\d+$/.test(name)
    ? Number(name)
    : types.findIndex(({ type }) => type === name || type === legacy);
  if (index < 0 || index >= types.length)
    throw new TrivetError(
      "not-found",
      `no sample type ${JSON.stringify(name)}: the profile has ${types.map(({ type }) => type).join(", ")}`,
      { advice: "no-sample-type" },
    );
  return index;
}

/** One flag a sample: does it carry the base label? Null when none does. */
export function baseSamples(profile: Profile): Uint8Array | null {
  const { samples, labels, strings } = profile;
  const keyMatches = new Map<number, boolean>();
  let flags: Uint8Array | null = null;
  for (let sample = 0; sample < samples.count; sample++) {
    const end = samples.labelStart[sample + 1]!;
    for (let label = samples.labelStart[sample]!; label < end; label++) {
      const text = labels.text[label]!;
      if (text === 0) continue;
      const key = labels.key[label]!;
      let matches = keyMatches.get(key);
      if (matches === undefined) {
        matches = strings.get(key) === baseLabel.key;
        keyMatches.set(key, matches);
      }
      if (!matches || strings.get(text) !== baseLabel.text) continue;
      flags ??= new Uint8Array(samples.count);
      flags[sample] = 1;
    }
  }
  return flags;
}

/**
 * pprof's denominator: Σ|value| over the base samples if they have any, else over all. `mean`: divided by the sum of the
 * first sample type.
 */
export function reportTotal(
  profile: Profile,
  typeIndex: number,
  mean = false,
): ExactInteger {
  const sum = (
    offset: number,
    absolute: boolean,
    include: Uint8Array | null,
  ): ExactInteger =>
    sumInt64(profile.samples.values, {
      stride: profile.sampleTypes.length,
      offset,
      absolute,
      ...(include === null
        ? {}
        : { include: (sample: number) => include[sample] === 1 }),
    });
  const base = baseSamples(profile);
  const ofBase = base === null ? 0 : sum(typeIndex, true, base);
  const included = ofBase > 0 ? base : null;
  const total = ofBase > 0 ? ofBase : sum(typeIndex, true, null);
  return mean ? meanOf(total, sum(0, false, included)) : total;
}

/** One sample's value. */
export function valueAt(
  profile: Profile,
  sample: number,
  typeIndex: number,
): ExactInteger {
  return int64At(
    profile.samples.values,
    sample * profile.sampleTypes.length + typeIndex,
  );
}
