import { describe, expect, it } from "vitest";
import { wordMessage } from "../../../../src/core/messages/catalogue.ts";
import { message } from "../../../../src/core/messages/message.ts";
import { flameMenu } from "../../../../src/renderer/canvas/flame-menu.ts";
import { moveOfKey } from "../../../../src/renderer/canvas/flame-keys.ts";
import { buildFlameIndex } from "../../../../src/renderer/canvas/flame-index.ts";
import {
  minimapBoxes,
  minimapFrame,
  minimapHeightPx,
} from "../../../../src/renderer/canvas/minimap.ts";
import type { Translate } from "../../../../src/renderer/state/use-message.ts";
import { frameNamed, gateway } from "./flame-fixture.ts";

const t: Translate = (what, params) =>
  wordMessage("en", typeof what === "string" ? message(what, params) : what);

describe("the menu of a frame", () => {
  const done: string[] = [];
  const all = {
    filterBy: (filter: string, name: string) => done.push(`${filter} ${name}`),
    sandwich: (name: string) => done.push(`sandwich ${name}`),
    openSource: (name: string) => done.push(`source ${name}`),
    copy: (name: string) => done.push(`copy ${name}`),
  };

  it("does to the function what it says", () => {
    const items = flameMenu("main.f", () => done.push("zoom"), all, t);
    for (const item of items) item.run();
    expect(done).toEqual([
      "zoom",
      "sandwich main.f",
      "focus main.f",
      "ignore main.f",
      "hide main.f",
      "showFrom main.f",
      "pruneFrom main.f",
      "source main.f",
      "copy main.f",
    ]);
    expect(new Set(items.map(({ title }) => title)).size).toBe(items.length);
  });

  it("offers nothing that the panel cannot do, and the root no filters", () => {
    const only = { copy: all.copy };
    expect(flameMenu("main.f", null, only, t).map(({ id }) => id)).toEqual([
      "flame-copy",
    ]);
    expect(flameMenu(null, () => undefined, all, t)).toHaveLength(1);
  });
});

describe("arrows", () => {
  it("lead where they point, wherever the root is", () => {
    expect(moveOfKey("ArrowUp", "icicle")).toBe("up");
    expect(moveOfKey("ArrowUp", "flame")).toBe("down");
    expect(moveOfKey("ArrowDown", "flame")).toBe("up");
    expect(moveOfKey("ArrowLeft", "flame")).toBe("left");
    expect(moveOfKey("x", "flame")).toBeNull();
  });
});

describe("the strip over a zoomed graph", () => {
  const index = buildFlameIndex(gateway);
  it("draws each frame where it stands in the whole", () => {
    const boxes = minimapBoxes(index, 1000);
    expect(boxes[0]).toMatchObject({ x: 0, y: 0 });
    expect(boxes.every(({ x, width }) => x >= 0 && x + width <= 1000.5)).toBe(
      true,
    );
    expect(Math.max(...boxes.map(({ y, height }) => y + height))).toBeCloseTo(
      minimapHeightPx,
      -0.5,
    );
  });
  it("leaves out what is narrower than a pixel", () => {
    expect(minimapBoxes(index, 3).length).toBeLessThan(
      minimapBoxes(index, 1000).length,
    );
  });
  it("finds the frame under a point, or the nearest one above it", () => {
    const rows = index.rows.length;
    const middle = (depth: number) => ((depth + 0.5) / rows) * minimapHeightPx;
    const put = frameNamed(gateway, "main.(*glyphCache).put");
    const at =
      (((gateway.start[put] ?? 0) + (gateway.width[put] ?? 0) / 2) /
        (gateway.width[0] ?? 1)) *
      1000;
    expect(minimapFrame(index, 1000, at, middle(gateway.depth[put] ?? 0))).toBe(
      put,
    );
    expect(minimapFrame(index, 1000, 999, middle(rows - 1))).toBeLessThan(
      gateway.depth.length,
    );
    expect(minimapFrame(index, 1000, 1, middle(0))).toBe(0);
  });
});
