// Who allocated it and who holds it, in one row: objects that the heap profile sampled are looked up in the graph, and the
// lines that allocated them counted under their holders. A sampled object stands for as many as it was likely drawn from.

import type { AllocationPlace, HolderSite } from "./allocation-place.ts";
import type { TypedGraph } from "./assign-types.ts";
import type { HolderNode, HolderTree } from "./holder-tree.ts";

export interface SampledAllocation {
  readonly address: number;
  /** That it stands for, as heap profiles estimate them. */
  readonly bytes: number;
  readonly place: AllocationPlace;
}

/** By number of the holder: what was allocated where of the objects that are its own. `tree` was built of `typed`. */
export function joinSites(
  { graph }: TypedGraph,
  tree: HolderTree,
  sampled: readonly SampledAllocation[],
): ReadonlyMap<number, readonly HolderSite[]> {
  const { places } = tree;
  const byHolder = new Map<number, HolderSite[]>();
  if (places === null) return byHolder;
  for (const { address, bytes, place } of sampled) {
    const node = graph.nodeAt(address);
    // Garbage that is not swept yet: nothing holds it.
    if (node === 0) continue;
    const holder = places[node]!;
    const known = byHolder.get(holder);
    const site = { ...place, samples: 1, bytes };
    if (known === undefined) byHolder.set(holder, [site]);
    else known.push(site);
  }
  return new Map(
    [...byHolder].map(([holder, sites]) => [holder, addUpSites(sites)]),
  );
}

/** Everything below the holder as well; what stands for most bytes first. */
export function sitesBelow(
  tree: HolderTree,
  id: number,
): readonly HolderSite[] {
  if (tree.sites.size === 0) return [];
  const sites: HolderSite[] = [];
  const pending = [id];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    sites.push(...(tree.sites.get(at) ?? []));
    for (const child of tree.children(at)) pending.push(child.id);
  }
  return addUpSites(sites);
}

/**
 * Of the nearest to the end of the path that any sample speaks for. With `earlier`, which gives the same holder of an
 * earlier tree, only what there is more of than then.
 */
export function sitesOfPath(
  tree: HolderTree,
  path: readonly HolderNode[],
  earlier: ((node: HolderNode) => readonly HolderSite[]) | null = null,
): readonly HolderSite[] {
  for (const node of [...path].reverse()) {
    const now = sitesBelow(tree, node.id);
    const sites = earlier === null ? now : moreThan(now, earlier(node));
    if (sites.length > 0) return sites;
  }
  return [];
}

function moreThan(
  now: readonly HolderSite[],
  before: readonly HolderSite[],
): readonly HolderSite[] {
  return (
    addUpSites([
      ...now,
      ...before.map((site) => ({
        ...site,
        samples: -site.samples,
        bytes: -site.bytes,
      })),
    ])
      .filter(({ bytes }) => bytes > 0)
      // One array that has grown is one sampled object as before.
      .map((site) => ({ ...site, samples: Math.max(1, site.samples) }))
  );
}

function addUpSites(sites: readonly HolderSite[]): readonly HolderSite[] {
  const sums = new Map<string, HolderSite>();
  for (const site of sites) {
    const key = `${site.function}\0${site.file}\0${site.line}\0${site.via}`;
    const sum = sums.get(key);
    sums.set(
      key,
      sum === undefined
        ? site
        : {
            ...sum,
            samples: sum.samples + site.samples,
            bytes: sum.bytes + site.bytes,
          },
    );
  }
  return [...sums.values()].sort(
    (a, b) => b.bytes - a.bytes || (a.function < b.function ? -1 : 1),
  );
}
