// Back and forward walk through what was looked at, as in a browser. Zoom is not a place: it changes in place.

import { isSameLens } from "../../core/pprof/lens.ts";
import type { ViewState } from "../../core/investigation/view-state.ts";

export interface SelectionHistory {
  readonly past: readonly ViewState[];
  readonly present: ViewState;
  readonly future: readonly ViewState[];
}

const mostPlaces = 100;

export function startHistory(present: ViewState): SelectionHistory {
  return { past: [], present, future: [] };
}

/** Goes to a new place; what could be reached by "forward" is forgotten. The same place again changes nothing. */
export function visit(
  history: SelectionHistory,
  next: ViewState,
): SelectionHistory {
  if (isSamePlace(history.present, next))
    return { ...history, present: { ...next } };
  return {
    past: [...history.past, history.present].slice(-mostPlaces),
    present: next,
    future: [],
  };
}

/** Changes the present place without a step in the history (zoom, the default sample type). */
export function amend(
  history: SelectionHistory,
  change: Partial<ViewState>,
): SelectionHistory {
  return { ...history, present: { ...history.present, ...change } };
}

export function goBack(history: SelectionHistory): SelectionHistory {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: seenAs(previous, history.present),
    future: [history.present, ...history.future],
  };
}

export function goForward(history: SelectionHistory): SelectionHistory {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return {
    past: [...history.past, history.present],
    present: seenAs(next, history.present),
    future: rest,
  };
}

/**
 * Takes back the last change of the lens: what is looked at stays, seen as before. Forward leads to where it was; null
 * when the lens never changed.
 */
export function undoLens(history: SelectionHistory): SelectionHistory | null {
  const { past, present, future } = history;
  const at = past.findLastIndex(({ lens }) => !isSameLens(lens, present.lens));
  const before = past[at];
  if (before === undefined) return null;
  return {
    past: past.slice(0, at),
    present: { ...present, lens: before.lens },
    future: [present, ...future],
  };
}

/** Another place, at the zoom and with the searches of the present one: none of these is a step. */
function seenAs(place: ViewState, present: ViewState): ViewState {
  return {
    ...place,
    zoom: present.zoom,
    flame: { ...present.flame, sandwich: place.flame.sandwich },
    goroutines: present.goroutines,
  };
}

function isSamePlace(a: ViewState, b: ViewState): boolean {
  return (
    a.panel === b.panel &&
    a.snapshotId === b.snapshotId &&
    a.sampleType === b.sampleType &&
    a.selectedFunction === b.selectedFunction &&
    isSameLens(a.lens, b.lens) &&
    a.flame.sandwich === b.flame.sandwich &&
    a.base === b.base &&
    a.comparison?.a === b.comparison?.a &&
    a.comparison?.b === b.comparison?.b
  );
}
