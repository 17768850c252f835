// What profiles say against comparing them, each in its own word, and nothing where all is well.

import { describe, expect, it } from "vitest";
import { compareSummaries } from "../../../../src/core/comparison/profile-facts.ts";
import { decodeAnyProfile } from "../../../../src/core/pprof/decode-any.ts";
import { summarizeProfile } from "../../../../src/core/pprof/summary.ts";
import type { ProfileSummary } from "../../../../src/core/pprof/views.ts";
import { sampledPicture } from "../../../support/sampled-picture.ts";

const heap = (
  picture = "main;f 3/9 @64",
  change: Partial<ProfileSummary> = {},
): ProfileSummary => ({
  ...summarizeProfile(sampledPicture(picture)),
  ...change,
});
const earlier = heap("main;f 3/9 @64");
const later = heap("main;f 5/12 @64");

describe("compareSummaries", () => {
  it("has nothing against two moments of one process", () => {
    expect(compareSummaries(earlier, later)).toEqual({ issues: [], facts: {} });
  });
  it("tells builds apart, where both are known", () => {
    const one = { ...earlier, buildId: "aa" };
    const other = { ...later, buildId: "bb" };
    expect(compareSummaries(one, other)).toEqual({
      issues: ["different-binary"],
      facts: { buildBefore: "aa", buildAfter: "bb" },
    });
    expect(compareSummaries(one, { ...later, buildId: "" }).issues).toEqual([]);
  });
  it("sees a restart by what was ever allocated", () => {
    expect(compareSummaries(later, earlier).issues).toEqual([
      "restarted-process",
    ]);
  });
  it("knows a difference that the server made", () => {
    const delta = { ...later, durationNs: 5e9 };
    expect(compareSummaries(earlier, delta)).toEqual({
      issues: ["delta-profile"],
      facts: { deltaMs: 5000 },
    });
    const cpu = {
      ...delta,
      periodType: { type: "cpu", unit: "nanoseconds" },
    };
    expect(compareSummaries(cpu, cpu).issues).toEqual([]);
  });
  it("compares the sampling rates", () => {
    expect(compareSummaries(earlier, { ...later, period: 4096 })).toEqual({
      issues: ["different-rate"],
      facts: { rateBefore: 524_288, rateAfter: 4096 },
    });
  });
  it("knows text from protobuf", () => {
    const text = summarizeProfile(
      decodeAnyProfile(
        new TextEncoder().encode(
          "heap profile: 1: 64 [9: 576] @ heap/1048576\n1: 64 [9: 576] @ 0x1 0x2\n",
        ),
      ),
    );
    expect(text.form).toBe("text");
    expect(compareSummaries(text, later).issues).toContain(
      "text-against-proto",
    );
  });
});

describe("stacks that were cut off", () => {
  const deep = (depth: number, root: string): string =>
    `${root};${Array.from({ length: depth - 1 }, (_, i) => `f${i % 7}`).join(";")} 2/2 @64`;

  it("are those as deep as the runtime keeps, with a root that no shallow one has", () => {
    const cut = heap(
      `${deep(31, "f3")}\n${deep(29, "f5")}\nruntime.main;g 20/20 @64`,
    );
    expect(cut.truncated).toEqual({ limit: 32, stacks: 2 });
    expect(compareSummaries(earlier, cut)).toMatchObject({
      issues: ["truncated-stacks"],
      facts: { truncatedStacks: 2, stackLimit: 32 },
    });
    expect(heap(deep(126, "f3")).truncated).toEqual({ limit: 128, stacks: 1 });
  });
  it("are as deep with inlined calls, which share a location with their caller", () => {
    const inlined = (locations: number): string =>
      `${Array.from({ length: locations }, () => "even>odd").join(";")} 2/2 @64`;
    expect(heap(inlined(63)).truncated).toEqual({ limit: 128, stacks: 1 });
    // Go 1.19 keeps 32 locations, however many calls are inlined into them.
    expect(heap(inlined(31)).truncated).toEqual({ limit: 32, stacks: 1 });
    expect(heap(inlined(50)).truncated).toBe(null);
  });
  it("are not deep ones with a complete root", () => {
    expect(heap(deep(31, "runtime.main")).truncated).toBe(null);
    expect(
      heap(`${deep(30, "http.serve")}\nhttp.serve;read 1/1 @64`).truncated,
    ).toBe(null);
    expect(heap(deep(60, "f3")).truncated).toBe(null);
  });
});
