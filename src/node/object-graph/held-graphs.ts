// The graphs that a thread keeps, and what is asked about them. Views are made when they are first asked for, and kept.

import { DebugInfo } from "../../core/dwarf/debug-info.ts";
import { TrivetError } from "../../core/errors.ts";
import { DwarfTypes } from "../../core/go-types/dwarf-types.ts";
import {
  assignTypes,
  type TypedGraph,
} from "../../core/object-graph/assign-types.ts";
import {
  buildHistogram,
  type HistogramRow,
} from "../../core/object-graph/histogram.ts";
import {
  buildHolderTree,
  type HolderNode,
  type HolderTree,
} from "../../core/object-graph/holder-tree.ts";
import { holdersProfile } from "../../core/object-graph/holders-profile.ts";
import {
  findGrowth,
  findSuspects,
  type GrownHolder,
} from "../../core/object-graph/leak-suspects.ts";
import { buildObjectGraph } from "../../core/object-graph/object-graph.ts";
import {
  pathTo,
  shortestWays,
  type PathStep,
} from "../../core/object-graph/paths.ts";
import { TypeTable } from "../../core/object-graph/type-table.ts";
import { encodeProfile } from "../../core/pprof/encode.ts";
import type {
  GraphSource,
  GraphSummary,
} from "../../core/object-graph/graph-engine.ts";

export type Checkpoint = () => void;
export type PathSubject =
  { readonly holder: number } | { readonly address: number };

interface HeldGraph {
  readonly typed: TypedGraph;
  readonly tree: HolderTree;
  readonly isConsistent: boolean;
  towards: Uint32Array | null;
}

export class HeldGraphs {
  readonly #graphs = new Map<string, HeldGraph>();

  load(
    id: string,
    { image, methodTables, types }: GraphSource,
    checkpoint: Checkpoint,
  ): GraphSummary {
    const graph = buildObjectGraph(image, { checkpoint });
    const source =
      types === null
        ? null
        : new DwarfTypes(new DebugInfo(types.sections), types);
    const typed = assignTypes(graph, new TypeTable(source), {
      methodTables,
      checkpoint,
    });
    const tree = buildHolderTree(typed, checkpoint);
    const { isConsistent } = image;
    this.#graphs.set(id, { typed, tree, isConsistent, towards: null });
    return {
      ...graph.counts,
      nodes: graph.nodes,
      pointers: graph.edges,
      conservativeObjects: graph.bits.conservativeObjects,
      suspects: findSuspects(tree),
    };
  }

  unload(id: string): void {
    this.#graphs.delete(id);
  }

  holders(id: string, holder: number): readonly HolderNode[] {
    return this.#get(id).tree.children(holder);
  }

  histogram(id: string): readonly HistogramRow[] {
    return buildHistogram(this.#get(id).typed);
  }

  path(id: string, of: PathSubject): readonly PathStep[] | null {
    const held = this.#get(id);
    const { graph } = held.typed;
    const node =
      "address" in of
        ? graph.nodeAt(of.address)
        : (held.tree.nodes[of.holder]?.example ?? 0);
    if (node === 0) return null;
    held.towards ??= shortestWays(graph);
    return pathTo(held.typed, held.towards, node);
  }

  growth(beforeId: string, afterId: string): readonly GrownHolder[] {
    return findGrowth(this.#get(beforeId).tree, this.#get(afterId).tree);
  }

  profile(id: string, timeMillis: number, checkpoint: Checkpoint): Uint8Array {
    const { tree, isConsistent } = this.#get(id);
    const isApproximate = !isConsistent;
    return encodeProfile(
      holdersProfile(tree, { timeMillis, isApproximate }),
      checkpoint,
    );
  }

  #get(id: string): HeldGraph {
    const held = this.#graphs.get(id);
    if (held === undefined)
      throw new TrivetError("not-found", `no graph ${id} is loaded`);
    return held;
  }
}
