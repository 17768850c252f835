import { describe, expect, it } from "vitest";
import {
  buildFlameIndex,
  existingPath,
  frameAt,
  pathOf,
  placeOf,
} from "../../../../src/renderer/canvas/flame-index.ts";
import { moveFrame } from "../../../../src/renderer/canvas/flame-keys.ts";
import { markFound } from "../../../../src/renderer/canvas/flame-search.ts";
import {
  frameBox,
  hitTest,
  rowPx,
  viewportFor,
} from "../../../../src/renderer/canvas/flame-viewport.ts";
import { flameView, frameNamed, gateway } from "./flame-fixture.ts";

const index = buildFlameIndex(gateway);
const size = { topPx: 0, widthPx: 1000, heightPx: 200 };
const named = (name: string): number => frameNamed(gateway, name);
const middle = (row: number): number => row * rowPx + rowPx / 2;

describe("flame geometry", () => {
  it("finds the frame under a point, and nothing beside it", () => {
    const all = viewportFor(index, 0, size);
    expect(hitTest(index, all, 500, middle(0))).toBe(0);
    expect(hitTest(index, all, 100, middle(4))).toBe(
      named("main.(*glyphCache).put"),
    );
    expect(hitTest(index, all, 650, middle(3))).toBe(
      named("encoding/json.Marshal"),
    );
    // handle's own 10 bytes stand right of its children: no frame below them.
    expect(hitTest(index, all, 695, middle(3))).toBeNull();
    expect(hitTest(index, all, 100, middle(9))).toBeNull();
    expect(hitTest(index, all, -1, middle(0))).toBeNull();
  });

  it("agrees with the box it draws, zoomed and scrolled", () => {
    const zoomed = viewportFor(index, named("main.(*gateway).handle"), {
      ...size,
      topPx: 30,
    });
    for (let frame = 0; frame < gateway.depth.length; frame++) {
      const box = frameBox(index, zoomed, frame);
      if (box.width <= 0 || box.y < 0) continue;
      expect(
        hitTest(index, zoomed, box.x + box.width / 2, box.y + box.height / 2),
      ).toBe(frame);
    }
    expect(frameBox(index, zoomed, named("runtime.main")).width).toBe(0);
    expect(frameBox(index, zoomed, 0)).toMatchObject({ x: 0, width: 1000 });
  });

  it("walks a path of names there and back", () => {
    const put = named("main.(*glyphCache).put");
    const path = pathOf(gateway, put);
    expect(path).toEqual([
      "net/http.(*conn).serve",
      "main.(*gateway).handle",
      "main.(*rasteriser).render",
      "main.(*glyphCache).put",
    ]);
    expect(frameAt(index, path)).toBe(put);
    expect(frameAt(index, [])).toBe(0);
    expect(frameAt(index, [...path.slice(0, 2), "gone"])).toBe(
      named("main.(*gateway).handle"),
    );
  });

  it("names a place with its line only when there is one", () => {
    expect(placeOf(gateway, named("main.(*glyphCache).put"))).toBe(
      "/src/glyph.go:42",
    );
    expect(placeOf(gateway, named("main.main"))).toBe("");
  });

  it("moves by arrows and never leaves the zoomed stretch", () => {
    const handle = named("main.(*gateway).handle");
    const render = named("main.(*rasteriser).render");
    const marshal = named("encoding/json.Marshal");
    expect(moveFrame(index, 0, "up", 0)).toBe(0);
    expect(moveFrame(index, handle, "down", 0)).toBe(render);
    expect(moveFrame(index, render, "right", 0)).toBe(marshal);
    expect(moveFrame(index, marshal, "left", 0)).toBe(render);
    expect(moveFrame(index, render, "left", 0)).toBe(render);
    expect(moveFrame(index, named("net/http.(*conn).serve"), "right", 0)).toBe(
      named("runtime.main"),
    );
    // Zoomed into handle, its caller has a neighbour, but not in the picture.
    expect(
      moveFrame(index, named("net/http.(*conn).serve"), "right", handle),
    ).toBe(named("net/http.(*conn).serve"));
    expect(moveFrame(index, 0, "last", 0)).toBe(
      named("main.(*glyphCache).put"),
    );
    expect(moveFrame(index, marshal, "first", handle)).toBe(handle);
    expect(moveFrame(index, marshal, "down", 0)).toBe(marshal);
  });

  it("keeps as much of a path as is left behind a filter", () => {
    const path = pathOf(gateway, named("main.(*glyphCache).put"));
    expect(existingPath(gateway, path)).toEqual(path);
    expect(existingPath(gateway, [...path.slice(0, 1), "gone", "x"])).toEqual(
      path.slice(0, 1),
    );
    expect(existingPath(gateway, ["gone"])).toEqual([]);
  });

  it("goes down towards what is zoomed, not to the widest", () => {
    const main = named("main.main");
    expect(moveFrame(index, 0, "down", main)).toBe(named("runtime.main"));
  });

  it("marks what was found, never the root", () => {
    const view = flameView([{ name: "main.walk", self: 5 }]);
    const { names } = markFound(view, ["main.walk", "all", "absent"]);
    expect(view.names.filter((_, at) => names[at] === 1)).toEqual([
      "main.walk",
    ]);
  });

  it("stands on its root when it is a flame, and agrees with itself", () => {
    const flipPx = 300;
    const flame = viewportFor(index, 0, { ...size, topPx: 110, flipPx });
    expect(frameBox(index, flame, 0).y).toBe(300 - rowPx - 110);
    for (let frame = 0; frame < gateway.depth.length; frame++) {
      const box = frameBox(index, flame, frame);
      if (box.width <= 0 || box.y < 0 || box.y + box.height > 200) continue;
      for (const y of [box.y, box.y + box.height / 2, box.y + rowPx - 0.5])
        expect(hitTest(index, flame, box.x + box.width / 2, y)).toBe(frame);
    }
  });
});
