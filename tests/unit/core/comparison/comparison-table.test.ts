// Two profiles side by side: the amounts are pprof's, and each change says what it is worth.

import { describe, expect, it } from "vitest";
import { buildComparisonTable } from "../../../../src/core/comparison/comparison-table.ts";
import { sampledSides } from "../../../../src/core/comparison/sampled-sides.ts";
import { compareProfiles } from "../../../../src/core/pprof/compare.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { reportTotal } from "../../../../src/core/pprof/sample-type.ts";
import { buildTopTable } from "../../../../src/core/pprof/top-table.ts";
import type {
  ChangeMeasure,
  ComparisonTable,
  Granularity,
} from "../../../../src/core/pprof/views.ts";
import { pictured } from "../../../support/profile-decoded.ts";
import { sampledPicture } from "../../../support/sampled-picture.ts";

function compare(
  before: Profile,
  after: Profile,
  options: {
    readonly sampleType?: string;
    readonly granularity?: Granularity;
    readonly dropNegative?: boolean;
  } = {},
): ComparisonTable {
  return buildComparisonTable(
    compareProfiles(before, after, { mode: "diff-base", normalize: false }),
    {
      granularity: "functions",
      ...options,
      sides: sampledSides(before, after),
    },
  );
}

function row(table: ComparisonTable, name: string) {
  const found = table.rows.find((own) => own.name === name);
  if (found === undefined) throw new Error(`no row ${name}`);
  return found;
}
const change = ({ before, after }: ChangeMeasure): number => after - before;
const MiB = 1 << 20;

describe("the amounts", () => {
  const before = pictured(
    "main;a 10\nmain;b 5\nmain;gone 3\nmain;a;x 7\nmain;a;main;x 2",
  );
  const after = pictured(
    "main;a 14\nmain;b 5\nmain;new 2\nmain;a;x 4\nmain;a;main;x 4",
  );

  it.each(["functions", "filefunctions", "files", "lines"] as const)(
    "are those of pprof's difference, by %s",
    (granularity) => {
      const table = compare(before, after, { granularity });
      const difference = buildTopTable(
        compareProfiles(before, after, { mode: "base", normalize: false }),
        { granularity, cum: false },
      );
      const changed = table.rows
        .map((own) => `${own.name} ${change(own.flat)} ${change(own.cum)}`)
        .filter((text) => !text.endsWith(" 0 0"));
      expect(changed.sort()).toEqual(
        difference.rows
          .map((own) => `${own.name} ${own.flat} ${own.cum}`)
          .sort(),
      );
      const earlier = buildTopTable(before, { granularity, cum: false });
      for (const own of earlier.rows) {
        expect(row(table, own.name).flat.before).toBe(own.flat);
        expect(row(table, own.name).cum.before).toBe(own.cum);
      }
    },
  );

  it("say what grew and what shrank apart, stack by stack", () => {
    const table = compare(before, after);
    // main;a;x lost 3 while main;a;main;x gained 2.
    expect(row(table, "x").flat).toMatchObject({ grown: 2, shrunk: 3 });
    expect(row(table, "main").cum).toMatchObject({
      grown: 4 + 2 + 2,
      shrunk: 3 + 3,
    });
    expect(table.total.grown + table.total.shrunk).toBe(
      reportTotal(
        compareProfiles(before, after, { mode: "base", normalize: false }),
        0,
      ),
    );
  });

  it("keep a function that did not change, and know the exact from the sampled", () => {
    const table = compare(before, after);
    expect(table.sampled).toBe(false);
    expect(row(table, "b").flat).toMatchObject({
      before: 5,
      after: 5,
      low: 0,
      high: 0,
      certainty: "exact",
      afterInterval: null,
    });
  });

  it("leave out what shrank when they are asked to", () => {
    const names = compare(before, after, { dropNegative: true }).rows.map(
      ({ name }) => name,
    );
    expect(names).not.toContain("gone");
    expect(names).toContain("new");
    expect(names).toContain("a");
  });
});

describe("what a change is worth", () => {
  it("one sampled object explains a growth of 512 KiB, not one of 10 MiB", () => {
    const before = sampledPicture("main;small 7/7 @64\nmain;big 2/2 @10485760");
    const after = sampledPicture("main;small 8/8 @64\nmain;big 3/3 @10485760");
    const table = compare(before, after);
    expect(table.sampled).toBe(true);
    const small = row(table, "small").flat;
    expect(small.certainty).toBe("one-sample");
    expect(change(small)).toBeGreaterThan(MiB / 2);
    expect(small.low).toBeLessThan(0);
    const big = row(table, "big").flat;
    expect(big.certainty).toBe("beyond-sampling");
    expect(big.low).toBeGreaterThan(7 * MiB);
  });

  it("what lives on in both adds no error, however much it is", () => {
    const before = sampledPicture(
      "main;cache 5000/5000 @64\nmain;leak 10/10 @64",
    );
    const after = sampledPicture(
      "main;cache 5000/5000 @64\nmain;leak 40/40 @64",
    );
    const total = compare(before, after).total;
    expect(total.certainty).toBe("beyond-sampling");
    expect(total.low).toBeGreaterThan(8 * MiB);
    expect(total.high).toBeLessThan(24 * MiB);
  });

  it("churn of the same amount is not beyond sampling", () => {
    const before = sampledPicture("main;buffer 20/1000 @4096");
    const after = sampledPicture("main;buffer 26/9000 @4096");
    const measure = row(compare(before, after), "buffer").flat;
    expect(measure.certainty).toBe("within-sampling");
    expect(measure.low).toBeLessThan(0);
    expect(measure.high).toBeGreaterThan(change(measure));
  });

  it("between processes nothing cancels", () => {
    const before = sampledPicture("main;cache 400/9000 @64");
    const after = sampledPicture("main;cache 400/500 @64");
    const { low, high } = row(compare(before, after), "cache").flat;
    // 400 against 400 sampled objects: about 2 · sqrt(800) of them.
    expect(low).toBeLessThan(-20 * MiB);
    expect(high).toBeGreaterThan(20 * MiB);
  });

  it("every value has its own interval with its number of samples", () => {
    const before = sampledPicture("main;f 4/4 @64");
    const after = sampledPicture("main;f 9/9 @64");
    const { flat, cum } = row(compare(before, after), "f");
    expect(cum).toEqual(flat);
    expect(flat.beforeInterval?.samples).toBe(4);
    expect(flat.afterInterval?.samples).toBe(9);
    expect(flat.afterInterval!.low).toBeLessThan(flat.after);
    expect(flat.afterInterval!.high).toBeGreaterThan(flat.after);
    expect(row(compare(before, after), "main").flat.afterInterval).toBe(null);
  });

  it("objects have the same certainty as their bytes", () => {
    const before = sampledPicture("main;f 4/4 @64\nmain;one 1/1 @1024");
    const after = sampledPicture("main;f 30/30 @64\nmain;one 2/2 @1024");
    const table = compare(before, after, { sampleType: "inuse_objects" });
    expect(row(table, "f").flat.certainty).toBe("beyond-sampling");
    expect(row(table, "one").flat.certainty).toBe("one-sample");
    const bytes = compare(before, after);
    expect(row(table, "f").flat.low * 64).toBeCloseTo(
      row(bytes, "f").flat.low,
      -5,
    );
  });

  it("allocations since the start only come", () => {
    const before = sampledPicture("main;f 0/4 @64");
    const after = sampledPicture("main;f 0/6 @64");
    const measure = row(
      compare(before, after, { sampleType: "alloc_space" }),
      "f",
    ).flat;
    expect(measure.low).toBeGreaterThan(0);
    expect(measure.certainty).toBe("beyond-sampling");
  });

  it("with MemProfileRate=1 everything is exact", () => {
    const options = { period: 1 };
    const table = compare(
      sampledPicture("main;f 3/3 @64", options),
      sampledPicture("main;f 4/4 @64", options),
    );
    expect(row(table, "f").flat).toMatchObject({
      before: 192,
      after: 256,
      low: 64,
      high: 64,
      certainty: "exact",
    });
  });
});
