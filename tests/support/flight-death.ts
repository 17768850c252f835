// Lets tests/programs/oom-target die beside a flight recorder, within a memory cgroup of its own where the kernel allows
// one, and says what was recorded of the end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SequentialIdentifiers } from "../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { MappedAgentRings } from "../../src/node/agent-ring/mapped-agent-rings.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { ThreadFlightSamplers } from "../../src/node/flight-recorder/thread-flight-samplers.ts";
import { defaultPeriodMs } from "../../src/core/flight/flight-plan.ts";
import {
  predictLimit,
  type LimitPrediction,
} from "../../src/core/flight/predict-limit.ts";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import type { FlightOptions } from "../../src/services/flight-recorder.ts";
import { recordTarget, type RecordResult } from "../../src/services/record.ts";
import { MemoryRuntimeWatches } from "../../src/services/runtime-watch.ts";
import type { TestCgroup } from "./memory-cgroup.ts";
import { inspectPorts } from "./memory-target.ts";
import { buildGo, ownGo } from "./go-program.ts";

const source = resolve(import.meta.dirname, "../programs/oom-target");

export async function buildOomTarget(binary: string): Promise<void> {
  await buildGo(ownGo, binary, { folder: source });
}

export interface Death {
  readonly result: RecordResult;
  /** What the event says. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** As Node, its parent, saw the end. */
  readonly seen: {
    readonly code: number | null;
    readonly signal: string | null;
  };
  readonly goneMillis: number;
  /** Samples of its memory in the last 1.7 seconds before it was gone. */
  readonly samplesAtTheEnd: number;
  /** Of those that there should be from the first one on: a busy machine begins late with a target that dies soon. */
  readonly sampledShare: number;
  /** From the last sample until it was gone. */
  readonly lastSampleMs: number;
  /** How old the newest heap profile was when the target was gone; null without one. */
  readonly profileAgeMs: number | null;
  /** CPU time of this process (the recorder) over wall time. */
  readonly recorderCpuShare: number;
}

export interface DeathRequest {
  readonly binary: string;
  readonly args: readonly string[];
  readonly workerScript: string;
  readonly folder: string;
  /** Null: it stays in the test's own cgroup. */
  readonly cgroup: TestCgroup | null;
  /** When it is ready to die: a signal from outside. */
  readonly signal?: NodeJS.Signals;
  readonly flight?: Pick<FlightOptions, "rules" | "ruleLog">;
}

export async function recordDeath(request: DeathRequest): Promise<Death> {
  const { binary, args, folder } = request;
  const standardError = openSync(join(folder, "stderr.txt"), "w");
  const child = spawn(binary, [...args], {
    stdio: ["pipe", "pipe", standardError],
  });
  closeSync(standardError);
  const exited = once(child, "exit") as Promise<
    [number | null, NodeJS.Signals | null]
  >;
  await once(child.stdout!, "data");
  const pid = child.pid ?? 0;
  request.cgroup?.add(pid);
  const ringPath = join(folder, "flight.ring");
  let waiting: NodeJS.Timeout | undefined;
  // A busy machine takes a while to begin: the target goes on once it is sampled.
  const begin = (): void => {
    if (!existsSync(ringPath)) return;
    clearInterval(waiting);
    child.stdin!.write("\n");
    if (request.signal !== undefined)
      setTimeout(() => child.kill(request.signal), 2500);
  };
  const http = new NodeHttpFetcher();
  const clock = new SystemClock();
  const cpu = process.cpuUsage();
  const started = performance.now();
  try {
    const result = await recordTarget(
      {
        url: null,
        pid,
        durationMs: null,
        everyMs: 60_000,
        gc: false,
        archivePath: join(folder, "death.trivet"),
        livePath: join(folder, "death.trivet-live"),
        flight: { ringPath, ...request.flight },
        host: "test",
        toolVersion: "0",
        finish: AbortSignal.timeout(120_000),
        abort: AbortSignal.timeout(120_000),
        onConnected: () => void (waiting = setInterval(begin, 20)),
      },
      {
        http,
        processes: new ProcfsInspector(),
        clock,
        ids: new SequentialIdentifiers(),
        runtimes: new MemoryRuntimeWatches({ ...inspectPorts(), clock }),
        flights: new ThreadFlightSamplers(request.workerScript),
        agents: new MappedAgentRings(),
        stores: new FolderInvestigationStores(folder, "0"),
      },
    );
    const spent = process.cpuUsage(cpu);
    const [code, signal] = await exited;
    return describe(result, {
      code,
      signal,
      share: (spent.user + spent.system) / 1000 / (performance.now() - started),
    });
  } finally {
    clearInterval(waiting);
    http.close();
    if (child.exitCode === null && child.signalCode === null)
      child.kill("SIGKILL");
  }
}

function describe(
  result: RecordResult,
  {
    code,
    signal,
    share,
  }: {
    readonly code: number | null;
    readonly signal: string | null;
    readonly share: number;
  },
): Death {
  const { session } = result;
  const event = session.events.find(({ kind }) => kind === "cause-of-death");
  if (event === undefined)
    throw new Error(
      `no cause of death among ${session.events.map(({ kind, text }) => `${kind}: ${text}`).join("\n")}`,
    );
  const [target] = session.targets.keys();
  // The agent has RSS too; this only the flight recorder and, once a second, the watch.
  const times = session.series(target ?? "", "heapLive")?.times ?? [];
  const goneMillis = event.atMillis;
  const atTheEnd = [...times].filter((at) => at >= goneMillis - 1700);
  const watchedMs = goneMillis - (atTheEnd[0] ?? goneMillis);
  const heap = session.snapshots.filter(({ kind }) => kind === "heap").at(-1);
  return {
    result,
    facts: event.data,
    seen: { code, signal },
    goneMillis,
    samplesAtTheEnd: atTheEnd.length,
    sampledShare: atTheEnd.length / (1 + watchedMs / defaultPeriodMs),
    lastSampleMs: goneMillis - Number(event.data["lastSampleMillis"]),
    profileAgeMs: heap === undefined ? null : goneMillis - heap.atMillis,
    recorderCpuShare: share,
  };
}

export interface Forecast {
  readonly leadMs: number;
  readonly prediction: LimitPrediction | null;
  /** From the moment that was predicted to the kill, over the time that was left; null without a prediction. */
  readonly error: number | null;
  readonly isCovered: boolean;
}

/** What the recording allowed to say `leadMs` before the kernel killed. */
export function forecastBefore(
  { result, facts }: Death,
  limitBytes: number,
  leadMs: number,
): Forecast {
  const { session } = result;
  const [target = ""] = session.targets.keys();
  const used = session.series(target, "cgroupCurrent");
  const killedAt = Number(facts["endingMillis"]);
  const times = [...(used?.times ?? [])].filter(
    (at) => at <= killedAt - leadMs,
  );
  const prediction = predictLimit(
    times,
    [...(used?.values ?? [])].slice(0, times.length),
    limitBytes,
  );
  if (prediction === null)
    return { leadMs, prediction, error: null, isCovered: false };
  const { atMillis, earliestMillis, latestMillis } = prediction;
  return {
    leadMs,
    prediction,
    error: (atMillis - killedAt) / leadMs,
    // A sample's period: nothing is known closer than that.
    isCovered:
      earliestMillis <= killedAt + 20 &&
      (latestMillis ?? Infinity) >= killedAt - 20,
  };
}

/** What stands in the file of its standard error, to compare. */
export function standardErrorOf(folder: string): string {
  return readFileSync(join(folder, "stderr.txt"), "utf8");
}
