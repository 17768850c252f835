// A graph of a process's heap as a snapshot's bytes: who holds what, as an ordinary pprof file with the holders as stacks.
// Runs where it may take its time: the copy is short, what is made of it is not.

import {
  assignTypes,
  type TypedGraph,
} from "../core/object-graph/assign-types.ts";
import { buildHolderTree } from "../core/object-graph/holder-tree.ts";
import { joinSites } from "../core/object-graph/holder-sites.ts";
import {
  keepGroups,
  type KeptGroups,
} from "../core/object-graph/kept-groups.ts";
import { holdersProfile } from "../core/object-graph/holders-profile.ts";
import {
  buildObjectGraph,
  type GraphStage,
} from "../core/object-graph/object-graph.ts";
import type { HeapImage } from "../core/object-graph/heap-image.ts";
import { groupRetained } from "../core/object-graph/retained-groups.ts";
import { TypeTable } from "../core/object-graph/type-table.ts";
import { encodeProfile } from "../core/pprof/encode.ts";
import { inspectMemStats, type Inspection } from "./inspect.ts";
import { openGrouping, type Grouping } from "./open-grouping.ts";
import { takeHeap, type TakeOptions } from "./object-graph.ts";
import type { TakenHolders } from "./ports/heap-graphs.ts";
import { readSampledAllocations } from "./sampled-allocations.ts";

export interface TakeHoldersOptions extends TakeOptions {
  readonly nowMillis: () => number;
  /** Type and field that values are grouped by, `main.Session.Tenant`; none for a graph alone. */
  readonly group?: string | null;
  /** Called often; throws to stop. Never while the target stands still. */
  readonly checkpoint: (stage: GraphStage | "types", done: number) => void;
  /** The copy is there, and the target runs again. */
  readonly onCopied?: (image: HeapImage) => void;
}

/** Codes: those of `takeHeap` and, before anything is stopped, of `openGrouping`. */
export async function takeHolders(
  inspection: Inspection,
  options: TakeHoldersOptions,
): Promise<TakenHolders> {
  const { checkpoint, group = null } = options;
  const grouping =
    group === null
      ? null
      : await openGrouping(inspection, group, options.signal);
  const taken = await takeHeap(inspection, options);
  options.onCopied?.(taken.image);
  const atMillis = options.nowMillis();
  const { numGc } = await inspectMemStats(inspection);
  const graph = buildObjectGraph(taken.image, { checkpoint });
  checkpoint("types", 0);
  const types = new TypeTable(await inspection.debugTypes());
  const check = (): void => checkpoint("types", 0.5);
  const typed = assignTypes(graph, types, {
    methodTables: taken.methodTables,
    checkpoint: check,
  });
  // First: texts are read from the target as it is now.
  const groups =
    grouping === null ? null : await readGroups(typed, grouping, check);
  const tree = buildHolderTree(typed, check);
  const sampled = await readSampledAllocations(inspection, taken.image);
  const sites = joinSites(typed, tree, sampled);
  const profile = holdersProfile(tree.withSites(sites), {
    timeMillis: atMillis,
    isApproximate: taken.isApproximate,
    groups:
      groups !== null && taken.pausedMs === 0 && !taken.isApproximate
        ? // It stood still all the time.
          { ...groups, readLater: 0 }
        : groups,
  });
  return {
    profile: encodeProfile(profile),
    atMillis,
    numGc,
    pausedMs: taken.pausedMs,
    isApproximate: taken.isApproximate,
    objects: graph.counts.liveObjects,
    bytes: graph.counts.liveBytes,
  };
}

async function readGroups(
  typed: TypedGraph,
  { path, decoding }: Grouping,
  checkpoint: () => void,
): Promise<KeptGroups> {
  return keepGroups(await groupRetained(typed, path, { decoding, checkpoint }));
}
