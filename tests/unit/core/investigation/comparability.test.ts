// Which pairs of heap profiles may be subtracted, by the collections that each of them shows.

import { describe, expect, it } from "vitest";
import { compareSnapshots } from "../../../../src/core/investigation/comparability.ts";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";

function heap(
  second: number,
  gcCount: number | null,
  forcedGc = false,
): Snapshot {
  return {
    id: `heap-${second}`,
    targetId: "t1",
    kind: "heap",
    requestedAtMillis: second * 1000,
    atMillis: second * 1000 + 2,
    member: `evidence/${second}.pb.gz`,
    bytes: 1,
    sha256: String(second),
    request: "GET /heap",
    gcCount,
    forcedGc,
  };
}

describe("compareSnapshots", () => {
  it("wants two collections between plain profiles", () => {
    expect(compareSnapshots(heap(1, 4), heap(9, 6)).reliable).toBe(true);
    expect(compareSnapshots(heap(1, 4), heap(9, 5)).issues).toEqual([
      "too-few-gcs",
    ]);
  });
  it("trusts two that forced their collections, however close", () => {
    const pair = compareSnapshots(heap(1, 4, true), heap(2, 5, true));
    expect(pair).toEqual({ reliable: true, issues: [], gcsBetween: 1 });
  });
  it("warns of a plain profile against a forced one, whichever came first", () => {
    for (const pair of [
      compareSnapshots(heap(1, 4), heap(60, 40, true)),
      compareSnapshots(heap(1, 4, true), heap(60, 40)),
      compareSnapshots(heap(1, null), heap(60, 40, true)),
    ])
      expect(pair).toMatchObject({
        reliable: false,
        issues: ["mixed-freshness"],
      });
  });
  it("does not ask for freshness of goroutines, which are of now", () => {
    const [before, after] = [heap(1, 4), heap(9, 4, true)].map((snapshot) => ({
      ...snapshot,
      kind: "goroutine" as const,
    }));
    expect(compareSnapshots(before!, after!).reliable).toBe(true);
  });
});
