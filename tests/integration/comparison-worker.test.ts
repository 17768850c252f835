// Comparisons and trends from the worker thread: the same answers as in process, and a trend that can be stopped and
// forgotten.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { plainLens } from "../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { WorkerProfileEngine } from "../../src/node/profile-engine/worker-engine.ts";
import type { ProfileEngine } from "../../src/services/ports/profile-engine.ts";
import type { TrendQuery } from "../../src/services/ports/profile-queries.ts";
import { encodeProfile } from "../support/profile-encode.ts";
import { generateProfile } from "../support/profile-generate.ts";
import { buildProfileWorker } from "../support/profile-worker-build.ts";

let worker: Awaited<ReturnType<typeof buildProfileWorker>>;
const open: ProfileEngine[] = [];
const query: TrendQuery = { lens: plainLens, rowsAre: "stack" };
const moments = [4000, 5000, 6000, 7000];
let profiles: readonly Uint8Array[];

beforeAll(async () => {
  worker = await buildProfileWorker();
  profiles = moments.map((samples) =>
    encodeProfile(generateProfile({ samples, depth: 20, functions: 400 })),
  );
});
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});
afterAll(() => worker.remove());

async function start(): Promise<WorkerProfileEngine> {
  const engine = new WorkerProfileEngine(worker.path);
  open.push(engine);
  await loadAll(engine);
  return engine;
}

async function loadAll(engine: ProfileEngine): Promise<void> {
  for (const [at, bytes] of profiles.entries())
    await engine.load(`p${at}`, bytes);
}

async function follow(engine: ProfileEngine, signal?: AbortSignal) {
  for (const [at, atMillis] of moments.entries())
    await engine.trendAdd("t", query, { id: `p${at}`, atMillis }, signal);
  return engine.trendFinish("t", 50, signal);
}

describe("the worker", () => {
  it("compares and follows exactly as the engine in process", async () => {
    const inProcess = new InProcessProfileEngine();
    await loadAll(inProcess);
    const answers = await Promise.all(
      [await start(), inProcess].map(async (engine) => ({
        table: await engine.compare({
          before: "p0",
          after: "p3",
          lens: plainLens,
        }),
        trend: await follow(engine),
      })),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.trend.rows).toHaveLength(50);
    expect(answers[0]?.trend.omitted).toBeGreaterThan(50);
    expect(answers[0]?.table.rows.length).toBeGreaterThan(100);
  });

  it("forgets a trend that was finished or dropped", async () => {
    const engine = await start();
    await follow(engine);
    await expect(engine.trendFinish("t", 50)).rejects.toMatchObject({
      code: "not-found",
    });
    await engine.trendAdd("t", query, { id: "p0", atMillis: 1 });
    engine.trendDrop("t");
    await expect(engine.trendFinish("t", 50)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("stops a trend in the middle, and answers the next question", async () => {
    const engine = await start();
    const controller = new AbortController();
    const trend = follow(engine, controller.signal);
    controller.abort();
    await expect(trend).rejects.toMatchObject({ code: "cancelled" });
    engine.trendDrop("t");
    expect((await follow(engine)).times).toHaveLength(4);
  });

  it("draws what grew and what shrank apart", async () => {
    const engine = await start();
    const flame = (part: "grown" | "shrunk") =>
      engine.flame({
        subject: {
          kind: "comparison",
          before: "p0",
          after: "p3",
          mode: "diff-base",
          normalize: false,
        },
        lens: plainLens,
        minFraction: 0.001,
        zoom: [],
        part,
      });
    const { total } = await engine.compare({
      before: "p0",
      after: "p3",
      lens: plainLens,
    });
    expect((await flame("grown")).total).toBe(total.grown);
    expect((await flame("shrunk")).total).toBe(total.shrunk);
  });
});
