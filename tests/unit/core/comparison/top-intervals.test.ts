import { expect, test } from "vitest";
import { withIntervals } from "../../../../src/core/comparison/top-intervals.ts";
import { compareProfiles } from "../../../../src/core/pprof/compare.ts";
import { buildTopTable } from "../../../../src/core/pprof/top-table.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { pictured } from "../../../support/profile-decoded.ts";
import { sampledPicture } from "../../../support/sampled-picture.ts";

const lens = { granularity: "functions", cum: false } as const;
const topOf = (profile: Profile, sampleType?: string) => {
  const options = sampleType === undefined ? lens : { ...lens, sampleType };
  return withIntervals(buildTopTable(profile, options), profile, options);
};

test("each row has the interval of its own samples, flat and cum", () => {
  const table = topOf(
    sampledPicture("main;a 4/4 @64\nmain;b 9/9 @1024\nmain 2/2 @64"),
  );
  const byName = new Map(table.rows.map((row) => [row.name, row]));
  expect(byName.get("main")?.cumInterval?.samples).toBe(15);
  expect(byName.get("main")?.flatInterval?.samples).toBe(2);
  expect(byName.get("a")?.flatInterval?.samples).toBe(4);
  for (const row of table.rows) {
    const { low, high } = row.flatInterval!;
    expect(low).toBeLessThan(Number(row.flat));
    expect(high).toBeGreaterThan(Number(row.flat));
    // More than four samples: known to within a factor of three.
    expect(high / low).toBeLessThan(row.flatInterval!.samples >= 4 ? 10 : 40);
  }
});

test("a place without samples of its own has no flat interval", () => {
  const [row] = topOf(sampledPicture("main;a 4/4 @64")).rows.filter(
    ({ name }) => name === "main",
  );
  expect(row?.flatInterval).toBe(null);
  expect(row?.cumInterval).not.toBe(null);
});

test("a difference's rows have the interval of the change", () => {
  const before = sampledPicture("main;a 4/4 @64\nmain;b 3/3 @64");
  const after = sampledPicture("main;a 40/40 @64\nmain;b 3/3 @64");
  const difference = compareProfiles(before, after, {
    mode: "diff-base",
    normalize: false,
  });
  const rows = topOf(difference).rows;
  const a = rows.find(({ name }) => name === "a");
  expect(a?.flatInterval?.low).toBeGreaterThan(0);
  expect(a?.flatInterval?.samples).toBe(36);
  expect(Number(a?.flat)).toBeLessThan(a!.flatInterval!.high);
});

test("counted values, and differences whose samples cancelled, have none", () => {
  expect(topOf(pictured("main;a 3")).rows[0]).not.toHaveProperty(
    "flatInterval",
  );
  const cancelled = compareProfiles(
    sampledPicture("main;a 9/9 @64"),
    sampledPicture("main;a 4/9 @64"),
    { mode: "base", normalize: false },
  );
  expect(topOf(cancelled, "inuse_space").rows[0]).not.toHaveProperty(
    "flatInterval",
  );
});
