// What several ways to an object have in common, in the fields' own steps.

import { expect, test } from "vitest";
import { commonFields } from "../../../../src/core/object-graph/holder-labels.ts";

test("ways that part in a structure have the way to the structure in common", () => {
  expect(commonFields(".lru.entries", ".lru.order.root")).toBe(".lru");
  expect(commonFields(".items[].next", ".items[].next")).toBe(".items[].next");
  expect(commonFields("[].a", "[].ab")).toBe("[]");
});

test("names that begin alike are not the same field", () => {
  expect(commonFields(".items", ".itemsByName")).toBe("");
  expect(commonFields(".left", "")).toBe("");
});
