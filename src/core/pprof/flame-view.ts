// A call tree laid out for drawing. Widths are magnitudes: of the value for one profile, `max(before, after)` summed over
// stacks for two, so that what is gone is still there to be seen. Frames too narrow to draw are left out here, where the
// whole profile is, and not sent to the window.

import { compareGoStrings } from "./go-text.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { sampleTypeIndex } from "./sample-type.ts";
import {
  StackNodes,
  type StackNode,
  type StackNodeOptions,
  type StackRange,
} from "./stack-nodes.ts";
import { StringPool } from "./string-table.ts";
import type { FlameView, Granularity } from "./views.ts";

export interface FlameOptions {
  readonly sampleType?: string;
  readonly granularity: Granularity;
  /** Frames narrower than this share of the zoomed frame are left out. */
  readonly minFraction: number;
  /** Names from below the root to the frame that fills the width; what does not exist ends the path. */
  readonly zoom: readonly string[];
  /** True = the profile is a difference: `before` and `after` are there even if the base had nothing. */
  readonly comparison?: boolean;
  readonly noInlines?: boolean;
  /** Leaves out stacks that shrank, or whose value is below 0. */
  readonly dropNegative?: boolean;
}

/**
 * Coordinates are those of the whole profile whatever the zoom: `total` is the root's width, the zoomed frame stands at
 * its own `start`, and of the frames above it only its ancestors are there. Codes: not-found, profile-empty.
 */
export function buildFlameView(
  profile: Profile,
  options: FlameOptions,
  checkpoint: Checkpoint = neverStop,
): FlameView {
  return new FlameViews().build(profile, options, checkpoint);
}

/** Keeps what the last view was made from: zooming asks for another part of the same picture again and again. */
export class FlameViews {
  #last: {
    readonly profile: Profile;
    readonly options: string;
    readonly nodes: StackNodes;
  } | null = null;

  /** As `buildFlameView`. */
  build(
    profile: Profile,
    options: FlameOptions,
    checkpoint: Checkpoint = neverStop,
  ): FlameView {
    const typeIndex = sampleTypeIndex(profile, options.sampleType);
    const nodes = this.#nodesOf(
      profile,
      {
        typeIndex,
        granularity: options.granularity,
        noInlines: options.noInlines ?? false,
        dropNegative: options.dropNegative ?? false,
      },
      checkpoint,
    );
    const layout = new FlameLayout(
      nodes,
      (options.comparison ?? false) || nodes.hasBase,
    );
    layout.place(options.zoom, options.minFraction);
    return { sampleType: profile.sampleTypes[typeIndex]!, ...layout.build() };
  }

  /** Lets go of the profile. */
  clear(): void {
    this.#last = null;
  }

  #nodesOf(
    profile: Profile,
    options: StackNodeOptions,
    checkpoint: Checkpoint,
  ): StackNodes {
    const key = JSON.stringify(options);
    const last = this.#last;
    if (last?.profile === profile && last.options === key) {
      last.nodes.rewind();
      return last.nodes;
    }
    // Two orders of one large profile at a time would be one too many.
    this.#last = null;
    const nodes = new StackNodes(profile, options, checkpoint);
    this.#last = { profile, options: key, nodes };
    return nodes;
  }
}

interface Position {
  readonly node: StackNode;
  /** The parent's entry. */
  readonly parent: number;
  readonly start: number;
}

class FlameLayout {
  readonly #nodes: StackNodes;
  readonly #names = new StringPool();
  readonly #files = new StringPool();
  /** The view's entries, in depth-first order. */
  readonly #entries = {
    name: [] as number[],
    file: [] as number[],
    line: [] as number[],
    parent: [] as number[],
    depth: [] as number[],
    start: [] as number[],
    width: [] as number[],
    self: [] as number[],
    before: [] as number[],
    after: [] as number[],
    inlined: [] as number[],
  };
  readonly #comparison: boolean;
  #maxDepth = 0;
  #dropped = 0;

  constructor(nodes: StackNodes, comparison: boolean) {
    this.#nodes = nodes;
    this.#comparison = comparison;
  }

  place(zoom: readonly string[], minFraction: number): void {
    const { root } = this.#nodes;
    let zoomed: Position = { node: root, parent: -1, start: 0 };
    let entry = this.#emit(zoomed);
    let children: readonly StackNode[] | null = null;
    for (const name of zoom) {
      children = this.#sorted(
        this.#nodes
          .childrenOf(zoomed.node)
          .map((child) => this.#nodes.read(child)),
      );
      const found = this.#named(children, name, entry);
      if (found === null) break;
      zoomed = found;
      entry = this.#emit(zoomed);
      children = null;
    }
    const minWidth = minFraction * zoomed.node.width;
    // A stack, not recursion: what is on top is placed, with all below it, before its narrower siblings.
    const waiting: Position[] = [];
    const read = children;
    this.#push(
      entry,
      read === null
        ? this.#wideChildren(zoomed.node, minWidth)
        : read.filter((child) => this.#isWide(child, minWidth)),
      waiting,
    );
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      this.#push(
        this.#emit(next),
        this.#wideChildren(next.node, minWidth),
        waiting,
      );
  }

  build(): Omit<FlameView, "sampleType"> {
    const entries = this.#entries;
    return {
      total: this.#nodes.root.width,
      names: textsOf(this.#names),
      files: textsOf(this.#files),
      name: Uint32Array.from(entries.name),
      file: Uint32Array.from(entries.file),
      line: Uint32Array.from(entries.line),
      parent: Int32Array.from(entries.parent),
      depth: Uint16Array.from(entries.depth),
      start: Float64Array.from(entries.start),
      width: Float64Array.from(entries.width),
      self: Float64Array.from(entries.self),
      before: this.#comparison ? Float64Array.from(entries.before) : null,
      after: this.#comparison ? Float64Array.from(entries.after) : null,
      inlined: Uint8Array.from(entries.inlined),
      maxDepth: this.#maxDepth,
      dropped: this.#dropped,
    };
  }

  /** Sorted, the narrow ones left out and counted. */
  #wideChildren(node: StackNode, minWidth: number): readonly StackNode[] {
    const wide: StackNode[] = [];
    for (const child of this.#nodes.childrenOf(node))
      if (this.#isWide(child, minWidth)) wide.push(this.#nodes.read(child));
    return this.#sorted(wide);
  }

  #isWide(child: StackRange, minWidth: number): boolean {
    if (child.width !== 0 && child.width >= minWidth) return true;
    // What has no width at all does not come back by zooming in, and does not count.
    if (child.width !== 0) this.#dropped += this.#nodes.countOf(child);
    return false;
  }

  /** Widest first; equal widths by name, so that the same profile always looks the same. */
  #sorted(children: StackNode[]): readonly StackNode[] {
    return children.sort(
      (a, b) =>
        b.width - a.width ||
        compareGoStrings(this.#nodes.nameOf(a), this.#nodes.nameOf(b)) ||
        a.seen - b.seen,
    );
  }

  /** The first of the entry's children that has the name. */
  #named(
    children: readonly StackNode[],
    name: string,
    parent: number,
  ): Position | null {
    let start = this.#entries.start[parent]!;
    for (const node of children) {
      if (this.#nodes.nameOf(node) === name) return { node, parent, start };
      start += node.width;
    }
    return null;
  }

  /** What is left out is narrower than all that is kept, so it takes no room between them. */
  #push(
    parent: number,
    children: readonly StackNode[],
    waiting: Position[],
  ): void {
    let start = this.#entries.start[parent]!;
    const positions = children.map((node) => {
      const position = { node, parent, start };
      start += node.width;
      return position;
    });
    for (const position of positions.reverse()) waiting.push(position);
  }

  #emit({ node, parent, start }: Position): number {
    const { name, file, line, inlined } = this.#nodes.describe(node);
    const entries = this.#entries;
    entries.name.push(this.#names.intern(name));
    entries.file.push(this.#files.intern(file));
    entries.line.push(line);
    entries.parent.push(parent);
    entries.depth.push(node.depth);
    entries.start.push(start);
    entries.width.push(node.width);
    entries.self.push(this.#nodes.selfOf(node));
    entries.inlined.push(inlined);
    if (this.#comparison) {
      entries.before.push(this.#nodes.beforeOf(node));
      entries.after.push(this.#nodes.afterOf(node));
    }
    this.#maxDepth = Math.max(this.#maxDepth, node.depth);
    return entries.name.length - 1;
  }
}

function textsOf(pool: StringPool): readonly string[] {
  return Array.from({ length: pool.length }, (_, index) => pool.get(index));
}
