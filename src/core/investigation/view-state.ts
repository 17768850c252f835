// What the author was looking at. Saved with the investigation, so that reopening shows the same window.

export const panelNames = [
  "flame",
  "table",
  "compare",
  "goroutines",
  "gdb",
  "evidence",
  "notes",
] as const;
export type PanelName = (typeof panelNames)[number];

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
}

export const emptyViewState: ViewState = {
  panel: "flame",
  zoom: null,
  snapshotId: null,
  comparison: null,
  sampleType: null,
  selectedFunction: null,
};
