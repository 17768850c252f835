import { describe, expect, it } from "vitest";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import {
  nearestHeapSnapshot,
  reconcileTarget,
  type MemoryReconciliation,
} from "../../../../src/core/investigation/reconcile-target.ts";
import type { TopStacks } from "../../../../src/core/pprof/top-stacks.ts";

const MiB = 1 << 20;

/** Second s: s MiB live and as much garbage again each second, collected at every tenth second. */
function reading(second: number): JournalEntry {
  const collections = Math.floor(second / 10);
  const live = 100 * MiB;
  const garbage = (second % 10) * MiB;
  const heapAlloc = live + garbage;
  return {
    type: "sample",
    targetId: "t1",
    source: "memstats",
    atMillis: second * 1000,
    tookMs: 1,
    values: {
      sys: 160 * MiB,
      heapSys: 140 * MiB,
      heapIdle: 20 * MiB,
      heapInuse: 120 * MiB,
      heapReleased: 10 * MiB,
      heapAlloc,
      totalAlloc: live + second * MiB,
      stackSys: 8 * MiB,
      mspanSys: 4 * MiB,
      mcacheSys: 1 * MiB,
      buckHashSys: 2 * MiB,
      gcSys: 4 * MiB,
      otherSys: 1 * MiB,
      numGc: collections,
      lastGc: collections * 10_000 * 1e6,
      nextGc: 200 * MiB,
    },
  };
}

function kernel(second: number): JournalEntry {
  return {
    type: "sample",
    targetId: "t1",
    source: "procfs",
    atMillis: second * 1000 + 300,
    tookMs: 1,
    values: { rss: 170 * MiB, rssAnon: 150 * MiB, vmSwap: 0 },
  };
}

function heap(second: number, forcedGc = false): Snapshot {
  return {
    id: `heap-${second}`,
    targetId: "t1",
    kind: "heap",
    requestedAtMillis: second * 1000,
    atMillis: second * 1000 + 900,
    member: `evidence/${second}.pb.gz`,
    bytes: 1,
    sha256: String(second),
    request: "GET /heap",
    gcCount: Math.floor(second / 10),
    forcedGc,
  };
}

function investigation(): Investigation {
  const entries: JournalEntry[] = [];
  for (let second = 0; second <= 60; second++)
    entries.push(reading(second), kernel(second));
  for (const second of [15, 32, 55])
    entries.push({ type: "snapshot", snapshot: heap(second) });
  return Investigation.from(entries);
}

const frame = { function: "main.leak", file: "/src/main.go", line: 3 };
const stacks: TopStacks = {
  sampleRateBytes: 512 << 10,
  total: 96 * MiB,
  sizes: [{ objectBytes: MiB, objects: 96 }],
  stackCount: 5,
  stacks: [
    {
      frames: [frame],
      bytes: 80 * MiB,
      objects: 80,
      sizes: [{ objectBytes: MiB, objects: 80 }],
    },
  ],
};

function reconcile(
  atMillis: number | null,
  snapshot: Snapshot | null,
): MemoryReconciliation {
  const found = reconcileTarget(investigation(), {
    targetId: "t1",
    atMillis,
    snapshot,
    stacks: snapshot === null ? null : stacks,
  });
  if (found === null) throw new Error("the target has counters");
  return found;
}

describe("nearestHeapSnapshot", () => {
  it("is the newest, or the one nearest to the cursor", () => {
    const model = investigation();
    const of = (atMillis: number | null): string | undefined =>
      nearestHeapSnapshot(model, "t1", atMillis)?.id;
    expect(of(null)).toBe("heap-55");
    expect(of(20_000)).toBe("heap-15");
    expect(of(40_000)).toBe("heap-32");
    expect(nearestHeapSnapshot(model, "t2", null)).toBeNull();
  });
});

describe("reconcileTarget", () => {
  it("lays readings of the snapshot's moment beside it", () => {
    const found = reconcile(null, heap(32));
    expect(found).toMatchObject({
      countersAtMillis: 32_000,
      countersGc: 3,
      processAtMillis: 32_300,
      snapshot: { id: "heap-32" },
      releasedBytes: 10 * MiB,
      stackCount: 5,
    });
    // After a forced collection the reading that follows it is of the same heap.
    expect(reconcile(null, heap(32, true)).countersAtMillis).toBe(33_000);
  });

  it("works the live heap out from the readings around", () => {
    const { live, steps } = reconcile(null, heap(35));
    expect(live).toMatchObject({ gc: 3, atMillis: 30_000 });
    expect(live!.liveBytes / MiB).toBeCloseTo(100, 6);
    const of = (id: string): number | undefined =>
      steps.find((step) => step.id === id)?.bytes;
    expect(of("garbage")).toBe(5 * MiB);
    expect(of("file-pages")).toBe(20 * MiB);
    expect(of("outside-anonymous")).toBe(0);
    expect(of("profile-gap")).toBe(4 * MiB);
    expect(of("stack")).toBe(80 * MiB);
    expect(of("other-stacks")).toBe(16 * MiB);
  });

  it("says what the sampled total can stand for", () => {
    const { profileRange, stacks: shown } = reconcile(null, heap(35));
    expect(profileRange!.low).toBeLessThan(96 * MiB);
    expect(profileRange!.high).toBeGreaterThan(96 * MiB);
    expect(shown[0]?.range.low).toBeLessThan(80 * MiB);
    expect(shown[0]?.frames).toEqual([frame]);
  });

  it("goes without a heap snapshot to the moment that was asked for", () => {
    const found = reconcile(41_200, null);
    expect(found.countersAtMillis).toBe(41_000);
    expect(found.steps.at(-1)).toMatchObject({ kind: "level", id: "live" });
    expect(found).toMatchObject({ snapshot: null, profileRange: null });
  });

  it("has nothing to say without counters", () => {
    expect(
      reconcileTarget(new Investigation(), {
        targetId: "t1",
        atMillis: null,
        snapshot: null,
        stacks: null,
      }),
    ).toBeNull();
  });
});
