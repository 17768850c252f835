import { describe, expect, it } from "vitest";
import {
  addExact,
  formatChange,
  formatExactSample,
  formatSample,
  formatShare,
} from "../../../../src/renderer/ui/sample-value.ts";

describe("sample values", () => {
  it("follow the unit of their sample type", () => {
    expect(formatSample(4_299_161, "bytes")).toBe("4.1 MiB");
    expect(formatSample(12_345, "count")).toBe("12,345");
    expect(formatSample(1_500_000, "nanoseconds")).toBe("1.5 ms");
    expect(formatSample(7, "apples")).toBe("7 apples");
  });

  it("keep every digit where asked to", () => {
    expect(formatExactSample(9_007_199_254_740_993n, "bytes")).toBe(
      "9,007,199,254,740,993 bytes",
    );
    expect(formatExactSample(-1_234_567, "count")).toBe("−1,234,567");
  });

  it("carry their sign as a change", () => {
    expect(formatChange(4_299_161, "bytes")).toBe("+4.1 MiB");
    expect(formatChange(-4_299_161, "bytes")).toBe("−4.1 MiB");
    expect(formatChange(-3n, "count")).toBe("−3");
    expect(formatChange(0, "bytes")).toBe("0 B");
  });

  it("have no share of nothing", () => {
    expect(formatShare(5, 0)).toBe("–");
    expect(formatShare(1n, 4)).toBe("25 %");
  });

  it("add exactly and come back to numbers when they fit", () => {
    expect(addExact(Number.MAX_SAFE_INTEGER, 2)).toBe(9_007_199_254_740_993n);
    expect(addExact(9_007_199_254_740_993n, -9_007_199_254_740_000n)).toBe(993);
  });
});
