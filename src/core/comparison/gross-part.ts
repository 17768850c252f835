// One side of a gross comparison as a profile of its own: of each stack what it grew by, or what it shrank by, so that a
// picture of the growth is not crossed by what went at the same time.

import { withStackRanges } from "../pprof/edit-profile.ts";
import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import { baseSamples } from "../pprof/sample-type.ts";
import { pairSamples } from "./paired-samples.ts";

export const grossParts = ["grown", "shrunk"] as const;
export type GrossPart = (typeof grossParts)[number];

/**
 * `difference`: as `compareProfiles` makes it with `diff-base`. The answer has values of that sample type only; what
 * shrank stays labelled as the base, so that it is drawn as shrunk.
 */
export function grossPart(
  difference: Profile,
  typeIndex: number,
  part: GrossPart,
  checkpoint: Checkpoint = neverStop,
): Profile {
  const { samples } = difference;
  const pairs = pairSamples(
    difference,
    typeIndex,
    // Only amounts are asked for, no intervals.
    { beforeRate: 1, afterRate: 1, related: true },
    checkpoint,
  );
  const base = baseSamples(difference);
  const isBase = (sample: number): boolean => base?.[sample] === 1;
  const sign = part === "grown" ? 1 : -1;
  const taken = new Uint8Array(pairs.count);
  const amounts = new Map<number, number>();
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const pair = pairs.pairOf[sample]!;
    const change = sign * (pairs.after[pair]! - pairs.before[pair]!);
    // The first sample of its side stands for the pair.
    if (change <= 0 || isBase(sample) !== (part === "shrunk")) continue;
    if (taken[pair] === 1) continue;
    taken[pair] = 1;
    // Values of the base are negated.
    amounts.set(sample, sign * change);
  }
  const kept = withStackRanges(difference, (sample) =>
    amounts.has(sample)
      ? {
          from: samples.stackStart[sample]!,
          to: samples.stackStart[sample + 1]!,
        }
      : null,
  );
  const types = difference.sampleTypes.length;
  const numbers = new Float64Array(amounts.size * types);
  [...amounts.values()].forEach((amount, row) => {
    numbers[row * types + typeIndex] = amount;
  });
  return {
    ...kept,
    samples: {
      ...kept.samples,
      values: { length: numbers.length, numbers, exact: null },
    },
  };
}
