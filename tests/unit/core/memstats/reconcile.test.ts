import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryClasses } from "../../../../src/core/memstats/memory-classes.ts";
import { parseHeapText } from "../../../../src/core/memstats/parse-heap-text.ts";
import {
  reconcileMemory,
  type ReconcileInput,
  type WaterfallStep,
} from "../../../../src/core/memstats/reconcile.ts";

const bytes = fc.integer({ min: 0, max: 2 ** 46 });
const values = fc.record({
  sys: bytes,
  heapSys: bytes,
  heapIdle: bytes,
  heapReleased: bytes,
  heapInuse: bytes,
  heapAlloc: bytes,
  stackSys: bytes,
  mspanSys: bytes,
  mcacheSys: bytes,
  buckHashSys: bytes,
  gcSys: bytes,
  otherSys: bytes,
});
const input: fc.Arbitrary<ReconcileInput> = fc.record({
  values,
  process: fc.option(
    fc.record({
      rss: bytes,
      rssAnon: fc.option(bytes),
      swap: fc.option(bytes),
    }),
  ),
  liveBytes: fc.option(fc.double({ min: 0, max: 2 ** 46, noNaN: true })),
  profile: fc.option(
    fc.record({
      total: bytes,
      stacks: fc.array(
        fc.record({ bytes: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }) }),
        { maxLength: 12 },
      ),
    }),
  ),
});

/** Adds the steps up as a reader with a pocket calculator would. */
function addUp(steps: readonly WaterfallStep[]): number {
  let level: number | null = null;
  for (const step of steps) {
    if (step.kind === "level") {
      if (level !== null) expect(step.bytes).toBe(level);
      level = step.bytes;
      expect([step.from, step.to]).toEqual([0, level]);
      continue;
    }
    expect(step.from).toBe(level);
    level = (level ?? NaN) + (step.kind === "plus" ? 1 : -1) * step.bytes;
    expect(step.to).toBe(level);
  }
  return level ?? NaN;
}

describe("the waterfall", () => {
  it("adds up exactly, whatever the sources say", () => {
    fc.assert(
      fc.property(input, (given) => {
        const left = addUp(reconcileMemory(given));
        if (given.profile !== null) expect(left).toBe(0);
        else
          expect(left).toBe(
            given.liveBytes === null
              ? given.values.heapAlloc
              : Math.min(Math.round(given.liveBytes), given.values.heapAlloc!),
          );
      }),
    );
  });

  it("has the numbers of the ledger", () => {
    fc.assert(
      fc.property(input, (given) => {
        const steps = reconcileMemory(given);
        const part = (...ids: readonly string[]): number =>
          steps
            .filter(({ id }) => ids.includes(id))
            .reduce((sum, step) => sum + step.bytes, 0);
        const live =
          given.liveBytes === null ? null : Math.round(given.liveBytes);
        const ledger = memoryClasses(given.values, live, null);
        expect(part("go")).toBe(ledger.go);
        expect(part("stacks")).toBe(ledger.stacks);
        expect(part("idle-spans")).toBe(ledger.retainedIdle);
        expect(part("fragmentation")).toBe(ledger.fragmentation);
        expect(
          part(
            "spans",
            "caches",
            "profiling-buckets",
            "gc-metadata",
            "other-runtime",
          ),
        ).toBe(ledger.runtime);
        if (live !== null) expect(part("garbage")).toBe(ledger.garbage);
      }),
    );
  });

  it("names what lies between RSS and Go by what the kernel tells", () => {
    const ids = (process: ReconcileInput["process"]): readonly string[] =>
      reconcileMemory({
        values: { sys: 100, heapInuse: 100, heapAlloc: 100 },
        process,
        liveBytes: null,
        profile: null,
      })
        .map(({ id }) => id)
        .filter((id) => !/^(spans|caches|profiling|gc-|other-r)/.test(id));
    expect(ids(null)[0]).toBe("go");
    expect(ids({ rss: 150, rssAnon: null, swap: null }).slice(0, 3)).toEqual([
      "rss",
      "outside",
      "go",
    ]);
    expect(ids({ rss: 150, rssAnon: 120, swap: 30 }).slice(0, 6)).toEqual([
      "rss",
      "swapped",
      "footprint",
      "file-pages",
      "outside-anonymous",
      "go",
    ]);
  });

  it("keeps a gap that goes the wrong way", () => {
    const steps = reconcileMemory({
      values: { sys: 300, heapInuse: 200, heapIdle: 100, heapAlloc: 150 },
      process: { rss: 250, rssAnon: 240, swap: null },
      liveBytes: 90.4,
      profile: { total: 128, stacks: [{ bytes: 64 }] },
    });
    const of = (id: string): number | undefined =>
      steps.find((step) => step.id === id)?.bytes;
    // Mapped by Go and never touched: 60 bytes of it are not resident.
    expect(of("outside-anonymous")).toBe(-60);
    // One sample of the profile stands for more than there is.
    expect(of("live")).toBe(90);
    expect(of("profile-gap")).toBe(-38);
    expect(of("other-stacks")).toBe(64);
  });

  it("leaves nothing unaccounted of a real reading", () => {
    const text = readFileSync(
      resolve(
        import.meta.dirname,
        "../../../fixtures/memstats/heap-debug1-go1.26.txt",
      ),
      "utf8",
    );
    const steps = reconcileMemory({
      values: parseHeapText(text).values,
      process: null,
      liveBytes: null,
      profile: null,
    });
    expect(steps.map(({ id }) => id)).not.toContain("unaccounted");
    addUp(steps);
  });
});
