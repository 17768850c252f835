// What the views say of a program whose leaks are known (tests/programs/profile-source).

import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainLens } from "../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { makeProfiles } from "../support/profile-oracle.ts";

let folder: string;
const engine = new InProcessProfileEngine();
const difference = {
  kind: "comparison",
  before: "before.heap",
  after: "after.heap",
  mode: "diff-base",
  normalize: false,
} as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-views-"));
  const path = await makeProfiles(folder);
  for (const moment of ["before", "after"] as const)
    for (const kind of ["heap", "goroutine"] as const)
      await engine.load(
        `${moment}.${kind}`,
        await readFile(path(moment, kind)),
      );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("allocation sites", () => {
  it("are lines of the program, with what they went through and true object sizes", async () => {
    const { sites, sampleRateBytes } = await engine.sites("after.heap");
    expect(sampleRateBytes).toBe(4096);
    const leak = sites[0];
    expect(leak?.function).toBe("main.leak");
    expect(leak?.file).toMatch(/profile-source\/main\.go$/);
    expect(leak?.via).toBe("");
    // 256 to 704 in steps of 64, each its own bucket; and the growing slice that keeps them, on the same line, of which
    // only the large steps are sure to be sampled.
    const sizes = leak?.buckets.map((bucket) => bucket.objectBytes) ?? [];
    expect(sizes).toEqual(
      expect.arrayContaining([256, 320, 384, 448, 512, 576, 640, 704]),
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes.at(-1)).toBeGreaterThan(704);
    const recurse = sites.find((site) => site.function === "main.recurse");
    expect(recurse?.via).toMatch(/^(bytes|internal\/bytealg)\./);
    expect(recurse?.buckets.map((bucket) => bucket.objectBytes)).toEqual([
      2048,
    ]);
    const put = sites.find((site) => site.function.endsWith("cache.Put"));
    expect(put?.file).toMatch(/profile-source\/cache\/cache\.go$/);
    for (const site of sites)
      expect(site.function).toMatch(
        /^(main|profile-source|runtime|os|sync|hash|compress|internal|unicode|errors|syscall|time|context|strings|bytes|fmt|io|reflect)[./]/,
      );
  });

  it("add up to the profile", async () => {
    const { sites } = await engine.sites("after.heap");
    const sum = sites
      .flatMap((site) => site.buckets)
      .reduce((total, bucket) => total + bucket.inuseBytes, 0);
    expect(sum).toBe(await engine.total("after.heap", "inuse_space"));
  });
});

describe("goroutine groups", () => {
  it("count the pools by label, now and before", async () => {
    const groups = await engine.goroutines(
      "after.goroutine",
      "before.goroutine",
    );
    const pool = (name: string) =>
      groups.find((group) => group.labels["pool"] === name);
    expect(pool("readers")).toMatchObject({ count: 27, before: 7 });
    expect(pool("writers")).toMatchObject({ count: 3, before: 3 });
    expect(groups[0]).toBe(pool("readers"));
    expect(
      pool("readers")?.frames.some((frame) =>
        /^main\.park\./.test(frame.function),
      ),
    ).toBe(true);
    expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(
      await engine.total("after.goroutine", "goroutine"),
    );
  });
});

describe("flame view of the difference", () => {
  it("shows what leaked and what went, both at their size", async () => {
    const view = await engine.flame({
      subject: difference,
      lens: plainLens,
      minFraction: 0,
      zoom: [],
    });
    const named = (name: string) => {
      const entry = [...view.name].findIndex(
        (index) => view.names[index] === name,
      );
      return {
        width: view.width[entry],
        before: view.before?.[entry] ?? NaN,
        after: view.after?.[entry] ?? NaN,
      };
    };
    expect(view.before?.[0]).toBe(
      await engine.total("before.heap", "inuse_space"),
    );
    expect(view.after?.[0]).toBe(
      await engine.total("after.heap", "inuse_space"),
    );
    const gone = named("main.warmUp");
    expect(gone.after).toBe(0);
    expect(gone.width).toBe(gone.before);
    expect(gone.before).toBeGreaterThan(500_000);
    const leak = named("main.leak");
    expect(leak.after).toBeGreaterThan(leak.before);
  });

  it("keeps the zoomed frame where it stands in the whole", async () => {
    const at = (zoom: readonly string[]) =>
      engine.flame({
        subject: { kind: "single", id: "after.heap" },
        lens: plainLens,
        minFraction: 0,
        zoom,
      });
    const [whole, zoomed] = await Promise.all([
      at([]),
      at(["runtime.main", "main.main", "main.work"]),
    ]);
    const work = 3;
    const entry = [...whole.name].findIndex(
      (index) => whole.names[index] === "main.work",
    );
    expect(zoomed.names[zoomed.name[work]!]).toBe("main.work");
    expect(zoomed.depth[work]).toBe(3);
    expect(zoomed.start[work]).toBe(whole.start[entry]);
    expect(zoomed.width[work]).toBe(whole.width[entry]);
    expect(zoomed.total).toBe(whole.total);
    expect(zoomed.name.length).toBeLessThan(whole.name.length);
  });
});
