// What a profile is, in one look: types, totals, sizes, when and of which binary.

import type { Profile } from "./profile.ts";
import { reportTotal, sampleTypeIndex } from "./sample-type.ts";
import { findTruncatedStacks } from "./truncated-stacks.ts";
import type { ProfileSummary } from "./views.ts";

/** Code: profile-empty when it has no sample types. */
export function summarizeProfile(profile: Profile): ProfileSummary {
  const defaultIndex = sampleTypeIndex(profile);
  const { type, unit } = profile.periodType;
  return {
    sampleTypes: profile.sampleTypes,
    defaultSampleType: profile.sampleTypes[defaultIndex]!.type,
    totals: profile.sampleTypes.map((_, index) => reportTotal(profile, index)),
    samples: profile.samples.count,
    locations: profile.locations.count,
    functions: profile.functions.count,
    periodType: type === "" && unit === "" ? null : profile.periodType,
    period: profile.period,
    timeMillis: Number(profile.timeNanos / 1_000_000n),
    durationNs: profile.durationNanos,
    mappingFile: profile.mappings[0]?.file ?? "",
    buildId: profile.mappings[0]?.buildId ?? "",
    comments: profile.comments,
    form: profile.form ?? "proto",
    truncated: findTruncatedStacks(profile),
  };
}
