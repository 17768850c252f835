// What the user looks at: the saved view state with its history, and the cursor, which is of the moment.

import { create } from "zustand";
import {
  emptyViewState,
  type FlameSettings,
  type GoroutineSettings,
  type PanelName,
  type ViewState,
} from "../../core/investigation/view-state.ts";
import {
  activeFilters,
  withFilter,
  type ProfileLens,
} from "../../core/pprof/lens.ts";
import {
  amend,
  goBack,
  goForward,
  startHistory,
  undoLens as undoLensStep,
  visit,
  type SelectionHistory,
} from "./selection-history.ts";

interface ViewStore {
  readonly history: SelectionHistory;
  /** The moment under the cursor on the timeline; null when it is nowhere. Not saved. */
  readonly cursorMillis: number | null;
  /** While nothing is zoomed: the length of the newest stretch to show; null = everything. Not saved. */
  readonly followSpanMs: number | null;
}

export const useViewStore = create<ViewStore>(() => ({
  history: startHistory(emptyViewState),
  cursorMillis: null,
  followSpanMs: null,
}));

const setHistory = (
  change: (history: SelectionHistory) => SelectionHistory,
): void =>
  useViewStore.setState(({ history }) => ({ history: change(history) }));

const goTo = (change: Partial<ViewState>): void =>
  setHistory((history) => visit(history, { ...history.present, ...change }));

/** The present view; re-renders only when that part changes: `useView((view) => view.snapshotId)`. */
export function useView<T>(select: (view: ViewState) => T): T {
  return useViewStore((state) => select(state.history.present));
}

export function currentView(): ViewState {
  return useViewStore.getState().history.present;
}

export function showPanel(panel: PanelName): void {
  goTo({ panel });
}

/** The one selection: a function picked anywhere is picked everywhere. */
export function selectFunction(selectedFunction: string | null): void {
  goTo({ selectedFunction });
}

/** Shows one snapshot in the single-profile panels; with `panel`, also goes there. */
export function showSnapshot(
  snapshotId: string | null,
  panel?: PanelName,
): void {
  goTo(panel === undefined ? { snapshotId } : { snapshotId, panel });
}

/**
 * Picks the two sides of the comparison and, with `panel`, goes there. The earlier one is also what the panels of one
 * snapshot subtract.
 */
export function compare(
  comparison: ViewState["comparison"],
  panel?: PanelName,
): void {
  const base = comparison?.a ?? null;
  goTo(
    panel === undefined ? { comparison, base } : { comparison, base, panel },
  );
}

/** What the panels of one snapshot subtract from it; null = nothing. */
export function compareWith(base: string | null): void {
  goTo({ base });
}

export function chooseSampleType(sampleType: string | null): void {
  goTo({ sampleType });
}

/** Granularity and filters of every profile panel. A step in the history: "back" undoes it. */
export function changeLens(lens: ProfileLens): void {
  goTo({ lens });
}

/** Takes back the last change of the lens and nothing else; with no history, the last filter. */
export function undoLens(): void {
  setHistory((history) => {
    const undone = undoLensStep(history);
    if (undone !== null) return undone;
    const { present } = history;
    const last = activeFilters(present.lens).at(-1);
    if (last === undefined) return history;
    return visit(history, {
      ...present,
      lens: withFilter(present.lens, last, ""),
    });
  });
}

/** The sandwich is a place; orientation, zoom and search are no steps in the history. */
export function changeFlame(change: Partial<FlameSettings>): void {
  const flame = { ...currentView().flame, ...change };
  if (change.sandwich === undefined)
    setHistory((history) => amend(history, { flame }));
  else goTo({ flame });
}

export function changeGoroutines(change: Partial<GoroutineSettings>): void {
  const goroutines = { ...currentView().goroutines, ...change };
  setHistory((history) => amend(history, { goroutines }));
}

/** Zooming is no step in the history; null shows everything and follows the newest sample. */
export function setZoom(zoom: ViewState["zoom"]): void {
  setHistory((history) => amend(history, { zoom }));
}

/** Follows the newest stretch of this length; null shows everything. */
export function follow(followSpanMs: number | null): void {
  setZoom(null);
  useViewStore.setState({ followSpanMs });
}

export function setCursor(cursorMillis: number | null): void {
  useViewStore.setState({ cursorMillis });
}

export function back(): void {
  setHistory(goBack);
}

export function forward(): void {
  setHistory(goForward);
}

/** Another investigation was opened: its saved view, and an empty history. */
export function restoreView(view: ViewState): void {
  useViewStore.setState({
    history: startHistory(view),
    cursorMillis: null,
    followSpanMs: null,
  });
}
