// Stacks that the runtime cut off at the root. It keeps 32 frames up to Go 1.22 and 128 from 1.23 on (runtime/mprof.go,
// maxStack and profstackdepth), of which the profile hides the allocator's own at the leaf; so a cut stack has a few less.
// Nothing in the file says that it was cut: what tells is the depth, with a root that no complete stack begins with.

import { neverStop, type Checkpoint, type Profile } from "./profile.ts";

export interface TruncatedStacks {
  /** How many frames the runtime keeps. */
  readonly limit: 32 | 128;
  readonly stacks: number;
}

/** The allocator's own frames at the leaf, at most (mallocgc, growslice, map assignments and their like). */
const hiddenFrames = 8;

/** Null when no stack was cut, as far as one can tell. */
export function findTruncatedStacks(
  profile: Profile,
  checkpoint: Checkpoint = neverStop,
): TruncatedStacks | null {
  return (
    findCut(profile, countLocations(profile), checkpoint) ??
    findCut(profile, countFrames(profile, checkpoint), checkpoint)
  );
}

function findCut(
  profile: Profile,
  depths: Uint32Array,
  checkpoint: Checkpoint,
): TruncatedStacks | null {
  const { count, stackStart, stack } = profile.samples;
  let deepest = 0;
  for (const depth of depths) deepest = Math.max(deepest, depth);
  // Text profiles may show the one frame that stands for what was cut.
  const limit = deepest <= 33 ? 32 : 128;
  if (deepest > limit + 1 || deepest < limit - hiddenFrames) return null;
  const rootOf = (sample: number): number =>
    functionAt(profile, stack[stackStart[sample + 1]! - 1]!);
  const complete = new Set<number>();
  for (let sample = 0; sample < count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const depth = depths[sample]!;
    if (depth > 0 && depth < limit - hiddenFrames) complete.add(rootOf(sample));
  }
  let stacks = 0;
  for (let sample = 0; sample < count; sample++) {
    if (depths[sample]! < limit - hiddenFrames) continue;
    const root = rootOf(sample);
    if (!complete.has(root) && !isEntry(profile, root)) stacks++;
  }
  return stacks === 0 ? null : { limit, stacks };
}

/** Of each sample: what the runtime counts up to Go 1.20, where an inlined call is part of its caller. */
function countLocations({
  samples: { count, stackStart },
}: Profile): Uint32Array {
  return Uint32Array.from(
    { length: count },
    (_, sample) => stackStart[sample + 1]! - stackStart[sample]!,
  );
}

/** Of each sample: what the runtime counts from Go 1.21 on, where an inlined call is a frame of its own. */
function countFrames(
  { samples: { count, stackStart, stack }, locations }: Profile,
  checkpoint: Checkpoint,
): Uint32Array {
  const frames = new Uint32Array(count);
  for (let sample = 0; sample < count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    let depth = 0;
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++)
      depth += Math.max(1, locations.lineCount[stack[at]!]!);
    frames[sample] = depth;
  }
  return frames;
}

/** The outermost function of a location; -1 without symbols. */
function functionAt({ locations, lines }: Profile, location: number): number {
  const lineCount = locations.lineCount[location]!;
  if (lineCount === 0) return -1;
  return lines.function[locations.lineStart[location]! + lineCount - 1]!;
}

/** Where the main goroutine begins. */
function isEntry({ functions, strings }: Profile, index: number): boolean {
  if (index < 0) return false;
  const name = strings.get(functions.name[index]!);
  return name === "runtime.main" || name === "runtime.goexit";
}
