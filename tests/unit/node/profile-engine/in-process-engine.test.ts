import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { plainLens } from "../../../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../../../src/node/profile-engine/in-process-engine.ts";
import { encodeProfile } from "../../../support/profile-encode.ts";
import { profileFromText } from "../../../support/profile-text.ts";

const file = (picture: string) =>
  gzipSync(encodeProfile(profileFromText(picture)));
const byFunction = { lens: plainLens, cum: false } as const;

async function engineWith(
  profiles: Readonly<Record<string, string>>,
): Promise<InProcessProfileEngine> {
  const engine = new InProcessProfileEngine();
  for (const [id, picture] of Object.entries(profiles))
    await engine.load(id, file(picture));
  return engine;
}
const comparison = { kind: "comparison", before: "a", after: "b" } as const;

describe("InProcessProfileEngine", () => {
  it("summarizes what it loads", async () => {
    const engine = new InProcessProfileEngine();
    const summary = await engine.load(
      "a",
      encodeProfile(
        profileFromText("main;f 1 10 1 5\nmain;g -1 2 0 0", {
          timeNanos: 1_700_000_000_123_456_789n,
        }),
      ),
    );
    expect(summary).toEqual({
      sampleTypes: [
        { type: "alloc_objects", unit: "count" },
        { type: "alloc_space", unit: "bytes" },
        { type: "inuse_objects", unit: "count" },
        { type: "inuse_space", unit: "bytes" },
      ],
      defaultSampleType: "inuse_space",
      totals: [2, 12, 1, 5],
      samples: 2,
      locations: 3,
      functions: 3,
      periodType: { type: "space", unit: "bytes" },
      period: 524_288,
      timeMillis: 1_700_000_000_123,
      durationNs: 0,
      mappingFile: "",
      buildId: "",
      comments: [],
      form: "proto",
      truncated: null,
    });
    expect(await engine.total("a", "alloc_space")).toBe(12);
  });

  it("answers for loaded profiles only", async () => {
    const engine = await engineWith({ a: "main 1" });
    expect(engine.isLoaded("a")).toBe(true);
    engine.unload("a");
    expect(engine.isLoaded("a")).toBe(false);
    await expect(engine.sites("a")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("does not answer from a comparison whose profile was replaced", async () => {
    const engine = await engineWith({ a: "main 1", b: "main 5" });
    const top = async () =>
      (
        await engine.top({
          ...byFunction,
          subject: { ...comparison, mode: "base", normalize: false },
        })
      ).rows;
    expect(await top()).toMatchObject([{ name: "main", flat: 4 }]);
    await engine.load("b", file("main 11"));
    expect(await top()).toMatchObject([{ name: "main", flat: 10 }]);
  });

  it("draws both sides for either kind of comparison", async () => {
    const engine = await engineWith({ a: "main;x 4", b: "main;x 4" });
    for (const mode of ["base", "diff-base"] as const) {
      const view = await engine.flame({
        subject: { ...comparison, mode, normalize: false },
        lens: plainLens,
        minFraction: 0,
        zoom: [],
      });
      expect([...(view.before ?? [])]).toEqual([4, 4, 4]);
      expect([...(view.after ?? [])]).toEqual([4, 4, 4]);
    }
  });

  it("keeps the old profile when a new one of that id is bad", async () => {
    const engine = await engineWith({ a: "main 7" });
    await expect(
      engine.load("a", file("main 1").subarray(0, 30)),
    ).rejects.toMatchObject({ code: "profile-truncated" });
    expect(await engine.total("a", "samples")).toBe(7);
  });

  it("refuses a profile without sample types", async () => {
    const engine = new InProcessProfileEngine();
    await expect(
      engine.load(
        "a",
        encodeProfile({
          sampleTypes: [],
          functions: [],
          locations: [],
          samples: [],
        }),
      ),
    ).rejects.toMatchObject({ code: "profile-empty" });
    expect(engine.isLoaded("a")).toBe(false);
  });

  it("does nothing for a signal that has fired", async () => {
    const engine = await engineWith({ a: "main 1" });
    const signal = AbortSignal.abort();
    await expect(
      engine.load("b", file("main 1"), signal),
    ).rejects.toMatchObject({ code: "cancelled" });
    await expect(
      engine.top(
        { ...byFunction, subject: { kind: "single", id: "a" } },
        signal,
      ),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
