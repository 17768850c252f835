import { describe, expect, it } from "vitest";
import { adviceReasons, TrivetError } from "../../../src/core/errors.ts";
import {
  adviceIdFor,
  windowAdviceIdFor,
} from "../../../src/core/messages/advice.ts";
import { en } from "../../../src/core/messages/en/index.ts";

describe("advice", () => {
  it("is that of the reason, else that of the code", () => {
    const plain = new TrivetError("not-found", "no file x");
    const reasoned = new TrivetError("not-found", "no function matches", {
      detail: { file: "x" },
      advice: "no-function",
    });
    expect(adviceIdFor(plain)).toBe("error.not-found");
    expect(adviceIdFor(reasoned)).toBe("advice.no-function");
    expect(reasoned.detail).toEqual({ file: "x", advice: "no-function" });
    expect(adviceIdFor({ code: "of-a-later-version" })).toBeNull();
  });

  it("is the window's only where it speaks of no command", () => {
    const of = (code: string, advice: string): string | null =>
      windowAdviceIdFor({ code, detail: { advice } });
    expect(of("disk-failed", "no-folder")).toBe("advice.no-folder");
    expect(of("pid-forbidden", "root-forbidden")).toBe("advice.root-forbidden");
    expect(of("usage", "needs-full")).toBe("error.usage");
    expect(windowAdviceIdFor({ code: "of-a-later-version" })).toBeNull();
  });

  it("is there for every reason, and for no other", () => {
    const worded = Object.keys(en).filter((id) => id.startsWith("advice."));
    expect(worded.sort()).toEqual(
      adviceReasons.map((reason) => `advice.${reason}`).sort(),
    );
  });
});
