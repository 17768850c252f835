// Each filter on a profile one can see whole. That all of them agree with pprof on real profiles is shown by
// tests/integration/profile-golden.test.ts.

import { describe, expect, it } from "vitest";
import {
  applyFilters,
  type ProfileFilters,
} from "../../../../src/core/pprof/filter/apply-filters.ts";
import {
  dropOwnFrames,
  simplifyFunctionName,
} from "../../../../src/core/pprof/filter/prune.ts";
import { addTagFrames } from "../../../../src/core/pprof/filter/tag-frames.ts";
import {
  isTagRange,
  parseTagFilter,
} from "../../../../src/core/pprof/filter/tag-filter.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import { compileExpression } from "../../../../src/node/profile-engine/compile-expression.ts";
import { pictured } from "../../../support/profile-decoded.ts";
import { textOfProfile } from "../../../support/profile-print.ts";

const picture = `
  main.main;main.serve;cache.Put>cache.grow 10 [bytes=64] [tenant:a]
  main.main;main.serve;json.Decode 20 [bytes=4096] [tenant:b]
  main.main;main.worker 5 [tenant:a]
  runtime.gcWork 1
`;

function stacks(profile: Profile): readonly string[] {
  return textOfProfile(profile)
    .split("\n")
    .slice(4)
    .map((line) => line.replace(/ \[.*$/, ""));
}

function filtered(filters: ProfileFilters): readonly string[] {
  return stacks(
    applyFilters(pictured(picture), filters, compileExpression).profile,
  );
}

describe("filters", () => {
  it.each<readonly [string, ProfileFilters, readonly string[]]>([
    [
      "focus keeps samples that go through a match",
      { focus: "cache|worker$" },
      [
        "main.main;main.serve;cache.Put>cache.grow 10",
        "main.main;main.worker 5",
      ],
    ],
    [
      "ignore wins over focus",
      { focus: "main", ignore: "serve" },
      ["main.main;main.worker 5"],
    ],
    [
      "hide leaves the value to the caller, and drops what is left empty",
      { hide: "cache|runtime" },
      [
        "main.main;main.serve 10",
        "main.main;main.serve;json.Decode 20",
        "main.main;main.worker 5",
      ],
    ],
    [
      "hide takes single lines out of an inlined chain",
      { focus: "cache", hide: "grow" },
      ["main.main;main.serve;cache.Put 10"],
    ],
    [
      "show keeps only matching lines",
      { show: "json|grow" },
      ["cache.grow 10", "json.Decode 20"],
    ],
    [
      "show-from begins at the match nearest to the root",
      { showFrom: "serve|Put" },
      ["main.serve;cache.Put>cache.grow 10", "main.serve;json.Decode 20"],
    ],
    [
      "prune-from drops what the match called",
      { pruneFrom: "Put|serve", ignore: "runtime|worker" },
      ["main.main;main.serve;cache.Put 10", "main.main;main.serve 20"],
    ],
    [
      "tag-focus by key",
      { tagFocus: "tenant=^a$" },
      [
        "main.main;main.serve;cache.Put>cache.grow 10",
        "main.main;main.worker 5",
      ],
    ],
    [
      "tag-focus by range",
      { tagFocus: "bytes=1kb:" },
      ["main.main;main.serve;json.Decode 20"],
    ],
    [
      "tag-ignore",
      { tagIgnore: ":64b", ignore: "runtime" },
      ["main.main;main.serve;json.Decode 20", "main.main;main.worker 5"],
    ],
  ])("%s", (_, filters, expected) => {
    expect(filtered(filters)).toEqual(expected);
  });

  it("hides labels by their keys", () => {
    const { profile } = applyFilters(
      pictured(picture),
      { tagHide: "^ten" },
      compileExpression,
    );
    expect(textOfProfile(profile)).not.toContain("tenant");
    expect(textOfProfile(profile)).toContain("[bytes=64]");
  });

  it("leaves its input as it was", () => {
    const profile = pictured(picture);
    const before = textOfProfile(profile);
    applyFilters(
      profile,
      { hide: "main", pruneFrom: "cache", tagHide: "bytes" },
      compileExpression,
    );
    expect(textOfProfile(profile)).toBe(before);
  });

  it("says which expression matched nothing, and what was taken for a range", () => {
    const { warnings } = applyFilters(
      pictured(picture),
      { focus: "main", hide: "nobody", tagFocus: "16" },
      compileExpression,
    );
    expect(warnings).toEqual([
      "--tag-focus: 16 is taken for a range, not for RE2",
      "--hide matched nothing",
      "--tag-focus matched nothing",
    ]);
  });
});

describe("tag filters", () => {
  const labels = {
    texts: new Map([
      ["a", ["one", "two"]],
      ["b", ["three"]],
    ]),
    numbers: new Map([["bytes", [{ value: 4096, unit: "" }]]]),
  };
  const units = new Map([["bytes", "bytes"]]);
  it.each([
    ["a=two", true],
    ["a=three", false],
    ["a=none,two", true],
    ["one,three", true],
    ["one,four", false],
    ["a:one", true],
    ["b=", true],
    ["4kb", true],
    ["4096", false],
    ["4096b", true],
    [":4kb", true],
    [":4095b", false],
    ["4kb:", true],
    ["1kb:5kb", true],
    ["5kb:1mb", false],
    ["size=4kb", false],
    ["bytes=1kb:1mb", true],
    ["1kb:5ms", false],
  ])("%s: %s", (text, expected) => {
    const filter = parseTagFilter("--x", text, units, compileExpression);
    expect(filter(labels)).toBe(expected);
  });

  it("takes only whole ranges for ranges", () => {
    expect(isTagRange("bytes=1kb:2kb")).toBe(true);
    expect(isTagRange("v2")).toBe(false);
    expect(isTagRange("1kb:2ms")).toBe(false);
  });
});

describe("tag frames", () => {
  it("gives every sample a frame for every key", () => {
    const { profile, rootMatched, leafMatched } = addTagFrames(
      pictured(picture),
      ["tenant", "zone"],
      ["bytes"],
      "minimum",
    );
    expect(rootMatched).toBe(true);
    expect(leafMatched).toBe(true);
    expect(stacks(profile)).toEqual([
      "a@tenant:0;@zone:0;main.main;main.serve;cache.Put>cache.grow;64@bytes:0 10",
      "b@tenant:0;@zone:0;main.main;main.serve;json.Decode;4096@bytes:0 20",
      "a@tenant:0;@zone:0;main.main;main.worker;@bytes:0 5",
      "@tenant:0;@zone:0;runtime.gcWork;@bytes:0 1",
    ]);
  });
});

describe("a profile's own drop_frames", () => {
  it("cuts below a match, but never everything", () => {
    const profile = {
      ...pictured(
        "main.main;main.f;runtime.malloc;runtime.inner 1\nruntime.gc;runtime.mark 2\nmain.main;runtime.panic;runtime.malloc 4",
      ),
      dropFrames: "runtime\\..*",
      keepFrames: "runtime\\.panic",
    };
    expect(stacks(dropOwnFrames(profile, compileExpression))).toEqual([
      "main.main;main.f 1",
      "runtime.gc;runtime.mark 2",
      "main.main;runtime.panic 4",
    ]);
  });

  it("is ignored where it is not RE2", () => {
    const profile = { ...pictured("a;b 1"), dropFrames: "(" };
    expect(dropOwnFrames(profile, compileExpression)).toBe(profile);
  });

  it.each([
    ["foo(int, char)", "foo"],
    [".foo", "foo"],
    ["(anonymous namespace)::f(int)", "(anonymous namespace)::f"],
    ["T::operator()(int)", "T::operator()"],
    ["main.(*T).M", "main."],
  ])("knows %s as %s", (name, simple) => {
    expect(simplifyFunctionName(name)).toBe(simple);
  });
});
