import { describe, expect, it } from "vitest";
import {
  foldGenerics,
  shortenGoName,
  withoutImportPath,
} from "../../../../src/renderer/ui/go-name-text.ts";
import {
  moveRow,
  slotOf,
  visibleRows,
} from "../../../../src/renderer/ui/visible-rows.ts";

describe("Go names", () => {
  const long =
    "github.com/acme/render.(*Cache[go.shape.struct { K map[string]int }]).Get";
  it("fold generics, nested ones too", () => {
    expect(foldGenerics(long)).toBe("github.com/acme/render.(*Cache[…]).Get");
    expect(foldGenerics("main.f[[]int]")).toBe("main.f[…]");
    expect(foldGenerics("main.open[")).toBe("main.open[");
  });
  it("lose the middle last, never the ends", () => {
    expect(shortenGoName(long, 200)).toBe(long);
    expect(shortenGoName(long, 40)).toBe(
      "github.com/acme/render.(*Cache[…]).Get",
    );
    const short = shortenGoName(long, 20);
    expect(short).toHaveLength(20);
    expect(short.startsWith("github")).toBe(true);
    expect(short.endsWith("[…]).Get")).toBe(true);
    expect(shortenGoName(long, 1)).toBe("…");
  });
  it("lose their import path's directories", () => {
    expect(withoutImportPath("github.com/a/b/cache.(*LRU).Add")).toBe(
      "cache.(*LRU).Add",
    );
    expect(withoutImportPath("main.F[a/b.T]")).toBe("main.F[a/b.T]");
  });
});

describe("table rows", () => {
  it("draws what is in sight and a little more", () => {
    expect(
      visibleRows({
        scrollTop: 2400,
        height: 240,
        rowHeight: 24,
        count: 1000,
      }),
    ).toEqual({ first: 92, end: 118 });
    expect(
      visibleRows({ scrollTop: 0, height: 240, rowHeight: 24, count: 3 }),
    ).toEqual({ first: 0, end: 3 });
    const beyond = visibleRows({
      scrollTop: 99_999,
      height: 240,
      rowHeight: 24,
      count: 5,
    });
    expect(beyond.first).toBeLessThanOrEqual(beyond.end);
    expect(beyond.end).toBe(5);
  });
  it("make room for a divider above one of them", () => {
    expect([0, 1, 2].map((row) => slotOf(row, 1))).toEqual([0, 2, 3]);
    expect([0, 1].map((row) => slotOf(row, null))).toEqual([0, 1]);
  });
  it("moves by keys and stops at the ends", () => {
    expect(moveRow("ArrowDown", -1, 5, 3)).toBe(0);
    expect(moveRow("ArrowUp", -1, 5, 3)).toBe(4);
    expect(moveRow("PageDown", 3, 5, 3)).toBe(4);
    expect(moveRow("Home", 3, 5, 3)).toBe(0);
    expect(moveRow("End", 0, 5, 3)).toBe(4);
    expect(moveRow("x", 0, 5, 3)).toBeNull();
    expect(moveRow("ArrowDown", 0, 0, 3)).toBeNull();
  });
});
