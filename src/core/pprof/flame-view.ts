// A call tree laid out for drawing. Widths are magnitudes: of the value for one profile, `max(before, after)` summed over
// stacks for two, so that what is gone is still there to be seen. Frames too narrow to draw are left out here, where the
// whole tree is, and not sent to the window.

import { buildCallTree, type CallTree } from "./call-tree.ts";
import { frameLabel } from "./frame-nodes.ts";
import { compareGoStrings } from "./go-text.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { sampleTypeIndex } from "./sample-type.ts";
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
  const typeIndex = sampleTypeIndex(profile, options.sampleType);
  const tree = buildCallTree(
    profile,
    {
      typeIndex,
      granularity: options.granularity,
      comparison: options.comparison ?? false,
      noInlines: options.noInlines ?? false,
      dropNegative: options.dropNegative ?? false,
    },
    checkpoint,
  );
  const layout = new FlameLayout(tree);
  layout.place(options.zoom, options.minFraction);
  return { sampleType: profile.sampleTypes[typeIndex]!, ...layout.build() };
}

interface Position {
  readonly node: number;
  /** The parent's entry. */
  readonly parent: number;
  readonly start: number;
}

class FlameLayout {
  readonly #tree: CallTree;
  /** Cumulative, per tree node. */
  readonly #width: Float64Array;
  readonly #before: Float64Array | null;
  readonly #after: Float64Array;
  readonly #subtreeSize: Uint32Array;
  /** Children of node i: `children[childStart[i] .. childStart[i + 1])`. */
  readonly #childStart: Uint32Array;
  readonly #children: Uint32Array;
  /** The view's entries, in depth-first order: tree node, parent entry, depth, left edge. */
  readonly #node: number[] = [];
  readonly #parent: number[] = [];
  readonly #depth: number[] = [];
  readonly #start: number[] = [];
  #dropped = 0;

  constructor(tree: CallTree) {
    this.#tree = tree;
    const { count, before, after } = tree;
    this.#before = before?.slice() ?? null;
    this.#after = after.slice();
    this.#width = after.map((value, node) =>
      Math.max(Math.abs(value), Math.abs(before?.[node] ?? 0)),
    );
    this.#subtreeSize = new Uint32Array(count).fill(1);
    this.#childStart = new Uint32Array(count + 1);
    for (let node = count - 1; node > 0; node--) {
      const parent = tree.parent[node]!;
      this.#width[parent]! += this.#width[node]!;
      this.#after[parent]! += this.#after[node]!;
      if (this.#before !== null) this.#before[parent]! += this.#before[node]!;
      this.#subtreeSize[parent]! += this.#subtreeSize[node]!;
      this.#childStart[parent + 1]!++;
    }
    for (let node = 0; node < count; node++)
      this.#childStart[node + 1]! += this.#childStart[node]!;
    const next = this.#childStart.slice();
    this.#children = new Uint32Array(Math.max(0, count - 1));
    for (let node = 1; node < count; node++)
      this.#children[next[tree.parent[node]!]!++] = node;
  }

  place(zoom: readonly string[], minFraction: number): void {
    const zoomed = this.#placePath(zoom);
    const top = this.#node[zoomed]!;
    const minWidth = minFraction * this.#width[top]!;
    // A stack, not recursion: what is on top is placed, with all below it, before its narrower siblings.
    const waiting: Position[] = [];
    this.#pushChildren(zoomed, minWidth, waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const entry = this.#emit(next.node, next.parent, next.start);
      this.#pushChildren(entry, minWidth, waiting);
    }
  }

  build(): Omit<FlameView, "sampleType"> {
    const tree = this.#tree;
    const names = new StringPool();
    const files = new StringPool();
    const count = this.#node.length;
    const own = (node: number): number =>
      Math.max(Math.abs(tree.after[node]!), Math.abs(tree.before?.[node] ?? 0));
    const column = (of: (node: number) => number): Float64Array =>
      Float64Array.from(this.#node, of);
    const name = new Uint32Array(count);
    const file = new Uint32Array(count);
    const line = new Uint32Array(count);
    let maxDepth = 0;
    this.#node.forEach((node, entry) => {
      const frame = tree.frames[tree.frame[node]!];
      const root = node === 0 || frame === undefined;
      name[entry] = names.intern(root ? "all" : frameLabel(frame));
      file[entry] = files.intern(root ? "" : frame.file);
      // A function seen at one line only can be opened there; at several, the file is all there is to say.
      line[entry] =
        root || frame.file === "" ? 0 : frame.line || tree.line[node]!;
      maxDepth = Math.max(maxDepth, this.#depth[entry]!);
    });
    const before = this.#before;
    return {
      total: this.#width[0]!,
      names: Array.from({ length: names.length }, (_, index) =>
        names.get(index),
      ),
      files: Array.from({ length: files.length }, (_, index) =>
        files.get(index),
      ),
      name,
      file,
      line,
      parent: Int32Array.from(this.#parent),
      depth: Uint16Array.from(this.#depth),
      start: Float64Array.from(this.#start),
      width: column((node) => this.#width[node]!),
      self: column(own),
      before: before === null ? null : column((node) => before[node]!),
      after: before === null ? null : column((node) => this.#after[node]!),
      inlined: Uint8Array.from(this.#node, (node) => tree.inlined[node]!),
      maxDepth,
      dropped: this.#dropped,
    };
  }

  /** Emits the root and the path below it; answers the entry of the path's end. */
  #placePath(zoom: readonly string[]): number {
    let entry = this.#emit(0, -1, 0);
    for (const name of zoom) {
      const node = this.#node[entry]!;
      let start = this.#start[entry]!;
      let found = -1;
      for (const child of this.#sortedChildren(node)) {
        if (this.#nameOf(child) === name) {
          found = child;
          break;
        }
        start += this.#width[child]!;
      }
      if (found === -1) break;
      entry = this.#emit(found, entry, start);
    }
    return entry;
  }

  #pushChildren(entry: number, minWidth: number, waiting: Position[]): void {
    const kept: Position[] = [];
    let start = this.#start[entry]!;
    for (const child of this.#sortedChildren(this.#node[entry]!)) {
      const width = this.#width[child]!;
      if (width === 0 || width < minWidth)
        this.#dropped += this.#subtreeSize[child]!;
      else kept.push({ node: child, parent: entry, start });
      start += width;
    }
    for (let at = kept.length - 1; at >= 0; at--) waiting.push(kept[at]!);
  }

  #emit(node: number, parent: number, start: number): number {
    this.#node.push(node);
    this.#parent.push(parent);
    this.#depth.push(parent === -1 ? 0 : this.#depth[parent]! + 1);
    this.#start.push(start);
    return this.#node.length - 1;
  }

  /** Widest first; equal widths by name, so that the same profile always looks the same. */
  #sortedChildren(node: number): Uint32Array {
    const children = this.#children.subarray(
      this.#childStart[node],
      this.#childStart[node + 1],
    );
    if (children.length > 1)
      children.sort(
        (a, b) =>
          this.#width[b]! - this.#width[a]! ||
          compareGoStrings(this.#nameOf(a), this.#nameOf(b)) ||
          a - b,
      );
    return children;
  }

  #nameOf(node: number): string {
    const frame = this.#tree.frames[this.#tree.frame[node]!];
    return frame === undefined ? "" : frameLabel(frame);
  }
}
