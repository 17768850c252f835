// Whether two profiles are moments of one process, as far as they themselves say. Only then does what lives on in both
// cancel; two processes sample independently, and their difference has the error of both.

import type { Profile } from "../pprof/profile.ts";
import type { SampledSides } from "./paired-samples.ts";
import { usualRateBytes } from "./sampled-heap.ts";

export function sampledSides(before: Profile, after: Profile): SampledSides {
  const rateOf = ({ period }: Profile): number =>
    period > 0 ? period : usualRateBytes;
  const beforeRate = rateOf(before);
  const afterRate = rateOf(after);
  return {
    beforeRate,
    afterRate,
    related:
      beforeRate === afterRate &&
      !areDifferentBuilds(buildOf(before), buildOf(after)) &&
      !hasFallen(allocated(before), allocated(after)),
  };
}

/** Build ids of the main binaries; unknown ones speak for nothing. */
export function areDifferentBuilds(before: string, after: string): boolean {
  return before !== "" && after !== "" && before !== after;
}

/** What was allocated since the start cannot become less within one process. */
export function hasFallen(before: number, after: number): boolean {
  return after < before;
}

function buildOf({ mappings }: Profile): string {
  return mappings[0]?.buildId ?? "";
}

function allocated({ sampleTypes, samples }: Profile): number {
  const types = sampleTypes.length;
  const type = sampleTypes.findIndex((own) => own.type === "alloc_space");
  if (type < 0) return 0;
  let sum = 0;
  for (let sample = 0; sample < samples.count; sample++)
    sum += samples.values.numbers[sample * types + type]!;
  return sum;
}
