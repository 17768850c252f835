import { describe, expect, it } from "vitest";
import {
  compareProfiles,
  type ComparisonMode,
} from "../../../../src/core/pprof/compare.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { reportTotal } from "../../../../src/core/pprof/sample-type.ts";
import { buildTopTable } from "../../../../src/core/pprof/top-table.ts";
import type { Granularity } from "../../../../src/core/pprof/views.ts";
import { decoded, pictured } from "../../../support/profile-decoded.ts";
import { textOfProfile } from "../../../support/profile-print.ts";
import { profileFromText } from "../../../support/profile-text.ts";

function compare(
  before: Profile,
  after: Profile,
  mode: ComparisonMode = "base",
  normalize = false,
): Profile {
  return compareProfiles(before, after, { mode, normalize });
}
const rows = (profile: Profile, granularity: Granularity = "functions") =>
  buildTopTable(profile, { granularity, cum: false }).rows.map(
    (row) => `${row.flat} ${row.cum} ${row.name}`,
  );
const samples = (profile: Profile): string[] =>
  textOfProfile(profile).split("\n").slice(4);

const before = pictured("main;a 10\nmain;b 5\nmain;gone 3");
const after = pictured("main;a 14\nmain;b 5\nmain;new 2");

describe("base", () => {
  it("cancels equal stacks and keeps the rest", () => {
    expect(samples(compare(before, after))).toEqual([
      "main;a 4",
      "main;new 2",
      "main;gone -3",
    ]);
  });
  it("takes percentages of what is left", () => {
    expect(reportTotal(compare(before, after), 0)).toBe(4 + 2 + 3);
  });
  it("keeps stacks apart whose labels differ, and merges equal ones", () => {
    const one = pictured("f 5 [bytes=64]\nf 1 [bytes=32]\nf 1 [job:a] [job:b]");
    const two = pictured("f 9 [bytes=64]\nf 1 [bytes=16]\nf 1 [job:b] [job:a]");
    expect(samples(compare(one, two))).toEqual([
      "f 4 [bytes=64]",
      "f 1 [bytes=16]",
      "f 1 [job:b] [job:a]",
      "f -1 [bytes=32]",
      "f -1 [job:a] [job:b]",
    ]);
  });
});

describe("diff-base", () => {
  it("keeps both sides of every stack, the base labelled", () => {
    expect(samples(compare(before, after, "diff-base"))).toEqual([
      "main;a 14",
      "main;b 5",
      "main;new 2",
      "main;a -10 [pprof::base:true]",
      "main;b -5 [pprof::base:true]",
      "main;gone -3 [pprof::base:true]",
    ]);
  });
  it("takes percentages of the base", () => {
    expect(reportTotal(compare(before, after, "diff-base"), 0)).toBe(18);
  });
  it("has the same rows as base", () => {
    expect(rows(compare(before, after, "diff-base"))).toEqual(
      rows(compare(before, after)),
    );
  });
});

describe("normalize", () => {
  it("scales the later profile to the base's sum, halves away from zero", () => {
    const half = compare(
      pictured("a 5"),
      pictured("a 5\nb 5"),
      "diff-base",
      true,
    );
    // 5 * 5/10 = 2.5
    expect(samples(half)).toEqual(["a 3", "b 3", "a -5 [pprof::base:true]"]);
  });
  it("drops, like pprof, what has values only where the ratio is 1", () => {
    const types = [
      ["x", "count"],
      ["y", "count"],
    ] as const;
    const result = compare(
      pictured("a 2 10", { types }),
      pictured("a 1 5\nb 1 0", { types }),
      "diff-base",
      true,
    );
    // x: 2/2 = 1, y: 10/5 = 2; b is left with nothing among the scaled types.
    expect(samples(result)).toEqual(["a 1 10", "a -2 -10 [pprof::base:true]"]);
  });
  it("empties a type that has no sum", () => {
    const result = compare(
      pictured("a 4"),
      pictured("a 3\nb -3"),
      "base",
      true,
    );
    expect(samples(result)).toEqual(["a -4"]);
  });
  it("needs the same types", () => {
    expect(() =>
      compare(
        before,
        pictured("a 1", { types: [["cpu", "count"]] }),
        "base",
        true,
      ),
    ).toThrow(/to normalize they must have the same types/);
  });
});

describe("what differs between the two files", () => {
  it("sample types: only those of both, in the later one's order", () => {
    const result = compare(
      pictured("f 1 2", {
        types: [
          ["space", "bytes"],
          ["objects", "count"],
        ],
      }),
      pictured("f 30 20 10", {
        types: [
          ["objects", "count"],
          ["extra", "count"],
          ["space", "bytes"],
        ],
      }),
    );
    expect(result.sampleTypes.map(({ type }) => type)).toEqual([
      "objects",
      "space",
    ]);
    expect(samples(result)).toEqual(["f 28 9"]);
  });
  it("units: the finer one", () => {
    const result = compare(
      pictured("f 2", { types: [["space", "kilobytes"]] }),
      pictured("f 3000", { types: [["space", "bytes"]] }),
    );
    expect(result.sampleTypes).toEqual([{ type: "space", unit: "bytes" }]);
    expect(samples(result)).toEqual(["f 952"]);
  });
  it("where the binary was loaded", () => {
    const at = (start: bigint, value: bigint): Profile =>
      decoded({
        ...profileFromText("main 1"),
        mappings: [{ start, limit: start + 0x5000n, file: "/bin/app" }],
        locations: [
          {
            lines: [{ function: 0, line: 7 }],
            address: start + 0x123n,
            mapping: 0,
          },
        ],
        samples: [{ stack: [0], values: [value] }],
      });
    const result = compare(
      at(0x5555_0000_0000n, 3n),
      at(0xffff_ffff_0000_0000n, 10n),
    );
    expect(result.samples.count).toBe(1);
    expect(rows(result, "addresses")).toEqual(["7 7 ffffffff00000123 main :7"]);
  });
  it.each([
    ["no common type", "cpu", "count", undefined, /no sample type in common/],
    [
      "units of different kinds",
      "samples",
      "bytes",
      undefined,
      /samples\/count is not samples\/bytes|samples\/bytes is not/,
    ],
    [
      "periods of different kinds",
      "samples",
      "count",
      ["cpu", "nanoseconds"],
      /periods are of/,
    ],
  ] as const)("refuses %s", (_, type, unit, periodType, message) => {
    const other = pictured("main 1", {
      types: [[type, unit]],
      ...(periodType === undefined ? {} : { periodType }),
    });
    expect(() => compare(before, other)).toThrow(message);
    expect(() => compare(before, other)).toThrow(
      expect.objectContaining({ code: "profile-incompatible" }) as Error,
    );
  });
});
