// Both halves of a sandwich sum up to what the top table calls cum, with recursion, inlined calls and both.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { buildSandwich } from "../../../../src/core/pprof/sandwich.ts";
import { buildTopTable } from "../../../../src/core/pprof/top-table.ts";
import type { FlameView } from "../../../../src/core/pprof/views.ts";
import { encodeProfile } from "../../../support/profile-encode.ts";
import { profileFromText } from "../../../support/profile-text.ts";

const read = (picture: string) =>
  decodeProfile(encodeProfile(profileFromText(picture)));

/** `name width` of each entry, indented by depth. */
const drawn = (view: FlameView): string[] =>
  [...view.name].map(
    (name, entry) =>
      `${" ".repeat(view.depth[entry] ?? 0)}${view.names[name] ?? ""} ${view.width[entry] ?? 0}`,
  );

describe("a sandwich", () => {
  it("has callers on one side and callees on the other", () => {
    const profile = read("a;f;x 1\nb;f;x 2\nb;c;f;y 4\na;z 8");
    const { callers, callees } = buildSandwich(profile, "f", {
      minFraction: 0,
    });
    expect(drawn(callees)).toEqual(["f 7", " y 4", " x 3"]);
    expect([...callers.self]).toEqual([0, 0, 0, 0, 0]);
    expect(drawn(callers)).toEqual(["f 7", " c 4", "  b 4", " b 2", " a 1"]);
  });

  it("counts a function that calls itself once, and shows that it does", () => {
    const profile = read("main;f;g;f;x 3");
    const { callers, callees } = buildSandwich(profile, "f", {
      minFraction: 0,
    });
    expect(drawn(callers)).toEqual(["f 3", " main 3"]);
    expect(drawn(callees)).toEqual(["f 3", " g 3", "  f 3", "   x 3"]);
  });

  it("gives only the function itself something of its own", () => {
    const { callers, callees } = buildSandwich(read("a;b;f 2\na;f;x 3"), "f", {
      minFraction: 0,
    });
    expect(callees.self[0]).toBe(2);
    expect([...callers.self]).toEqual([2, 0, 0, 0]);
  });

  it("has nothing for a function that is nowhere", () => {
    const { callers, callees } = buildSandwich(read("a;b 1"), "nowhere", {
      minFraction: 0,
    });
    expect([callers.total, callees.total]).toEqual([0, 0]);
    expect(drawn(callers)).toEqual(["nowhere 0"]);
  });

  it("agrees with the top table for every function of any profile", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const sample = fc.tuple(
      fc.array(name, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 50 }),
    );
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        (samples, noInlines) => {
          const profile = read(
            samples
              .map(([frames, value]) => `${frames.join(";")} ${value}`)
              .join("\n"),
          );
          const { rows } = buildTopTable(profile, {
            granularity: "functions",
            cum: true,
            noInlines,
          });
          for (const row of rows) {
            const { callers, callees } = buildSandwich(profile, row.name, {
              minFraction: 0,
              noInlines,
            });
            expect([callers.total, callees.total]).toEqual([row.cum, row.cum]);
            expect(callees.self[0]).toBe(
              samples
                .filter(
                  ([frames]) =>
                    frames.at(-1) === row.name &&
                    frames.indexOf(row.name) === frames.length - 1,
                )
                .reduce((sum, [, value]) => sum + value, 0),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
