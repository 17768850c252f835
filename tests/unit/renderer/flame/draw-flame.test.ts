import { describe, expect, it } from "vitest";
import type { FlameView } from "../../../../src/core/pprof/views.ts";
import {
  drawFlame,
  labelOf,
  type FlameContext,
  type FlameTheme,
} from "../../../../src/renderer/canvas/draw-flame.ts";
import { buildFlameIndex } from "../../../../src/renderer/canvas/flame-index.ts";
import {
  differenceSlot,
  mergedSlot,
  mutedSlot,
  packageSlot,
  packageSlots,
  slotCount,
} from "../../../../src/renderer/canvas/flame-palette.ts";
import { markFound } from "../../../../src/renderer/canvas/flame-search.ts";
import { viewportFor } from "../../../../src/renderer/canvas/flame-viewport.ts";
import { flameView, frameNamed, gateway } from "./flame-fixture.ts";

interface Recorded {
  readonly fills: { readonly style: unknown; readonly boxes: number[][] }[];
  readonly strokes: { readonly style: unknown; readonly boxes: number[][] }[];
  readonly texts: { readonly text: string; readonly style: unknown }[];
  readonly context: FlameContext;
}

function record(): Recorded {
  const fills: Recorded["fills"] = [];
  const strokes: Recorded["strokes"] = [];
  const texts: Recorded["texts"] = [];
  let path: number[][] = [];
  const context: FlameContext = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 1,
    font: "",
    textBaseline: "alphabetic",
    beginPath: () => (path = []),
    rect: (x, y, w, h) => path.push([x, y, w, h]),
    fill: () => fills.push({ style: context.fillStyle, boxes: path }),
    stroke: () => strokes.push({ style: context.strokeStyle, boxes: path }),
    fillRect: () => undefined,
    strokeRect: (x, y, w, h) =>
      strokes.push({ style: context.strokeStyle, boxes: [[x, y, w, h]] }),
    fillText: (text) => texts.push({ text, style: context.fillStyle }),
  };
  return { fills, strokes, texts, context };
}

const theme: FlameTheme = {
  slots: Array.from({ length: slotCount }, (_, slot) => `slot-${slot}`),
  background: "background",
  text: "text",
  mutedText: "muted-text",
  selected: "selected",
  focus: "focus",
  hatch: "hatch" as unknown as CanvasPattern,
  font: "12px monospace",
  advancePx: 7,
};
const noMarks = { search: null, selectedName: null, focused: null };
const size = { topPx: 0, widthPx: 1000, heightPx: 400 };

/** A root over `count` equal leaves. */
function comb(count: number): FlameView {
  return flameView(
    Array.from({ length: count }, (_, i) => ({ name: `main.f${i}`, self: 1 })),
  );
}

describe("drawing a flame graph", () => {
  it("fills once a colour and draws every frame of a small view", () => {
    const recorded = record();
    const index = buildFlameIndex(gateway);
    drawFlame(
      recorded.context,
      index,
      viewportFor(index, 0, size),
      theme,
      noMarks,
      null,
    );
    const styles = recorded.fills.map((fill) => fill.style);
    expect(new Set(styles).size).toBe(styles.length);
    const boxes = recorded.fills.flatMap((fill) => fill.boxes);
    expect(boxes).toHaveLength(gateway.depth.length);
    const inside = boxes.every(([x = 0, , w = 0]) => x >= 0 && x + w <= 1000);
    expect(inside).toBe(true);
    expect(recorded.texts.map((label) => label.text)).toContain(
      "main.(*glyphCache).put",
    );
  });

  it("merges what is narrower than half a pixel instead of drawing it", () => {
    const recorded = record();
    const index = buildFlameIndex(comb(20_000));
    drawFlame(
      recorded.context,
      index,
      viewportFor(index, 0, size),
      theme,
      noMarks,
      null,
    );
    const merged = recorded.fills.find(
      (fill) => fill.style === `slot-${mergedSlot}`,
    );
    expect(merged?.boxes).toHaveLength(1);
    expect(merged?.boxes[0]?.[2]).toBeCloseTo(1000, 0);
    expect(recorded.fills.flatMap((fill) => fill.boxes)).toHaveLength(2);
  });

  it("skips rows and frames that are off screen", () => {
    const recorded = record();
    const index = buildFlameIndex(gateway);
    const put = frameNamed(gateway, "main.(*glyphCache).put");
    const viewport = { ...viewportFor(index, put, size), topPx: 60 };
    drawFlame(recorded.context, index, viewport, theme, noMarks, null);
    // Rows 3 and 4 only, and of them only what stands over `put`.
    expect(recorded.fills.flatMap((fill) => fill.boxes)).toHaveLength(2);
  });

  it("mutes what a search does not match and outlines the one selection", () => {
    const recorded = record();
    const index = buildFlameIndex(gateway);
    drawFlame(
      recorded.context,
      index,
      viewportFor(index, 0, size),
      theme,
      {
        search: markFound(
          gateway,
          gateway.names.filter((name) => name.includes("glyph")),
        ),
        selectedName: gateway.names.indexOf("main.main"),
        focused: 0,
      },
      null,
    );
    const muted = recorded.fills.find(
      (fill) => fill.style === `slot-${mutedSlot}`,
    );
    expect(muted?.boxes).toHaveLength(gateway.depth.length - 1);
    expect(recorded.strokes.map((stroke) => stroke.style)).toEqual([
      "selected",
      "focus",
    ]);
    expect(
      recorded.texts.filter((label) => label.style === "text"),
    ).toHaveLength(1);
  });

  it("tells growth and shrinkage by arrows and hatching, not by colour alone", () => {
    const view = flameView([
      { name: "main.grew", self: [100, 400] },
      { name: "main.shrank", self: [300, 100] },
      { name: "main.same", self: [200, 200] },
    ]);
    const recorded = record();
    const index = buildFlameIndex(view);
    drawFlame(
      recorded.context,
      index,
      viewportFor(index, 0, size),
      theme,
      noMarks,
      () => "+1 B",
    );
    expect(recorded.texts.map((label) => label.text)).toEqual([
      "▲ all  +1 B",
      "▲ main.grew  +1 B",
      "▼ main.shrank  +1 B",
      "main.same  +1 B",
    ]);
    expect(
      recorded.fills.find((fill) => fill.style === "hatch")?.boxes,
    ).toHaveLength(1);
  });

  it("shortens labels to the room there is, and says nothing where there is none", () => {
    const index = buildFlameIndex(gateway);
    const put = frameNamed(gateway, "main.(*glyphCache).put");
    expect(labelOf(index, put, 60, null)).toBe("main.(*glyphCache).put");
    expect(labelOf(index, put, 12, null)).toBe("put");
    expect(labelOf(index, put, 2, null)).toBe("");
  });

  it("keeps colours apart by meaning", () => {
    const hue = (name: string): number => packageSlot(name) >> 1;
    expect(hue("net/http.Get")).toBe(0);
    expect(hue("main.a")).toBe(hue("main.b"));
    expect(hue("main.a")).toBeGreaterThan(0);
    const middle = packageSlots + 3;
    expect(differenceSlot(1, 1000)).toBe(middle);
    expect(differenceSlot(1000, 1000)).toBe(middle + 3);
    expect(differenceSlot(-600, 1000)).toBe(middle - 3);
    expect(differenceSlot(200, 1000)).toBe(middle + 2);
    expect(differenceSlot(-50, 1000)).toBe(middle - 1);
    expect(differenceSlot(0, 0)).toBe(middle);
  });

  it("draws no more than the screen can show of 100 000 frames", () => {
    const wide = comb(100_000);
    const index = buildFlameIndex(wide);
    const recorded = record();
    const viewport = { ...viewportFor(index, 0, size), to: 40_000 };
    drawFlame(recorded.context, index, viewport, theme, noMarks, null);
    const drawn = recorded.fills.flatMap((fill) => fill.boxes).length;
    expect(drawn).toBeLessThan(2 * 1000);
    expect(recorded.fills.length).toBeLessThan(slotCount);
  });
});
