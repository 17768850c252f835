import { describe, expect, it } from "vitest";
import type { MemoryReconciliation } from "../../../../src/core/investigation/reconcile-target.ts";
import { reconcileMemory } from "../../../../src/core/memstats/reconcile.ts";
import {
  explainGap,
  momentsOf,
  waterfallRows,
  whyNegative,
} from "../../../../src/renderer/panels/waterfall/waterfall-model.ts";

const stack = (bytes: number, ...functions: readonly string[]) => ({
  frames: functions.map((name) => ({ function: name, file: "", line: 0 })),
  bytes,
  objects: 1,
  range: { low: 0, high: bytes * 2 },
});

function reconciliation(
  more: Partial<MemoryReconciliation> = {},
): MemoryReconciliation {
  const stacks = [
    stack(300, "strings.(*Builder).grow", "main.leak", "main.main"),
    stack(100, "bytes.growSlice"),
  ];
  return {
    targetId: "t1",
    countersAtMillis: 10_000,
    countersGc: 7,
    processAtMillis: 10_250,
    snapshot: { id: "heap-1", atMillis: 9_000, gcCount: 6, forcedGc: false },
    live: { gc: 7, atMillis: 8_000, liveBytes: 450 },
    releasedBytes: 0,
    sampleRateBytes: 512,
    profileRange: { low: 400, high: 600 },
    steps: reconcileMemory({
      values: { sys: 1000, heapInuse: 700, heapIdle: 300, heapAlloc: 600 },
      process: { rss: 900, rssAnon: 800, swap: null },
      liveBytes: 450,
      profile: { total: 500, stacks },
    }),
    stacks,
    stackCount: 9,
    ...more,
  };
}

describe("the rows of the waterfall", () => {
  it("hang each bar where the last one ended, within the axis", () => {
    const rows = waterfallRows(reconciliation());
    let edge = 0;
    for (const row of rows) {
      const right = row.left + row.width;
      expect(row.left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(1 + 1e-12);
      if (row.step.kind !== "level")
        expect(
          Math.min(Math.abs(row.left - edge), Math.abs(right - edge)),
        ).toBeLessThan(1e-12);
      edge = row.edge;
    }
    expect(edge).toBeCloseTo(0);
  });

  it("call a stack by the function that people can act on", () => {
    const stacks = waterfallRows(reconciliation()).filter(
      (row) => row.stack !== null,
    );
    expect(stacks.map((row) => [row.key, row.functionName, row.via])).toEqual([
      ["stack-0", "main.leak", "strings.(*Builder).grow"],
      ["stack-1", "bytes.growSlice", null],
    ]);
  });

  it("have a key each, and say why one is negative", () => {
    const rows = waterfallRows(reconciliation());
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    const negative = rows.filter((row) => row.isNegative);
    expect(negative.map((row) => [row.step.id, whyNegative(row)?.id])).toEqual([
      ["outside-anonymous", "waterfall.negative.outside"],
      ["profile-gap", "waterfall.negative.gap"],
    ]);
    expect(rows.filter((row) => whyNegative(row) !== null)).toEqual(negative);
  });
});

describe("what is said beside it", () => {
  it("tells whether sampling alone explains the gap", () => {
    expect(explainGap(reconciliation())?.id).toBe("waterfall.gap.sampling");
    const narrow = { profileRange: { low: 490, high: 510 } };
    expect(explainGap(reconciliation(narrow))?.id).toBe("waterfall.gap.beyond");
    expect(explainGap(reconciliation({ profileRange: null }))).toBeNull();
  });

  it("says how far apart the sources were read", () => {
    const facts = momentsOf(reconciliation(), String);
    expect(facts.map(({ id, params }) => [id, params])).toEqual([
      ["waterfall.at.counters", { time: "10000", gc: 7 }],
      ["waterfall.at.process", { skew: 250 }],
      ["waterfall.at.live", { gc: 7, age: 2000 }],
      ["waterfall.at.snapshot", { skew: 1000 }],
      ["waterfall.at.snapshot.gc", { gc: 6 }],
    ]);
    expect(
      momentsOf(
        reconciliation({ snapshot: null, processAtMillis: null, live: null }),
        String,
      ).map(({ id }) => id),
    ).toEqual([
      "waterfall.at.counters",
      "waterfall.at.process.none",
      "waterfall.at.live.none",
      "waterfall.at.snapshot.none",
    ]);
  });
});
