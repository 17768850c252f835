// What the author was looking at. Saved with the investigation, so that reopening shows the same window.

import { plainLens, type ProfileLens } from "../pprof/lens.ts";

export const panelNames = [
  "flame",
  "table",
  "compare",
  "growth",
  "goroutines",
  "waterfall",
  "callers",
  "source",
  "tags",
  "gdb",
  "allocations",
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
}

export const plainFlame: FlameSettings = {
  orientation: "icicle",
  sandwich: false,
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
  readonly sampleType: string | null;
  /** The one selection: a function's name, picked anywhere. */
  readonly selectedFunction: string | null;
  /** Granularity and filters of every profile panel. */
  readonly lens: ProfileLens;
  readonly flame: FlameSettings;
}

export const emptyViewState: ViewState = {
  panel: "flame",
  zoom: null,
  snapshotId: null,
  comparison: null,
  sampleType: null,
  selectedFunction: null,
  lens: plainLens,
  flame: plainFlame,
};
