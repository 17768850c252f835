// Finding functions in a profile: which places match, and how much of the profile goes through them. Counted over the
// samples, so that what is too narrow to draw counts too.

import { addExact, magnitude } from "./exact-integer.ts";
import { buildFrameNodes, frameLabel, printableName } from "./frame-nodes.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { sampleTypeIndex, valueAt } from "./sample-type.ts";
import type { TextMatcher } from "./text-matcher.ts";
import type { ExactInteger, Granularity, SampleType } from "./views.ts";

export interface SearchResult {
  readonly sampleType: SampleType;
  /** Places that match, as the flame graph and as the table name them; at most `mostNames`. */
  readonly names: readonly string[];
  /** How many places match. */
  readonly places: number;
  /** Σ|value| of samples with a match anywhere in their stack, and of all samples. */
  readonly matched: ExactInteger;
  readonly total: ExactInteger;
}

export interface SearchOptions {
  readonly sampleType?: string;
  readonly granularity: Granularity;
  readonly noInlines: boolean;
}

const mostNames = 100_000;
const checkpointEvery = 1024;

/** `matches` is asked for names and files. Codes: not-found (sample type), profile-empty. */
export function searchFrames(
  profile: Profile,
  matches: TextMatcher,
  options: SearchOptions,
  checkpoint: Checkpoint = neverStop,
): SearchResult {
  const typeIndex = sampleTypeIndex(profile, options.sampleType);
  const { nodes, frameStart, frames } = buildFrameNodes(
    profile,
    options.granularity,
    options.noInlines,
  );
  const found = new Uint8Array(nodes.length);
  const names = new Set<string>();
  let places = 0;
  nodes.forEach((node, index) => {
    if (index % checkpointEvery === 0) checkpoint();
    const label = frameLabel(node);
    const row = printableName(node);
    if (!matches(label) && !matches(node.file) && !matches(row)) return;
    found[index] = 1;
    places++;
    if (names.size < mostNames) names.add(label).add(row);
  });
  const { samples } = profile;
  let matched: ExactInteger = 0;
  let total: ExactInteger = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % checkpointEvery === 0) checkpoint();
    const start = samples.stackStart[sample]!;
    const end = samples.stackStart[sample + 1]!;
    const value = magnitude(valueAt(profile, sample, typeIndex));
    if (value === 0 || start === end) continue;
    total = addExact(total, value);
    if (passes(start, end)) matched = addExact(matched, value);
  }
  return {
    sampleType: profile.sampleTypes[typeIndex]!,
    names: [...names],
    places,
    matched,
    total,
  };

  function passes(start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const location = samples.stack[at]!;
      for (
        let frame = frameStart[location]!;
        frame < frameStart[location + 1]!;
        frame++
      )
        if (found[frames[frame]!] === 1) return true;
    }
    return false;
  }
}
