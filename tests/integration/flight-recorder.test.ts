// Real processes that die beside the flight recorder. Three deaths always; with TRIVET_FLIGHT_MATRIX=1 ten kills by the
// kernel at leak rates from 5 to 200 MB/s and every other end of a Go program, with a table for docs/benchmarks.md.

import {
  appendFileSync,
  mkdtempSync,
  mkdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TailFiles } from "../../src/node/collectors/logs/tail-file.ts";
import { readRules } from "../../src/node/flight-rules/read-rules.ts";
import { parseWaitStatus } from "../../src/core/flight/wait-status.ts";
import {
  buildOomTarget,
  forecastBefore,
  recordDeath,
  standardErrorOf,
  type Death,
  type Forecast,
} from "../support/flight-death.ts";
import {
  buildAgentTarget,
  controlMillisIn,
  lateness,
} from "../support/agent-target.ts";
import { makeCgroup } from "../support/memory-cgroup.ts";
import {
  buildWorker,
  type BuiltWorker,
} from "../support/profile-worker-build.ts";

const isFull = process.env["TRIVET_FLIGHT_MATRIX"] === "1";
const folder = mkdtempSync(join(tmpdir(), "trivet-flight-"));
const binary = join(folder, "oom-target");
/** Leaks as the other does, and has the agent in it. */
const agentBinary = join(folder, "agent-target");
let worker: BuiltWorker;
let runs = 0;

beforeAll(async () => {
  await buildOomTarget(binary);
  await buildAgentTarget(
    { name: "own", environment: { GOTOOLCHAIN: "local" } },
    agentBinary,
  );
  worker = await buildWorker("src/node/flight-recorder/flight-worker.ts");
}, 300_000);
afterAll(async () => {
  await worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

const rows: string[] = [];
const forecastRows: string[] = [];

/** From the last reading of anything, also of the cgroup alone, until it was gone. */
function lastReadingMs({ facts, goneMillis }: Death): number {
  const { lastSampleMillis, lastGroupMillis } = facts;
  return (
    goneMillis - Math.max(Number(lastSampleMillis), Number(lastGroupMillis))
  );
}

/** From the agent's last entry to when the process was seen to be ending; null without an agent. */
function agentAgeMs({ facts, result }: Death): number | null {
  const ring = result.session.events.find(({ kind }) => kind === "agent-ring");
  if (ring === undefined) return null;
  return Number(facts["endingMillis"]) - Number(ring.data["lastSampleMillis"]);
}

/** Of the ending, the part in which only its parent was waited for. */
function zombieMs({ facts, goneMillis }: Death): number {
  const since = Number(facts["zombieMillis"]);
  return since < 0 ? 0 : goneMillis - since;
}

/** Without a limit of its own a leak would take the machine's memory: then these tests are skipped, and shown so. */
const trial = makeCgroup(`trivet-test-${process.pid}-trial`, 64 << 20);
trial?.remove();
const canLimit = trial !== null;

async function die(
  name: string,
  args: readonly string[],
  options: {
    readonly limitMiB?: number;
    readonly signal?: NodeJS.Signals;
    /** Megabytes a second that a program with the agent in it leaks. */
    readonly leak?: number;
    /** Unevenly: `waves`, `faster` or `bursts`. */
    readonly how?: string;
  } = {},
): Promise<{ readonly death: Death; readonly folder: string }> {
  const own = join(folder, String(++runs));
  mkdirSync(own);
  const { limitMiB, signal, leak, how } = options;
  const cgroup =
    limitMiB === undefined
      ? null
      : makeCgroup(`trivet-test-${process.pid}-${runs}`, limitMiB << 20);
  if (limitMiB !== undefined && cgroup === null)
    throw new Error("there was a memory cgroup a moment ago");
  try {
    const death = await recordDeath({
      binary: leak === undefined ? binary : agentBinary,
      args: leak === undefined ? args : [own, String(leak), how ?? ""],
      workerScript: worker.path,
      folder: own,
      cgroup,
      ...(signal && { signal }),
    });
    rows.push(
      `| ${name} | ${String(death.facts["cause"])} (${String(death.facts["certainty"])}) | ${death.samplesAtTheEnd} | ${(Number(death.facts["endingMillis"]) - Number(death.facts["lastSampleMillis"])).toFixed(0)} ms | ${death.lastSampleMs.toFixed(0)} ms | ${lastReadingMs(death).toFixed(0)} ms | ${agentAgeMs(death)?.toFixed(0) ?? "–"} ms | ${death.profileAgeMs?.toFixed(0) ?? "–"} ms | ${(death.goneMillis - Number(death.facts["endingMillis"])).toFixed(0)} ms | ${zombieMs(death).toFixed(0)} ms | ${(death.recorderCpuShare * 100).toFixed(1)} % | ${String(death.facts["missing"])} |`,
    );
    return { death, folder: own };
  } finally {
    cgroup?.remove();
  }
}

describe.skipIf(!canLimit)("a target that runs into its limit", () => {
  const rates = isFull ? [5, 10, 20, 30, 40, 60, 80, 100, 150, 200] : [60];
  it.each(rates)(
    "is known to have been killed by the kernel at %i MB/s",
    async (rate) => {
      const limitMiB = Math.min(400, Math.max(120, rate * 4));
      const seen = await die(`OOM kill, ${rate} MB/s`, [], {
        limitMiB,
        leak: rate,
      });
      const { death } = seen;
      expect(death.seen.signal).toBe("SIGKILL");
      expect(death.facts).toMatchObject({ cause: "oom-kill" });
      expect(death.facts["oomKills"]).toBeGreaterThan(0);
      const { events } = death.result.session;
      expect(events.map(({ kind }) => kind)).toContain("alarm");
      expect(death.profileAgeMs).not.toBeNull();
      const endingMillis = Number(death.facts["endingMillis"]);
      const agentMs = agentAgeMs(death) ?? NaN;
      const late = lateness(
        controlMillisIn(seen.folder),
        endingMillis - agentMs,
        endingMillis,
      );
      // One tick more for a thread that a busy machine kept waiting alone.
      expect(agentMs).toBeLessThanOrEqual(60 + 50 + late);
      // Its own series at its own rate, beside what was seen from outside.
      const [target = ""] = death.result.session.targets.keys();
      const inUse = death.result.session.series(target, "heapAlloc");
      const atTheEnd = [...(inUse?.times ?? [])].filter(
        (at) => at >= endingMillis - 1700,
      );
      expect(atTheEnd.length).toBeGreaterThan(10);
      if (!isFull) return;
      expect(death.samplesAtTheEnd).toBeGreaterThanOrEqual(60);
      // From then on its own memory cannot be read: how long the kernel takes to give it back is not ours. Its cgroup can.
      const lastBeforeEnding =
        Number(death.facts["endingMillis"]) -
        Number(death.facts["lastSampleMillis"]);
      expect(lastBeforeEnding).toBeLessThanOrEqual(60);
      expect(lastReadingMs(death)).toBeLessThanOrEqual(120);
      expect(death.profileAgeMs).toBeLessThanOrEqual(2000);
    },
    120_000,
  );
});

describe.skipIf(!canLimit || !isFull)("what was said of a real leak", () => {
  const leads = [5000, 3000, 1700];
  const seen: Forecast[] = [];
  const uneven = ["waves", "faster", "bursts"] as const;
  const leaks = [10, 20, 40].flatMap((rate) => [
    { rate, how: "" },
    ...uneven.map((how) => ({ rate, how })),
  ]);
  it.each(leaks)(
    "at $rate MB/s $how",
    async ({ rate, how }) => {
      // Eleven seconds: the longest lead, and as much again before it.
      const limitMiB = Math.round((15 + rate * 11) / 1.048_576);
      const { death } = await die(`forecast, ${rate} MB/s ${how}`, [], {
        limitMiB,
        leak: rate,
        how,
      });
      for (const leadMs of leads) {
        const forecast = forecastBefore(death, limitMiB << 20, leadMs);
        forecastRows.push(forecastRow(rate, how, forecast));
        if (how === "")
          expect(Math.abs(forecast.error ?? NaN)).toBeLessThan(0.1);
        else seen.push(forecast);
      }
    },
    120_000,
  );
  it("had nine of ten uneven ones in its interval", () => {
    const covered = seen.filter(({ isCovered }) => isCovered);
    expect(covered.length / seen.length).toBeGreaterThanOrEqual(0.9);
  });
});

function forecastRow(
  rate: number,
  how: string,
  { leadMs, prediction, error, isCovered }: Forecast,
): string {
  const from = (at: number | null): string =>
    prediction === null || at === null
      ? "–"
      : ((at - prediction.atMillis) / 1000).toFixed(2);
  return `| ${rate} ${how} | ${leadMs / 1000} s | ${(((error ?? NaN) * leadMs) / 1000).toFixed(2)} s | ${((error ?? NaN) * 100).toFixed(1)} % | ${from(prediction?.earliestMillis ?? null)} to ${from(prediction?.latestMillis ?? null)} s | ${isCovered ? "yes" : "no"} |`;
}

describe.skipIf(!canLimit)("a target that ends otherwise", () => {
  interface End {
    readonly how: string;
    readonly cause: string;
    readonly signal?: NodeJS.Signals;
  }
  const always: readonly End[] = [
    { how: "panic", cause: "panic" },
    { how: "wait", cause: "killed", signal: "SIGKILL" },
  ];
  const others: readonly End[] = [
    { how: "exit", cause: "exit" },
    { how: "overflow", cause: "stack-overflow" },
    { how: "abort", cause: "abort" },
    { how: "fatal", cause: "fatal-error" },
    { how: "wait", cause: "signal", signal: "SIGTERM" },
  ];
  const ends = isFull ? [...always, ...others] : always;
  it.each(ends)(
    "by $how is told apart: $cause",
    async ({ how, cause, signal }) => {
      const seen = await die(signal ?? how, [how], {
        limitMiB: 400,
        ...(signal && { signal }),
      });
      const { death } = seen;
      // A parent that takes the end within a millisecond leaves nothing to see but what was printed.
      const wasMissed = String(death.facts["missing"]).includes("exit-status");
      const printed = standardErrorOf(seen.folder);
      if (wasMissed && printed === "")
        expect(death.facts).toMatchObject({ cause: "unknown" });
      else expect(death.facts).toMatchObject({ cause });
      if (how === "panic")
        expect(printed).toContain(String(death.facts["lastWords"]));
      expect(death.samplesAtTheEnd).toBeGreaterThan(0);
      expect(death.sampledShare).toBeGreaterThan(0.25);
    },
    120_000,
  );
});

it("goes by a user's rules, with no limit of memory, and looks into the log", async () => {
  const own = join(folder, String(++runs));
  mkdirSync(own);
  const log = join(own, "app.log");
  writeFileSync(log, "started\n");
  const rules = readRules(
    Buffer.from(`
version: 1
rules:
  - { name: a crowd, level: alarm, when: { goroutines: 9 } }
  - { name: in trouble, level: alarm, when: { log: "queue full", memory: 1 } }
  - { name: never, level: alarm, when: { goroutines: 9, memory: 1TiB } }
`),
  );
  const writing = setInterval(
    () => appendFileSync(log, "12:00 queue full\n"),
    200,
  );
  try {
    const death = await recordDeath({
      binary: agentBinary,
      args: [own, "0"],
      workerScript: worker.path,
      folder: own,
      cgroup: null,
      signal: "SIGKILL",
      flight: {
        rules,
        ruleLog: {
          path: log,
          files: new TailFiles(),
          patterns: new Map([
            ["queue full", (line) => line.includes("queue full")],
          ]),
        },
      },
    });
    const { events, snapshots } = death.result.session;
    const alarms = events.filter(({ kind }) => kind === "alarm");
    expect(alarms.map(({ data }) => data["rule"]).sort()).toEqual([
      "a crowd",
      "in trouble",
    ]);
    const crowd = alarms.find(({ data }) => data["rule"] === "a crowd");
    expect(crowd?.text).toMatch(/^a crowd: \d+ goroutines$/);
    // One is the schedule's.
    const heaps = snapshots.filter(({ kind }) => kind === "heap");
    expect(heaps.length).toBeGreaterThan(1);
  } finally {
    clearInterval(writing);
  }
}, 120_000);

it("finds the exit status where the kernel has it", () => {
  // The field is 0 for a process that runs.
  expect(parseWaitStatus("1 (a) b) S 0 1 1 0")).toBeNull();
});

afterAll(() => {
  if (!isFull) return;
  const head =
    "| end | cause | samples in 1.7 s | sample before ending | sample before gone | reading before gone | agent before ending | heap profile | seen ending for | zombie for | recorder CPU | not seen |";
  console.log(
    [head, "|---|---|---|---|---|---|---|---|---|---|---|---|", ...rows].join(
      "\n",
    ),
  );
  const forecast =
    "| MB/s | lead | error | of the time left | interval | covers the kill |";
  console.log(
    [forecast, "|---|---|---|---|---|---|", ...forecastRows].join("\n"),
  );
});
