// The nodes of a profile's call tree, made when they are asked for: what a flame graph shows is a few thousand of what may
// be millions. A node is a range of the ordered stacks (stack-order.ts), and its numbers are sums over that range.

import { buildFrameNodes, frameLabel, type FrameNodes } from "./frame-nodes.ts";
import { type Checkpoint, type Profile } from "./profile.ts";
import { RangeSums } from "./range-sums.ts";
import { baseSamples } from "./sample-type.ts";
import { StackCursors } from "./stack-cursors.ts";
import { orderStacks, type StackOrder } from "./stack-order.ts";
import type { Granularity } from "./views.ts";

/** Stacks [from, to) of the order have the first `depth` frames in common. */
export interface StackRange {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  /** max(|before|, |after|) summed over the different stacks. */
  readonly width: number;
}

/** A range whose last common frame has been read. */
export interface StackNode extends StackRange {
  /** Index into `FrameNodes.frames`, as first seen; -1 = the root. */
  readonly frame: number;
  /** What was first seen where: the earlier in the file, the smaller. */
  readonly seen: number;
  /** The source line where all samples through the node are at one line, whatever the granularity; else 0. */
  readonly line: number;
}

export interface StackNodeOptions {
  readonly typeIndex: number;
  readonly granularity: Granularity;
  readonly noInlines?: boolean;
  /** Stacks that shrank, or whose value is below 0, count for nothing. */
  readonly dropNegative?: boolean;
}

export class StackNodes {
  readonly root: StackNode;
  readonly #frames: FrameNodes;
  /** By frame. */
  readonly #lines: Float64Array;
  readonly #cursors: StackCursors;
  readonly #order: StackOrder;
  /** Frame that each cursor is at. */
  readonly #frameAt: Int32Array;
  // Per different stack, at its first place in the order.
  readonly #width: RangeSums;
  readonly #before: RangeSums | null;
  readonly #after: RangeSums;
  /** How many nodes with a width each stack adds to those of the stacks before it. */
  readonly #nodes: RangeSums;

  /** `profile` may be a difference whose base samples are labelled: nodes then have both sides. */
  constructor(
    profile: Profile,
    options: StackNodeOptions,
    checkpoint: Checkpoint,
  ) {
    const frames = buildFrameNodes(
      profile,
      options.granularity,
      options.noInlines ?? false,
    );
    const samples = samplesWithValue(profile, options.typeIndex);
    this.#frames = frames;
    this.#lines = linesOfFrames(profile, frames);
    this.#cursors = new StackCursors(profile, samples, frames);
    this.#order = orderStacks(
      this.#cursors,
      { nodeOf: frames.frames, nodes: frames.nodes.length },
      checkpoint,
    );
    this.#cursors.rewind();
    this.#frameAt = new Int32Array(samples.length);
    const { before, after } = stackValues(
      profile,
      this.#cursors.cursor.map((cursor) => samples[cursor]!),
      this.#order,
      options.typeIndex,
    );
    if (options.dropNegative === true) dropShrunk(before, after);
    this.#after = new RangeSums(after);
    this.#before = before === null ? null : new RangeSums(before);
    const widths = after.map((value, place) =>
      Math.max(Math.abs(value), Math.abs(before?.[place] ?? 0)),
    );
    this.#width = new RangeSums(widths);
    this.#nodes = new RangeSums(addedNodes(this.#order, widths));
    const to = samples.length;
    const width = this.#width.sum(0, to);
    this.root = { from: 0, to, depth: 0, width, frame: -1, seen: 0, line: 0 };
  }

  /** Every range may be read again. */
  rewind(): void {
    this.#cursors.rewind();
  }

  /** Whether any sample is labelled as base. */
  get hasBase(): boolean {
    return this.#before !== null;
  }

  /** The ranges of a node's children, in no order that means anything. */
  childrenOf({ from, to, depth }: StackRange): readonly StackRange[] {
    const { shared } = this.#order;
    const children: StackRange[] = [];
    let start = this.#ownEnd(from, to, depth);
    for (let place = start + 1; place <= to; place++) {
      if (place < to && shared[place]! > depth) continue;
      children.push({
        from: start,
        to: place,
        depth: depth + 1,
        width: this.#width.sum(start, place),
      });
      start = place;
    }
    return children;
  }

  /** Reads a child of a node that has been read itself. Every range is read once: the cursors only go forward. */
  read(range: StackRange): StackNode {
    const { from, to } = range;
    const { cursor } = this.#cursors;
    const frames = this.#frameAt;
    const lines = this.#lines;
    this.#cursors.step(from, to, frames);
    let first = from;
    const line = lines[frames[from]!]!;
    let oneLine = true;
    for (let place = from + 1; place < to; place++) {
      if (lines[frames[place]!] !== line) oneLine = false;
      if (cursor[place]! < cursor[first]!) first = place;
    }
    const frame = frames[first]!;
    const seen = cursor[first]!;
    return { ...range, frame, seen, line: oneLine ? line : 0 };
  }

  /** How many nodes with a width there are in the subtree of one that has a width, itself included. */
  countOf({ from, to, depth }: StackRange): number {
    let first = from;
    while (first < to && this.#width.sum(first, first + 1) === 0) first++;
    // The first stack counts whole from here on: what it shares with the one before the range is above the node.
    return (
      this.#nodes.sum(first + 1, to) + this.#order.depth[first]! - depth + 1
    );
  }

  /** The part of the width that ends at the node itself. */
  selfOf({ from, to, depth }: StackRange): number {
    return this.#width.sum(from, this.#ownEnd(from, to, depth));
  }

  /** What went through the node in the base, as measured. */
  beforeOf({ from, to }: StackRange): number {
    return this.#before?.sum(from, to) ?? 0;
  }

  afterOf({ from, to }: StackRange): number {
    return this.#after.sum(from, to);
  }

  /** What a frame says of itself; `line` as `StackNode.line` where the granularity has none of its own. */
  describe(node: StackNode): {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly inlined: number;
  } {
    const own = this.#frames.nodes[this.#frames.frames[node.frame]!];
    if (node.frame < 0 || own === undefined)
      return { name: "all", file: "", line: 0, inlined: 0 };
    return {
      name: frameLabel(own),
      file: own.file,
      // A function seen at one line only can be opened there; at several, the file is all there is to say.
      line: own.file === "" ? 0 : own.line || node.line,
      inlined: this.#frames.inlined[node.frame]!,
    };
  }

  nameOf(node: StackNode): string {
    return frameLabel(this.#frames.nodes[this.#frames.frames[node.frame]!]!);
  }

  /** Stacks that end at a node are the beginning of its range. */
  #ownEnd(from: number, to: number, depth: number): number {
    let end = from;
    while (end < to && this.#order.depth[end] === depth) end++;
    return end;
  }
}

/** By place: the nodes of a stack that no earlier one with a width has; none where a stack itself has no width. */
function addedNodes(
  { depth, shared }: StackOrder,
  widths: Float64Array,
): Float64Array {
  const added = new Float64Array(widths.length);
  let common = 0;
  for (let place = 0; place < widths.length; place++) {
    common = Math.min(common, shared[place]!);
    if (widths[place] === 0) continue;
    added[place] = depth[place]! - common;
    common = depth[place]!;
  }
  return added;
}

function dropShrunk(before: Float64Array | null, after: Float64Array): void {
  for (let place = 0; place < after.length; place++) {
    if (after[place]! >= (before?.[place] ?? 0)) continue;
    after[place] = 0;
    if (before !== null) before[place] = 0;
  }
}

function samplesWithValue(profile: Profile, typeIndex: number): Uint32Array {
  const { count, values } = profile.samples;
  const types = profile.sampleTypes.length;
  const kept = new Uint32Array(count);
  let length = 0;
  for (let sample = 0; sample < count; sample++)
    if (values.numbers[sample * types + typeIndex] !== 0)
      kept[length++] = sample;
  return kept.slice(0, length);
}

function linesOfFrames(profile: Profile, frames: FrameNodes): Float64Array {
  const { locations, lines } = profile;
  const ofFrames = new Float64Array(frames.frames.length);
  for (let location = 0; location < locations.count; location++) {
    const first = frames.frameStart[location]!;
    const count = frames.frameStart[location + 1]! - first;
    const lineCount = locations.lineCount[location]!;
    // A location without lines has one frame all the same.
    if (lineCount === 0) continue;
    // Without inlined calls, the frame is the outermost line.
    const start = locations.lineStart[location]! + lineCount - count;
    for (let frame = 0; frame < count; frame++)
      ofFrames[first + frame] = lines.line[start + frame]!;
  }
  return ofFrames;
}

/** The values of each different stack, both sides as measured, at its first place; the other places are 0. `samples`: by place. */
function stackValues(
  profile: Profile,
  samples: Uint32Array,
  { shared, depth }: StackOrder,
  typeIndex: number,
): { readonly before: Float64Array | null; readonly after: Float64Array } {
  const { numbers } = profile.samples.values;
  const types = profile.sampleTypes.length;
  const base = baseSamples(profile);
  const before = base === null ? null : new Float64Array(samples.length);
  const after = new Float64Array(samples.length);
  let first = 0;
  for (let place = 0; place < samples.length; place++) {
    const same =
      place > 0 &&
      shared[place] === depth[place] &&
      depth[place - 1] === depth[place];
    if (!same) first = place;
    const sample = samples[place]!;
    const value = numbers[sample * types + typeIndex]!;
    // The base's values were negated for the merge.
    if (before !== null && base?.[sample] === 1) before[first]! -= value;
    else after[first]! += value;
  }
  return { before, after };
}
