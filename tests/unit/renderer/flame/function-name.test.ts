import { describe, expect, it } from "vitest";
import {
  isStandardLibrary,
  packageOf,
  shortenFunctionName,
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

  it("tells the standard library from the rest", () => {
    expect(isStandardLibrary("net/http")).toBe(true);
    expect(isStandardLibrary("runtime")).toBe(true);
    expect(isStandardLibrary("github.com/a/b")).toBe(false);
    expect(isStandardLibrary("main")).toBe(false);
  });

  it("gives up the import path before it cuts the name", () => {
    const name = "github.com/acme/gateway/glyph.(*Cache[go.shape.int]).Put";
    expect(shortenFunctionName(name, 100)).toBe(
      "github.com/acme/gateway/glyph.(*Cache[…]).Put",
    );
    expect(shortenFunctionName(name, 22)).toBe("glyph.(*Cache[…]).Put");
    expect(shortenFunctionName(name, 16)).toBe("(*Cache[…]).Put");
    expect(shortenFunctionName(name, 12)).toBe("Put");
  });

  it("keeps the function around a closure, and cuts only what is left", () => {
    const closure = "main.(*gateway).refreshMerchants.func1.2";
    expect(shortenFunctionName(closure, 26)).toBe("refreshMerchants.func1.2");
    expect(shortenFunctionName(closure, 16)).toHaveLength(16);
    expect(shortenFunctionName(closure, 8)).toBe("refresh…");
    expect(shortenFunctionName("all", 3)).toBe("all");
  });
});
