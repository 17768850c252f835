import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import type { TopTable } from "../../../../src/core/pprof/views.ts";
import {
  arrangeDiffRows,
  defaultDiffOrder,
  defaultPair,
  diffOrderAfterClick,
  effectivePair,
  joinDiffRows,
} from "../../../../src/renderer/panels/compare/compare-model.ts";

const table = (
  rows: readonly (readonly [string, number | bigint, number])[],
): TopTable => ({
  sampleType: { type: "inuse_space", unit: "bytes" },
  total: 1000,
  rows: rows.map(([name, flat, cum]) => ({
    name,
    file: "",
    line: 0,
    flat,
    cum,
  })),
});
const snapshot = (
  id: string,
  atMillis: number,
  change: Partial<Snapshot> = {},
): Snapshot => ({
  id,
  targetId: "t1",
  kind: "heap",
  requestedAtMillis: atMillis,
  atMillis,
  member: id,
  bytes: 1,
  sha256: "",
  request: "",
  gcCount: null,
  forcedGc: false,
  ...change,
});

describe("comparison", () => {
  const before = table([
    ["main.leak", 100, 100],
    ["main.steady", 300, 300],
    ["main.gone", 50, 50],
    ["main.main", 0, 450],
  ]);
  const difference = table([
    ["main.leak", 400, 400],
    ["main.gone", -50, -50],
    ["main.new", 20, 20],
    ["main.main", 0, 370],
  ]);

  it("has before, after and change, cancelled rows included", () => {
    const rows = arrangeDiffRows(
      joinDiffRows(before, difference, "flat"),
      defaultDiffOrder,
      "",
    );
    expect(
      rows.map((row) => [row.name, row.before, row.after, row.delta]),
    ).toEqual([
      ["main.leak", 100, 500, 400],
      ["main.new", 0, 20, 20],
      ["main.steady", 300, 300, 0],
      ["main.gone", 50, 0, -50],
    ]);
  });

  it("counts callers too when asked to", () => {
    const [top] = arrangeDiffRows(
      joinDiffRows(before, difference, "cum"),
      defaultDiffOrder,
      "main.main",
    );
    expect(top).toMatchObject({ before: 450, after: 820, delta: 370 });
  });

  it("stays exact beyond 2^53", () => {
    const [row] = joinDiffRows(
      table([["main.huge", 9_007_199_254_740_993n, 0]]),
      table([["main.huge", 2, 0]]),
      "flat",
    );
    expect(row?.after).toBe(9_007_199_254_740_995n);
  });

  it("sorts the other way on a second click", () => {
    const order = diffOrderAfterClick(defaultDiffOrder, "delta");
    const rows = arrangeDiffRows(
      joinDiffRows(before, difference, "flat"),
      order,
      "",
    );
    expect(rows[0]?.name).toBe("main.gone");
  });

  it("takes the first and the last heap snapshot of one target", () => {
    const snapshots = [
      snapshot("other", 5, { targetId: "t0" }),
      snapshot("b", 20),
      snapshot("a", 10),
      snapshot("g", 30, { kind: "goroutine" }),
      snapshot("c", 25),
    ];
    expect(defaultPair(snapshots)).toEqual({ a: "a", b: "c" });
    expect(defaultPair([snapshot("a", 10)])).toBeNull();
  });

  it("falls back when a chosen snapshot is not there", () => {
    const snapshots = [snapshot("a", 10), snapshot("b", 20)];
    expect(effectivePair(snapshots, { a: "b", b: "a" })?.a.id).toBe("b");
    expect(effectivePair(snapshots, { a: "x", b: "a" })?.a.id).toBe("a");
    expect(effectivePair([snapshot("a", 10)], null)).toBeNull();
  });
});
