// The samples that go through some places of a profile. What is asked about one function (its callers, its lines) needs
// no other sample, and one function is mostly in few of them.

import { withStackRanges } from "./edit-profile.ts";
import {
  buildFrameNodes,
  type FrameNode,
  type FrameNodes,
} from "./frame-nodes.ts";
import type { Profile } from "./profile.ts";
import type { Granularity } from "./views.ts";

export interface PlaceOptions {
  readonly granularity: Granularity;
  readonly noInlines: boolean;
}

/** Every column but those of the samples is shared with `profile`. */
export function samplesThrough(
  profile: Profile,
  options: PlaceOptions,
  matches: (place: FrameNode) => boolean,
): Profile {
  const table = buildFrameNodes(
    profile,
    options.granularity,
    options.noInlines,
    true,
  );
  const through = locationsWith(table, profile.locations.count, matches);
  const { stack } = profile.samples;
  return withStackRanges(profile, (_, from, to) => {
    for (let at = from; at < to; at++)
      if (through[stack[at]!] === 1) return { from, to };
    return null;
  });
}

function locationsWith(
  { nodes, frameStart, frames }: FrameNodes,
  count: number,
  matches: (place: FrameNode) => boolean,
): Uint8Array {
  const wanted = nodes.map(matches);
  const through = new Uint8Array(count);
  for (let location = 0; location < count; location++)
    for (let at = frameStart[location]!; at < frameStart[location + 1]!; at++)
      if (wanted[frames[at]!] === true) through[location] = 1;
  return through;
}
