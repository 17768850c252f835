// Which holder it is: from the root that holds much, down as long as one part of it holds nearly all of that. Where it
// branches, there the memory piles up. For two graphs the same over what has grown.

import type { HolderSite } from "./allocation-place.ts";
import { sitesBelow, sitesOfPath } from "./holder-sites.ts";
import type { HolderNode, HolderTree } from "./holder-tree.ts";

export interface Suspect {
  /** From the root to the place where the memory piles up. */
  readonly path: readonly HolderNode[];
  /** `main.cache.items[]`. */
  readonly name: string;
  readonly retainedBytes: number;
  readonly retainedObjects: number;
  /** Of all live bytes. */
  readonly share: number;
  /** Where what piles up was allocated, by the sampled objects beneath; what stands for most bytes first. */
  readonly sites: readonly HolderSite[];
}

export interface GrownHolder {
  readonly name: string;
  readonly path: readonly HolderNode[];
  readonly bytes: number;
  readonly objects: number;
  readonly beforeBytes: number;
  readonly beforeObjects: number;
  /** Of all growth. */
  readonly share: number;
  /** It has grown by more than a program does that only goes on: what is named as a leak. */
  readonly isSuspect: boolean;
  /** Where what there is more of was allocated. */
  readonly sites: readonly HolderSite[];
}

/** Holders of less than this share of the live heap are no suspects. */
const leastShare = 0.05;
/** Nor are those that have grown by less, which a new thread of the runtime does. */
const leastGrownShare = 0.01;
const leastGrownBytes = 64 << 10;
/** One part that holds this much of its holder is followed. */
const followedShare = 0.6;

export function findSuspects(tree: HolderTree): readonly Suspect[] {
  const total = Math.max(1, tree.nodes[0]!.retainedBytes);
  return tree
    .children(0)
    .filter(({ retainedBytes }) => retainedBytes / total >= leastShare)
    .map((root) => {
      const path = follow(tree, root, ({ retainedBytes }) => retainedBytes);
      return {
        path,
        name: holderName(path),
        retainedBytes: root.retainedBytes,
        retainedObjects: root.retainedObjects,
        share: root.retainedBytes / total,
        sites: sitesOfPath(tree, path),
      };
    });
}

function follow(
  tree: HolderTree,
  root: HolderNode,
  weight: (node: HolderNode) => number,
): readonly HolderNode[] {
  const path = [root];
  for (let at = root; ;) {
    let best: HolderNode | null = null;
    for (const child of tree.children(at.id))
      if (best === null || weight(child) > weight(best)) best = child;
    if (best === null || weight(best) < weight(at) * followedShare) return path;
    path.push(best);
    at = best;
  }
}

/**
 * As a programmer would write it: the fields one after the other. What several hold begins with one way to it, and where
 * none is known with its type.
 */
export function holderName(
  path: readonly Pick<HolderNode, "kind" | "label" | "type">[],
): string {
  const [first] = path;
  const start =
    first?.kind === null && first.label === ""
      ? `(${first.type === "" ? "?" : first.type})`
      : "";
  return start + path.map(({ label }) => label).join("");
}

/**
 * Which holders hold more than before, most first. `before` and `after` of the same program, perhaps of two runs:
 * holders are told by their names.
 */
export function findGrowth(
  before: HolderTree,
  after: HolderTree,
): readonly GrownHolder[] {
  const earlier = matchHolders(before, after);
  const grown = (node: HolderNode): number =>
    node.retainedBytes - (earlier.get(node.id)?.retainedBytes ?? 0);
  const roots = after
    .children(0)
    .filter((root) => grown(root) > 0)
    .sort((a, b) => grown(b) - grown(a));
  const total = Math.max(
    1,
    roots.reduce((sum, root) => sum + grown(root), 0),
  );
  const least = Math.max(
    leastGrownBytes,
    after.nodes[0]!.retainedBytes * leastGrownShare,
  );
  const sitesBefore = (node: HolderNode): readonly HolderSite[] => {
    const old = earlier.get(node.id);
    return old === undefined ? [] : sitesBelow(before, old.id);
  };
  return roots.map((root) => {
    const old = earlier.get(root.id);
    const isSuspect = grown(root) >= least;
    const path = follow(after, root, grown);
    return {
      name: holderName(path),
      path,
      bytes: root.retainedBytes,
      objects: root.retainedObjects,
      beforeBytes: old?.retainedBytes ?? 0,
      beforeObjects: old?.retainedObjects ?? 0,
      share: grown(root) / total,
      isSuspect,
      // A row of small change has none: looking costs a walk below it.
      sites: isSuspect ? sitesOfPath(after, path, sitesBefore) : [],
    };
  });
}

/** By id in `after`: the holder of the same place in `before`. */
export function matchHolders(
  before: HolderTree,
  after: HolderTree,
): ReadonlyMap<number, HolderNode> {
  const matches = new Map<number, HolderNode>();
  const keyOf = ({ kind, key, type }: HolderNode): string =>
    `${kind ?? ""}\0${key}\0${type}`;
  const pending: [number, number][] = [[0, 0]];
  matches.set(0, before.nodes[0]!);
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const known = new Map(
      before.children(pair[0]).map((node) => [keyOf(node), node]),
    );
    for (const node of after.children(pair[1])) {
      const old = known.get(keyOf(node));
      if (old === undefined) continue;
      matches.set(node.id, old);
      pending.push([old.id, node.id]);
    }
  }
  return matches;
}
