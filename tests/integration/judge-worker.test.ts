// The judging thread: the same verdict as in place, without holding up the thread that records.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { judgeEvidence } from "../../src/core/findings/evaluate.ts";
import { gatherEvidence } from "../../src/core/findings/target-evidence.ts";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { WorkerJudge } from "../../src/node/judge/worker-judge.ts";
import {
  buildWorker,
  type BuiltWorker,
} from "../support/profile-worker-build.ts";
import { MB, profilesOf, record } from "../unit/core/findings/synthetic.ts";

let worker: BuiltWorker;
let folder = "";
const open: WorkerJudge[] = [];

beforeAll(async () => {
  worker = await buildWorker("src/node/judge/judge-worker.ts");
  folder = await mkdtemp(join(tmpdir(), "trivet-judge-"));
});
afterEach(async () => {
  for (const judge of open.splice(0)) await judge.close();
});
afterAll(async () => {
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
});

function start(script = worker.path): WorkerJudge {
  const judge = new WorkerJudge(script);
  open.push(judge);
  return judge;
}

/** A leak, read once a second; with its heap profiles. */
function recordingOf(seconds: number) {
  const recorded = record({ seconds, live: (s) => 10 * MB + s * 20_000 });
  const leak = {
    name: "main.leak",
    objectBytes: 4096,
    inuse: (s: number) => s * 20_000,
  };
  const at = [0.2, 0.5, 0.95].map((share) => Math.round(seconds * share));
  const profiles = profilesOf(recorded, [leak], at);
  const model = Investigation.from([...recorded.entries, ...profiles.entries]);
  const readings = {
    sites: profiles.tables,
    goroutines: new Map(),
    spans: new Map(),
  };
  const evidence = gatherEvidence({ model, ...readings });
  if (evidence === null) throw new Error("nothing was recorded");
  return { evidence, readings };
}

const day = recordingOf(86_400);

test("judges a day as it is judged in place, again and again", async () => {
  const expected = judgeEvidence(day.evidence, day.readings);
  expect(expected.verdict.kind).toBe("heap-leak");
  expect(expected.verdict.sites[0]?.function).toBe("main.leak");
  const judge = start();
  for (let round = 0; round < 3; round++)
    expect(await judge.judge(day.evidence, day.readings)).toEqual(expected);
  // What was handed over is a copy: the recording goes on with its own columns.
  expect(day.evidence.series.heapAlloc?.times.length).toBe(86_401);
});

test("the thread that asks stays free while a day is judged", async () => {
  const judge = start();
  // The first time the thread starts and learns what the snapshots hold.
  await judge.judge(day.evidence, day.readings);
  const inPlace = await longestPause(() => {
    judgeEvidence(day.evidence, day.readings);
    return Promise.resolve();
  });
  const elsewhere = await longestPause(async () => {
    await judge.judge(day.evidence, day.readings);
  });
  expect(elsewhere, `in place ${inPlace} ms`).toBeLessThan(inPlace / 2);
});

/** Milliseconds for which nothing else could run, the best of five times. */
async function longestPause(work: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    let longest = 0;
    let before = performance.now();
    const beat = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - before);
      before = now;
    }, 1);
    await sleep(10);
    longest = 0;
    await work();
    await sleep(10);
    clearInterval(beat);
    best = Math.min(best, longest);
  }
  return best;
}

test("a short recording needs no thread at all", async () => {
  const short = recordingOf(120);
  const judge = start(join(folder, "there-is-no-such-script.cjs"));
  expect(await judge.judge(short.evidence, short.readings)).toEqual(
    judgeEvidence(short.evidence, short.readings),
  );
  const nothing = await judge.judge(null, short.readings);
  expect(nothing.verdict.kind).toBe("unknown");
});

test("a thread that dies fails what it was asked, and the next knows all again", async () => {
  const script = join(folder, "dies-once.cjs");
  await writeFile(
    script,
    `const { existsSync, writeFileSync } = require("node:fs");
     const { parentPort } = require("node:worker_threads");
     const died = ${JSON.stringify(join(folder, "died"))};
     if (existsSync(died)) require(${JSON.stringify(worker.path)});
     else parentPort.on("message", () => { writeFileSync(died, ""); process.exit(3); });`,
  );
  const judge = start(script);
  await expect(judge.judge(day.evidence, day.readings)).rejects.toMatchObject({
    code: "internal",
  });
  expect(await judge.judge(day.evidence, day.readings)).toEqual(
    judgeEvidence(day.evidence, day.readings),
  );
});

test("cancelled before and meanwhile, and closed", async () => {
  const judge = start();
  await expect(
    judge.judge(day.evidence, day.readings, AbortSignal.abort()),
  ).rejects.toMatchObject({ code: "cancelled" });
  const meanwhile = new AbortController();
  const answer = judge.judge(day.evidence, day.readings, meanwhile.signal);
  meanwhile.abort();
  await expect(answer).rejects.toMatchObject({ code: "cancelled" });
  const last = judge.judge(day.evidence, day.readings);
  const [outcome] = await Promise.allSettled([last, judge.close()]);
  expect(outcome).toMatchObject({
    status: "rejected",
    reason: { code: "cancelled" },
  });
  await expect(judge.judge(null, day.readings)).rejects.toMatchObject({
    code: "cancelled",
  });
});
