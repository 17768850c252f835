import { describe, expect, it } from "vitest";
import {
  dropImportPath,
  foldTypeArguments,
  isStandardLibrary,
  packageOf,
  shortenFunctionName,
  shortenMiddle,
} from "../../../../src/renderer/canvas/function-name.ts";

describe("function names", () => {
  it.each([
    ["main.main", "main"],
    ["net/http.(*conn).serve", "net/http"],
    ["github.com/a/b.(*T).M.func1", "github.com/a/b"],
    ["gopkg.in/yaml%2ev3.Marshal", "gopkg.in/yaml%2ev3"],
    ["github.com/a/b.Map[go.shape.string,github.com/x/y.T]", "github.com/a/b"],
    ["slices.SortFunc[...]", "slices"],
    ["all", ""],
  ])("%s is of package %s", (name, expected) => {
    expect(packageOf(name)).toBe(expected);
  });

  it("folds type arguments, nested ones too", () => {
    expect(foldTypeArguments("a.F[b.G[int],string].func1")).toBe(
      "a.F[…].func1",
    );
    expect(foldTypeArguments("a.F")).toBe("a.F");
  });

  it("drops directories but never the receiver", () => {
    expect(dropImportPath("github.com/a/b.(*T).M")).toBe("b.(*T).M");
    expect(dropImportPath("a/b.F[c/d.T]")).toBe("b.F[c/d.T]");
  });

  it("tells the standard library from the rest", () => {
    expect(isStandardLibrary("net/http")).toBe(true);
    expect(isStandardLibrary("runtime")).toBe(true);
    expect(isStandardLibrary("github.com/a/b")).toBe(false);
    expect(isStandardLibrary("main")).toBe(false);
  });

  it("cuts in the middle and keeps both ends, within the limit", () => {
    expect(shortenMiddle("abcdefghij", 10)).toBe("abcdefghij");
    const cut = shortenMiddle("abcdefghij", 7);
    expect(cut).toBe("ab…ghij");
    for (let max = 0; max < 12; max++)
      expect(shortenMiddle("abcdefghij", max).length).toBeLessThanOrEqual(max);
  });

  it("gives up the import path before it cuts the name", () => {
    const name = "github.com/acme/gateway/glyph.(*Cache[go.shape.int]).Put";
    expect(shortenFunctionName(name, 100)).toBe(
      "github.com/acme/gateway/glyph.(*Cache[…]).Put",
    );
    expect(shortenFunctionName(name, 22)).toBe("glyph.(*Cache[…]).Put");
    expect(shortenFunctionName(name, 12)).toHaveLength(12);
    expect(shortenFunctionName(name, 12).endsWith("]).Put")).toBe(true);
  });
});
