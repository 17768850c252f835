import { describe, expect, it } from "vitest";
import { reduceSeries } from "../../../../src/core/investigation/reduce-series.ts";
import {
  gapAfterMs,
  indexAtOrBefore,
  lastValue,
  typicalStepMs,
  valueAt,
  valuesAlong,
} from "../../../../src/renderer/charts/column.ts";
import { cycleAt, gcBars } from "../../../../src/renderer/charts/gc-bars.ts";
import {
  breakAtGaps,
  interleave,
  thinIndexes,
} from "../../../../src/renderer/charts/thin.ts";
import { niceScale } from "../../../../src/renderer/charts/value-ticks.ts";

const column = (times: number[], values: number[]) => ({
  times: Float64Array.from(times),
  values: Float64Array.from(values),
});

describe("reading a column at a moment", () => {
  const rss = column([1000, 2000, 3000, 60_000], [10, 20, NaN, 40]);
  it("takes the newest value before it", () => {
    expect(indexAtOrBefore(rss.times, 2500)).toBe(1);
    expect(valueAt(rss, 2500)).toBe(20);
  });
  it("knows nothing before the first, in a gap, or when it is stale", () => {
    expect(valueAt(rss, 999)).toBeNull();
    expect(valueAt(rss, 3500)).toBeNull();
    expect(valueAt(rss, 66_000)).toBeNull();
    expect(valueAt(undefined, 1)).toBeNull();
  });
  it("finds the newest number behind a gap", () => {
    expect(lastValue(column([1, 2], [5, NaN]))).toBe(5);
    expect(lastValue(column([], []))).toBeNull();
  });
  it("calls a gap what is long for this series", () => {
    const minutes = Float64Array.from({ length: 50 }, (_u, i) => i * 60_000);
    expect(typicalStepMs(minutes)).toBe(60_000);
    expect(gapAfterMs(minutes)).toBe(240_000);
    expect(gapAfterMs(Float64Array.of(0, 1000, 2000))).toBe(5000);
  });
});

describe("thinning", () => {
  const times = Float64Array.from({ length: 10_000 }, (_u, i) => i);
  const values = Float64Array.from(times, (_t, i) => Math.sin(i / 50));
  values[7777] = 100;
  values[1234] = -100;
  values[5000] = NaN;
  const kept = [...thinIndexes(times, values, 400)];

  it("keeps spikes, both ends, and the edges of a gap, in order", () => {
    for (const index of [0, 1234, 4999, 5000, 5001, 7777, 9999])
      expect(kept, String(index)).toContain(index);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect(kept.length).toBeLessThanOrEqual(404);
  });
  it("keeps everything that is short", () => {
    expect(thinIndexes(times.subarray(0, 5), values, 400)).toHaveLength(5);
  });
  it("interleaves what was kept", () => {
    expect([
      ...interleave(
        Float64Array.of(1, 2, 3),
        Float64Array.of(4, 5, 6),
        Uint32Array.of(0, 2),
      ),
    ]).toEqual([1, 4, 3, 6]);
  });
  it("breaks a line where points are far apart", () => {
    const broken = breakAtGaps(
      Float64Array.of(0, 1000, 9000),
      Float64Array.of(1, 2, 3),
      5000,
    );
    expect([...broken.times]).toEqual([0, 1000, 1001, 9000]);
    expect(broken.values[2]).toBeNaN();
  });
});

describe("collections", () => {
  const cycles = [100, 101, 500, 900].map((endMillis, index) => ({
    targetId: "t",
    number: index + 1,
    endMillis,
    pauseNs: [10, 70, 20, 30][index] ?? 0,
  }));
  it("draws the longest pause of a slice", () => {
    const bars = gcBars(cycles, { fromMillis: 0, toMillis: 800 }, 80);
    expect([...bars.times]).toEqual([101, 500]);
    expect([...bars.pauses]).toEqual([70, 20]);
  });
  it("finds the last one before a moment", () => {
    expect(cycleAt(cycles, 600)?.number).toBe(3);
    expect(cycleAt(cycles, 50)).toBeNull();
  });
});

describe("axis scale", () => {
  const MiB = 1024 * 1024;
  it("is round in powers of two for bytes", () => {
    expect(niceScale(500 * MiB, 4, true)).toEqual({
      max: 512 * MiB,
      step: 128 * MiB,
    });
    expect(niceScale(3000, 4, true).step).toBe(1024);
  });
  it("is round in tens for the rest, and nothing for nothing", () => {
    expect(niceScale(93, 2, false)).toEqual({ max: 100, step: 50 });
    expect(niceScale(0, 2, false)).toEqual({ max: 0, step: 0 });
    expect(niceScale(NaN, 2, false)).toEqual({ max: 0, step: 0 });
  });
});

describe("a reduced series", () => {
  const day = 86_400;
  const times = Float64Array.from({ length: day }, (_, at) => at * 1000);
  const values = Float64Array.from({ length: day }, (_, at) => at % 20);

  it("has no gaps but the recording's", () => {
    const reduced = reduceSeries(times, values, { maxPoints: 2400 });
    const limit = gapAfterMs(reduced.times);
    const longest = reduced.times.reduce(
      (most, at, index) =>
        index === 0 ? 0 : Math.max(most, at - reduced.times[index - 1]!),
      0,
    );
    expect(longest).toBeLessThanOrEqual(limit);
    // An hour without a word is one at any zoom.
    expect(limit).toBeLessThan(3_600_000);
  });

  it("is read along as it would be looked up", () => {
    const column = reduceSeries(times, values, { maxPoints: 400 });
    const along = valuesAlong(column, 5000);
    for (let at = -1000; at < 3_600_000; at += 777)
      expect(along(at)).toBe(valueAt(column, at));
  });
});
