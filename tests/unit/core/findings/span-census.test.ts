// Two censuses without a suspect: "no class grew" takes an interval that leaves no room for growth that matters.

import { expect, test } from "vitest";
import { evaluate } from "../../../../src/core/findings/evaluate.ts";
import type { Finding } from "../../../../src/core/findings/finding.ts";
import type { SpanCensus } from "../../../../src/core/go-runtime/span-census.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import { epoch, MB, record } from "./synthetic.ts";

function census(second: number, bytes: number): SpanCensus {
  const objects = Math.round(bytes / 4096);
  return {
    schema: "trivet.spans/1",
    goVersion: "go1.26",
    atMillis: epoch + second * 1000,
    heapInUseBytes: bytes,
    numGc: null,
    classes: [
      {
        sizeClass: 33,
        objectSize: 4096,
        noscan: true,
        spans: 1,
        objects,
        freeSlots: 0,
        bytes: objects * 4096,
      },
    ],
  };
}

/** The census rule's finding over a healthy process of 40 MB live, with censuses taken at these moments. */
function findingOf(censuses: readonly SpanCensus[]): Finding {
  const { entries } = record({ seconds: 400, live: () => 40 * MB });
  const spans = new Map(
    censuses.map((each) => [`spans-${each.atMillis}`, each] as const),
  );
  const snapshots = censuses.map(({ atMillis }): JournalEntry => ({
    type: "snapshot",
    snapshot: {
      id: `spans-${atMillis}`,
      targetId: "t1",
      kind: "spans",
      requestedAtMillis: atMillis,
      atMillis,
      member: `evidence/${atMillis}.json`,
      bytes: 1,
      sha256: String(atMillis),
      request: "spans",
      gcCount: null,
      forcedGc: false,
    },
  }));
  const { findings } = evaluate({
    model: Investigation.from([...entries, ...snapshots]),
    sites: new Map(),
    goroutines: new Map(),
    spans,
  });
  const found = findings.find(({ rule }) => rule === "span-census");
  if (found === undefined) throw new Error("no finding of the census rule");
  return found;
}

test("censuses that garbage blurs abstain instead of denying a leak", () => {
  const finding = findingOf([census(10, 60 * MB), census(22, 62 * MB)]);
  const { low, high } = finding.growthBytesPerSecond ?? { low: 0, high: 0 };
  // It may have fallen, and it may have doubled within a minute.
  expect(low).toBeLessThan(0);
  expect(high * 60).toBeGreaterThan(40 * MB);
  expect(finding.holds).toBeNull();
  expect(finding.message.id).toBe("finding.span-census.unsure");
});

test("censuses far enough apart say that nothing grew", () => {
  const finding = findingOf([census(10, 60 * MB), census(390, 60 * MB)]);
  expect(finding.holds).toBe(false);
  expect(finding.message.id).toBe("finding.span-census.steady");
});

test("a class that grew beyond all garbage is seen through a wide interval", () => {
  const finding = findingOf([census(10, 60 * MB), census(22, 160 * MB)]);
  expect(finding.holds).toBe(true);
});
