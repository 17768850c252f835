import { describe, expect, it } from "vitest";
import { maxTrendProfiles } from "../../../../src/core/comparison/trend-builder.ts";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import type { TrendRow } from "../../../../src/core/pprof/views.ts";
import {
  arrangeTrendRows,
  chooseTrend,
  defaultTrendOrder,
  evenly,
  formatSlope,
  rowKey,
  sparkline,
  trendOrderAfterClick,
} from "../../../../src/renderer/panels/growth/growth-model.ts";

const snapshot = (
  id: string,
  second: number,
  change: Partial<Snapshot> = {},
): Snapshot => ({
  id,
  targetId: "t1",
  kind: "heap",
  requestedAtMillis: second * 1000,
  atMillis: second * 1000,
  member: id,
  bytes: 1,
  sha256: "",
  request: "",
  gcCount: null,
  forcedGc: false,
  ...change,
});
const row = (name: string, change: Partial<TrendRow> = {}): TrendRow => ({
  name,
  function: name,
  file: "",
  line: 0,
  stack: [],
  values: Float64Array.of(1, 2, 3),
  slope: 1,
  slopeLow: 0,
  slopeHigh: 2,
  grewIn: 2,
  shrankIn: 0,
  share: 0.5,
  certainty: "beyond-sampling",
  ...change,
});

describe("the snapshots of a trend", () => {
  const snapshots = [
    snapshot("h3", 30),
    snapshot("old", 1, { targetId: "t0" }),
    snapshot("old2", 2, { targetId: "t0" }),
    snapshot("h1", 10),
    snapshot("g1", 12, { kind: "goroutine" }),
    snapshot("h2", 20),
    snapshot("g2", 22, { kind: "goroutine" }),
    snapshot("s1", 25, { kind: "spans" }),
  ];
  it("are those of the target that was seen last, in order", () => {
    const choice = chooseTrend(snapshots, null, null);
    expect(choice?.kind).toBe("heap");
    expect(choice?.kinds).toEqual(["heap", "goroutine"]);
    expect(choice?.snapshots.map(({ id }) => id)).toEqual(["h1", "h2", "h3"]);
  });
  it("are of the chosen kind and in the zoomed stretch", () => {
    const zoom = { fromMillis: 15_000, toMillis: 40_000 };
    expect(
      chooseTrend(snapshots, "goroutine", zoom)?.snapshots.map(({ id }) => id),
    ).toEqual(["g2"]);
    expect(
      chooseTrend(snapshots, null, zoom)?.snapshots.map(({ id }) => id),
    ).toEqual(["h2", "h3"]);
  });
  it("are none where no kind has two", () => {
    expect(chooseTrend([snapshot("a", 1)], null, null)).toBe(null);
    expect(chooseTrend([], "heap", null)).toBe(null);
  });
  it("are as many as a trend takes, the first and the last among them", () => {
    const many = Array.from({ length: 1000 }, (_, i) => snapshot(`h${i}`, i));
    const chosen = chooseTrend(many, null, null)?.snapshots ?? [];
    expect(chosen).toHaveLength(maxTrendProfiles);
    expect(chosen[0]?.id).toBe("h0");
    expect(chosen.at(-1)?.id).toBe("h999");
    expect(new Set(chosen).size).toBe(maxTrendProfiles);
    expect(evenly([1, 2, 3], 5)).toEqual([1, 2, 3]);
  });
});

describe("the rows of a trend", () => {
  const rows = [
    row("small", { slope: 1 }),
    row("doubtful", { slope: 900, certainty: "one-sample" }),
    row("shrinking", { slope: -4 }),
    row("large", { slope: 50, grewIn: 1, stack: ["main", "serve", "large"] }),
  ];
  it("never begin with what sampling explains", () => {
    const names = arrangeTrendRows(rows, defaultTrendOrder, "").map(
      ({ name }) => name,
    );
    expect(names).toEqual(["large", "small", "shrinking", "doubtful"]);
    const other = trendOrderAfterClick(defaultTrendOrder, "slope");
    expect(arrangeTrendRows(rows, other, "")[0]?.name).toBe("shrinking");
  });
  it("are found by any name of their stack", () => {
    expect(
      arrangeTrendRows(rows, defaultTrendOrder, "serve").map(rowKey),
    ).toEqual(["large\0\x000\0main\0serve\0large"]);
  });
  it("can be sorted by what else they say", () => {
    expect(
      arrangeTrendRows(rows, { column: "grewIn", descending: false }, "")[0]
        ?.name,
    ).toBe("large");
    expect(
      arrangeTrendRows(rows, { column: "name", descending: false }, "")[0]
        ?.name,
    ).toBe("doubtful");
  });
});

describe("what is drawn", () => {
  it("goes from the lower left to the upper right when it grows", () => {
    const size = { width: 102, height: 12 };
    expect(sparkline([0, 10, 20], [1, 2, 3], size)).toBe("M1 11L51 6L101 1");
    expect(sparkline([0, 10, 20], [5, 5, 5], size)).toBe("M1 6L51 6L101 6");
    expect(sparkline([7, 7], [1, 2], size)).toBe("M1 11L1 1");
    expect(sparkline([], [], size)).toBe("");
  });
  it("has its slope by the minute", () => {
    expect(formatSlope(1024, "bytes")).toBe("+60 KiB/min");
    expect(formatSlope(-0.5, "count")).toBe("−30/min");
  });
});
