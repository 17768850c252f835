// What must hold for every profile, not only for those somebody thought of.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareProfiles } from "../../../../src/core/pprof/compare.ts";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { buildFlameView } from "../../../../src/core/pprof/flame-view.ts";
import { int64At } from "../../../../src/core/pprof/int64-column.ts";
import { mergeProfiles } from "../../../../src/core/pprof/merge.ts";
import { buildTopTable } from "../../../../src/core/pprof/top-table.ts";
import { TrivetError } from "../../../../src/core/errors.ts";
import { granularities } from "../../../../src/core/pprof/views.ts";
import {
  arbitraryEncoding,
  arbitraryProfile,
} from "../../../support/profile-arbitrary.ts";
import { decoded } from "../../../support/profile-decoded.ts";
import { encodeProfile } from "../../../support/profile-encode.ts";
import { textOfProfile } from "../../../support/profile-print.ts";

describe("for every profile", () => {
  it("decode(encode(p)) = p, however it is written", () => {
    fc.assert(
      fc.property(
        arbitraryProfile({ wide: true }),
        arbitraryEncoding,
        (profile, encoding) => {
          const plain = decoded(profile);
          expect(
            textOfProfile(decodeProfile(encodeProfile(profile, encoding))),
          ).toBe(textOfProfile(plain));
          // And it is what was meant: the values one by one.
          const values = profile.samples.flatMap((sample) => sample.values);
          expect(
            values.map((_, index) =>
              BigInt(int64At(plain.samples.values, index)),
            ),
          ).toEqual(values);
        },
      ),
    );
  });

  it("p - p has nothing left, in rows and in samples", () => {
    fc.assert(
      fc.property(arbitraryProfile({ wide: true }), (profile) => {
        // The one number whose negative 64 bits do not hold.
        fc.pre(
          profile.samples.every(({ values }) =>
            values.every((value) => value !== -(2n ** 63n)),
          ),
        );
        const p = decoded(profile);
        const none = compareProfiles(p, p, { mode: "base", normalize: false });
        expect(none.samples.count).toBe(0);
        const both = compareProfiles(p, p, {
          mode: "diff-base",
          normalize: false,
        });
        expect(
          buildTopTable(both, { granularity: "lines", cum: false }).rows,
        ).toEqual([]);
      }),
    );
  });

  it("flat adds up to the sum of all samples that have a stack", () => {
    fc.assert(
      fc.property(
        arbitraryProfile({ wide: true }),
        fc.constantFrom(...granularities),
        fc.boolean(),
        (profile, granularity, noInlines) => {
          const { rows } = buildTopTable(decoded(profile), {
            granularity,
            cum: false,
            noInlines,
            sampleType: "type0",
          });
          const sum = rows.reduce((total, row) => total + BigInt(row.flat), 0n);
          const expected = profile.samples
            .filter((sample) => sample.stack.length > 0)
            .reduce((total, sample) => total + sample.values[0]!, 0n);
          expect(sum).toBe(expected);
        },
      ),
    );
  });

  it("merging does not depend on the order, of profiles or of samples", () => {
    const sorted = (text: string): string[] => text.split("\n").sort();
    fc.assert(
      fc.property(arbitraryProfile(), arbitraryProfile(), (first, second) => {
        const [p, q] = [decoded(first), decoded(second)];
        const reversed = decoded({
          ...first,
          samples: [...first.samples].reverse(),
        });
        const merge = (...profiles: (typeof p)[]) =>
          sorted(
            textOfProfile(
              mergeProfiles(
                profiles.map((profile) => ({ profile, base: false })),
              ),
            ),
          );
        expect(merge(q, p)).toEqual(merge(p, q));
        expect(merge(reversed, q)).toEqual(merge(p, q));
      }),
    );
  });

  it("a merge counts like its parts", () => {
    fc.assert(
      fc.property(arbitraryProfile(), arbitraryProfile(), (first, second) => {
        const options = { granularity: "lines", cum: false } as const;
        const table = (profile: Parameters<typeof buildTopTable>[0]) =>
          buildTopTable(profile, options).rows;
        const merged = mergeProfiles(
          [first, second].map((profile) => ({
            profile: decoded(profile),
            base: false,
          })),
        );
        const sums = new Map<string, number>();
        for (const row of [...table(decoded(first)), ...table(decoded(second))])
          sums.set(row.name, (sums.get(row.name) ?? 0) + Number(row.cum));
        for (const row of table(merged))
          expect(row.cum).toBe(sums.get(row.name));
      }),
    );
  });

  it("a flame view is a tree of nested intervals that adds up", () => {
    fc.assert(
      fc.property(
        arbitraryProfile(),
        fc.constantFrom(...granularities),
        fc.constantFrom(0, 0.05, 0.5),
        (profile, granularity, minFraction) => {
          const view = buildFlameView(decoded(profile), {
            granularity,
            minFraction,
            zoom: [],
          });
          expect(view.width[0]).toBe(view.total);
          const inside = new Float64Array(view.name.length);
          const misplaced = [...view.parent.keys()].filter((entry) => {
            const parent = view.parent[entry]!;
            if (parent < 0) return entry !== 0;
            const [start, width] = [view.start[entry]!, view.width[entry]!];
            inside[parent]! += width;
            return (
              parent >= entry ||
              start < view.start[parent]! ||
              start + width > view.start[parent]! + view.width[parent]! ||
              width < minFraction * view.total
            );
          });
          expect(misplaced).toEqual([]);
          if (minFraction === 0)
            expect(
              inside.map((width, entry) => width + view.self[entry]!),
            ).toEqual(view.width);
        },
      ),
    );
  });
});

describe("damage", () => {
  const tryDecode = (bytes: Uint8Array): void => {
    try {
      decodeProfile(bytes);
    } catch (error) {
      if (!(error instanceof TrivetError)) throw error;
      expect(["profile-malformed", "profile-truncated"]).toContain(error.code);
      expect(error.detail["offset"]).toBeLessThanOrEqual(bytes.length);
    }
  };

  it("of any kind is an error with an offset, or another profile", () => {
    fc.assert(
      fc.property(
        arbitraryProfile(),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.nat(),
        (profile, changes, cut) => {
          const bytes = encodeProfile(profile);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          tryDecode(bytes);
          tryDecode(bytes.subarray(0, cut % (bytes.length + 1)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("of bytes that never were a profile, too", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), tryDecode), {
      numRuns: 2000,
    });
  });
});
