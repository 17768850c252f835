// What grew and what shrank as profiles of their own.

import { expect, test } from "vitest";
import { grossPart } from "../../../../src/core/comparison/gross-part.ts";
import { compareProfiles } from "../../../../src/core/pprof/compare.ts";
import { buildFlameView } from "../../../../src/core/pprof/flame-view.ts";
import { buildTopTable } from "../../../../src/core/pprof/top-table.ts";
import { pictured } from "../../../support/profile-decoded.ts";

const difference = compareProfiles(
  pictured("main;a;x 10\nmain;b;x 9\nmain;gone 3\nmain;same 5"),
  pictured("main;a;x 14\nmain;b;x 2\nmain;new 2\nmain;same 5"),
  { mode: "diff-base", normalize: false },
);
const rows = (part: "grown" | "shrunk") =>
  buildTopTable(grossPart(difference, 0, part), {
    granularity: "functions",
    cum: false,
  }).rows.map(({ name, flat, cum }) => `${name} ${flat} ${cum}`);

test("each part has its stacks' changes and nothing of the other", () => {
  expect(rows("grown")).toEqual(["x 4 4", "new 2 2", "a 0 4", "main 0 6"]);
  expect(rows("shrunk")).toEqual([
    "x -7 -7",
    "gone -3 -3",
    "b 0 -7",
    "main 0 -10",
  ]);
});

test("a picture of each part is as wide as its amounts, on its own side", () => {
  const view = (part: "grown" | "shrunk") =>
    buildFlameView(grossPart(difference, 0, part), {
      granularity: "functions",
      minFraction: 0,
      zoom: [],
      comparison: true,
    });
  expect(view("grown")).toMatchObject({ total: 6 });
  expect(view("grown").after?.[0]).toBe(6);
  expect(view("grown").before?.[0]).toBe(0);
  expect(view("shrunk").before?.[0]).toBe(10);
  expect(view("shrunk").after?.[0]).toBe(0);
});
