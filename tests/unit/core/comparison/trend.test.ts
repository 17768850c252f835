// A trend over several profiles: how fast, how steadily, how much of the whole, and what of it sampling explains.

import { describe, expect, it } from "vitest";
import {
  maxTrendProfiles,
  TrendBuilder,
  type TrendOptions,
} from "../../../../src/core/comparison/trend-builder.ts";
import { TrivetError } from "../../../../src/core/errors.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import type { TrendTable } from "../../../../src/core/pprof/views.ts";
import { pictured } from "../../../support/profile-decoded.ts";
import { sampledPicture } from "../../../support/sampled-picture.ts";

const flat: TrendOptions = { granularity: "functions", rowsAre: "flat" };

/** One profile every ten seconds. */
function trend(
  profiles: readonly Profile[],
  options: TrendOptions = flat,
  limit = 100,
): TrendTable {
  const builder = new TrendBuilder(options);
  profiles.forEach((profile, i) => builder.add(profile, 1000 + i * 10_000));
  return builder.build(limit);
}
const series = (picture: (i: number) => string, count = 10): Profile[] =>
  Array.from({ length: count }, (_, i) => pictured(picture(i)));
const named = (table: TrendTable, name: string) => {
  const row = table.rows.find((own) => own.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
};

describe("a trend of counted values", () => {
  const table = trend(
    series(
      (i) => `main;leak ${100 + 30 * i}
main;wave ${i % 2 === 0 ? 500 : 900}
main;cache 4000
main;gone ${1000 - 50 * i}`,
    ),
  );

  it("has slope, steps and share of each row", () => {
    expect(named(table, "leak")).toMatchObject({
      slope: 3,
      slopeLow: 3,
      slopeHigh: 3,
      grewIn: 9,
      shrankIn: 0,
      certainty: "exact",
    });
    expect(named(table, "wave")).toMatchObject({ grewIn: 5, shrankIn: 4 });
    expect(named(table, "cache")).toMatchObject({ slope: 0, grewIn: 0 });
    expect(named(table, "gone")).toMatchObject({ slope: -5, shrankIn: 9 });
    expect([...named(table, "leak").values]).toEqual(
      Array.from({ length: 10 }, (_, i) => 100 + 30 * i),
    );
  });

  it("puts the steadiest growth first and what shrank last", () => {
    expect(table.rows[0]?.name).toBe("leak");
    expect(table.rows.at(-1)?.name).toBe("gone");
  });

  it("has no share of a whole that does not grow", () => {
    expect(table.total.slope).toBeLessThan(0);
    expect(named(table, "leak").share).toBe(null);
    const growing = trend(
      series((i) => `main;leak ${30 * i}\nmain;other ${10 * i}`),
    );
    expect(named(growing, "leak").share).toBeCloseTo(0.75, 10);
  });

  it("has the moments and the total", () => {
    expect([...table.times]).toEqual(
      Array.from({ length: 10 }, (_, i) => 1000 + i * 10_000),
    );
    expect(table.total.values[0]).toBe(100 + 500 + 4000 + 1000);
  });
});

describe("rows", () => {
  const recursive = series(
    (i) => `main;f;f;leaf ${10 * (i + 1)}\nmain;g;leaf 5`,
    4,
  );
  it("by callers too, where recursion counts once", () => {
    const table = trend(recursive, { ...flat, rowsAre: "cum" });
    expect([...named(table, "f").values]).toEqual([10, 20, 30, 40]);
    expect([...named(table, "main").values]).toEqual([15, 25, 35, 45]);
  });
  it("by stack, root first", () => {
    const table = trend(recursive, { ...flat, rowsAre: "stack" });
    expect(table.rows.map((row) => row.stack.join(";"))).toEqual([
      "main;f;f;leaf",
      "main;g;leaf",
    ]);
    expect(table.rows[0]).toMatchObject({ name: "leaf", grewIn: 3 });
  });
  it("are the same row in profiles that number their functions otherwise", () => {
    const table = trend([
      pictured("main;a 1\nmain;b 2"),
      pictured("main;b 3\nmain;new 7\nmain;a 2"),
      pictured("main;new 9\nmain;a 3\nmain;b 4"),
    ]);
    expect([...named(table, "a").values]).toEqual([1, 2, 3]);
    expect([...named(table, "b").values]).toEqual([2, 3, 4]);
    expect([...named(table, "new").values]).toEqual([0, 7, 9]);
  });
  it("are cut to those that moved most, and their number is told", () => {
    const many = series(
      (i) =>
        Array.from({ length: 50 }, (_, f) => `main;f${f} ${1 + f * i}`).join(
          "\n",
        ),
      5,
    );
    const table = trend(many, flat, 3);
    expect(table.rows.map(({ name }) => name)).toEqual(["f49", "f48", "f47"]);
    expect(table.omitted).toBe(47);
  });
});

describe("a trend of a sampled heap", () => {
  it("never puts first what one sampled object explains", () => {
    // `once` gets one sample more half way, `leak` one in each profile.
    const table = trend(
      Array.from({ length: 10 }, (_, i) =>
        sampledPicture(
          `main;leak ${10 + i}/${10 + i} @64
main;once ${i < 5 ? 3 : 4}/9 @64
main;steady 4000/${4000 + 10 * i} @64`,
        ),
      ),
      { ...flat, sampleType: "inuse_space" },
    );
    expect(named(table, "once").certainty).toBe("one-sample");
    expect(named(table, "leak").certainty).toBe("beyond-sampling");
    expect(table.rows[0]?.name).toBe("leak");
    expect(table.rows[0]?.grewIn).toBe(9);
  });

  it("judges a caller by the samples below it: what stays there adds nothing", () => {
    const table = trend(
      Array.from({ length: 6 }, (_, i) =>
        sampledPicture(
          `main;leak ${10 + 4 * i}/${10 + 4 * i} @64
main;churn 300/${300 + 90 * i} @4096
main;steady 9000/9000 @64`,
        ),
      ),
      { ...flat, rowsAre: "cum", sampleType: "inuse_space" },
    );
    expect(named(table, "steady").slope).toBe(0);
    expect(named(table, "leak").certainty).toBe("beyond-sampling");
    expect(table.total.certainty).toBe(named(table, "main").certainty);
  });
});

describe("what cannot be a trend", () => {
  const code = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof TrivetError) return error.code;
    }
    return "none";
  };
  it("is one profile, other units, too many", () => {
    expect(code(() => trend([pictured("a 1")]))).toBe("profile-incompatible");
    expect(
      code(() =>
        trend([
          pictured("a 1"),
          pictured("a 1", { types: [["samples", "nanoseconds"]] }),
        ]),
      ),
    ).toBe("profile-incompatible");
    const one = pictured("a 1");
    expect(
      code(() =>
        trend(Array.from({ length: maxTrendProfiles + 1 }, () => one)),
      ),
    ).toBe("profile-incompatible");
  });
  it("stops when it is told to", () => {
    const builder = new TrendBuilder(flat);
    builder.add(pictured("a 1"), 1);
    builder.add(pictured("a 2"), 2);
    const stop = (): never => {
      throw new TrivetError("cancelled", "cancelled");
    };
    expect(code(() => builder.add(pictured("a 3"), 3, stop))).toBe("cancelled");
    expect(code(() => builder.build(10, stop))).toBe("cancelled");
    // What was stopped half way is not in it.
    expect(builder.build(10).times).toHaveLength(2);
  });
});
