import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exactExpression,
  exactNames,
} from "../../../../src/core/pprof/exact-names.ts";
import { plainLens, withFilter } from "../../../../src/core/pprof/lens.ts";
import {
  lensChips,
  withFunction,
  withoutChip,
} from "../../../../src/core/pprof/lens-chips.ts";
import { compileExpression } from "../../../../src/node/profile-engine/compile-expression.ts";

const goName = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom(
    "main.(*cache[...]).put",
    "main.run.func1",
    "a\\b|c$^",
    "net/http.(*conn).serve",
    "\u202egnp.exe",
    "<img src=x onerror=alert(1)>",
  ),
);

describe("an expression for whole names", () => {
  it("matches them and nothing longer or shorter", () => {
    fc.assert(
      fc.property(fc.array(goName, { minLength: 1, maxLength: 5 }), (names) => {
        const matches = compileExpression("", exactExpression(names));
        for (const name of names) {
          expect(matches(name)).toBe(true);
          for (const other of [`${name}x`, `x${name}`])
            expect(matches(other)).toBe(names.includes(other));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("gives the names back", () => {
    fc.assert(
      fc.property(fc.array(goName, { minLength: 1 }), (names) => {
        expect(exactNames(exactExpression(names))).toEqual(names);
      }),
    );
  });

  it.each(["", "main", "^main", "^main$|x", "^a.b$", "^\\d$", "^a$|", "^a\\"])(
    "is not %j, which somebody typed",
    (expression) => {
      expect(exactNames(expression)).toBeNull();
    },
  );
});

describe("chips of a lens", () => {
  it("are one a named function and one a typed expression", () => {
    let lens = withFunction(plainLens, "hide", "main.(*T).f");
    lens = withFunction(lens, "hide", "main.g");
    lens = withFunction(lens, "hide", "main.g");
    lens = withFilter(lens, "focus", "load|save");
    const chips = lensChips(lens);
    expect(chips).toEqual([
      { filter: "focus", text: "load|save", isName: false },
      { filter: "hide", text: "main.(*T).f", isName: true },
      { filter: "hide", text: "main.g", isName: true },
    ]);
    const rest = withoutChip(lens, chips[1]!);
    expect(rest.filters.hide).toBe("^main\\.g$");
    expect(withoutChip(rest, lensChips(rest)[1]!).filters.hide).toBe("");
    expect(withoutChip(lens, chips[0]!).filters.focus).toBe("");
  });

  it("let a later focus take the place of an earlier one", () => {
    const lens = withFunction(plainLens, "focus", "a");
    expect(lensChips(withFunction(lens, "focus", "b"))).toEqual([
      { filter: "focus", text: "b", isName: true },
    ]);
  });

  it("add a function to a typed expression without giving it its flags", () => {
    const lens = withFunction(
      withFilter(plainLens, "hide", "(?i)RUNTIME"),
      "hide",
      "main.F",
    );
    const matches = compileExpression("", lens.filters.hide);
    expect(matches("runtime.malloc")).toBe(true);
    expect(matches("main.F")).toBe(true);
    expect(matches("main.f")).toBe(false);
  });
});
