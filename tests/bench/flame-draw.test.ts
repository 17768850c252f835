// The script of one drawing, without what the canvas does with it: how it grows with the frames of the view. What is off
// screen must cost nothing, so a million frames may take only a little longer than forty thousand.

import { beforeAll, expect, it } from "vitest";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { buildFlameView } from "../../src/core/pprof/flame-view.ts";
import {
  drawFlame,
  type FlameContext,
  type FlameTheme,
} from "../../src/renderer/canvas/draw-flame.ts";
import {
  buildFlameIndex,
  minFraction,
  type FlameIndex,
} from "../../src/renderer/canvas/flame-index.ts";
import { slotCount } from "../../src/renderer/canvas/flame-palette.ts";
import {
  rowPx,
  viewportFor,
} from "../../src/renderer/canvas/flame-viewport.ts";
import { leastCpu, printTable } from "./support/measure.ts";
import { writeDeepProfile, writeLargeProfile } from "./support/profile-file.ts";

const size = { widthPx: 1600, heightPx: 900, flipPx: null };
/** Different places of the picture, drawn one after the other. */
const drawings = 100;

const context: FlameContext = {
  fillStyle: "",
  strokeStyle: "",
  lineWidth: 1,
  font: "",
  textBaseline: "middle",
  beginPath: () => undefined,
  rect: () => undefined,
  fill: () => undefined,
  stroke: () => undefined,
  fillRect: () => undefined,
  strokeRect: () => undefined,
  fillText: () => undefined,
};
const theme: FlameTheme = {
  slots: Array.from({ length: slotCount }, () => "#888"),
  background: "#fff",
  text: "#000",
  mutedText: "#444",
  selected: "#00f",
  focus: "#00f",
  hatch: null,
  font: "12px monospace",
  advancePx: 7,
};

const indexes = new Map<string, FlameIndex>();
beforeAll(() => {
  const realistic = { kind: "realistic", samples: 100_000, seed: 1 } as const;
  for (const [name, bytes] of [
    ["realistic", writeLargeProfile(realistic)],
    ["adversarial", writeLargeProfile({ ...realistic, kind: "adversarial" })],
    ["deep", writeDeepProfile()],
  ] as const)
    indexes.set(
      name,
      buildFlameIndex(
        buildFlameView(decodeProfile(bytes), {
          granularity: "filefunctions",
          minFraction,
          zoom: [],
        }),
      ),
    );
});

/** Pans down the whole picture, every other time zoomed to a frame below the root. */
function drawEverywhere(index: FlameIndex): void {
  const marks = { search: null, selectedName: null, focused: 1 };
  const roomPx = Math.max(0, (index.view.maxDepth + 2) * rowPx - size.heightPx);
  for (let place = 0; place < drawings; place++) {
    const viewport = viewportFor(index, place % 2, {
      ...size,
      topPx: (roomPx * place) / drawings,
    });
    drawFlame(context, index, viewport, theme, marks, null);
  }
}

it("draws a million frames in little more than it takes for forty thousand", () => {
  const measured = [...indexes].map(([name, index]) => ({
    name,
    frames: index.view.name.length,
    ms: leastCpu(5, () => drawEverywhere(index)).ms / drawings,
  }));
  printTable("Script of one drawing, goal at most 16 ms", [
    ["profile", "frames of the graph", "script of one drawing"],
    ...measured.map(({ name, frames, ms }) => [
      name,
      frames,
      `${ms.toFixed(2)} ms`,
    ]),
  ]);
  const [realistic, , deep] = measured;
  expect(deep!.frames).toBeGreaterThanOrEqual(1_000_000);
  expect(deep!.ms / realistic!.ms).toBeLessThanOrEqual(8);
});
