import { expect, test } from "vitest";
import { gcCyclesSince } from "../../../../src/core/memstats/gc-cycles.ts";
import type { MemStatsReading } from "../../../../src/core/memstats/memstats.ts";

/** A ring as the runtime fills it: collection n at (n + 255) % 256, its end at n seconds. */
function readingAfter(numGc: number): MemStatsReading {
  const pauseNs = new Float64Array(256);
  const pauseEndMillis = new Float64Array(256);
  for (let n = 1; n <= numGc; n++) {
    pauseNs[(n + 255) % 256] = n;
    pauseEndMillis[(n + 255) % 256] = n * 1000;
  }
  return { values: { numGc }, pauseNs, pauseEndMillis, sampleRateBytes: null };
}

test.each([
  ["no collection yet", 0, 0, []],
  ["the first", 1, 0, [1]],
  ["nothing new", 7, 7, []],
  ["three new ones", 10, 7, [8, 9, 10]],
  ["across the ring's end", 257, 254, [255, 256, 257]],
  ["across the ring's end, exactly", 256, 255, [256]],
])("%s", (_name, numGc, since, expected) => {
  const cycles = gcCyclesSince(readingAfter(numGc), since);
  expect(cycles.map((cycle) => cycle.number)).toEqual(expected);
  for (const cycle of cycles)
    expect([cycle.endMillis, cycle.pauseNs]).toEqual([
      cycle.number * 1000,
      cycle.number,
    ]);
});

test("only the last 256 are known", () => {
  const cycles = gcCyclesSince(readingAfter(1000), 0);
  expect(cycles).toHaveLength(256);
  expect(cycles[0]?.number).toBe(745);
  expect(cycles.at(-1)?.number).toBe(1000);
});

test("a restarted process counts from one again: all its collections are new", () => {
  expect(gcCyclesSince(readingAfter(3), 900).map((c) => c.number)).toEqual([
    1, 2, 3,
  ]);
});
