import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareProfiles } from "../../../../src/core/pprof/compare.ts";
import {
  buildFlameView,
  FlameViews,
} from "../../../../src/core/pprof/flame-view.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { granularities } from "../../../../src/core/pprof/views.ts";
import { framesOf, referenceFlame } from "../../../support/flame-reference.ts";
import { arbitraryProfile } from "../../../support/profile-arbitrary.ts";
import { decoded } from "../../../support/profile-decoded.ts";

const options = fc.record({
  granularity: fc.constantFrom(...granularities),
  minFraction: fc.constantFrom(0, 0.02, 0.3),
  zoom: fc.array(
    fc.constantFrom("main.main", "main.f", "bytes.grow", "f", "/src/1.go"),
    { maxLength: 3 },
  ),
});

function expectSame(
  profile: Profile,
  own: {
    readonly granularity: (typeof granularities)[number];
    readonly minFraction: number;
    readonly zoom: readonly string[];
  },
): void {
  const view = buildFlameView(profile, { ...own, sampleType: "1" });
  const reference = referenceFlame(profile, { ...own, typeIndex: 1 });
  const frames = reference.frames.map((frame) =>
    view.before === null ? { ...frame, before: 0, after: 0 } : frame,
  );
  expect(framesOf(view)).toEqual(frames);
  expect(view.dropped).toBe(reference.dropped);
  expect(view.total).toBe(frames[0]?.width);
}

describe("a flame view equals one made with a node for everything", () => {
  it("of one profile", () => {
    fc.assert(
      fc.property(arbitraryProfile(), options, (profile, own) => {
        expectSame(decoded(profile), own);
      }),
      { numRuns: 300 },
    );
  });

  it("of one whose stacks cancel out, wherever they stand", () => {
    const picture = (values: readonly bigint[]) =>
      decoded({
        sampleTypes: [
          ["type0", "count"],
          ["type1", "count"],
        ],
        periodType: ["space", "bytes"],
        period: 512,
        timeNanos: 5n,
        functions: ["main.main", "main.f", "bytes.grow", "f"].map((name) => ({
          name,
          file: "/src/0.go",
          startLine: 1,
        })),
        locations: [0, 1, 2, 3].map((index) => ({
          lines: [{ function: index, line: 1 }],
          address: BigInt(0x1000 + index),
        })),
        samples: [[1, 0], [2, 1, 0], [3, 2, 1, 0], [2, 1, 0], [3]].map(
          (stack, index) => ({
            stack,
            values: [0n, values[index] ?? 0n],
            labels: [],
          }),
        ),
      });
    for (const zoom of [[], ["main.main"]])
      for (const minFraction of [0, 0.5]) {
        const own = { granularity: "functions", minFraction, zoom } as const;
        expectSame(picture([1n, 2n, 1n, -2n, 50n]), own);
        expectSame(picture([1n, 2n, 0n, -2n, 50n]), own);
        expectSame(picture([0n, 2n, 0n, -2n, 0n]), own);
      }
  });

  it("of two", () => {
    fc.assert(
      fc.property(
        arbitraryProfile(),
        arbitraryProfile(),
        options,
        (before, after, own) => {
          const difference = compareProfiles(decoded(before), decoded(after), {
            mode: "diff-base",
            normalize: false,
          });
          expectSame(difference, own);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of one after another, as they are asked for while zooming", () => {
    fc.assert(
      fc.property(
        arbitraryProfile(),
        fc.array(options, { minLength: 2, maxLength: 5 }),
        (picture, asked) => {
          const profile = decoded(picture);
          const views = new FlameViews();
          for (const own of asked)
            expect(views.build(profile, own)).toEqual(
              buildFlameView(profile, own),
            );
        },
      ),
    );
  });
});
