import { describe, expect, it } from "vitest";
import { emptyViewState } from "../../../../src/core/investigation/view-state.ts";
import { plainLens, withFilter } from "../../../../src/core/pprof/lens.ts";
import { roundedView } from "../../../../src/renderer/state/save-view.ts";
import {
  amend,
  goBack,
  goForward,
  startHistory,
  undoLens,
  visit,
} from "../../../../src/renderer/state/selection-history.ts";

const at = (panel: "flame" | "table" | "gdb") => ({ ...emptyViewState, panel });

describe("selection history", () => {
  it("walks back and forward", () => {
    let history = startHistory(at("flame"));
    history = visit(history, at("table"));
    history = visit(history, at("gdb"));
    history = goBack(goBack(history));
    expect(history.present.panel).toBe("flame");
    history = goForward(history);
    expect(history.present.panel).toBe("table");
    expect(history.future.map(({ panel }) => panel)).toEqual(["gdb"]);
  });
  it("forgets forward when another place is visited", () => {
    const back = goBack(visit(startHistory(at("flame")), at("table")));
    expect(goForward(visit(back, at("gdb"))).present.panel).toBe("gdb");
  });
  it("takes no step for the place it is at", () => {
    const history = startHistory(at("flame"));
    expect(visit(history, at("flame")).past).toHaveLength(0);
    expect(goBack(history)).toBe(history);
    expect(goForward(history)).toBe(history);
  });
  it("takes no step for a zoom, and keeps it when going back", () => {
    const zoom = { fromMillis: 1, toMillis: 2 };
    const history = amend(visit(startHistory(at("flame")), at("table")), {
      zoom,
    });
    expect(history.past).toHaveLength(1);
    expect(goBack(history).present).toEqual({ ...at("flame"), zoom });
  });
  it("remembers a hundred places", () => {
    let history = startHistory(at("flame"));
    for (let i = 0; i < 250; i++)
      history = visit(history, { ...at("flame"), snapshotId: String(i) });
    expect(history.past).toHaveLength(100);
    expect(history.past[0]?.snapshotId).toBe("149");
  });
});

describe("undoing a filter", () => {
  const focused = withFilter(plainLens, "focus", "main");
  const hidden = withFilter(focused, "hide", "runtime");
  const filtered = () => {
    let history = startHistory(at("flame"));
    history = visit(history, { ...at("flame"), lens: focused });
    history = visit(history, { ...at("flame"), lens: hidden });
    return visit(history, { ...at("table"), lens: hidden });
  };

  it("takes the last one off and stays where one is", () => {
    const undone = undoLens(filtered());
    expect(undone?.present).toEqual({ ...at("table"), lens: focused });
    expect(undone && goForward(undone).present.lens).toEqual(hidden);
  });
  it("goes on until the first, and never round in circles", () => {
    const once = undoLens(filtered());
    const twice = once && undoLens(once);
    expect(twice?.present.lens).toEqual(plainLens);
    expect(twice && undoLens(twice)).toBeNull();
  });
  it("is one step of back as well", () => {
    const history = visit(startHistory(at("flame")), {
      ...at("flame"),
      lens: focused,
    });
    expect(goBack(history).present.lens).toEqual(plainLens);
  });
});

describe("the view that is saved", () => {
  it("has whole milliseconds that are not before 1970", () => {
    expect(
      roundedView({
        ...emptyViewState,
        zoom: { fromMillis: -3.5, toMillis: 10.2 },
      }).zoom,
    ).toEqual({ fromMillis: 0, toMillis: 11 });
    expect(roundedView(emptyViewState)).toBe(emptyViewState);
  });
});
