// Plain heap profiles beside forced ones: each counts from the collection that it shows.

import { expect, test } from "vitest";
import { evaluate } from "../../../../src/core/findings/evaluate.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import { epoch, MB, profilesOf, targetEntry } from "./synthetic.ts";

/** A snapshot of the leak at a moment that the test decides, plain or forced. */
function leakShown(
  second: number,
  shownSecond: number,
  gcCount: number,
  forcedGc: boolean,
) {
  const [entry] = profilesOf({ entries: [], gcEnds: [] }, [], [second]).entries;
  if (entry?.type !== "snapshot") throw new Error("no snapshot was made");
  const objects = (shownSecond * MB) / 4096;
  const table = {
    sampleRateBytes: 524_288,
    sites: [
      {
        function: "main.leak",
        file: "service/main.go",
        line: 10,
        via: "",
        buckets: [
          {
            objectBytes: 4096,
            inuseObjects: objects,
            inuseBytes: objects * 4096,
            allocObjects: objects,
            allocBytes: objects * 4096,
          },
        ],
      },
    ],
  };
  return {
    entry: { ...entry, snapshot: { ...entry.snapshot, gcCount, forcedGc } },
    table,
  };
}

/** Collections every ten seconds: number n ends at second 10 n. */
function judgeShown(shown: readonly ReturnType<typeof leakShown>[]) {
  const cycles = Array.from({ length: 12 }, (_, i) => ({
    targetId: "t1",
    number: i + 1,
    endMillis: epoch + (i + 1) * 10_000,
    pauseNs: 1e5,
  }));
  return evaluate({
    model: Investigation.from([
      targetEntry,
      ...shown.map(({ entry }) => entry),
      { type: "gc", cycles },
    ]),
    sites: new Map(
      shown.map(({ entry, table }) => [entry.snapshot.id, table] as const),
    ),
    spans: new Map(),
    goroutines: new Map(),
  });
}

test("a plain profile and a forced one are dated by the collections that they show", () => {
  // By the clock they are 31 seconds apart; what they show is 50.
  const { verdict } = judgeShown([
    leakShown(69, 50, 6, false),
    leakShown(100, 100, 10, true),
  ]);
  const growth = verdict.sites[0]?.growth;
  expect(growth?.low).toBeLessThan(MB);
  expect(growth?.high).toBeGreaterThan(MB);
  expect(growth?.high).toBeLessThan(1.4 * MB);
});

test("a plain profile that shows no more than the forced one before it proves nothing", () => {
  const { findings, verdict } = judgeShown([
    leakShown(100, 100, 10, true),
    leakShown(115, 100, 11, false),
  ]);
  const sites = findings.find(({ rule }) => rule === "site-growth");
  expect(sites?.holds).toBeNull();
  expect(sites?.statement).toMatch(/forced a collection/);
  expect(verdict.sites).toEqual([]);
});
