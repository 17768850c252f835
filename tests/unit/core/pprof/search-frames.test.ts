import { describe, expect, it } from "vitest";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { searchFrames } from "../../../../src/core/pprof/search-frames.ts";
import {
  asTyped,
  compileSearchText,
} from "../../../../src/core/pprof/search-text.ts";
import { compileExpression } from "../../../../src/node/profile-engine/compile-expression.ts";
import { encodeProfile } from "../../../support/profile-encode.ts";
import { profileFromText } from "../../../support/profile-text.ts";

const profile = decodeProfile(
  encodeProfile(
    profileFromText(
      "main.main;main.(*Cache).put;runtime.malloc 10\nmain.main;main.(*Cache).put;main.(*Cache).put 5\nmain.main;net.read 1",
    ),
  ),
);
const search = (text: string) => {
  const matches = compileSearchText(text, compileExpression);
  if (matches === null) return null;
  return searchFrames(profile, matches, {
    granularity: "functions",
    noInlines: false,
  });
};

describe("searching a profile", () => {
  it("takes a pasted method's name as it is, in any case", () => {
    expect(search(" (*cache).PUT ")).toMatchObject({
      names: ["main.(*Cache).put"],
      places: 1,
      matched: 15,
      total: 16,
    });
  });

  it("takes RE2 between slashes", () => {
    expect(search("/^(net|runtime)\\./")).toMatchObject({
      names: ["runtime.malloc", "net.read"],
      matched: 11,
    });
    expect(() => search("/(/")).toThrow(
      expect.objectContaining({ code: "expression-invalid" }),
    );
  });

  it("finds nothing for nothing, and nothing for what is not there", () => {
    expect(search("  ")).toBeNull();
    expect(search("absent")).toMatchObject({ names: [], matched: 0 });
  });

  it("is done at once with an expression that JavaScript's engine hangs on", () => {
    const long = decodeProfile(
      encodeProfile(profileFromText(`main.${"a".repeat(5000)} 1`)),
    );
    const matches = compileSearchText("/(a+)+!$/", compileExpression);
    const plain = compileSearchText("/aaa/", compileExpression);
    if (matches === null || plain === null) throw new Error("not compiled");
    const time = (matcher: typeof matches): number => {
      const started = performance.now();
      searchFrames(long, matcher, {
        granularity: "functions",
        noInlines: false,
      });
      return performance.now() - started;
    };
    time(plain);
    // Backtracking would take 2^5000 steps; linear is within a factor of the text's length.
    expect(time(matches) / Math.max(1, time(plain))).toBeLessThan(5000);
  });
});

describe("an expression that is wrong", () => {
  it("is quoted as it was typed", () => {
    for (const typed of ["(", "main.*(put", "a)b", "x{2,1}", "[z-a]", "$&("]) {
      let said = "";
      try {
        compileSearchText(`/${typed}/ `, compileExpression);
      } catch (error) {
        said = error instanceof Error ? error.message : "";
      }
      expect(said, typed).not.toBe("");
      expect(said, typed).not.toContain("(?i)");
    }
    expect(asTyped("missing closing ): `(?i)(?i)a(`", "(?i)a(")).toBe(
      "missing closing ): `(?i)a(`",
    );
  });
});
