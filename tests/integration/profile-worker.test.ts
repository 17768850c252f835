// The profile worker in a real thread: same answers as in process, stoppable, replaceable.

import { readFile, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { plainLens } from "../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { WorkerProfileEngine } from "../../src/node/profile-engine/worker-engine.ts";
import type { ProfileEngine } from "../../src/services/ports/profile-engine.ts";
import { encodeProfile } from "../support/profile-encode.ts";
import { generateProfile } from "../support/profile-generate.ts";
import { makeProfiles } from "../support/profile-oracle.ts";
import { buildProfileWorker } from "../support/profile-worker-build.ts";

let folder: string;
let worker: Awaited<ReturnType<typeof buildProfileWorker>>;
let profile: Awaited<ReturnType<typeof makeProfiles>>;
const open: ProfileEngine[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-worker-"));
  [worker, profile] = await Promise.all([
    buildProfileWorker(),
    makeProfiles(folder),
  ]);
});
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});
afterAll(async () => {
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
});

function start(script = worker.path, maxBytes?: number): WorkerProfileEngine {
  const engine = new WorkerProfileEngine(
    script,
    maxBytes === undefined ? {} : { maxBytes },
  );
  open.push(engine);
  return engine;
}

const comparison = {
  kind: "comparison",
  before: "before",
  after: "after",
  mode: "diff-base",
  normalize: false,
} as const;

describe("WorkerProfileEngine", () => {
  it("answers exactly as the engine in process", async () => {
    const engines = [start(), new InProcessProfileEngine()];
    const answers = await Promise.all(
      engines.map(async (engine) => {
        const summaries = [];
        for (const moment of ["before", "after"] as const)
          summaries.push(
            await engine.load(moment, await readFile(profile(moment, "heap"))),
            await engine.load(
              `${moment} goroutines`,
              await readFile(profile(moment, "goroutine")),
            ),
          );
        return {
          summaries,
          top: await engine.top({
            subject: comparison,
            lens: { ...plainLens, granularity: "lines" },
            cum: true,
          }),
          flame: await engine.flame({
            subject: comparison,
            lens: plainLens,
            minFraction: 0.001,
            zoom: [],
          }),
          sites: await engine.sites("after"),
          goroutines: await engine.goroutines(
            "after goroutines",
            "before goroutines",
          ),
          total: await engine.total("after", "alloc_space"),
        };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.flame.start).toBeInstanceOf(Float64Array);
    expect(answers[0]?.flame.start.length).toBeGreaterThan(20);
  });

  it("leaves the caller's bytes alone", async () => {
    const engine = start();
    const bytes = await readFile(profile("after", "heap"));
    const copy = Uint8Array.from(bytes);
    await engine.load("a", bytes);
    expect(Uint8Array.from(bytes)).toEqual(copy);
    expect(engine.isLoaded("a")).toBe(true);
    engine.unload("a");
    expect(engine.isLoaded("a")).toBe(false);
    await expect(engine.sites("a")).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("passes errors on with code, fact and offset", async () => {
    const engine = start(worker.path, 5000);
    const bytes = await readFile(profile("after", "heap"));
    await expect(
      engine.load("a", bytes.subarray(0, 400)),
    ).rejects.toMatchObject({
      name: "TrivetError",
      code: "profile-truncated",
      detail: { offset: 400 },
    });
    await expect(engine.load("a", bytes)).rejects.toMatchObject({
      code: "profile-too-large",
    });
    expect(engine.isLoaded("a")).toBe(false);
  });

  it("stops a decode that is cancelled, and goes on", async () => {
    const engine = start();
    const large = encodeProfile(
      generateProfile({ samples: 60_000, depth: 30, functions: 2000 }),
    );
    const alone = performance.now();
    await engine.load("large", large);
    const whole = performance.now() - alone;
    engine.unload("large");
    const controller = new AbortController();
    const cancelled = engine.load("large", large, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, whole / 10);
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    const small = await readFile(profile("after", "goroutine"));
    await engine.load("small", small);
    expect(engine.isLoaded("large")).toBe(false);
    expect(engine.isLoaded("small")).toBe(true);
    const query = { lens: plainLens, cum: false } as const;
    await expect(
      engine.top({ ...query, subject: { kind: "single", id: "large" } }),
    ).rejects.toMatchObject({ code: "not-found" });
  });

  it("rejects what was pending when the worker dies, and starts another", async () => {
    // Dies in the middle of its first request, and works from then on.
    const marker = join(folder, "died");
    const script = join(folder, "mortal.cjs");
    await writeFile(
      script,
      `const fs = require("node:fs");
       if (!fs.existsSync(${JSON.stringify(marker)}))
         require("node:worker_threads").parentPort.once("message", () => {
           fs.writeFileSync(${JSON.stringify(marker)}, "");
           process.exit(7);
         });
       else require(${JSON.stringify(worker.path)});`,
    );
    const engine = start(script);
    const bytes = await readFile(profile("after", "heap"));
    await expect(engine.load("a", bytes)).rejects.toMatchObject({
      code: "internal",
      message: "the profile worker ended (code 7)",
    });
    expect(engine.isLoaded("a")).toBe(false);
    await engine.load("a", bytes);
    expect(engine.isLoaded("a")).toBe(true);
  });

  it("says so when the script is not there", async () => {
    const engine = start(join(folder, "no-such-worker.cjs"));
    await expect(engine.total("a", "x")).rejects.toMatchObject({
      code: "internal",
      message: expect.stringMatching(
        /profile worker crashed: Cannot find module/,
      ) as string,
    });
  });

  it("answers nothing once it is closed", async () => {
    const engine = start();
    const pending = engine.load("a", await readFile(profile("after", "heap")));
    const outcome = expect(pending).rejects.toMatchObject({
      code: "cancelled",
    });
    await engine.close();
    await outcome;
    await expect(engine.total("a", "x")).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
