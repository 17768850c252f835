// How much of a profile is left behind a lens: the window says it beside the filters, so that nobody takes a part for
// the whole.

import { sumInt64 } from "./int64-column.ts";
import type { FilterName, LensEffect } from "./lens.ts";
import type { Profile } from "./profile.ts";
import { sampleTypeIndex } from "./sample-type.ts";

/** Codes: not-found (sample type), profile-empty. */
export function describeLensEffect(
  whole: Profile,
  seen: Profile,
  unmatched: readonly FilterName[],
  sampleType?: string,
): LensEffect {
  const typeIndex = sampleTypeIndex(whole, sampleType);
  const sum = (profile: Profile) =>
    sumInt64(profile.samples.values, {
      stride: profile.sampleTypes.length,
      offset: typeIndex,
      absolute: true,
      // A stack of which nothing is left is in no panel.
      include: (sample) =>
        profile.samples.stackStart[sample + 1]! >
        profile.samples.stackStart[sample]!,
    });
  return {
    sampleType: whole.sampleTypes[typeIndex]!,
    shown: sum(seen),
    total: sum(whole),
    unmatched,
  };
}
