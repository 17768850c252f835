import { describe, expect, it } from "vitest";
import { compareProfiles } from "../../../../src/core/pprof/compare.ts";
import {
  buildFlameView,
  type FlameOptions,
} from "../../../../src/core/pprof/flame-view.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import type { FlameView } from "../../../../src/core/pprof/views.ts";
import { decoded, pictured } from "../../../support/profile-decoded.ts";

const flame = (
  profile: Profile,
  options: Partial<FlameOptions> = {},
): FlameView =>
  buildFlameView(profile, {
    granularity: "functions",
    minFraction: 0,
    zoom: [],
    ...options,
  });

/** One line an entry: indented by depth, `[left, right)`. */
function drawn(view: FlameView): string[] {
  return [...view.name].map((name, entry) => {
    const start = view.start[entry]!;
    const sides =
      view.before === null
        ? ""
        : ` ${view.before[entry]}>${view.after?.[entry]}`;
    return `${"  ".repeat(view.depth[entry]!)}${view.names[name]} ${start}-${start + view.width[entry]!}${sides}`;
  });
}

const profile = pictured(`
  main;a;x 3
  main;b;y 5
  main;b;z 1
  main;b 2
  init 1
`);

describe("buildFlameView", () => {
  it("lays frames out depth first, widest first", () => {
    expect(drawn(flame(profile))).toEqual([
      "all 0-12",
      "  main 0-11",
      "    b 0-8",
      "      y 0-5",
      "      z 5-6",
      "    a 8-11",
      "      x 8-11",
      "  init 11-12",
    ]);
  });

  it("says parents, depth, own part and total", () => {
    const view = flame(profile);
    expect([...view.parent]).toEqual([-1, 0, 1, 2, 2, 1, 5, 0]);
    expect([...view.self]).toEqual([0, 0, 2, 5, 1, 0, 3, 1]);
    expect(view.total).toBe(12);
    expect(view.maxDepth).toBe(3);
    expect(view.before).toBeNull();
    expect(view.after).toBeNull();
  });

  it("leaves out what is narrower than asked for, with all below it", () => {
    const view = flame(profile, { minFraction: 0.3 });
    expect(drawn(view)).toEqual([
      "all 0-12",
      "  main 0-11",
      "    b 0-8",
      "      y 0-5",
    ]);
    expect(view.dropped).toBe(4);
  });

  it("zooms: the path and what is below it, in the coordinates of the whole", () => {
    const view = flame(profile, { zoom: ["main", "a"], minFraction: 0.5 });
    expect(drawn(view)).toEqual([
      "all 0-12",
      "  main 0-11",
      "    a 8-11",
      "      x 8-11",
    ]);
    expect(view.total).toBe(12);
    expect(view.dropped).toBe(0);
  });

  it("goes as far as the path exists", () => {
    const view = flame(profile, { zoom: ["main", "not there", "x"] });
    expect(drawn(view)).toEqual(drawn(flame(profile, { zoom: ["main"] })));
  });

  it("marks inlined frames, and tells lines apart when asked to", () => {
    const lines = pictured(`
      main@/m.go:1>f@/f.go:9 1
      main@/m.go:2>f@/f.go:9 1
    `);
    const view = flame(lines, { granularity: "lines" });
    expect([...view.line]).toEqual([0, 1, 9, 2, 9]);
    expect([...view.inlined]).toEqual([0, 0, 1, 0, 1]);
    expect([...view.file].map((file) => view.files[file])).toEqual([
      "",
      "/m.go",
      "/f.go",
      "/m.go",
      "/f.go",
    ]);
    expect(drawn(flame(lines))).toEqual(["all 0-2", "  main 0-2", "    f 0-2"]);
  });

  it("is one frame for a profile without values", () => {
    expect(drawn(flame(pictured("main 0")))).toEqual(["all 0-0"]);
  });

  it("draws negative values by their size", () => {
    expect(drawn(flame(pictured("main;f -4\nmain;g 1")))).toEqual([
      "all 0-5",
      "  main 0-5",
      "    f 0-4",
      "    g 4-5",
    ]);
  });

  it("survives a stack deeper than its depth column", () => {
    const deep = decoded({
      sampleTypes: [["samples", "count"]],
      functions: [{ name: "f" }],
      locations: [{ lines: [{ function: 0, line: 1 }] }],
      samples: [{ stack: Array<number>(70_000).fill(0), values: [1n] }],
    });
    const view = flame(deep);
    expect(view.maxDepth).toBe(65_000);
    expect(view.width.every((width) => width === 1)).toBe(true);
  });
});

describe("a comparison", () => {
  const difference = (before: string, after: string, normalize = false) =>
    compareProfiles(pictured(before), pictured(after), {
      mode: "diff-base",
      normalize,
    });

  it("is as wide as the larger side of each stack, so that what is gone stays", () => {
    const view = flame(
      difference(
        "main;leak 10\nmain;gone 6\nmain;same 2",
        "main;leak 30\nmain;same 2\nmain;new 1",
      ),
    );
    expect(drawn(view)).toEqual([
      "all 0-39 18>33",
      "  main 0-39 18>33",
      "    leak 0-30 10>30",
      "    gone 30-36 6>0",
      "    same 36-38 2>2",
      "    new 38-39 0>1",
    ]);
  });

  it("adds up labels of one stack before it takes the larger side", () => {
    const view = flame(
      difference(
        "f 5 [bytes=8]\nf 1 [bytes=16]",
        "f 2 [bytes=8]\nf 7 [bytes=16]",
      ),
    );
    expect(drawn(view)).toEqual(["all 0-9 6>9", "  f 0-9 6>9"]);
  });

  it("says the line of a function seen at one line only, inlined ones too", () => {
    const view = flame(
      pictured(`
        main@a.go:1;leak@b.go:7 5
        main@a.go:2;leak@b.go:7>grow@c.go:3 4
      `),
      { granularity: "filefunctions" },
    );
    expect(
      [...view.name].map(
        (name, entry) =>
          `${view.names[name]} ${view.files[view.file[entry]!]}:${view.line[entry]}`,
      ),
    ).toEqual(["all :0", "main a.go:0", "leak b.go:7", "grow c.go:3"]);
  });

  it("has both sides even when the earlier profile was empty", () => {
    const view = flame(difference("main 0", "main 3"), { comparison: true });
    expect(drawn(view)).toEqual(["all 0-3 0>3", "  main 0-3 0>3"]);
  });
});
