// The traces on which trend tests are known to fail: waves, warm-ups, GOGC; and leaks among them.

import { expect, test } from "vitest";
import { evaluate } from "../../../../src/core/findings/evaluate.ts";
import type { Finding } from "../../../../src/core/findings/finding.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import { MB, record, type Process } from "./synthetic.ts";
import {
  clearlyBelowQuadratic,
  growthOfEightfold,
} from "../../../support/growth.ts";

function trendOf(process: Process): Finding {
  const report = evaluate({
    model: Investigation.from(record(process).entries),
    sites: new Map(),
    goroutines: new Map(),
    spans: new Map(),
  });
  const finding = report.findings.find(
    ({ rule }) => rule === "live-heap-trend",
  );
  if (finding === undefined) throw new Error("the rule is registered");
  return finding;
}

const wave =
  (share: number, period = 23) =>
  (s: number): number =>
    40 * MB * (1 + share * Math.sin((2 * Math.PI * s) / period));
const warmUp =
  (tau: number) =>
  (s: number): number =>
    20 * MB + 20 * MB * (1 - Math.exp(-s / tau));

test.each([
  ["constant", () => 40 * MB, 60],
  ["a flat wave of ±10 %", wave(0.1), 120],
  ["a flat wave of ±30 %", wave(0.3), 120],
  ["a faster wave of ±30 %", wave(0.3, 15), 120],
  ["warm-up to a plateau", warmUp(10), 120],
  [
    "warm-up to a plateau under a wave",
    (s: number) => warmUp(10)(s) * (1 + 0.1 * Math.sin(s / 3)),
    180,
  ],
  ["a heap that shrinks", (s: number) => (80 - s * 0.3) * MB, 120],
])("no growth: %s", (_name, live, seconds) => {
  for (const [pollMs, gogc, seed] of [
    [250, 100, 1],
    [1000, 100, 2],
    [1000, 400, 3],
    [1000, 50, 4],
  ] as const) {
    const finding = trendOf({
      seconds,
      live,
      garbage: 60 * MB,
      pollMs,
      gogc,
      seed,
    });
    const claim = `${finding.statement} at ${pollMs} ms, GOGC=${gogc}`;
    // Rare collections see a fast wave as noise: then nothing may be claimed either way.
    if (gogc > 100) expect(finding.holds, claim).not.toBe(true);
    else expect(finding.holds, claim).toBe(false);
  }
});

test("collections rarer than the wave's turns: nothing is claimed", () => {
  const finding = trendOf({
    seconds: 120,
    live: wave(0.3, 7),
    garbage: 60 * MB,
    gogc: 400,
  });
  expect(finding.holds).not.toBe(true);
});

test.each([
  ["a wave of ±10 %", wave(0.1)],
  ["a wave of ±30 %", wave(0.3)],
  ["constant", () => 40 * MB],
  ["a wave that starts at its bottom", (s: number) => wave(0.3)(s - 6)],
])("no moment at which growth is claimed: %s", (_name, live) => {
  for (let seconds = 10; seconds <= 120; seconds += 5)
    for (const seed of [1, 2, 3])
      expect(
        trendOf({ seconds, live, garbage: 60 * MB, seed }).holds,
        `after ${seconds} s`,
      ).not.toBe(true);
});

const leaks: readonly [string, number, (s: number) => number, number][] = [
  ["1 MB/s", MB, (s) => 10 * MB + s * MB, 30],
  ["1 MB/s, GOGC=400 looks no faster", MB, (s) => 10 * MB + s * MB, 60],
  ["400 KB/s", 0.4 * MB, (s) => 40 * MB + s * 0.4 * MB, 60],
  ["100 KB/s", 0.1 * MB, (s) => 40 * MB + s * 0.1 * MB, 120],
  ["20 KB/s for ten minutes", 0.02 * MB, (s) => 40 * MB + s * 0.02 * MB, 600],
  [
    "400 KB/s under a wave of ±10 %",
    0.4 * MB,
    (s) => wave(0.1)(s) + s * 0.4 * MB,
    120,
  ],
  [
    "400 KB/s under a wave of ±30 %",
    0.4 * MB,
    (s) => wave(0.3)(s) + s * 0.4 * MB,
    240,
  ],
  [
    "400 KB/s after a warm-up",
    0.4 * MB,
    (s) => warmUp(6)(s) + s * 0.4 * MB,
    120,
  ],
];

test.each(leaks)("growth: %s", (name, rate, live, seconds) => {
  const finding = trendOf({
    seconds,
    live,
    garbage: 60 * MB,
    gogc: name.includes("GOGC") ? 400 : 100,
  });
  expect(finding.holds, finding.statement).toBe(true);
  const { low, high } = finding.growthBytesPerSecond ?? { low: NaN, high: NaN };
  expect(low).toBeLessThanOrEqual(rate * 1.02);
  expect(high).toBeGreaterThanOrEqual(rate * 0.98);
  expect(high - low).toBeLessThan(rate);
});

test("the interval covers the true rate in at least 90 of 100 recordings", () => {
  let covered = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const { growthBytesPerSecond: growth } = trendOf({
      seconds: 60,
      live: (s) => 20 * MB + s * MB,
      garbage: 20 * MB,
      seed,
    });
    if (growth !== null && growth.low <= MB && MB <= growth.high) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(36);
});

test("growth that slows down is not called a leak, and says so", () => {
  const finding = trendOf({ seconds: 60, live: warmUp(25), garbage: 60 * MB });
  expect(finding.holds).toBeNull();
  expect(finding.statement).toContain("more slowly");
});

test("too little: no collection, few collections", () => {
  expect(
    trendOf({ seconds: 30, live: () => 500 * MB, garbage: MB }).message.id,
  ).toBe("finding.live-heap.no-gc");
  const few = trendOf({ seconds: 60, live: () => 500 * MB, garbage: 20 * MB });
  expect([few.holds, few.message.id]).toEqual([
    null,
    "finding.live-heap.too-little",
  ]);
});

test("a rise too small to tell from load is not called a leak", () => {
  const finding = trendOf({
    seconds: 60,
    live: (s) => 2000 * MB + s * 0.5 * MB,
    garbage: 900 * MB,
  });
  expect(finding.holds).not.toBe(true);
});

test("what was before a restart does not count", () => {
  const before = record({ seconds: 60, live: (s) => 10 * MB + s * MB });
  const after = record({ seconds: 60, live: () => 10 * MB });
  const shifted = after.entries.flatMap((entry) =>
    entry.type === "sample"
      ? [
          {
            ...entry,
            atMillis: entry.atMillis + 100_000,
            values: {
              ...entry.values,
              ...(entry.values["lastGc"] === undefined
                ? {}
                : { lastGc: entry.values["lastGc"] + 100_000e6 }),
            },
          },
        ]
      : [],
  );
  const report = evaluate({
    model: Investigation.from([...before.entries, ...shifted]),
    sites: new Map(),
    goroutines: new Map(),
    spans: new Map(),
  });
  expect(report.verdict.kind).toBe("none");
});

test("a long recording costs no more than its length, and is judged right", () => {
  const judge = (seconds: number) => {
    const process: Process = {
      seconds,
      live: (s) => 40 * MB + s * 0.05 * MB,
      garbage: 60 * MB,
    };
    const model = Investigation.from(record(process).entries);
    const [finding] = evaluate({
      model,
      sites: new Map(),
      goroutines: new Map(),
      spans: new Map(),
    }).findings;
    return finding;
  };
  const growth = growthOfEightfold(900, (seconds) => void judge(seconds));
  expect(growth).toBeLessThan(clearlyBelowQuadratic);
  const finding = judge(7200);
  expect(finding?.holds, finding?.statement).toBe(true);
  expect(finding?.growthBytesPerSecond?.low).toBeLessThan(0.051 * MB);
  expect(finding?.growthBytesPerSecond?.high).toBeGreaterThan(0.049 * MB);
});
