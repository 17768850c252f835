// Samples as a prefix tree in columns: node 0 is the root, a parent always has a smaller index than its children.

import { buildFrameNodes, type FrameNode } from "./frame-nodes.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { baseSamples } from "./sample-type.ts";
import { Uint32Column } from "./uint32-column.ts";
import type { Granularity } from "./views.ts";

export interface CallTree {
  readonly count: number;
  readonly frames: readonly FrameNode[];
  /** Index into `frames`; 0 and meaningless for the root. */
  readonly frame: Uint32Array;
  readonly parent: Uint32Array;
  readonly inlined: Uint8Array;
  /** The source line where all samples through the node are at one line, whatever the granularity; else 0. */
  readonly line: Uint32Array;
  /** What ends at the node itself. For a comparison `before` is the base's and `after` the other's, both as measured. */
  readonly before: Float64Array | null;
  readonly after: Float64Array;
}

/** Deeper frames are counted at this depth: a hostile stack must not outgrow the view's 16-bit depth. */
export const maxTreeDepth = 65_000;
const checkpointEvery = 256;

export interface CallTreeOptions {
  readonly typeIndex: number;
  readonly granularity: Granularity;
  /** True = both sides are wanted even if nothing is labelled as base, because the earlier profile was empty. */
  readonly comparison: boolean;
  readonly noInlines?: boolean;
  /** Leaves out stacks that shrank, or whose value is below 0. */
  readonly dropNegative?: boolean;
}

/** `profile` may be a difference whose base samples are labelled: the tree then has both sides. */
export function buildCallTree(
  profile: Profile,
  options: CallTreeOptions,
  checkpoint: Checkpoint = neverStop,
): CallTree {
  const { samples, lines } = profile;
  const { lineStart, lineCount } = profile.locations;
  const { typeIndex } = options;
  const { nodes, frameStart, frames, inlined } = buildFrameNodes(
    profile,
    options.granularity,
    options.noInlines ?? false,
  );
  const types = profile.sampleTypes.length;
  const base = baseSamples(profile);
  const tree = new TreeBuilder();
  for (let sample = 0; sample < samples.count; sample++) {
    if (sample % checkpointEvery === 0) checkpoint();
    const value = samples.values.numbers[sample * types + typeIndex]!;
    if (value === 0) continue;
    let node = 0;
    let depth = 0;
    const start = samples.stackStart[sample]!;
    for (let at = samples.stackStart[sample + 1]! - 1; at >= start; at--) {
      const location = samples.stack[at]!;
      const first = frameStart[location]!;
      for (let frame = frameStart[location + 1]! - 1; frame >= first; frame--) {
        if (depth >= maxTreeDepth) break;
        const line = lineStart[location]! + frame - first;
        node = tree.child(
          node,
          frames[frame]!,
          inlined[frame]!,
          frame - first < lineCount[location]! ? lines.line[line]! : 0,
        );
        depth++;
      }
    }
    // The base's values were negated for the merge.
    if (base?.[sample] === 1) tree.addBefore(node, -value);
    else tree.addAfter(node, value);
  }
  if (options.dropNegative === true) tree.dropShrunk();
  return tree.build(nodes, options.comparison || base !== null);
}

class TreeBuilder {
  readonly #frame = new Uint32Column(4096);
  readonly #parent = new Uint32Column(4096);
  readonly #inlined = new Uint32Column(4096);
  readonly #line = new Uint32Column(4096);
  #before = new Float64Array(4096);
  #after = new Float64Array(4096);
  /** Open addressing over (parent, frame); 0 = free, which the root never needs. */
  #slots = new Uint32Array(16_384);

  constructor() {
    this.#frame.push(0);
    this.#parent.push(0);
    this.#inlined.push(0);
    this.#line.push(0);
  }

  child(parent: number, frame: number, inlined: number, line: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const frames = this.#frame.values;
    const parents = this.#parent.values;
    let slot = hashPair(parent, frame) & mask;
    for (;;) {
      const node = slots[slot]!;
      if (node === 0) break;
      if (parents[node] === parent && frames[node] === frame) {
        if (this.#line.values[node] !== line) this.#line.put(node, 0);
        return node;
      }
      slot = (slot + 1) & mask;
    }
    const node = this.#frame.length;
    this.#frame.push(frame);
    this.#parent.push(parent);
    this.#inlined.push(inlined);
    this.#line.push(line);
    slots[slot] = node;
    if (node * 2 > slots.length) this.#grow();
    return node;
  }

  addBefore(node: number, value: number): void {
    this.#before = withRoom(this.#before, node);
    this.#before[node]! += value;
  }

  addAfter(node: number, value: number): void {
    this.#after = withRoom(this.#after, node);
    this.#after[node]! += value;
  }

  /** What ends at a node counts for nothing if it is less than it was. */
  dropShrunk(): void {
    for (let node = 0; node < this.#frame.length; node++) {
      const before = this.#before[node] ?? 0;
      const after = this.#after[node] ?? 0;
      if (after >= before) continue;
      if (node < this.#before.length) this.#before[node] = 0;
      if (node < this.#after.length) this.#after[node] = 0;
    }
  }

  build(frames: readonly FrameNode[], comparison: boolean): CallTree {
    const count = this.#frame.length;
    return {
      count,
      frames,
      frame: this.#frame.build(),
      parent: this.#parent.build(),
      inlined: Uint8Array.from(this.#inlined.build()),
      line: this.#line.build(),
      before: comparison
        ? withRoom(this.#before, count - 1).slice(0, count)
        : null,
      after: withRoom(this.#after, count - 1).slice(0, count),
    };
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let node = 1; node < this.#frame.length; node++) {
      let slot =
        hashPair(this.#parent.values[node]!, this.#frame.values[node]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = node;
    }
    this.#slots = slots;
  }
}

function withRoom(
  values: Float64Array<ArrayBuffer>,
  index: number,
): Float64Array<ArrayBuffer> {
  if (index < values.length) return values;
  const grown = new Float64Array(Math.max(index + 1, values.length * 2));
  grown.set(values);
  return grown;
}

function hashPair(parent: number, frame: number): number {
  let hash = (Math.imul(parent, 0x9e3779b1) + frame) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
