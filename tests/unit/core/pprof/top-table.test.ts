import { describe, expect, it } from "vitest";
import {
  buildTopTable,
  type TopOptions,
} from "../../../../src/core/pprof/top-table.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { decoded, pictured } from "../../../support/profile-decoded.ts";
import { profileFromText } from "../../../support/profile-text.ts";

const top = (profile: Profile, options: Partial<TopOptions> = {}): string[] =>
  buildTopTable(profile, {
    granularity: "functions",
    cum: false,
    ...options,
  }).rows.map((row) => `${row.flat} ${row.cum} ${row.name}`);

describe("flat and cum", () => {
  it("gives flat to the leaf and cum to everything above it", () => {
    expect(
      top(
        pictured(`
          main;serve;leak 5
          main;serve 2
          main;other 1
        `),
      ),
    ).toEqual(["5 5 leak", "2 7 serve", "1 1 other", "0 8 main"]);
  });

  it("counts recursion once for cum", () => {
    expect(top(pictured("main;f;g;f;g;f 3"))).toEqual([
      "3 3 f",
      "0 3 g",
      "0 3 main",
    ]);
  });

  it("skips samples without a stack, except in the total", () => {
    const profile = pictured("main 1\n- 9");
    expect(top(profile)).toEqual(["1 1 main"]);
    expect(
      buildTopTable(profile, { granularity: "functions", cum: false }).total,
    ).toBe(10);
  });

  it("leaves out what adds up to nothing", () => {
    expect(top(pictured("a;b 3\na;c 1\na;c -1"))).toEqual(["3 3 b", "0 3 a"]);
  });

  it("stays exact beyond 2^53, in rows and in the total", () => {
    const profile = pictured(`
      main;a 9007199254740993
      main;b 9007199254740993
      main;c -1
    `);
    const table = buildTopTable(profile, {
      granularity: "functions",
      cum: false,
    });
    expect(table.total).toBe(18014398509481987n);
    expect(table.rows.map((row) => [row.name, row.flat, row.cum])).toEqual([
      ["a", 9007199254740993n, 9007199254740993n],
      ["b", 9007199254740993n, 9007199254740993n],
      ["c", -1, -1],
      ["main", 0, 18014398509481985n],
    ]);
  });

  it("stays exact when only the sum passes 2^53", () => {
    expect(
      top(pictured("main;a 9007199254740991\nmain;b 2\nmain;b 1")),
    ).toEqual([
      "9007199254740991 9007199254740991 a",
      "3 3 b",
      "0 9007199254740994 main",
    ]);
  });
});

describe("order", () => {
  const profile = pictured(`
    main;small 1
    main;grown;x -9
    main;big 5
    main;also 5
  `);
  it("is by magnitude of flat, then name", () => {
    expect(top(profile)).toEqual([
      "-9 -9 x",
      "5 5 also",
      "5 5 big",
      "1 1 small",
      "0 -9 grown",
      "0 2 main",
    ]);
  });
  it("is by magnitude of cum, then name, on request", () => {
    expect(top(profile, { cum: true })).toEqual([
      "0 -9 grown",
      "-9 -9 x",
      "5 5 also",
      "5 5 big",
      "0 2 main",
      "1 1 small",
    ]);
  });
  it("compares names as Go does, by bytes", () => {
    expect(top(pictured("\u{1F600} 1\n\uFF5E 1\na 1"))).toEqual([
      "1 1 a",
      "1 1 \uFF5E",
      "1 1 \u{1F600}",
    ]);
  });
  it("drops what shrank on request", () => {
    expect(top(profile, { dropNegative: true })).toEqual([
      "5 5 also",
      "5 5 big",
      "1 1 small",
      "0 2 main",
    ]);
  });
});

describe("granularity", () => {
  const profile = pictured(`
    main@/src/m.go:3;f@/src/./a/../f.go:7>g@/src/g.go:9 4
    main@/src/m.go:4;f@/src/other.go:7 2
  `);
  it.each([
    ["functions", ["4 4 g", "2 6 f", "0 6 main"]],
    [
      "filefunctions",
      [
        "4 4 g /src/g.go",
        "2 2 f /src/other.go",
        "0 4 f /src/f.go",
        "0 6 main /src/m.go",
      ],
    ],
    [
      "files",
      ["4 4 /src/g.go", "2 2 /src/other.go", "0 4 /src/f.go", "0 6 /src/m.go"],
    ],
    [
      "lines",
      [
        "4 4 g /src/g.go:9",
        "2 2 f /src/other.go:7",
        "0 4 f /src/f.go:7",
        "0 4 main /src/m.go:3",
        "0 2 main /src/m.go:4",
      ],
    ],
    [
      "addresses",
      [
        "4 4 0000000000001001 g /src/g.go:9",
        "2 2 0000000000001003 f /src/other.go:7",
        "0 4 0000000000001000 main /src/m.go:3",
        "0 4 0000000000001001 f /src/f.go:7",
        "0 2 0000000000001002 main /src/m.go:4",
      ],
    ],
  ] as const)("%s", (granularity, rows) => {
    expect(top(profile, { granularity })).toEqual(rows);
  });

  it("attributes inlined calls to their caller on request", () => {
    expect(top(profile, { noInlines: true })).toEqual(["6 6 f", "0 6 main"]);
  });

  it("names what has no symbols by its binary or its address", () => {
    const bare = decoded({
      ...profileFromText("x 1"),
      mappings: [
        { start: 0x1000n, limit: 0x2000n, file: "/usr/lib/libc.so.6" },
      ],
      locations: [
        { lines: [], address: 0x1234n, mapping: 0 },
        { lines: [], address: 0xffff_ffff_ffff_fff0n },
      ],
      samples: [
        { stack: [0], values: [2n] },
        { stack: [1], values: [1n] },
      ],
    });
    expect(top(bare)).toEqual(["2 2 [libc.so.6]", "1 1 <unknown>"]);
    expect(top(bare, { granularity: "addresses" })).toEqual([
      "2 2 0000000000001234 [libc.so.6]",
      "1 1 fffffffffffffff0 <unknown>",
    ]);
  });
});

describe("sample type", () => {
  const heap = (defaultSampleType?: string) =>
    pictured(
      "main 1 2 3 4",
      defaultSampleType === undefined ? {} : { defaultSampleType },
    );
  const chosen = (profile: Profile, sampleType?: string): string =>
    buildTopTable(profile, {
      granularity: "functions",
      cum: false,
      ...(sampleType === undefined ? {} : { sampleType }),
    }).sampleType.type;

  it("is the last one, or the one the profile names", () => {
    expect(chosen(heap())).toBe("inuse_space");
    expect(chosen(heap("alloc_space"))).toBe("alloc_space");
    expect(chosen(heap("no such type"))).toBe("inuse_space");
  });
  it("is chosen by name, number, or inuse_ for legacy names", () => {
    expect(chosen(heap(), "alloc_objects")).toBe("alloc_objects");
    expect(chosen(heap(), "2")).toBe("inuse_objects");
    const legacy = pictured("main 1 2", {
      types: [
        ["objects", "count"],
        ["space", "bytes"],
      ],
    });
    expect(chosen(legacy, "inuse_objects")).toBe("objects");
  });
  it("is refused when there is none of that name", () => {
    expect(() => chosen(heap(), "cpu")).toThrow(
      /no sample type "cpu": the profile has alloc_objects/,
    );
    expect(() => chosen(heap(), "4")).toThrow(/no sample type "4"/);
  });
});
