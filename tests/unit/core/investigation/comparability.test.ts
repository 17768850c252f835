// Which pairs of heap profiles may be subtracted, by the collections that each of them shows.

import { describe, expect, it } from "vitest";
import {
  compareProfileSnapshots,
  compareSnapshots,
} from "../../../../src/core/investigation/comparability.ts";
import type {
  GcCycle,
  InvestigationEvent,
  Snapshot,
} from "../../../../src/core/investigation/model.ts";
import { snapshotMoment } from "../../../../src/core/investigation/snapshot-moment.ts";
import { summarizeProfile } from "../../../../src/core/pprof/summary.ts";
import { sampledPicture } from "../../../support/sampled-picture.ts";

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
  it("counts what memory showed of the newest collection as fresh, and wants one between two", () => {
    const memory = (second: number, gcCount: number): Snapshot => ({
      ...heap(second, gcCount),
      asOf: "collection",
    });
    expect(compareSnapshots(memory(1, 4), memory(9, 5)).reliable).toBe(true);
    expect(compareSnapshots(memory(1, 4), memory(9, 4)).issues).toEqual([
      "too-few-gcs",
    ]);
    expect(compareSnapshots(heap(1, 4, true), memory(9, 5)).reliable).toBe(
      true,
    );
    expect(compareSnapshots(heap(1, 4), memory(9, 7)).issues).toEqual([
      "mixed-freshness",
    ]);
    const now: Snapshot = { ...heap(9, 5), asOf: "now" };
    expect(compareSnapshots(memory(1, 4), now).issues).toEqual([
      "mixed-freshness",
    ]);
  });
  it("does not ask for freshness of goroutines, which are of now", () => {
    const [before, after] = [heap(1, 4), heap(9, 4, true)].map((snapshot) => ({
      ...snapshot,
      kind: "goroutine" as const,
    }));
    expect(compareSnapshots(before!, after!).reliable).toBe(true);
  });
});

describe("compareProfileSnapshots", () => {
  const side = (snapshot: Snapshot, picture: string) => ({
    snapshot,
    summary: summarizeProfile(sampledPicture(picture)),
  });
  const restart = (atSecond: number): InvestigationEvent => ({
    id: "e1",
    targetId: "t1",
    kind: "restarted",
    atMillis: atSecond * 1000,
    text: "",
    data: {},
  });

  it("adds what the profiles say to what the snapshots say", () => {
    const before = side(heap(1, 4), "main;f 3/900 @64");
    const after = side(heap(9, 5), "main;f 3/9 @64");
    expect(compareProfileSnapshots(before, after, []).issues).toEqual([
      // Collections of another process count nothing.
      "restarted-process",
    ]);
    const same = side(heap(9, 5), "main;f 3/999 @64");
    expect(compareProfileSnapshots(before, same, []).issues).toEqual([
      "too-few-gcs",
    ]);
  });
  it("knows of a restart between the two, and of none outside", () => {
    const before = side(heap(10, 4), "main;f 3/9 @64");
    const after = side(heap(90, 40), "main;f 3/99 @64");
    expect(compareProfileSnapshots(before, after, [restart(50)])).toMatchObject(
      { reliable: false, issues: ["restarted-process"] },
    );
    expect(
      compareProfileSnapshots(before, after, [restart(5), restart(95)]),
    ).toMatchObject({ reliable: true, issues: [] });
  });
  it("reads a reversed pair the right way round", () => {
    const before = side(heap(10, 4), "main;f 3/9 @64");
    const after = side(heap(90, 40), "main;f 3/99 @64");
    expect(compareProfileSnapshots(after, before, [])).toMatchObject({
      reliable: true,
      issues: ["reversed"],
    });
  });
});

describe("snapshotMoment", () => {
  const cycle = (number: number, second: number): GcCycle => ({
    targetId: "t1",
    number,
    endMillis: second * 1000,
    pauseNs: 1,
  });
  const cycles = [cycle(4, 8), cycle(5, 9), cycle(4, 20), cycle(5, 30)];

  it("is the end of the collection before the newest", () => {
    expect(snapshotMoment(heap(35, 5), cycles)).toBe(20_000);
  });
  it("is the collection of the process that was asked, not of the one before it", () => {
    expect(snapshotMoment(heap(10, 5), cycles)).toBe(8000);
  });
  it("is the forced collection's own end, or the capture's time where nobody knows", () => {
    expect(snapshotMoment(heap(30, 5, true), cycles)).toBe(30_000);
    expect(snapshotMoment(heap(35, 99), cycles)).toBe(35_002);
    expect(snapshotMoment(heap(35, null), cycles)).toBe(35_002);
    expect(snapshotMoment({ ...heap(35, 5), kind: "goroutine" }, cycles)).toBe(
      35_002,
    );
  });
  it("is what memory said it shows", () => {
    const at = (asOf: "collection" | "now") =>
      snapshotMoment({ ...heap(9, 5), asOf }, [
        { targetId: "t1", number: 4, endMillis: 7000, pauseNs: 1 },
        { targetId: "t1", number: 5, endMillis: 8000, pauseNs: 1 },
      ]);
    expect(at("collection")).toBe(8000);
    expect(at("now")).toBe(9002);
  });
});
