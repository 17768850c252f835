// The lens as the window changes it: undo with and without a history, and the draft of a filter.

import { beforeEach, describe, expect, it } from "vitest";
import { emptyViewState } from "../../../../src/core/investigation/view-state.ts";
import { plainLens, withFilter } from "../../../../src/core/pprof/lens.ts";
import {
  canFilter,
  editFilter,
  showFilterBar,
  startFilter,
  useFilterDraft,
} from "../../../../src/renderer/state/filter-draft.ts";
import {
  back,
  changeFlame,
  changeGoroutines,
  changeLens,
  compare,
  compareWith,
  currentView,
  restoreView,
  showPanel,
  undoLens,
} from "../../../../src/renderer/state/view-store.ts";

const focused = withFilter(plainLens, "focus", "main");
const hidden = withFilter(focused, "hide", "runtime");

beforeEach(() => restoreView(emptyViewState));

describe("the lens of the view", () => {
  it("is taken back step by step, and no further", () => {
    changeLens(focused);
    changeLens(hidden);
    undoLens();
    expect(currentView().lens).toEqual(focused);
    undoLens();
    undoLens();
    expect(currentView().lens).toEqual(plainLens);
  });

  it("of a case that was opened filtered gives up its last filter", () => {
    restoreView({ ...emptyViewState, lens: hidden });
    undoLens();
    expect(currentView().lens).toEqual(focused);
    // That was a step like any other.
    back();
    expect(currentView().lens).toEqual(hidden);
  });

  it("steps with the sandwich, not with the orientation", () => {
    changeFlame({ orientation: "flame" });
    changeFlame({ sandwich: true });
    back();
    expect(currentView().flame).toMatchObject({
      orientation: "flame",
      sandwich: false,
    });
  });

  it("goes back at the zoom and with the search of now", () => {
    showPanel("flame");
    showPanel("table");
    changeFlame({ path: ["main.main"], search: "leak" });
    changeGoroutines({ first: "state" });
    back();
    expect(currentView()).toMatchObject({
      panel: "flame",
      flame: { path: ["main.main"], search: "leak" },
      goroutines: { first: "state" },
    });
  });

  it("subtracts the earlier one of two that are compared, until told otherwise", () => {
    compare({ a: "heap-1", b: "heap-2" });
    expect(currentView().base).toBe("heap-1");
    compareWith(null);
    expect(currentView()).toMatchObject({
      base: null,
      comparison: { a: "heap-1", b: "heap-2" },
    });
    back();
    expect(currentView().base).toBe("heap-1");
  });
});

describe("the draft of a filter", () => {
  it("is written where a bar is in sight, and goes with it", () => {
    expect(canFilter()).toBe(false);
    const hide = showFilterBar();
    expect(canFilter()).toBe(true);
    startFilter();
    expect(useFilterDraft.getState().draft).toEqual({
      filter: "focus",
      text: "",
    });
    editFilter({ filter: "hide", text: "x" });
    hide();
    expect(useFilterDraft.getState()).toMatchObject({ draft: null, bars: 0 });
  });
});
