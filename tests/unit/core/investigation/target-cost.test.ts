import { describe, expect, it } from "vitest";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import type { EventKind } from "../../../../src/core/investigation/model.ts";
import {
  costSample,
  noCost,
  recordedCost,
} from "../../../../src/core/investigation/target-cost.ts";
import {
  sampleAt,
  snapshotOf,
  target,
} from "../../../support/sample-journal.ts";

let last = 0;
const event = (
  kind: EventKind,
  data: Record<string, string | number | boolean>,
  targetId = "target-1",
): JournalEntry => ({
  type: "event",
  event: { id: `e-${++last}`, targetId, kind, atMillis: 1, text: "", data },
});
const evidence = { member: "evidence/a.pb.gz", sha256: "a", bytes: 1000 };
const costOf = (...entries: JournalEntry[]): unknown =>
  recordedCost(Investigation.from([target, ...entries]), "target-1");

function forced(entry: JournalEntry): JournalEntry {
  if (entry.type !== "snapshot") throw new Error("not a snapshot");
  return { ...entry, snapshot: { ...entry.snapshot, forcedGc: true } };
}

describe("recordedCost", () => {
  it("is nothing for a target that was never asked", () => {
    expect(costOf()).toEqual(noCost);
  });

  it("is what the recorder noted last, and never less than what was recorded", () => {
    const live = {
      ...noCost,
      requests: 170,
      bytesRead: 8_881_000,
      forcedGcs: 2,
    };
    expect(
      costOf(
        sampleAt(1),
        costSample("target-1", 2_000, { ...noCost, requests: 1 }),
        costSample("target-1", 3_000, live),
        costSample("target-2", 4_000, { ...live, requests: 999 }),
        snapshotOf(evidence, 4),
      ),
    ).toEqual(live);
    expect(
      costOf(
        costSample("target-1", 1_000, { ...noCost, requests: 1 }),
        ...[1, 2, 3].map(sampleAt),
        snapshotOf(evidence, 4),
      ),
    ).toMatchObject({ requests: 4, bytesRead: 1000 });
  });

  it("counts readings, snapshots, the readings around them, and forced collections", () => {
    const goroutines: JournalEntry = {
      type: "sample",
      targetId: "target-1",
      source: "memstats",
      atMillis: 3,
      tookMs: 1,
      values: { goroutines: 9 },
    };
    expect(
      costOf(
        sampleAt(1),
        sampleAt(2),
        goroutines,
        snapshotOf(evidence, 3),
        event("snapshot", { gcBefore: 1, gcAfter: 2 }),
        forced(snapshotOf(evidence, 4)),
        event("snapshot", { gcBefore: 3 }),
      ),
    ).toEqual({ ...noCost, requests: 8, bytesRead: 2000, forcedGcs: 1 });
  });

  it("takes gdb's own total where it let go, and the single stops where it could not", () => {
    expect(
      costOf(
        event("gdb-stopped", { reason: "attach" }),
        event("gdb-resumed", { stoppedMs: 400 }),
        event("gdb-stopped", { stops: 3, stoppedMs: 60 }),
        event("gdb-detached", { stops: 5, stoppedMs: 470 }),
        event("gdb-detached", { stops: 9, stoppedMs: 900 }, "target-2"),
        event("gdb-stopped", { reason: "attach" }),
        event("gdb-resumed", { stoppedMs: 130 }),
      ),
    ).toEqual({ ...noCost, stops: 6, stoppedMs: 600 });
  });
});
