import { expect, test } from "vitest";
import {
  liveHeapPoints,
  type LiveHeapInput,
} from "../../../../src/core/memstats/live-heap.ts";
import { memoryClasses } from "../../../../src/core/memstats/memory-classes.ts";

interface Run {
  readonly seconds: number;
  readonly pollMs: number;
  readonly allocationRate: number;
  /** Bytes that are reachable at a moment. */
  readonly live: (second: number) => number;
  readonly gogc: number;
  readonly clockSkewMs?: number;
}

/** A model of the collector: when the heap reaches live × (1 + GOGC/100), all that is not live is freed. */
function simulate(run: Run): LiveHeapInput {
  const stepMs = 5;
  const rows: number[][] = [];
  let total = run.live(0);
  let freed = 0;
  let numGc = 0;
  let lastGc = 0;
  let goal = run.live(0) * (1 + run.gogc / 100);
  for (let ms = 0; ms <= run.seconds * 1000; ms += stepMs) {
    total += (run.allocationRate * stepMs) / 1000;
    const live = run.live(ms / 1000);
    if (total - freed >= goal) {
      freed = total - live;
      numGc++;
      lastGc = ms;
      goal = live * (1 + run.gogc / 100);
    }
    if (ms % run.pollMs === 0)
      rows.push([
        ms,
        total,
        total - freed,
        numGc,
        lastGc + (run.clockSkewMs ?? 0),
      ]);
  }
  const column = (i: number): Float64Array =>
    Float64Array.from(rows, (row) => row[i] ?? 0);
  return {
    times: column(0),
    totalAlloc: column(1),
    heapAlloc: column(2),
    numGc: column(3),
    lastGcMillis: column(4),
  };
}

const MB = 1e6;

test.each([
  ["GOGC=100", 100],
  ["GOGC=400", 400],
])(
  "gives the live heap after each collection, whatever GOGC: %s",
  (_n, gogc) => {
    const live = (s: number): number => 20 * MB + s * 0.5 * MB;
    const points = liveHeapPoints(
      simulate({
        seconds: 120,
        pollMs: 1000,
        allocationRate: 30 * MB,
        live,
        gogc,
      }),
      0,
    );
    expect(points.length).toBeGreaterThan(10);
    for (const point of points)
      expect(
        Math.abs(point.liveBytes - live(point.atMillis / 1000)),
      ).toBeLessThan(0.2 * MB);
  },
);

test("a target's clock that is wrong by an hour costs at most one polling interval of allocation", () => {
  const live = (): number => 20 * MB;
  const points = liveHeapPoints(
    simulate({
      seconds: 60,
      pollMs: 1000,
      allocationRate: 10 * MB,
      live,
      gogc: 100,
      clockSkewMs: 3_600_000,
    }),
  );
  expect(points.length).toBeGreaterThan(10);
  for (const point of points)
    expect(Math.abs(point.liveBytes - 20 * MB)).toBeLessThanOrEqual(10 * MB);
});

test("a restart drops what was before it", () => {
  const points = liveHeapPoints({
    times: Float64Array.of(0, 1000, 2000, 3000, 4000),
    totalAlloc: Float64Array.of(100, 200, 10, 20, 30),
    heapAlloc: Float64Array.of(50, 60, 10, 12, 22),
    numGc: Float64Array.of(3, 4, 0, 1, 1),
    lastGcMillis: Float64Array.of(-500, 500, 0, 2500, 2500),
  });
  expect(points.map((point) => point.gc)).toEqual([1]);
  expect(points[0]?.liveBytes).toBe(15 - (30 - 22));
});

test("a cycle that was read only right after its end is left out: it may not be swept yet", () => {
  const input: LiveHeapInput = {
    times: Float64Array.of(0, 1000, 2000),
    totalAlloc: Float64Array.of(0, 100, 200),
    heapAlloc: Float64Array.of(0, 90, 90),
    numGc: Float64Array.of(0, 0, 1),
    lastGcMillis: Float64Array.of(0, 0, 1980),
  };
  expect(liveHeapPoints(input)).toEqual([]);
  expect(liveHeapPoints(input, 10)).toHaveLength(1);
});

test("the ledger's parts add up to RSS", () => {
  const values = {
    sys: 1000,
    heapAlloc: 400,
    heapSys: 800,
    heapInuse: 500,
    heapIdle: 300,
    heapReleased: 120,
    stackSys: 60,
    mspanSys: 20,
    mcacheSys: 10,
    buckHashSys: 30,
    gcSys: 50,
    otherSys: 30,
  };
  const ledger = memoryClasses(values, 250, 1100);
  expect(
    (ledger.live ?? NaN) +
      (ledger.garbage ?? NaN) +
      ledger.fragmentation +
      ledger.retainedIdle +
      ledger.stacks +
      ledger.runtime +
      (ledger.outsideGo ?? NaN),
  ).toBe(1100);
  expect(ledger.go).toBe(880);
  expect(memoryClasses(values, null, null)).toMatchObject({
    live: null,
    garbage: null,
    outsideGo: null,
  });
});
