// Live objects by type, and where most of each are: from the tree of holders, in which every object is counted once.

import type { HolderTree } from "./holder-tree.ts";

export interface HolderType {
  /** "" where it is not known. */
  readonly type: string;
  readonly objects: number;
  readonly bytes: number;
  /** More than in the earlier graph; null without one. */
  readonly grownObjects: number | null;
  readonly grownBytes: number | null;
  /** The holder in the tree that has most of them: its id, and its share of their bytes. */
  readonly mostly: number;
  readonly mostlyShare: number;
}

interface Tally {
  objects: number;
  bytes: number;
  mostly: number;
  mostlyBytes: number;
}

/** Most bytes first; with an earlier graph also types that are gone from the later one. */
export function countByType(
  tree: HolderTree,
  before: HolderTree | null,
): readonly HolderType[] {
  const now = tally(tree);
  const earlier = before === null ? null : tally(before);
  const gone: Tally = { objects: 0, bytes: 0, mostly: 0, mostlyBytes: 0 };
  const names = new Set([...now.keys(), ...(earlier?.keys() ?? [])]);
  return [...names]
    .map((type) => {
      const own = now.get(type) ?? gone;
      const { objects, bytes, mostly, mostlyBytes } = own;
      const old = earlier?.get(type) ?? gone;
      return {
        type,
        objects,
        bytes,
        grownObjects: earlier === null ? null : objects - old.objects,
        grownBytes: earlier === null ? null : bytes - old.bytes,
        mostly,
        mostlyShare: mostlyBytes / Math.max(1, bytes),
      };
    })
    .sort((a, b) => b.bytes - a.bytes || (a.type < b.type ? -1 : 1));
}

function tally(tree: HolderTree): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { id, type, objects, bytes } of tree.nodes) {
    if (id === 0 || objects === 0) continue;
    let own = tallies.get(type);
    if (own === undefined)
      tallies.set(
        type,
        (own = { objects: 0, bytes: 0, mostly: id, mostlyBytes: -1 }),
      );
    own.objects += objects;
    own.bytes += bytes;
    if (bytes > own.mostlyBytes) {
      own.mostly = id;
      own.mostlyBytes = bytes;
    }
  }
  return tallies;
}
