import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  baseName,
  cleanPath,
  compareGoStrings,
} from "../../../../src/core/pprof/go-text.ts";

describe("compareGoStrings", () => {
  it("orders as the UTF-8 bytes do", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        (left, right) => {
          const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
          expect(Math.sign(compareGoStrings(left, right))).toBe(bytes);
        },
      ),
    );
  });
});

describe("cleanPath", () => {
  it.each([
    ["", ""],
    ["/a/b.go", "/a/b.go"],
    ["a//b/./c/../d", "a/b/d"],
    ["/../a/", "/a"],
    ["../../a", "../../a"],
    ["a/..", "."],
    ["./a", "a"],
    ["/", "/"],
    ["C:\\x\\y.go", "C:\\x\\y.go"],
  ])("%j becomes %j", (path, cleaned) => {
    expect(cleanPath(path)).toBe(cleaned);
  });
});

describe("baseName", () => {
  it.each([
    ["/usr/bin/app", "app"],
    ["app", "app"],
    ["/usr/lib/", "lib"],
    ["/", "/"],
    ["", "."],
  ])("of %j is %j", (path, base) => {
    expect(baseName(path)).toBe(base);
  });
});
