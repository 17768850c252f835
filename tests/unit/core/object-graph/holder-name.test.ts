// What a suspect is called, also one that no variable holds.

import { expect, test } from "vitest";
import { holderName } from "../../../../src/core/object-graph/leak-suspects.ts";

const object = (type: string, label: string) => ({ kind: null, type, label });

test("a variable with the fields below it", () => {
  expect(
    holderName([
      { kind: "global", type: "", label: "main.cache" },
      object("main.store", ".items"),
      object("[]*main.item", "[]"),
    ]),
  ).toBe("main.cache.items[]");
});

test("an object that several hold begins with its type", () => {
  expect(
    holderName([object("tsdb.Head", ""), object("tsdb.stripe", ".series")]),
  ).toBe("(tsdb.Head).series");
  expect(holderName([object("", ""), object("tsdb.stripe", "+0x8")])).toBe(
    "(?)+0x8",
  );
});
