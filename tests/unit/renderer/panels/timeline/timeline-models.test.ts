import { describe, expect, it } from "vitest";
import type {
  InvestigationEvent,
  Snapshot,
  SnapshotKind,
} from "../../../../../src/core/investigation/model.ts";
import { t } from "../../../../../src/renderer/state/use-message.ts";
import {
  groupMarks,
  marksOf,
} from "../../../../../src/renderer/panels/timeline/lane-marks.ts";
import { markWords } from "../../../../../src/renderer/panels/timeline/mark-words.ts";
import {
  pairForRange,
  pairWith,
} from "../../../../../src/renderer/panels/timeline/pick-comparison.ts";
import {
  stepTimeline,
  visibleRange,
} from "../../../../../src/renderer/panels/timeline/timeline-keys.ts";
import { rowBoxes } from "../../../../../src/renderer/panels/timeline/timeline-layout.ts";
import { buildOption } from "../../../../../src/renderer/panels/timeline/timeline-option.ts";
import {
  legendOf,
  type TimelineFacts,
} from "../../../../../src/renderer/panels/timeline/timeline-rows.ts";
import { memoryBands } from "../../../../../src/renderer/charts/memory-bands.ts";
import {
  chartTokens,
  type ChartTokens,
} from "../../../../../src/renderer/charts/tokens.ts";

const snapshot = (
  id: string,
  kind: SnapshotKind,
  atMillis: number,
): Snapshot => ({
  id,
  targetId: "t",
  kind,
  requestedAtMillis: atMillis,
  atMillis,
  member: `evidence/${id}`,
  bytes: 1,
  sha256: "",
  request: "",
  gcCount: 4,
  forcedGc: id === "b",
});
const event = (
  kind: InvestigationEvent["kind"],
  atMillis: number,
): InvestigationEvent => ({
  id: `${kind}-${atMillis}`,
  targetId: "t",
  kind,
  atMillis,
  text: "why",
  data: {},
});

describe("marks", () => {
  const marks = marksOf({
    snapshots: [snapshot("a", "heap", 1000)],
    events: [
      event("snapshot", 1000),
      event("gdb-stopped", 5000),
      event("gdb-resumed", 5200),
      event("died", 9000),
    ],
    notes: [{ id: "n", atMillis: 9999, aboutMillis: 3000, text: "x\ny" }],
  });
  it("stand in time order, each moment once", () => {
    expect(marks.map(({ shape }) => shape)).toEqual([
      "snapshot",
      "note",
      "stop",
      "death",
    ]);
  });
  it("give a stop its length", () => {
    const stop = marks.find(({ shape }) => shape === "stop");
    expect(stop?.untilMillis).toBe(5200);
    expect(stop && markWords(stop, t)).toContain("200 ms");
  });
  it("say in words what they are", () => {
    const [first, note, , death] = marks;
    expect(first && markWords(first, t)).toBe("heap 00:00:01 · GC 4");
    expect(note && markWords(note, t)).toBe("Note 00:00:03: x");
    expect(death && markWords(death, t)).toContain("why");
  });
  it("are grouped where they would overlap, and left out of sight", () => {
    const range = { fromMillis: 0, toMillis: 100_000 };
    const groups = groupMarks(marks, range, { left: 0, width: 500 });
    expect(groups.map((group) => group.marks.length)).toEqual([2, 1, 1]);
    expect(
      groupMarks(
        marks,
        { fromMillis: 4000, toMillis: 6000 },
        { left: 0, width: 500 },
      ),
    ).toHaveLength(1);
  });
});

describe("picking a comparison", () => {
  const snapshots = [
    snapshot("a", "heap", 1000),
    snapshot("g", "goroutine", 1500),
    snapshot("b", "heap", 2000),
    snapshot("c", "heap", 9000),
  ];
  it("puts the earlier one first, whichever was picked", () => {
    expect(pairWith(snapshots, "c", "a")).toEqual({ a: "a", b: "c" });
    expect(pairWith(snapshots, "a", "c")).toEqual({ a: "a", b: "c" });
  });
  it("never mixes kinds", () => {
    expect(pairWith(snapshots, "g", "b")).toEqual({ a: "a", b: "b" });
    expect(pairWith(snapshots, "a", "g")).toBeNull();
    expect(pairWith(snapshots, null, "gone")).toBeNull();
  });
  it("takes those nearest to the ends of a range", () => {
    expect(
      pairForRange(snapshots, { fromMillis: 1900, toMillis: 8000 }),
    ).toEqual({ a: "b", b: "c" });
    expect(
      pairForRange(snapshots, { fromMillis: 900, toMillis: 1100 }),
    ).toBeNull();
  });
});

describe("keys", () => {
  const bounds = { fromMillis: 0, toMillis: 100_000 };
  const range = { fromMillis: 40_000, toMillis: 60_000 };
  const press = (key: string, cursorMillis: number | null, isShift = false) =>
    stepTimeline({ key, isShift }, { range, bounds, cursorMillis });
  it("move the cursor, faster with shift", () => {
    expect(press("ArrowLeft", 50_000)).toEqual({ cursorMillis: 49_800 });
    expect(press("ArrowRight", 50_000, true)).toEqual({ cursorMillis: 52_000 });
  });
  it("take the visible stretch along, up to the ends", () => {
    expect(press("Home", 50_000)).toEqual({
      cursorMillis: 0,
      zoom: { fromMillis: 0, toMillis: 20_000 },
    });
    expect(press("End", null)?.zoom).toEqual({
      fromMillis: 80_000,
      toMillis: 100_000,
    });
  });
  it("zoom around the cursor, and Escape shows everything", () => {
    expect(press("+", 40_000)?.zoom).toEqual({
      fromMillis: 40_000,
      toMillis: 50_000,
    });
    expect(press("Escape", 40_000)).toEqual({ zoom: null });
    expect(press("q", 40_000)).toBeNull();
  });
  it("leave the newest stretch in sight while following", () => {
    expect(visibleRange(null, 30_000, bounds)).toEqual({
      fromMillis: 70_000,
      toMillis: 100_000,
    });
    expect(visibleRange(null, 300_000, bounds)).toBe(bounds);
    expect(visibleRange(range, 30_000, bounds)).toBe(range);
  });
});

describe("rows", () => {
  const times = Float64Array.of(1000, 2000, 3000);
  const of = (...values: number[]) => ({
    times,
    values: Float64Array.from(values),
  });
  const MiB = 1024 * 1024;
  const columns = {
    rss: of(90 * MiB, 100 * MiB, 110 * MiB),
    goroutines: of(5, 6, 7),
    threads: of(3, 3, 3),
  };
  const facts: TimelineFacts = {
    columns,
    bands: memoryBands(columns),
    cycles: [{ targetId: "t", number: 1, endMillis: 1500, pauseNs: 90_000 }],
    staleMs: 5000,
    limitBytes: 128 * MiB,
    picked: null,
  };
  const tokens = Object.fromEntries(
    chartTokens.map((name) => [name, "#000"]),
  ) as ChartTokens;
  const option = (limitBytes: number | null) =>
    buildOption({
      facts: { ...facts, limitBytes },
      range: { fromMillis: 1000, toMillis: 3000 },
      rows: rowBoxes(240),
      area: { left: 64, width: 800 },
      tokens,
    }) as {
      yAxis: { max: number }[];
      series: { data: Float64Array; xAxisIndex: number; type: string }[];
      grid: { top: number; height: number }[];
    };

  it("read the values at the cursor, with what is unknown left out", () => {
    const legend = legendOf("memory", facts, 2500);
    const valueOf = (id: string) =>
      legend.find((item) => item.id === id)?.value;
    expect(valueOf("rss")).toBe(100 * MiB);
    expect(valueOf("outside")).toBe(100 * MiB);
    // Never 0 for what nobody has measured.
    expect([valueOf("live"), valueOf("garbage"), valueOf("heap")]).toEqual([
      null,
      null,
      null,
    ]);
    expect(legendOf("gc", facts, 2500)[0]?.value).toBe(90_000);
    expect(legendOf("gc", facts, 1200)[0]?.value).toBeNull();
    expect(legendOf("counts", facts, 2000)[0]?.value).toBe(6);
    expect(legendOf("counts", facts, 90_000)[0]?.value).toBeNull();
  });
  it("keep a limit in sight and leave a far one to the gutter", () => {
    expect(option(128 * MiB).yAxis[0]?.max).toBe(192 * MiB);
    expect(option(64 * 1024 * MiB).yAxis[0]?.max).toBe(128 * MiB);
    expect(option(128 * MiB).series.length).toBe(
      option(null).series.length + 1,
    );
  });
  it("hand over flat columns, one pair of axes a row", () => {
    const { series, grid, yAxis } = option(null);
    expect(grid).toHaveLength(3);
    expect(yAxis).toHaveLength(3);
    expect(series.every(({ data }) => data instanceof Float64Array)).toBe(true);
    const bars = series.find(({ type }) => type === "bar");
    expect([...(bars?.data ?? [])]).toEqual([1500, 90_000]);
  });
  it("do not overlap, whatever the height", () => {
    for (const height of [120, 240, 600]) {
      const boxes = rowBoxes(height);
      boxes.forEach((box, index) => {
        const next = boxes[index + 1];
        if (next !== undefined)
          expect(box.top + box.height).toBeLessThanOrEqual(next.top);
      });
    }
  });
  it("draw an empty timeline without numbers", () => {
    const empty = buildOption({
      facts: {
        columns: {},
        bands: memoryBands({}),
        cycles: [],
        staleMs: 5000,
        limitBytes: null,
        picked: null,
      },
      range: { fromMillis: 0, toMillis: 1 },
      rows: rowBoxes(240),
      area: { left: 64, width: 800 },
      tokens,
    }) as { yAxis: { axisLabel: { formatter: (v: number) => string } }[] };
    expect(empty.yAxis[0]?.axisLabel.formatter(1)).toBe("");
  });
});
