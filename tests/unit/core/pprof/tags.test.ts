// Labels: what is counted is pprof's (tests/integration); here, that what a click on a value filters for is that value.

import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { applyFilters } from "../../../../src/core/pprof/filter/apply-filters.ts";
import {
  tagRangeFilter,
  tagTextFilter,
} from "../../../../src/core/pprof/filter/tag-filter-text.ts";
import { parseTagFilter } from "../../../../src/core/pprof/filter/tag-filter.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { prepareSubject } from "../../../../src/core/pprof/report/subject.ts";
import {
  buildTags,
  type TagsReport,
} from "../../../../src/core/pprof/report/tags.ts";
import { compileExpression } from "../../../../src/node/profile-engine/compile-expression.ts";
import { pictured } from "../../../support/profile-decoded.ts";

const tagsOf = (profile: Profile, tagFocus = ""): TagsReport["tags"] =>
  buildTags(prepareSubject(profile, { tagFocus }, compileExpression)).tags;

const profile = pictured(`
  main;a 10 [bytes=64] [tenant:a,b]
  main;b 20 [bytes=1048576] [tenant:a]
  main;c 30 [bytes=1048600] [tenant:a+]
  main;d 5 [bytes=1048700] [tenant:b] [route:/x?id=1]
  main;e 1 [shard_id=7] [count=3]
  main;f 2 [shard_id=-8] [count=3000]
`);

describe("the tag filter of a value", () => {
  it("leaves exactly what the value counts", () => {
    let values = 0;
    for (const { key, values: own } of tagsOf(profile))
      for (const { value, flat, focus } of own) {
        const left = tagsOf(profile, focus).find((tag) => tag.key === key);
        expect(
          left?.values.map((other) => [other.value, other.flat]),
          `${key} ${value}: ${focus}`,
        ).toEqual([[value, flat]]);
        values++;
      }
    expect(values).toBeGreaterThanOrEqual(10);
  });

  it("takes a rounded number for all that it stands for", () => {
    const megabyte = tagsOf(profile)
      .find(({ key }) => key === "bytes")
      ?.values.find(({ value }) => value === "1MB");
    expect(megabyte).toEqual({
      value: "1MB",
      flat: 55,
      focus: "bytes=1048576bytes:1048700bytes",
    });
  });

  it("matches any text and no other", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1 }),
        fc.string({ unit: "grapheme" }),
        fc.string({ unit: "grapheme" }),
        (key, text, other) => {
          const accepts = parseTagFilter(
            "tag-focus",
            tagTextFilter(key, text),
            new Map(),
            compileExpression,
          );
          const labels = (value: string) => ({
            texts: new Map([[key, [value]]]),
            numbers: new Map(),
          });
          expect(accepts(labels(text))).toBe(true);
          expect(accepts(labels(other))).toBe(other === text);
        },
      ),
    );
  });

  it("matches any number of its range and no other", () => {
    const units = ["bytes", "ns", "count", "shard_id", "widgets", ""];
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(1000),
        fc.integer(),
        fc.constantFrom(...units),
        (low, width, number, unit) => {
          const filter = tagRangeFilter("n", { low, high: low + width }, unit);
          const labels = (value: number) => ({
            texts: new Map(),
            numbers: new Map([["n", [{ value, unit }]]]),
          });
          const accepts = parseTagFilter(
            "tag-focus",
            filter,
            new Map([["n", unit]]),
            compileExpression,
          );
          expect(accepts(labels(low))).toBe(true);
          expect(accepts(labels(low + width))).toBe(true);
          expect(accepts(labels(number))).toBe(
            number >= low && number <= low + width,
          );
        },
      ),
    );
  });

  it("is one that the other filters go along with", () => {
    const { profile: left } = applyFilters(
      profile,
      { tagFocus: tagTextFilter("route", "/x?id=1"), focus: "main" },
      compileExpression,
    );
    expect(left.samples.count).toBe(1);
  });
});
