import { expect, it } from "vitest";
import { Investigation } from "../../../src/core/investigation/investigation.ts";
import { readSeries } from "../../../src/main/read-series.ts";

const model = Investigation.from([
  ...[0, 1, 2, 8, 9].map(
    (second) =>
      ({
        type: "sample",
        targetId: "target-1",
        source: "memstats",
        atMillis: second * 1000,
        tookMs: 1,
        values: { heapAlloc: second, numGc: 1 },
      }) as const,
  ),
  {
    type: "sample",
    targetId: "target-1",
    source: "procfs",
    atMillis: 5000,
    tookMs: 1,
    values: { rss: 7 },
  },
  {
    type: "gap",
    gap: {
      targetId: "target-1",
      source: "memstats",
      fromMillis: 3000,
      toMillis: 8000,
      code: "target-timeout",
      reason: "",
    },
  },
]);

it("gives the series asked for, broken where their own source was silent", () => {
  const series = readSeries(model, {
    targetId: "target-1",
    names: ["heapAlloc", "rss", "threads", "no-such-series", "__proto__"],
    maxPoints: 100,
  });
  expect(series.map(({ name }) => name)).toEqual(["heapAlloc", "rss"]);
  expect([...(series[0]?.values ?? [])]).toEqual([0, 1, 2, NaN, 8, 9]);
  expect([...(series[1]?.values ?? [])]).toEqual([7]);
});

it("knows nothing of another target", () => {
  expect(
    readSeries(model, {
      targetId: "target-2",
      names: ["heapAlloc"],
      maxPoints: 100,
    }),
  ).toEqual([]);
});
