import { describe, expect, it } from "vitest";
import {
  splitSource,
  windowOf,
} from "../../../../src/core/pprof/source-text.ts";

describe("splitSource", () => {
  it("takes any line end, a mark at the start, and no line after the last", () => {
    expect(splitSource("\ufeffpackage main\r\n\r\nfunc f() {}\n")).toEqual([
      "package main",
      "",
      "func f() {}",
    ]);
    expect(splitSource("")).toEqual([]);
  });

  it("cuts a line that nobody could draw", () => {
    const [line] = splitSource("x".repeat(1_000_000));
    expect(line).toHaveLength(2_001);
    expect(line?.endsWith("…")).toBe(true);
  });
});

describe("windowOf", () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);

  it("gives a file of usual length whole", () => {
    expect(windowOf(lines, 40)).toEqual({ firstLine: 1, lines });
  });

  it("gives what is around the line of a longer one", () => {
    const window = windowOf(lines, 50, 80);
    expect(window.lines).toContain("line 50");
    expect(window.lines[0]).toBe(`line ${window.firstLine}`);
    expect(window.firstLine).toBeGreaterThan(40);
    expect(window.lines.join("\n").length).toBeLessThanOrEqual(80);
    expect(window.lines.length).toBeGreaterThan(5);
  });

  it("stays inside the file, wherever the profile says the line is", () => {
    expect(windowOf(lines, 1e15, 30).lines.at(-1)).toBe("line 100");
    expect(windowOf(lines, -3, 30).firstLine).toBe(1);
    expect(windowOf([], 7)).toEqual({ firstLine: 1, lines: [] });
  });
});
