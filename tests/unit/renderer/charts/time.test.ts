import { describe, expect, it } from "vitest";
import {
  formatClock,
  formatElapsed,
  formatMoment,
  formatEnd,
  formatTick,
  timeTicks,
} from "../../../../src/renderer/charts/clock.ts";
import {
  boundsOf,
  clampRange,
  panBy,
  rangeBetween,
  shortestRangeMs,
  spanOf,
  toMillis,
  toPixel,
  zoomAround,
} from "../../../../src/renderer/charts/time-range.ts";

const bounds = { fromMillis: 0, toMillis: 100_000 };
const area = { left: 64, width: 1000 };

describe("time range", () => {
  it("maps to pixels and back", () => {
    const x = toPixel(bounds, area, 25_000);
    expect(x).toBe(314);
    expect(toMillis(bounds, area, x)).toBeCloseTo(25_000);
    expect(toMillis(bounds, area, -50)).toBe(0);
  });
  it("keeps the moment under the pointer where it is", () => {
    const before = { fromMillis: 20_000, toMillis: 60_000 };
    const after = zoomAround(before, bounds, 30_000, 0.5);
    expect(after).not.toBeNull();
    expect(toPixel(after ?? bounds, area, 30_000)).toBeCloseTo(
      toPixel(before, area, 30_000),
    );
  });
  it("zooms out to everything, and in no further than samples go", () => {
    expect(zoomAround(bounds, bounds, 5, 2)).toBeNull();
    const tight = zoomAround(bounds, bounds, 50_000, 1e-9);
    expect(spanOf(tight ?? bounds)).toBe(shortestRangeMs);
  });
  it("stays within the bounds", () => {
    const range = { fromMillis: 80_000, toMillis: 95_000 };
    expect(panBy(range, bounds, 50_000)).toEqual({
      fromMillis: 85_000,
      toMillis: 100_000,
    });
    expect(clampRange({ fromMillis: -5, toMillis: 200_000 }, bounds)).toBe(
      bounds,
    );
  });
  it("takes a drag in either direction and ignores a click", () => {
    expect(rangeBetween(9000, 4000)).toEqual({
      fromMillis: 4000,
      toMillis: 9000,
    });
    expect(rangeBetween(4000, 4050)).toBeNull();
    expect(spanOf(rangeBetween(4000, 4500) ?? bounds)).toBe(shortestRangeMs);
  });
  it("is never empty", () => {
    expect(boundsOf(null, 60_000)).toEqual({ fromMillis: 0, toMillis: 60_000 });
    expect(spanOf(boundsOf({ fromMillis: 5, toMillis: 5 }, 0))).toBeGreaterThan(
      0,
    );
  });
});

describe("clock", () => {
  it("is the same in every language", () => {
    const at = Date.UTC(2026, 10, 23, 4, 5, 6);
    expect(formatClock(at)).toBe("04:05:06");
    expect(formatMoment(at)).toBe("2026-11-23 04:05:06");
    expect(formatElapsed(100 * 3_600_000 + 61_000)).toBe("100:01:01");
    expect(formatElapsed(-5)).toBe("00:00:00");
  });
  it("says the date where a range goes over midnight, and only there", () => {
    const from = Date.UTC(2026, 10, 23, 23, 59, 30);
    expect(formatEnd(from, from + 10_000)).toBe("23:59:40");
    expect(formatEnd(from, from + 60_000)).toBe("2026-11-24 00:00:30");
    expect(formatTick(from, from, from + 10_000)).toBe("23:59:30");
    expect(formatTick(from + 86_400_000, from, from + 2 * 86_400_000)).toBe(
      "11-24 23:59",
    );
  });
  it("ticks at round moments, not too many", () => {
    const from = Date.UTC(2026, 10, 23, 4, 4, 13);
    const ticks = timeTicks(from, from + 42 * 60_000, 11);
    expect(ticks.length).toBeLessThanOrEqual(11);
    expect(ticks.every((tick) => tick % 300_000 === 0)).toBe(true);
    expect(timeTicks(from, from + 40 * 86_400_000, 8).length).toBeGreaterThan(
      3,
    );
  });
});
