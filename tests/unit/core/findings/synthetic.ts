// Makes investigations out of descriptions: a modelled Go process whose live heap follows a function of time, polled as
// the recorder polls, with heap profiles sampled as the runtime samples.

import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import type { SiteTable } from "../../../../src/core/pprof/views.ts";

export const MB = 1e6;
export const epoch = 1_790_000_000_000;
export const sampleRate = 524_288;

export interface Process {
  readonly seconds: number;
  /** Reachable bytes at a moment. */
  readonly live: (second: number) => number;
  /** Garbage made, bytes per second. */
  readonly garbage?: number;
  readonly gogc?: number;
  readonly pollMs?: number;
  /** Bytes of RSS that Go knows nothing about. */
  readonly outside?: (second: number) => number;
  readonly seed?: number;
}

/** mulberry32: the same numbers on every machine. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const targetEntry: JournalEntry = {
  type: "target",
  target: {
    id: "t1",
    label: "service",
    url: null,
    pid: null,
    startTicks: null,
    exe: null,
    goVersion: null,
    buildId: null,
    host: "here",
    memoryLimitBytes: null,
  },
};

export interface Recorded {
  readonly entries: readonly JournalEntry[];
  /** End of each collection, milliseconds; index = number. */
  readonly gcEnds: readonly number[];
}

/** Collects when the heap reaches live × (1 + GOGC/100); then garbage is gone and numGc is one more. */
export function record(process: Process): Recorded {
  const { seconds, live, garbage = 30 * MB, gogc = 100 } = process;
  const { pollMs = 1000, outside = () => 5 * MB, seed = 1 } = process;
  const random = generator(seed);
  const stepMs = 10;
  const entries: JournalEntry[] = [targetEntry];
  const gcEnds: number[] = [0];
  let total = live(0);
  let freed = 0;
  let goal = live(0) * (1 + gogc / 100);
  let before = live(0);
  for (let ms = 0; ms <= seconds * 1000; ms += stepMs) {
    const now = live(ms / 1000);
    total +=
      Math.max(0, now - before) +
      (garbage * stepMs * (0.8 + 0.4 * random())) / 1000;
    before = now;
    if (total - freed >= goal) {
      freed = total - now;
      gcEnds.push(epoch + ms);
      goal = now * (1 + gogc / 100);
    }
    if (ms % pollMs !== 0) continue;
    const heapAlloc = total - freed;
    const sys = Math.max(goal, heapAlloc) * 1.1;
    const sample = (
      source: "memstats" | "procfs",
      values: Record<string, number>,
    ): void => {
      entries.push({
        type: "sample",
        targetId: "t1",
        source,
        atMillis: epoch + ms,
        tookMs: 1,
        values,
      });
    };
    sample("memstats", {
      totalAlloc: total,
      heapAlloc,
      numGc: gcEnds.length - 1,
      lastGc: (gcEnds.at(-1) ?? 0) * 1e6,
      nextGc: goal,
      sys,
      heapReleased: 0,
    });
    sample("procfs", { rss: sys + outside(ms / 1000) });
  }
  const cycles = gcEnds.slice(1).map((endMillis, i) => ({
    targetId: "t1",
    number: i + 1,
    endMillis,
    pauseNs: 1e5,
  }));
  entries.push({ type: "gc", cycles });
  return { entries, gcEnds };
}

/** The same recording as a clock sees it that goes on while a debugger holds the target. */
export function withStops(
  entries: readonly JournalEntry[],
  stops: readonly (readonly [fromSecond: number, toSecond: number])[],
): readonly JournalEntry[] {
  const clock = (running: number): number => {
    let at = running;
    for (const [from, to] of stops)
      if (at > epoch + from * 1000) at += (to - from) * 1000;
    return at;
  };
  const event = (
    kind: "gdb-stopped" | "gdb-resumed",
    second: number,
    data: Record<string, number | string>,
  ): JournalEntry => ({
    type: "event",
    event: {
      id: `${kind}-${second}`,
      targetId: "t1",
      kind,
      atMillis: epoch + second * 1000,
      text: kind,
      data,
    },
  });
  return [
    ...entries.map((entry): JournalEntry => {
      if (entry.type === "sample") {
        const { lastGc } = entry.values;
        return {
          ...entry,
          atMillis: clock(entry.atMillis),
          values:
            lastGc === undefined
              ? entry.values
              : { ...entry.values, lastGc: clock(lastGc / 1e6) * 1e6 },
        };
      }
      if (entry.type === "gc") {
        const cycles = entry.cycles.map((cycle) => ({
          ...cycle,
          endMillis: clock(cycle.endMillis),
        }));
        return { ...entry, cycles };
      }
      if (entry.type !== "snapshot") return entry;
      const { snapshot } = entry;
      return {
        ...entry,
        snapshot: {
          ...snapshot,
          requestedAtMillis: clock(snapshot.requestedAtMillis),
          atMillis: clock(snapshot.atMillis),
        },
      };
    }),
    ...stops.flatMap(([from, to]) => [
      event("gdb-stopped", from, { reason: "breakpoint" }),
      event("gdb-resumed", to, { stoppedMs: (to - from) * 1000 }),
    ]),
  ];
}

export interface SyntheticSite {
  readonly name: string;
  readonly objectBytes: number;
  /** Bytes in use at a moment. */
  readonly inuse: (second: number) => number;
  /** Bytes ever allocated beyond what `inuse` needs, per second. */
  readonly churn?: number;
}

/** Heap profiles as the runtime gives them: of the collection before the newest, one object per 512 KiB sampled. */
export function profilesOf(
  recorded: Recorded,
  sites: readonly SyntheticSite[],
  atSeconds: readonly number[],
  seed = 1,
): {
  readonly entries: readonly JournalEntry[];
  readonly tables: ReadonlyMap<string, SiteTable>;
} {
  const random = generator(seed);
  const entries: JournalEntry[] = [];
  const tables = new Map<string, SiteTable>();
  const samplers = sites.map((site) => siteSampler(site, random));
  for (const second of atSeconds) {
    const at = epoch + second * 1000;
    const gcCount = recorded.gcEnds.filter(
      (end, i) => i > 0 && end <= at,
    ).length;
    const asOf =
      ((recorded.gcEnds[Math.max(0, gcCount - 1)] ?? epoch) - epoch) / 1000;
    const snapshot: Snapshot = {
      id: `heap-${second}`,
      targetId: "t1",
      kind: "heap",
      requestedAtMillis: at,
      atMillis: at + 2,
      member: `evidence/heap-${second}.pb.gz`,
      bytes: 1000,
      sha256: `heap-${second}`,
      request: "GET /heap",
      gcCount,
      forcedGc: false,
    };
    entries.push({ type: "snapshot", snapshot });
    tables.set(snapshot.id, {
      sampleRateBytes: sampleRate,
      sites: samplers.map((sampler) => sampler(Math.max(0, asOf))),
    });
  }
  return { entries, tables };
}

/** Keeps its sampled objects between snapshots, as the runtime does: what lives on is sampled once. */
function siteSampler(site: SyntheticSite, random: () => number) {
  const p = 1 - Math.exp(-site.objectBytes / sampleRate);
  let alive = 0;
  let allocated = 0;
  let previous = 0;
  let previousInuse = 0;
  return (second: number) => {
    const churned =
      ((site.churn ?? 0) * (second - previous)) / site.objectBytes;
    const change = (site.inuse(second) - previousInuse) / site.objectBytes;
    // Everything that churns is replaced: the living ones are sampled anew.
    if (churned > 0) {
      alive = poisson((site.inuse(second) / site.objectBytes) * p, random);
      allocated += poisson(churned * p, random);
    } else if (change >= 0) {
      const came = poisson(change * p, random);
      alive += came;
      allocated += came;
    } else alive = Math.max(0, alive - poisson(-change * p, random));
    previous = second;
    previousInuse = site.inuse(second);
    return {
      function: site.name,
      file: "service/main.go",
      line: 10,
      via: "",
      buckets: [
        {
          objectBytes: site.objectBytes,
          inuseObjects: alive / p,
          inuseBytes: (alive / p) * site.objectBytes,
          allocObjects: allocated / p,
          allocBytes: (allocated / p) * site.objectBytes,
        },
      ],
    };
  };
}

/** Knuth's method, in steps that keep exp() from underflowing. */
function poisson(mean: number, random: () => number): number {
  let left = mean;
  let count = 0;
  let product = 1;
  for (;;) {
    product *= random();
    while (product < 1 && left > 0) {
      const step = Math.min(left, 500);
      product *= Math.exp(step);
      left -= step;
    }
    if (product <= 1) return count;
    count++;
  }
}
