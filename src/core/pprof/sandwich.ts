// A function between its callers and its callees: the two halves of its stacks, each as a flame view whose root is the
// function. Cut at the occurrence nearest to the root, each sample counts once however often the function calls itself,
// and both halves sum up to its cum in the top table.

import { withStacks } from "./edit-profile.ts";
import { buildFlameView, type FlameOptions } from "./flame-view.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import type { FlameView } from "./views.ts";

export interface SandwichView {
  readonly function: string;
  /** Rooted at the function; below it who called it, and who called them. */
  readonly callers: FlameView;
  /** Rooted at the function; below it what it called. */
  readonly callees: FlameView;
}

const checkpointEvery = 1024;

/** A function that is in no stack gives two views without width. Codes: not-found (sample type), profile-empty. */
export function buildSandwich(
  profile: Profile,
  name: string,
  options: Omit<FlameOptions, "zoom" | "granularity">,
  checkpoint: Checkpoint = neverStop,
): SandwichView {
  const frames = framesAsLocations(profile, options.noInlines ?? false);
  const cuts = findCuts(frames, name, checkpoint);
  const half = (keep: "callers" | "callees"): FlameView =>
    rootedAt(
      buildFlameView(
        cutAt(frames, cuts, keep, checkpoint),
        // Cutting took the frames apart already; places are told apart as in the flame graph.
        {
          ...options,
          noInlines: false,
          granularity: "filefunctions",
          zoom: [],
        },
        checkpoint,
      ),
      name,
    );
  const callers = half("callers");
  const callees = half("callees");
  // A caller has nothing of its own in stacks that go on to the function, wherever they begin.
  const self = new Float64Array(callers.self.length);
  self[0] = callees.self[0]!;
  return { function: name, callers: { ...callers, self }, callees };
}

interface Frames {
  /** The profile with a location for each line, so that a stack can be cut within an inlined call. */
  readonly profile: Profile;
  /** Leaf first, the locations that stand for an old location: `of[start[i] .. start[i + 1])`. */
  readonly start: Uint32Array;
  readonly of: Uint32Array;
}

function framesAsLocations(profile: Profile, noInlines: boolean): Frames {
  const { locations, lines } = profile;
  const start = new Uint32Array(locations.count + 1);
  const of: number[] = [];
  const owner: number[] = [];
  const line: number[] = [];
  for (let location = 0; location < locations.count; location++) {
    start[location] = of.length;
    const first = locations.lineStart[location]!;
    const end = first + locations.lineCount[location]!;
    if (first === end) {
      of.push(owner.length);
      owner.push(location);
      line.push(-1);
    }
    for (
      let at = noInlines ? Math.max(first, end - 1) : first;
      at < end;
      at++
    ) {
      of.push(owner.length);
      owner.push(location);
      line.push(at);
    }
  }
  start[locations.count] = of.length;
  const count = owner.length;
  return {
    start,
    of: Uint32Array.from(of),
    profile: {
      ...profile,
      locations: {
        count,
        id: BigUint64Array.from({ length: count }, (_, at) => BigInt(at + 1)),
        order: Uint32Array.from({ length: count }, (_, at) => at),
        address: BigUint64Array.from(owner, (at) => locations.address[at]!),
        mapping: Int32Array.from(owner, (at) => locations.mapping[at]!),
        folded: Uint8Array.from(owner, (at) => locations.folded[at]!),
        lineStart: Uint32Array.from(line, (at) => Math.max(0, at)),
        lineCount: Uint32Array.from(line, (at) => (at < 0 ? 0 : 1)),
      },
      lines,
    },
  };
}

/** Where each stack is cut: at the function's occurrence nearest to the root. */
interface Cuts {
  /** By sample: the place in the stack column; -1 = the function is not in the stack. */
  readonly place: Int32Array;
  /** By old location: the function's frame nearest to the root, an index into `Frames.of`; -1 = it is not there. */
  readonly frame: Int32Array;
}

function findCuts(frames: Frames, name: string, checkpoint: Checkpoint): Cuts {
  const { profile, start, of } = frames;
  const isWanted = functionMatcher(profile, name);
  const frame = new Int32Array(start.length - 1).fill(-1);
  for (let location = 0; location < frame.length; location++)
    for (let at = start[location]!; at < start[location + 1]!; at++)
      if (isWanted(of[at]!)) frame[location] = at;
  const { count, stack, stackStart } = profile.samples;
  const place = new Int32Array(count).fill(-1);
  for (let sample = 0; sample < count; sample++) {
    if (sample % checkpointEvery === 0) checkpoint();
    const first = stackStart[sample]!;
    let at = stackStart[sample + 1]! - 1;
    while (at >= first && frame[stack[at]!]! < 0) at--;
    if (at >= first) place[sample] = at;
  }
  return { place, frame };
}

function cutAt(
  frames: Frames,
  cuts: Cuts,
  keep: "callers" | "callees",
  checkpoint: Checkpoint,
): Profile {
  const { profile, start, of } = frames;
  const { stack, stackStart } = profile.samples;
  return withStacks(profile, (sample, push) => {
    if (sample % checkpointEvery === 0) checkpoint();
    const cut = cuts.place[sample]!;
    if (cut < 0) return false;
    const location = stack[cut]!;
    const own = cuts.frame[location]!;
    if (keep === "callees") {
      for (let at = stackStart[sample]!; at < cut; at++)
        for (
          let frame = start[stack[at]!]!;
          frame < start[stack[at]! + 1]!;
          frame++
        )
          push(of[frame]!);
      for (let frame = start[location]!; frame <= own; frame++)
        push(of[frame]!);
    } else {
      // Turned around: the function becomes the root.
      for (let at = stackStart[sample + 1]! - 1; at > cut; at--)
        for (
          let frame = start[stack[at]! + 1]! - 1;
          frame >= start[stack[at]!]!;
          frame--
        )
          push(of[frame]!);
      for (let frame = start[location + 1]! - 1; frame >= own; frame--)
        push(of[frame]!);
    }
    return true;
  });
}

function functionMatcher(
  profile: Profile,
  name: string,
): (location: number) => boolean {
  const { locations, lines, functions, strings } = profile;
  const byFunction = Uint8Array.from(functions.name, (text) =>
    strings.get(text) === name ? 1 : 0,
  );
  return (location) =>
    locations.lineCount[location] === 1 &&
    byFunction[lines.function[locations.lineStart[location]!]!] === 1;
}

/** The view without the root "all" where the function is all there is below it, as it is unless two files have it. */
function rootedAt(view: FlameView, name: string): FlameView {
  const children = view.parent.reduce(
    (count, parent) => count + (parent === 0 ? 1 : 0),
    0,
  );
  if (children !== 1) {
    const names = [...view.names];
    names[view.name[0]!] = name;
    return { ...view, names };
  }
  return {
    ...view,
    name: view.name.slice(1),
    file: view.file.slice(1),
    line: view.line.slice(1),
    parent: view.parent.slice(1).map((parent) => parent - 1),
    depth: view.depth.slice(1).map((depth) => depth - 1),
    start: view.start.slice(1),
    width: view.width.slice(1),
    self: view.self.slice(1),
    before: view.before?.slice(1) ?? null,
    after: view.after?.slice(1) ?? null,
    inlined: view.inlined.slice(1),
    maxDepth: view.maxDepth - 1,
  };
}
