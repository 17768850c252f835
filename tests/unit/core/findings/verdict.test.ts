// Whole investigations: what the witnesses say together, and that neither order nor repetition changes it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../../../src/core/findings/evaluate.ts";
import type { FindingInput } from "../../../../src/core/findings/finding-input.ts";
import type { VerdictReport } from "../../../../src/core/findings/finding.ts";
import { rules } from "../../../../src/core/findings/registry.ts";
import type { SpanCensus } from "../../../../src/core/go-runtime/span-census.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import type { SnapshotKind } from "../../../../src/core/investigation/model.ts";
import { wordMessage } from "../../../../src/core/messages/catalogue.ts";
import type { GoroutineGroup } from "../../../../src/core/pprof/views.ts";
import {
  epoch,
  MB,
  profilesOf,
  record,
  targetEntry,
  type Process,
  type SyntheticSite,
  withStops,
} from "./synthetic.ts";

interface Scene {
  readonly process?: Process;
  readonly sites?: readonly SyntheticSite[];
  readonly profilesAt?: readonly number[];
  readonly spans?: readonly SpanCensus[];
  readonly goroutines?: readonly (readonly [second: number, count: number])[];
  readonly seed?: number;
}

interface Built extends Omit<FindingInput, "model"> {
  readonly entries: readonly JournalEntry[];
}

function snapshotEntry(
  kind: SnapshotKind,
  second: number,
): Extract<JournalEntry, { type: "snapshot" }> {
  const id = `${kind}-${second}`;
  return {
    type: "snapshot",
    snapshot: {
      id,
      targetId: "t1",
      kind,
      requestedAtMillis: epoch + second * 1000,
      atMillis: epoch + second * 1000,
      member: `evidence/${id}`,
      bytes: 1,
      sha256: id,
      request: kind,
      gcCount: null,
      forcedGc: false,
    },
  };
}

function build(scene: Scene): Built {
  const recorded = scene.process
    ? record(scene.process)
    : { entries: [targetEntry], gcEnds: [] };
  const profiles = profilesOf(
    recorded,
    scene.sites ?? [],
    scene.profilesAt ?? [],
    scene.seed,
  );
  const entries: JournalEntry[] = [...recorded.entries, ...profiles.entries];
  const spans = new Map<string, SpanCensus>();
  for (const census of scene.spans ?? []) {
    const entry = snapshotEntry("spans", (census.atMillis - epoch) / 1000);
    entries.push(entry);
    spans.set(entry.snapshot.id, census);
  }
  const goroutines = new Map<string, readonly GoroutineGroup[]>();
  for (const [second, count] of scene.goroutines ?? []) {
    const entry = snapshotEntry("goroutine", second);
    entries.push(entry);
    goroutines.set(entry.snapshot.id, [
      group("main.wait", count),
      group("main.serve", 8),
    ]);
  }
  return { entries, sites: profiles.tables, spans, goroutines };
}

function group(name: string, count: number): GoroutineGroup {
  return {
    frames: [
      { function: "runtime.gopark", file: "runtime/proc.go", line: 1 },
      { function: name, file: "service/wait.go", line: 22 },
    ],
    count,
    labels: {},
    before: null,
  };
}

function judge(built: Built): VerdictReport {
  return evaluate({ ...built, model: Investigation.from(built.entries) });
}

function census(second: number, bytesOf4096: number): SpanCensus {
  const classOf = (sizeClass: number, objectSize: number, bytes: number) => ({
    sizeClass,
    objectSize,
    noscan: true,
    spans: 1,
    objects: Math.round(bytes / objectSize),
    freeSlots: 0,
    bytes: Math.round(bytes / objectSize) * objectSize,
  });
  return {
    schema: "trivet.spans/1",
    goVersion: "go1.26",
    atMillis: epoch + second * 1000,
    heapInUseBytes: bytesOf4096 + 8 * MB,
    numGc: null,
    classes: [classOf(5, 64, 4 * MB), classOf(33, 4096, bytesOf4096)],
  };
}

const leakSite: SyntheticSite = {
  name: "main.leak",
  objectBytes: 4096,
  inuse: (s) => s * MB,
};
const healthySites: readonly SyntheticSite[] = [
  { name: "main.cache", objectBytes: 512, inuse: () => 8 * MB },
  { name: "main.serve", objectBytes: 1024, inuse: () => 2 * MB, churn: 5 * MB },
];
const leaking: Scene = {
  process: { seconds: 60, live: (s) => 10 * MB + s * MB, garbage: 10 * MB },
  sites: [leakSite, ...healthySites],
  profilesAt: [5, 15, 30, 45, 58],
};
const healthy: Scene = {
  process: { seconds: 60, live: () => 10 * MB, garbage: 10 * MB },
  sites: healthySites,
  profilesAt: [5, 15, 30, 45, 58],
};

const text = (report: VerdictReport): string =>
  wordMessage("en", report.verdict.summary);

test("counters and profiles agree: probable, with the site first and a census as the next step", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { verdict } = judge(build({ ...leaking, seed }));
    expect(verdict.kind).toBe("heap-leak");
    expect(verdict.confidence, `seed ${seed}`).toBe("probable");
    expect(verdict.sites[0]).toMatchObject({ function: "main.leak", line: 10 });
    expect(verdict.sites[0]?.share).toBeGreaterThan(0.5);
    expect(verdict.nextMeasurement?.kind).toBe("gdb-spans");
    expect(verdict.alternatives.length).toBeGreaterThan(0);
  }
});

test("all three agree: confirmed, and nothing is left to measure", () => {
  const { verdict } = judge(
    build({ ...leaking, spans: [census(60, 60 * MB)] }),
  );
  expect(verdict).toMatchObject({
    kind: "heap-leak",
    confidence: "confirmed",
    nextMeasurement: null,
  });
  const { low, high } = verdict.growthBytesPerSecond ?? { low: NaN, high: NaN };
  expect(low).toBeLessThan(MB * 1.02);
  expect(high).toBeGreaterThan(MB * 0.98);
});

test("the heap does not hold what the profile says: contradictory", () => {
  const report = judge(build({ ...leaking, spans: [census(60, 2 * MB)] }));
  expect(report.verdict.confidence).toBe("contradictory");
  expect(report.verdict.alternatives.map(({ id }) => id)).toContain(
    "contradiction.memory-denies",
  );
  expect(
    report.findings.find(({ rule }) => rule === "span-census")?.holds,
  ).toBe(false);
});

test("the counters grow and no site does: contradictory", () => {
  const report = judge(
    build({
      ...leaking,
      process: {
        seconds: 120,
        live: (s) => 10 * MB + s * MB,
        garbage: 10 * MB,
      },
      sites: healthySites,
      profilesAt: [5, 30, 60, 90, 118],
    }),
  );
  expect(report.verdict.confidence).toBe("contradictory");
  expect(report.verdict.alternatives.map(({ id }) => id)).toContain(
    "contradiction.profiles-see-nothing",
  );
});

test("a healthy program: none, in every recording of twenty, whatever is sampled", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { verdict } = judge(
      build({
        ...healthy,
        process: { seconds: 60, live: () => 10 * MB, garbage: 10 * MB, seed },
        seed,
      }),
    );
    expect([verdict.kind, verdict.confidence], `seed ${seed}`).toEqual([
      "none",
      "none",
    ]);
    expect(verdict.sites).toEqual([]);
  }
});

test("a site that fills up at the start and stays is no leak", () => {
  const warm: SyntheticSite = {
    name: "main.warm",
    objectBytes: 4096,
    inuse: (s) => Math.min(s, 12) * 2 * MB,
  };
  for (let seed = 1; seed <= 10; seed++) {
    const report = judge(
      build({
        process: {
          seconds: 60,
          live: (s) => 10 * MB + Math.min(s, 12) * 2 * MB,
          garbage: 20 * MB,
        },
        sites: [warm, ...healthySites],
        profilesAt: [4, 15, 30, 45, 58],
        seed,
      }),
    );
    expect(report.verdict.kind, text(report)).toBe("none");
  }
});

test("a site under a load wave is no leak", () => {
  const wave: SyntheticSite = {
    name: "main.wave",
    objectBytes: 4096,
    inuse: (s) => 30 * MB + 20 * MB * Math.sin(s / 4),
  };
  const { verdict } = judge(
    build({
      process: {
        seconds: 120,
        live: (s) => 40 * MB + 20 * MB * Math.sin(s / 4),
        garbage: 60 * MB,
      },
      sites: [wave, ...healthySites],
      profilesAt: [5, 20, 40, 60, 80, 100, 118],
    }),
  );
  expect(verdict.kind).toBe("none");
});

test("fewer than two collections between the snapshots: the profiles say nothing, and why", () => {
  const report = judge(
    build({
      process: {
        seconds: 60,
        live: (s) => 300 * MB + s * MB,
        garbage: 10 * MB,
      },
      sites: [leakSite],
      profilesAt: [20, 40],
    }),
  );
  const finding = report.findings.find(({ rule }) => rule === "site-growth");
  expect(finding?.holds).toBeNull();
  expect(finding?.statement).toMatch(/collections/);
});

test("forced collections make rare snapshots comparable", () => {
  const built = build({
    process: { seconds: 60, live: (s) => 300 * MB + s * MB, garbage: 10 * MB },
    sites: [leakSite],
    profilesAt: [],
  });
  const forced = profilesOf(
    {
      entries: [],
      gcEnds: Array.from({ length: 61 }, (_, i) => epoch + i * 1000),
    },
    [leakSite],
    [10, 50],
  );
  const report = judge({
    ...built,
    sites: forced.tables,
    entries: [
      ...built.entries,
      ...forced.entries.map((entry) =>
        entry.type === "snapshot"
          ? {
              ...entry,
              snapshot: { ...entry.snapshot, gcCount: 3, forcedGc: true },
            }
          : entry,
      ),
    ],
  });
  expect(report.verdict.sites[0]?.function).toBe("main.leak");
});

test("goroutines that pile up are named by the line they wait at", () => {
  const pile = judge(
    build({
      process: {
        seconds: 60,
        live: (s) => 10 * MB + s * 0.2 * MB,
        garbage: 10 * MB,
      },
      goroutines: [
        [5, 40],
        [20, 100],
        [40, 180],
        [58, 260],
      ],
    }),
  );
  expect(pile.verdict).toMatchObject({
    kind: "goroutine-leak",
    confidence: "probable",
  });
  expect(pile.verdict.sites[0]).toMatchObject({
    function: "main.wait",
    line: 22,
  });
});

test("a pool of goroutines that fills up is none", () => {
  const pool = judge(
    build({
      ...healthy,
      goroutines: [
        [2, 0],
        [15, 400],
        [30, 400],
        [58, 401],
      ],
    }),
  );
  expect(pool.verdict.kind).toBe("none");
});

test("RSS that grows outside Go is a contradiction, not a heap leak", () => {
  const { verdict } = judge(
    build({
      process: {
        seconds: 90,
        live: () => 10 * MB,
        garbage: 10 * MB,
        outside: (s) => 5 * MB + s * MB,
      },
    }),
  );
  expect(verdict).toMatchObject({
    kind: "unknown",
    confidence: "contradictory",
  });
  expect(verdict.alternatives.map(({ id }) => id)).toContain(
    "contradiction.outside-go",
  );
});

test.each([
  ["nothing at all", [], "connect"],
  ["a target and nothing else", [targetEntry], "connect"],
] as const)("%s: unknown, connect", (_name, entries, next) => {
  const { verdict } = judge({
    entries,
    sites: new Map(),
    spans: new Map(),
    goroutines: new Map(),
  });
  expect([
    verdict.kind,
    verdict.confidence,
    verdict.nextMeasurement?.kind,
  ]).toEqual(["unknown", "none", next]);
});

test("a young recording: unknown, wait", () => {
  const { verdict } = judge(
    build({ process: { seconds: 8, live: () => 10 * MB } }),
  );
  expect([verdict.kind, verdict.nextMeasurement?.kind]).toEqual([
    "unknown",
    "wait",
  ]);
});

test("every rule names its blind spots, its false alarms and what it would confirm, in words", () => {
  const { findings } = judge(
    build({ ...leaking, spans: [census(60, 60 * MB)] }),
  );
  expect(findings.map(({ rule }) => rule)).toEqual(
    rules.map(({ name }) => name),
  );
  for (const finding of findings) {
    expect(finding.blindSpots.length).toBeGreaterThan(0);
    expect(finding.falseAlarms.length).toBeGreaterThan(0);
    for (const language of ["en", "zh-CN"] as const)
      for (const message of [
        finding.message,
        finding.confirms,
        ...finding.blindSpots,
        ...finding.falseAlarms,
      ])
        expect(wordMessage(language, message)).not.toMatch(
          /[{}]|NaN|undefined|Infinity/,
        );
    if (finding.holds !== null)
      expect(finding.evidence.length).toBeGreaterThan(0);
  }
});

test("the same evidence gives the same bytes", () => {
  const scene = { ...leaking, spans: [census(60, 60 * MB)] };
  expect(JSON.stringify(judge(build(scene)))).toBe(
    JSON.stringify(judge(build(scene))),
  );
});

const scenes: readonly Scene[] = [
  { ...leaking, spans: [census(60, 60 * MB)] },
  healthy,
  {
    ...healthy,
    goroutines: [
      [5, 40],
      [30, 140],
      [58, 240],
    ],
  },
];

test("neither the order of entries nor snapshots recorded twice change the verdict", () => {
  const built = scenes.map(build);
  const expected = built.map((scene) => JSON.stringify(judge(scene)));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: scenes.length - 1 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (which, random) => {
        const scene = built[which];
        if (scene === undefined) throw new Error("which is an index of built");
        const snapshots = scene.entries.filter(
          (entry) => entry.type === "snapshot",
        );
        const shuffled = [...scene.entries, ...snapshots]
          .map((entry) => ({ entry, key: Number(random.next().value) }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        expect(JSON.stringify(judge({ ...scene, entries: shuffled }))).toBe(
          expected[which],
        );
      },
    ),
    { numRuns: 8 },
  );
});

test("another clock changes nothing: all times moved by a day", () => {
  const day = 86_400_000;
  const built = build(healthy);
  const moved = built.entries.map((entry): JournalEntry => {
    if (entry.type === "sample")
      return {
        ...entry,
        atMillis: entry.atMillis + day,
        values: {
          ...entry.values,
          ...(entry.values["lastGc"] === undefined
            ? {}
            : { lastGc: entry.values["lastGc"] + day * 1e6 }),
        },
      };
    if (entry.type === "gc")
      return {
        ...entry,
        cycles: entry.cycles.map((cycle) => ({
          ...cycle,
          endMillis: cycle.endMillis + day,
        })),
      };
    if (entry.type === "snapshot")
      return {
        ...entry,
        snapshot: {
          ...entry.snapshot,
          atMillis: entry.snapshot.atMillis + day,
          requestedAtMillis: entry.snapshot.requestedAtMillis + day,
        },
      };
    return entry;
  });
  const { verdict } = judge({ ...built, entries: moved });
  expect(verdict.kind).toBe("none");
});

test("a debugger's stops do not make a leak slower", () => {
  const built = build(leaking);
  const running = judge(built);
  const stops = [
    [20, 80],
    [95, 180],
  ] as const;
  const entries = withStops(built.entries, stops);
  expect(judge({ ...built, entries })).toEqual(running);
  const { growthBytesPerSecond: growth, sites } = running.verdict;
  for (const interval of [growth, sites[0]?.growth]) {
    expect(interval?.low).toBeLessThan(MB);
    expect(interval?.high).toBeGreaterThan(MB);
    expect(interval?.high).toBeLessThan(1.5 * MB);
  }
});

test("short stops, summed up in one event, are taken off as well", () => {
  const built = build(leaking);
  const summed = withStops(built.entries, [[30, 40]])
    .filter(
      (entry) => entry.type !== "event" || entry.event.kind === "gdb-stopped",
    )
    .map((entry) =>
      entry.type === "event"
        ? {
            ...entry,
            event: { ...entry.event, data: { stops: 200, stoppedMs: 10_000 } },
          }
        : entry,
    );
  expect(judge({ ...built, entries: summed })).toEqual(judge(built));
});

test("a stop whose end nobody wrote down ends with the target's next answer", () => {
  const built = build(leaking);
  const open = withStops(built.entries, [[30, 90]]).filter(
    (entry) => entry.type !== "event" || entry.event.kind === "gdb-stopped",
  );
  const { growthBytesPerSecond: growth } = judge({
    ...built,
    entries: open,
  }).verdict;
  expect(growth?.low).toBeLessThan(MB);
  expect(growth?.high).toBeGreaterThan(MB);
});

test("profiles that see no growth, as the counters do, do not speak for growth", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { findings, verdict } = judge(build({ ...healthy, seed }));
    const rates = findings.find(({ rule }) => rule === "rate-agreement");
    expect(verdict.kind).toBe("none");
    expect(rates?.holds).toBeNull();
    expect(rates?.statement).toMatch(/not both see growth/);
  }
});

test("rates are compared once both see growth", () => {
  const { findings } = judge(build(leaking));
  const rates = findings.find(({ rule }) => rule === "rate-agreement");
  expect(rates?.holds).toBe(true);
  expect(rates?.about).toBe("heap-leak");
});
