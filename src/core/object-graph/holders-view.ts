// What the window shows of a tree of holders: who is suspected, what has grown since an earlier graph, and the tree
// without its countless small parts.

import type { GroupsView } from "./groups-view.ts";
import { countByType, type HolderType } from "./holder-types.ts";
import type { RootKind } from "./heap-image.ts";
import type { HolderSite } from "./allocation-place.ts";
import type { HolderNode, HolderTree } from "./holder-tree.ts";
import {
  findGrowth,
  findSuspects,
  holderName,
  matchHolders,
} from "./leak-suspects.ts";

export interface HolderRow {
  readonly id: number;
  /** 0 of what nothing above holds. */
  readonly parent: number;
  /** Null of objects, and of what several roots hold together. */
  readonly kind: RootKind | null;
  /** `main.cache`, `.items`, `[]`; "" when the field is not known. */
  readonly label: string;
  readonly type: string;
  readonly objects: number;
  readonly bytes: number;
  readonly retainedObjects: number;
  readonly retainedBytes: number;
  /** Retained bytes more than in the earlier graph; null without one. */
  readonly grownBytes: number | null;
}

export interface HolderSuspect {
  /** As a programmer would write it: `main.cache.items[]`. */
  readonly name: string;
  /** Of all live bytes; with an earlier graph of all growth. */
  readonly share: number;
  readonly retainedBytes: number;
  readonly retainedObjects: number;
  readonly grownBytes: number | null;
  /** What piles up there; "" when its type is not known. */
  readonly type: string;
  /** Where that was allocated, with an earlier graph what there is more of; what stands for most bytes first. */
  readonly sites: readonly HolderSite[];
  /** Rows from the root down to the place where the memory piles up. */
  readonly path: readonly number[];
}

export interface HoldersView {
  readonly retainedBytes: number;
  readonly retainedObjects: number;
  /** Those that hold or have grown most first. */
  readonly suspects: readonly HolderSuspect[];
  /** Every row comes after the one that holds it, brothers by what they hold. */
  readonly rows: readonly HolderRow[];
  /** Live objects by type, most bytes first. */
  readonly types: readonly HolderType[];
  /** Values of one type by a field; null of a graph that was taken without. */
  readonly groups: GroupsView | null;
  /** Holders too small for a row of their own. */
  readonly leftOut: number;
}

/** Holders of less than this share of the heap get no row: nobody looks for them, and there are hundreds of thousands. */
const leastShare = 0.0005;
const mostRows = 5_000;
const mostSuspects = 10;
const mostSites = 5;
const mostTypes = 1_000;
/** Types whose largest holder has a row whatever it holds, so that it can be shown. */
const typesWithRows = 100;

/** `before`: an earlier graph of the same program, or null. */
export function buildHoldersView(
  tree: HolderTree,
  before: HolderTree | null,
  groups: GroupsView | null = null,
): HoldersView {
  const total = tree.nodes[0]!;
  const least = total.retainedBytes * leastShare;
  const earlier = before === null ? null : matchHolders(before, tree);
  const grown = (node: HolderNode): number | null =>
    earlier === null
      ? null
      : node.retainedBytes - (earlier.get(node.id)?.retainedBytes ?? 0);
  const suspects = before === null ? heaviest(tree) : fastest(before, tree);
  // A suspect's path is shown whatever it holds.
  const types = countByType(tree, before).slice(0, mostTypes);
  const wanted = new Set([
    ...suspects.flatMap(({ path }) => path),
    ...types
      .slice(0, typesWithRows)
      .flatMap(({ mostly }) => tree.pathTo(mostly).map(({ id }) => id)),
  ]);
  const rows: HolderRow[] = [];
  // Breadth first, so that a limit cuts the deep and not the large.
  const pending = [0];
  for (let next = 0; next < pending.length; next++)
    for (const node of tree.children(pending[next]!)) {
      const isShown =
        wanted.has(node.id) ||
        (node.retainedBytes >= least && rows.length < mostRows);
      if (!isShown) continue;
      pending.push(node.id);
      const { example: _, key: __, ...row } = node;
      rows.push({ ...row, grownBytes: grown(node) });
    }
  return {
    retainedBytes: total.retainedBytes,
    retainedObjects: total.retainedObjects,
    suspects,
    rows,
    types,
    groups,
    leftOut: tree.nodes.length - 1 - rows.length,
  };
}

function heaviest(tree: HolderTree): readonly HolderSuspect[] {
  return findSuspects(tree)
    .slice(0, mostSuspects)
    .map(({ path, sites, ...suspect }) => ({
      ...suspect,
      sites: sites.slice(0, mostSites),
      grownBytes: null,
      type: path.at(-1)?.type ?? "",
      path: path.map(({ id }) => id),
    }));
}

function fastest(
  before: HolderTree,
  after: HolderTree,
): readonly HolderSuspect[] {
  return findGrowth(before, after)
    .filter(({ isSuspect }) => isSuspect)
    .slice(0, mostSuspects)
    .map(({ path, share, bytes, objects, beforeBytes, sites }) => ({
      name: holderName(path),
      share,
      retainedBytes: bytes,
      retainedObjects: objects,
      grownBytes: bytes - beforeBytes,
      type: path.at(-1)?.type ?? "",
      sites: sites.slice(0, mostSites),
      path: path.map(({ id }) => id),
    }));
}
