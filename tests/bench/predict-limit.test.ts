// How well the limit is predicted, as the table of docs/benchmarks.md. The bounds are those of the unit test, on ten
// times as many runs and other seeds.

import { afterAll, describe, expect, it } from "vitest";
import {
  even,
  predictOnce,
  randomFrom,
  uneven,
} from "../support/leak-courses.ts";

const runs = 1000;
const leads = [5, 3, 1.7];
const rows: string[] = [];
afterAll(() => {
  console.log(
    [
      "| leak | lead | error: half of the runs | 19 of 20 | interval holds the end | width of the interval |",
      "| --- | --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
  );
});

const kinds = { even, ...uneven };
describe.each(Object.entries(kinds))("a leak %s", (name, kind) => {
  it.each(leads)(
    "%d s before its limit",
    (lead) => {
      const random = randomFrom(20_260_101 + lead * 10);
      const seen = Array.from({ length: runs }, () =>
        predictOnce(kind(random), random, lead),
      );
      const errors = seen
        .map(({ error }) => Math.abs(error ?? Infinity))
        .sort((a, b) => a - b);
      const widths = seen.map(({ width }) => width).sort((a, b) => a - b);
      const covered = seen.filter(({ isCovered }) => isCovered).length / runs;
      const percent = (share: number | undefined): string =>
        share === undefined || share === Infinity
          ? "open"
          : `${(share * 100).toFixed(1)} %`;
      rows.push(
        `| ${name} | ${lead} s | ${percent(errors[runs / 2])} | ${percent(errors[runs * 0.95])} | ${percent(covered)} | ${percent(widths[runs / 2])} |`,
      );
      if (name === "even") expect(errors.at(-1)).toBeLessThan(0.1);
      else expect(covered).toBeGreaterThanOrEqual(0.9);
    },
    60_000,
  );
});
