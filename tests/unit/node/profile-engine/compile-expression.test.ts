import { describe, expect, it } from "vitest";
import { compileExpression } from "../../../../src/node/profile-engine/compile-expression.ts";
import {
  clearlyBelowQuadratic,
  growthOfEightfold,
} from "../../../support/growth.ts";

describe("compileExpression", () => {
  it.each([
    ["cache", "main.(*cache).Put", true],
    ["^cache", "main.cache", false],
    ["(?i)CACHE", "main.cache", true],
    ["\\.Put\\z", "main.Put", true],
    ["^[[:alpha:]]+$", "main", true],
    ["名", "main.名前", true],
    ["", "anything", true],
  ])("%s on %s: %s", (expression, text, expected) => {
    expect(compileExpression("--focus", expression)(text)).toBe(expected);
  });

  it.each(["(", "[a", "a**", "(?<=x)y", "\\1", "x".repeat(10_001)])(
    "refuses %j and names the option",
    (expression) => {
      expect(() => compileExpression("--hide", expression)).toThrow(
        expect.objectContaining({
          code: "usage",
          message: expect.stringMatching(/^--hide: /) as string,
        }),
      );
    },
  );

  it("stays linear where JavaScript's own expressions take for ever", () => {
    const matches = compileExpression("--focus", "(a+)+$");
    const growth = growthOfEightfold(100_000, (size) =>
      expect(matches(`${"a".repeat(size)}b`)).toBe(false),
    );
    expect(growth).toBeLessThan(clearlyBelowQuadratic);
  });
});
