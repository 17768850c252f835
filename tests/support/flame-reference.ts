// A flame view made the plain way, with an object a node and nothing left for later: what the fast one must equal.

import {
  buildFrameNodes,
  frameLabel,
} from "../../src/core/pprof/frame-nodes.ts";
import { compareGoStrings } from "../../src/core/pprof/go-text.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import { baseSamples } from "../../src/core/pprof/sample-type.ts";
import type { FlameView, Granularity } from "../../src/core/pprof/views.ts";

interface TreeNode {
  readonly name: string;
  readonly file: string;
  line: number;
  readonly inlined: number;
  readonly depth: number;
  readonly children: Map<number, TreeNode>;
  before: number;
  after: number;
}

export interface ReferenceFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly inlined: number;
  readonly depth: number;
  readonly start: number;
  readonly width: number;
  readonly self: number;
  readonly before: number;
  readonly after: number;
}

export interface ReferenceView {
  readonly frames: readonly ReferenceFrame[];
  readonly dropped: number;
}

export function referenceFlame(
  profile: Profile,
  options: {
    readonly typeIndex: number;
    readonly granularity: Granularity;
    readonly minFraction: number;
    readonly zoom: readonly string[];
  },
): ReferenceView {
  const root = treeOf(profile, options.typeIndex, options.granularity);
  const frames: ReferenceFrame[] = [];
  let dropped = 0;
  const emit = (node: TreeNode, start: number): void => {
    const { name, file, line, inlined, depth } = node;
    frames.push({
      name,
      file,
      line,
      inlined,
      depth,
      start,
      width: widthOf(node),
      self: Math.max(Math.abs(node.before), Math.abs(node.after)),
      before: sumOf(node, "before"),
      after: sumOf(node, "after"),
    });
  };
  let top = root;
  let start = 0;
  emit(root, 0);
  for (const name of options.zoom) {
    let left = start;
    let found: TreeNode | null = null;
    for (const child of sorted(top)) {
      if (child.name === name) {
        found = child;
        break;
      }
      left += widthOf(child);
    }
    if (found === null) break;
    [top, start] = [found, left];
    emit(top, start);
  }
  const least = options.minFraction * widthOf(top);
  const place = (node: TreeNode, from: number): void => {
    let left = from;
    for (const child of sorted(node)) {
      const width = widthOf(child);
      if (width === 0 || width < least) dropped += widthsIn(child);
      else {
        emit(child, left);
        place(child, left);
      }
      left += width;
    }
  };
  place(top, start);
  return { frames, dropped };
}

/** The same columns of a real view. */
export function framesOf(view: FlameView): readonly ReferenceFrame[] {
  return [...view.name].map((name, entry) => ({
    name: view.names[name]!,
    file: view.files[view.file[entry]!]!,
    line: view.line[entry]!,
    inlined: view.inlined[entry]!,
    depth: view.depth[entry]!,
    start: view.start[entry]!,
    width: view.width[entry]!,
    self: view.self[entry]!,
    before: view.before?.[entry] ?? 0,
    after: view.after?.[entry] ?? 0,
  }));
}

function treeOf(
  profile: Profile,
  typeIndex: number,
  granularity: Granularity,
): TreeNode {
  const { samples, locations, lines } = profile;
  const nodes = buildFrameNodes(profile, granularity, false);
  const base = baseSamples(profile);
  const root = newNode({ name: "all", file: "", line: 0, inlined: 0 }, 0);
  for (let sample = 0; sample < samples.count; sample++) {
    const value =
      samples.values.numbers[sample * profile.sampleTypes.length + typeIndex]!;
    if (value === 0) continue;
    let node = root;
    const stack = samples.stack.subarray(
      samples.stackStart[sample],
      samples.stackStart[sample + 1],
    );
    for (const location of [...stack].reverse()) {
      const first = nodes.frameStart[location]!;
      const count = nodes.frameStart[location + 1]! - first;
      for (let place = count - 1; place >= 0; place--) {
        const index = nodes.frames[first + place]!;
        const own = nodes.nodes[index]!;
        const sourceLine =
          locations.lineCount[location] === 0
            ? 0
            : lines.line[locations.lineStart[location]! + place]!;
        const line = own.file === "" ? 0 : own.line || sourceLine;
        const known = node.children.get(index);
        if (known === undefined)
          node.children.set(
            index,
            newNode(
              {
                name: frameLabel(own),
                file: own.file,
                line,
                inlined: nodes.inlined[first + place]!,
              },
              node.depth + 1,
            ),
          );
        else if (known.line !== line) known.line = 0;
        node = node.children.get(index)!;
      }
    }
    if (base?.[sample] === 1) node.before -= value;
    else node.after += value;
  }
  return root;
}

function newNode(
  own: Pick<TreeNode, "name" | "file" | "line" | "inlined">,
  depth: number,
): TreeNode {
  return { ...own, depth, children: new Map(), before: 0, after: 0 };
}

function sorted(node: TreeNode): readonly TreeNode[] {
  return [...node.children.values()].sort(
    (a, b) => widthOf(b) - widthOf(a) || compareGoStrings(a.name, b.name),
  );
}

function widthOf(node: TreeNode): number {
  let width = Math.max(Math.abs(node.before), Math.abs(node.after));
  for (const child of node.children.values()) width += widthOf(child);
  return width;
}

function sumOf(node: TreeNode, side: "before" | "after"): number {
  let sum = node[side];
  for (const child of node.children.values()) sum += sumOf(child, side);
  return sum;
}

/** Nodes that have a width: the others are not there whatever the zoom. */
function widthsIn(node: TreeNode): number {
  let count = widthOf(node) === 0 ? 0 : 1;
  for (const child of node.children.values()) count += widthsIn(child);
  return count;
}
