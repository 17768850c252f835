// What a report starts from where the filters were applied already, as the lens of the window's panels is.

import { numericLabelUnits } from "../label-units.ts";
import type { Profile } from "../profile.ts";
import { reportTotal, sampleTypeIndex } from "../sample-type.ts";
import type { ReportSubject } from "./subject.ts";

/** As in pprof, percentages are of the `whole`. Codes: not-found (sample type), profile-empty. */
export function filteredSubject(
  whole: Profile,
  filtered: Profile,
  sampleType?: string,
): ReportSubject {
  const typeIndex = sampleTypeIndex(whole, sampleType);
  return {
    profile: filtered,
    typeIndex,
    sampleType: whole.sampleTypes[typeIndex]!,
    total: reportTotal(whole, typeIndex),
    labelUnits: numericLabelUnits(whole).units,
    unit: "minimum",
    activeFilters: [],
    warnings: [],
  };
}
