import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatQuantity,
  quantityFormats,
} from "../../../../src/core/format/quantity.ts";

describe("quantities", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [-12_288, "−12 KiB"],
    [4_299_161, "4.1 MiB"],
    [1_048_575, "1 MiB"],
    [1_073_741_824 * 3.1, "3.1 GiB"],
    [1000, "0.98 KiB"],
  ])("%d bytes is %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [380, "380 ms"],
    [0.4, "0.4 ms"],
    [4200, "4.2 s"],
    [59_999, "60 s"],
    [200_000, "3 min 20 s"],
    [7_500_000, "2 h 5 min"],
    [273_600_000, "3 d 4 h"],
    [-61_000, "−1 min 1 s"],
  ])("%d ms is %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it("groups counts, and keeps percents short", () => {
    expect(formatCount(1_234_567.4)).toBe("1,234,567");
    expect(formatCount(-1_234_567)).toBe("−1,234,567");
    expect(formatPercent(0.004)).toBe("0.4 %");
    expect(formatQuantity(69_906, "bytes-per-minute")).toBe("4 MiB/min");
  });

  it("has one minus sign, and none before a zero", () => {
    for (const format of quantityFormats)
      for (const value of [-3, -0.25, -1234.5, -1e9, -86_400_000]) {
        const text = formatQuantity(value, format);
        expect(text, format).not.toContain("-");
      }
    expect(formatQuantity(-1e9, "bytes-per-second")).toBe("−954 MiB/s");
    expect(formatBytes(-0.001)).toBe("0 B");
    expect(formatPercent(-0.000_01)).toBe("0 %");
    expect(formatCount(-0.2)).toBe("0");
  });
});
