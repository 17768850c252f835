// What whoever keeps graphs promises: they stay in the thread that made them, and answer with views.

import type { DwarfTypeParts } from "../go-types/dwarf-types.ts";
import type { HeapImage } from "./heap-image.ts";
import type { HistogramRow } from "./histogram.ts";
import type { HolderNode } from "./holder-tree.ts";
import type { GrownHolder, Suspect } from "./leak-suspects.ts";
import type { ObjectCounts } from "./object-graph.ts";
import type { PathStep } from "./paths.ts";

/** All that a graph is made of; buffers change hands when it is loaded. */
export interface GraphSource {
  readonly image: HeapImage;
  readonly methodTables: ReadonlyMap<number, number>;
  /** Null without type information. */
  readonly types: DwarfTypeParts | null;
}
export interface GraphSummary extends ObjectCounts {
  readonly nodes: number;
  readonly pointers: number;
  readonly conservativeObjects: number;
  readonly suspects: readonly Suspect[];
}
/** Graphs stay in the thread that made them; these are their views. Ids are chosen by the caller. */
export interface GraphEngine {
  /** Codes: cancelled, internal. */
  load(
    id: string,
    source: GraphSource,
    signal?: AbortSignal,
  ): Promise<GraphSummary>;
  /** Drops what the id stands for. */
  unload(id: string): Promise<void>;
  /** Below a holder (0 = the whole heap), those that hold most first. Code: not-found for an id that is not loaded. */
  holders(
    id: string,
    holder: number,
    signal?: AbortSignal,
  ): Promise<readonly HolderNode[]>;
  histogram(id: string, signal?: AbortSignal): Promise<readonly HistogramRow[]>;
  /** The shortest chain that holds the example of a holder, or what lies at an address; null when nothing does. */
  path(
    id: string,
    of: { readonly holder: number } | { readonly address: number },
    signal?: AbortSignal,
  ): Promise<readonly PathStep[] | null>;
  /** What has grown since another graph. */
  growth(
    beforeId: string,
    afterId: string,
    signal?: AbortSignal,
  ): Promise<readonly GrownHolder[]>;
  /** Holders as stacks: uncompressed pprof, for the flame graph and for files. */
  profile(
    id: string,
    timeMillis: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
  close(): Promise<void>;
}
