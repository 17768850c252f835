import { expect, it } from "vitest";
import { printable, printableLine } from "../../../src/core/printable.ts";

it("writes out what would turn round or move what people read", () => {
  expect(printable("a\u202egnp.exe")).toBe("a\\u202egnp.exe");
  expect(printable("\u2066x\u2069\x1b[2J")).toBe("\\u2066x\\u2069\\x1b[2J");
  expect(printable("two\nlines\t中文 עברית")).toBe("two\nlines\t中文 עברית");
  expect(printableLine("two\nlines")).toBe("two\\nlines");
});
