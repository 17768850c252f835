import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import type {
  ChangeMeasure,
  ComparisonTable,
  ValueInterval,
} from "../../../../src/core/pprof/views.ts";
import {
  arrangeDiffRows,
  barReach,
  defaultDiffOrder,
  defaultPair,
  diffOrderAfterClick,
  diffRows,
  effectivePair,
  firstDoubtfulRow,
  growsOnlyBySampling,
  type RowKind,
} from "../../../../src/renderer/panels/compare/compare-model.ts";

const around = (value: number, samples: number): ValueInterval | null =>
  value === 0 ? null : { low: value * 0.5, high: value * 2, samples };

function measure(
  before: number,
  after: number,
  change: Partial<ChangeMeasure> = {},
): ChangeMeasure {
  return {
    before,
    after,
    grown: Math.max(0, after - before),
    shrunk: Math.max(0, before - after),
    low: after - before - 10,
    high: after - before + 10,
    beforeInterval: around(before, 9),
    afterInterval: around(after, 9),
    certainty: "beyond-sampling",
    ...change,
  };
}

function table(
  rows: readonly (readonly [string, ChangeMeasure, ChangeMeasure?])[],
  total = measure(1000, 2000),
): ComparisonTable {
  return {
    sampleType: { type: "inuse_space", unit: "bytes" },
    total,
    sampled: true,
    rows: rows.map(([name, flat, cum = flat]) => ({
      name,
      function: name,
      file: "",
      line: 0,
      flat,
      cum,
    })),
  };
}
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

const all = { order: defaultDiffOrder, kind: "all", filter: "" } as const;
const compared = table([
  ["main.leak", measure(100, 500)],
  ["main.new", measure(0, 200)],
  ["main.steady", measure(300, 300, { certainty: "within-sampling" })],
  ["main.gone", measure(50, 0)],
  ["main.once", measure(100, 900, { certainty: "one-sample", low: -5 })],
  ["main.main", measure(0, 0), measure(1000, 2000)],
]);

describe("the rows of a comparison", () => {
  it("have before, after and change, unchanged ones included", () => {
    const rows = arrangeDiffRows(diffRows(compared, "flat", "net"), all);
    expect(
      rows.map((row) => [row.name, row.before, row.after, row.delta]),
    ).toEqual([
      ["main.leak", 100, 500, 400],
      ["main.new", 0, 200, 200],
      ["main.steady", 300, 300, 0],
      ["main.gone", 50, 0, -50],
      // One sample explains it: never above a growth that none does.
      ["main.once", 100, 900, 800],
    ]);
  });

  it("count callers too when asked to", () => {
    const [row] = arrangeDiffRows(diffRows(compared, "cum", "net"), {
      ...all,
      filter: "main.main",
    });
    expect(row).toMatchObject({ before: 1000, after: 2000, delta: 1000 });
  });

  it("keep what sampling explains last in whatever order of change", () => {
    const rows = diffRows(compared, "flat", "gross");
    for (const column of ["delta", "grown", "shrunk"] as const)
      for (const descending of [true, false])
        expect(
          arrangeDiffRows(rows, {
            ...all,
            order: { column, descending },
          }).at(-1)?.name,
        ).toBe("main.once");
    expect(
      arrangeDiffRows(rows, {
        ...all,
        order: { column: "after", descending: true },
      })[0]?.name,
    ).toBe("main.once");
  });

  it("are shares of either side's total", () => {
    const leak = diffRows(compared, "flat", "share").find(
      ({ name }) => name === "main.leak",
    );
    expect(leak).toMatchObject({
      before: 0.1,
      after: 0.25,
      grown: 0.15,
      shrunk: 0,
    });
    // One sample where there was none stays what one sample explains.
    const [once] = diffRows(
      table([["main.a", measure(0, 60, { certainty: "one-sample" })]]),
      "flat",
      "share",
    );
    expect(once?.certainty).toBe("one-sample");
    // Twice the heap with the same share of it: nothing changed.
    const [same] = diffRows(
      table([["main.a", measure(100, 200)]]),
      "flat",
      "share",
    );
    expect(same?.delta).toBe(0);
    expect(same?.certainty).toBe("within-sampling");
  });

  it.each([
    ["new", ["main.new"]],
    ["gone", ["main.gone"]],
    ["grew", ["main.leak", "main.new", "main.once"]],
    ["shrank", ["main.gone"]],
  ] as readonly (readonly [RowKind, readonly string[]])[])(
    "can be only the ones that are %s",
    (kind, names) => {
      const rows = diffRows(compared, "flat", "net");
      expect(
        arrangeDiffRows(rows, { ...all, kind }).map(({ name }) => name),
      ).toEqual(names);
    },
  );

  it("sort the other way on a second click", () => {
    const order = diffOrderAfterClick(defaultDiffOrder, "delta");
    const rows = arrangeDiffRows(diffRows(compared, "flat", "net"), {
      ...all,
      order,
    });
    expect(rows[0]?.name).toBe("main.gone");
  });

  it("say when nothing grew beyond sampling", () => {
    expect(growsOnlyBySampling(diffRows(compared, "flat", "net"))).toBe(false);
    const doubtful = table([
      ["main.once", measure(1, 9, { certainty: "one-sample" })],
      ["main.gone", measure(9, 0)],
    ]);
    expect(growsOnlyBySampling(diffRows(doubtful, "flat", "net"))).toBe(true);
    expect(growsOnlyBySampling([])).toBe(false);
  });

  it("give the error bars one scale, that of what is certain", () => {
    const rows = diffRows(
      table([
        ["a", measure(0, 100)],
        ["b", measure(0, 5, { certainty: "one-sample", high: 90_000 })],
      ]),
      "flat",
      "net",
    );
    expect(barReach(rows)).toBe(110);
  });
});

describe("the pair", () => {
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

describe("the divider above what sampling explains", () => {
  const doubtful = { certainty: "one-sample" } as const;
  const mixed = diffRows(
    table([
      ["sure", measure(0, 100)],
      ["one", measure(0, 500, doubtful)],
      ["less", measure(90, 10, doubtful)],
      ["same", measure(50, 50)],
      ["unsure-same", measure(7, 7, doubtful)],
    ]),
    "flat",
    "net",
  );
  const arranged = (order: typeof defaultDiffOrder) =>
    arrangeDiffRows(mixed, { ...all, order });

  it("stands below all other rows, those that did not change too", () => {
    const rows = arranged(defaultDiffOrder);
    const at = firstDoubtfulRow(rows, defaultDiffOrder);
    expect(at).toBe(3);
    expect(rows.slice(3).map(({ name }) => name)).toEqual(["one", "less"]);
    const rising = { column: "grown", descending: false } as const;
    expect(firstDoubtfulRow(arranged(rising), rising)).toBe(3);
  });
  it("is not there where rows are not ordered by change, or all are sure", () => {
    const byName = { column: "name", descending: false } as const;
    expect(firstDoubtfulRow(arranged(byName), byName)).toBeNull();
    const sure = arranged(defaultDiffOrder).slice(0, 3);
    expect(firstDoubtfulRow(sure, defaultDiffOrder)).toBeNull();
  });
  it("stands on top where nothing is sure", () => {
    const unsure = arranged(defaultDiffOrder).slice(3);
    expect(firstDoubtfulRow(unsure, defaultDiffOrder)).toBe(0);
  });
});
