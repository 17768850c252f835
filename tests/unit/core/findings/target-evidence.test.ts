// What is handed to another thread must be all that the rules read: judged from a copy, the verdict is the same.

import { expect, test } from "vitest";
import {
  evaluate,
  judgeEvidence,
} from "../../../../src/core/findings/evaluate.ts";
import { gatherEvidence } from "../../../../src/core/findings/target-evidence.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import { MB, profilesOf, record, withStops } from "./synthetic.ts";

const recorded = record({
  seconds: 90,
  live: (s) => 10 * MB + s * MB,
  outside: (s) => 5 * MB + s * MB,
});
const profiles = profilesOf(
  recorded,
  [{ name: "main.leak", objectBytes: 4096, inuse: (s) => s * MB }],
  [10, 40, 80],
);
const entries: readonly JournalEntry[] = [
  ...recorded.entries,
  ...profiles.entries,
];

const inputOf = (journal: readonly JournalEntry[]) => ({
  model: Investigation.from(journal),
  sites: profiles.tables,
  goroutines: new Map(),
  spans: new Map(),
});

test.each([
  ["a leak", entries],
  ["a leak that a debugger held up", withStops(entries, [[20, 35]])],
] as const)("a copy is judged like the model: %s", (_name, journal) => {
  const input = inputOf(journal);
  const report = evaluate(input);
  expect(report.verdict.kind).toBe("heap-leak");
  expect(report.findings.every(({ statement }) => statement !== "")).toBe(true);
  const copy = structuredClone(gatherEvidence(input));
  expect(judgeEvidence(copy, structuredClone(profilesOnly(input)))).toEqual(
    report,
  );
});

function profilesOnly(input: ReturnType<typeof inputOf>) {
  const { sites, goroutines, spans } = input;
  return { sites, goroutines, spans };
}

test("only what was read of the judged target goes along", () => {
  const other: JournalEntry = {
    type: "sample",
    targetId: "t2",
    source: "memstats",
    atMillis: 1,
    tookMs: 1,
    values: { heapAlloc: 1 },
  };
  const input = inputOf([other, ...entries]);
  const [known] = [...profiles.tables.keys()];
  const evidence = gatherEvidence({
    ...input,
    sites: new Map(
      [...profiles.tables].filter(([snapshotId]) => snapshotId === known),
    ),
  });
  expect(evidence?.targetId).toBe("t1");
  expect(evidence?.snapshots.map(({ id }) => id)).toEqual([known]);
  expect(evidence?.series.heapAlloc?.times.length).toBe(91);
});

test("nothing recorded, nothing gathered", () => {
  expect(gatherEvidence({ ...inputOf([]), sites: new Map() })).toBeNull();
});
