// Real processes that die beside the flight recorder. Three deaths always; with TRIVET_FLIGHT_MATRIX=1 ten kills by the
// kernel at leak rates from 5 to 200 MB/s and every other end of a Go program, with a table for docs/benchmarks.md.

import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseWaitStatus } from "../../src/core/flight/wait-status.ts";
import {
  buildOomTarget,
  forecastBefore,
  recordDeath,
  standardErrorOf,
  type Death,
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
  } = {},
): Promise<{ readonly death: Death; readonly folder: string }> {
  const own = join(folder, String(++runs));
  mkdirSync(own);
  const { limitMiB, signal, leak } = options;
  const cgroup =
    limitMiB === undefined
      ? null
      : makeCgroup(`trivet-test-${process.pid}-${runs}`, limitMiB << 20);
  if (limitMiB !== undefined && cgroup === null)
    throw new Error("there was a memory cgroup a moment ago");
  try {
    const death = await recordDeath({
      binary: leak === undefined ? binary : agentBinary,
      args: leak === undefined ? args : [own, String(leak)],
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
      expect(agentMs).toBeLessThanOrEqual(60 + late);
      // Its own series at its own rate, beside what was seen from outside.
      const [target = ""] = death.result.session.targets.keys();
      const inUse = death.result.session.series(target, "heapAlloc");
      const atTheEnd = [...(inUse?.times ?? [])].filter(
        (at) => at >= endingMillis - 1700,
      );
      expect(atTheEnd.length).toBeGreaterThan(10);
      for (const leadMs of [5000, 3000, 1700]) {
        // The leak begins a second after the recording, and a rate is known when half a second of it was seen.
        if ((limitMiB * 1.048_576 - 15) / rate < leadMs / 1000 + 1) continue;
        const { prediction, error, isCovered } = forecastBefore(
          death,
          limitMiB << 20,
          leadMs,
        );
        const range =
          prediction === null
            ? "–"
            : `${((prediction.earliestMillis - prediction.atMillis) / 1000).toFixed(2)} to ${prediction.latestMillis === null ? "∞" : ((prediction.latestMillis - prediction.atMillis) / 1000).toFixed(2)} s`;
        forecastRows.push(
          `| ${rate} | ${leadMs / 1000} s | ${(((error ?? NaN) * leadMs) / 1000).toFixed(2)} s | ${((error ?? NaN) * 100).toFixed(1)} % | ${range} | ${isCovered ? "yes" : "no"} |`,
        );
      }
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
      expect(death.samplesAtTheEnd).toBeGreaterThan(20);
    },
    120_000,
  );
});

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
