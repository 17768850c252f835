// What the author was looking at. Saved with the investigation, so that reopening shows the same window.

import type { RowOrder } from "../goroutines/browser-views.ts";
import { plainLens, type ProfileLens } from "../pprof/lens.ts";

export const panelNames = [
  "flame",
  "table",
  "compare",
  "growth",
  "goroutines",
  "holders",
  "waterfall",
  "callers",
  "source",
  "tags",
  "gdb",
  "allocations",
  "crash",
  "evidence",
  "notes",
] as const;
export type PanelName = (typeof panelNames)[number];

/** How the flame graph is drawn. */
export interface FlameSettings {
  /** "icicle" = the root above, "flame" = the root below. */
  readonly orientation: "icicle" | "flame";
  /** Callers above and callees below the selected function, instead of whole stacks. */
  readonly sandwich: boolean;
  /** Names from below the root to the frame that fills the width; empty = everything. */
  readonly path: readonly string[];
  /** What is searched for; "" = nothing. */
  readonly search: string;
}

export const plainFlame: FlameSettings = {
  orientation: "icicle",
  sandwich: false,
  path: [],
  search: "",
};

/** How goroutines are looked at. */
export interface GoroutineSettings {
  /** Null = the newest. */
  readonly snapshotId: string | null;
  /** What it is compared with; null = nothing, "auto" = whatever suits. */
  readonly before: { readonly snapshotId: string | null } | "auto";
  /** Groupings, outermost first: "state", "label:pool"; the second may be "". */
  readonly first: string;
  readonly second: string;
  /** Null = by growth where there is something to compare with, else by count. */
  readonly order: RowOrder | null;
  readonly show: "groups" | "flame";
  readonly search: string;
  readonly flamePath: readonly string[];
  readonly side: "details" | "follow";
  /** The id that is followed, as typed. */
  readonly followed: string;
}

export const plainGoroutines: GoroutineSettings = {
  snapshotId: null,
  before: "auto",
  first: "function",
  second: "stack",
  order: null,
  show: "groups",
  search: "",
  flamePath: [],
  side: "details",
  followed: "",
};

export interface ViewState {
  readonly panel: PanelName;
  /** Visible stretch of the timeline; null = everything, following the newest sample. */
  readonly zoom: {
    readonly fromMillis: number;
    readonly toMillis: number;
  } | null;
  /** The snapshot that flame graph and table show; null = the newest heap snapshot. */
  readonly snapshotId: string | null;
  /** The two sides of the comparison, "A" (before) and "B" (after). */
  readonly comparison: { readonly a: string; readonly b: string } | null;
  /** The earlier snapshot that table, callers, source and tags subtract from the shown one; null = none. */
  readonly base: string | null;
  readonly sampleType: string | null;
  /** The one selection: a function's name, picked anywhere. */
  readonly selectedFunction: string | null;
  /** Granularity and filters of every profile panel. */
  readonly lens: ProfileLens;
  readonly flame: FlameSettings;
  readonly goroutines: GoroutineSettings;
}

export const emptyViewState: ViewState = {
  panel: "flame",
  zoom: null,
  snapshotId: null,
  comparison: null,
  base: null,
  sampleType: null,
  selectedFunction: null,
  lens: plainLens,
  flame: plainFlame,
  goroutines: plainGoroutines,
};
