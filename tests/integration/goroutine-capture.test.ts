// A dump of every goroutine from a real Go program, as the window takes it: evidence as it came, its stop counted, read
// in the worker's way, one goroutine followed through two dumps, and at 100,000 goroutines still quick to browse.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { tellsGoroutineIds } from "../../src/core/investigation/goroutine-stacks.ts";
import { recordedCost } from "../../src/core/investigation/target-cost.ts";
import type { Snapshot, Target } from "../../src/core/investigation/model.ts";
import { SequentialIdentifiers } from "../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { checkByDecoding } from "../../src/services/capture-check.ts";
import { TargetCapturer } from "../../src/services/capture.ts";
import { followGoroutineThrough } from "../../src/services/follow-goroutine.ts";
import { fetchGoroutineCount } from "../../src/services/watch-goroutine-count.ts";
import { TargetCostMeter } from "../../src/services/watch-cost.ts";
import { ProfileService } from "../../src/services/profiles.ts";
import { buildGo, ownGo } from "../support/go-program.ts";
import { runCli } from "../support/run-cli.ts";

const run = promisify(execFile);
const source = resolve(import.meta.dirname, "../programs/goroutine-states");
const running: ChildProcess[] = [];
const http = new NodeHttpFetcher();
let folder = "";
let program = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-goroutine-capture-"));
  program = join(folder, "goroutine-states");
  await buildGo(ownGo, program, { folder: source });
});
afterAll(async () => {
  for (const child of running) child.kill();
  http.close();
  await rm(folder, { recursive: true, force: true });
});

async function serve(count: number): Promise<string> {
  const child = spawn(program, ["serve", String(count)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  running.push(child);
  for await (const line of child.stdout.setEncoding("utf8")) {
    await sleep(300);
    return String(line).trim();
  }
  throw new Error("the program printed no URL");
}

/** A target with its capturer, and what they write, in memory. */
function capture(url: string): {
  readonly capturer: TargetCapturer;
  readonly cost: TargetCostMeter;
  readonly model: Investigation;
  readonly evidence: Map<string, Uint8Array>;
  readonly profiles: ProfileService;
} {
  const target: Target = {
    id: "t1",
    label: "states",
    url,
    pid: null,
    startTicks: null,
    exe: null,
    goVersion: null,
    buildId: null,
    host: "here",
    memoryLimitBytes: null,
  };
  const model = new Investigation();
  model.apply({ type: "target", target });
  const evidence = new Map<string, Uint8Array>();
  const cost = new TargetCostMeter();
  const engine = new InProcessProfileEngine();
  const journal = {
    model,
    append: (entry: Parameters<Investigation["apply"]>[0]) =>
      model.apply(entry),
    putEvidence: async (bytes: Uint8Array, extension: string) => {
      const member = `evidence/${evidence.size}.${extension}`;
      evidence.set(member, bytes.slice());
      return { member, bytes: bytes.length, sha256: member };
    },
    readEvidence: async (member: string) => evidence.get(member)!,
  };
  const capturer = new TargetCapturer(
    { target, cost, medianLatencyMs: null },
    {
      http,
      processes: null,
      clock: new SystemClock(),
      ids: new SequentialIdentifiers(),
      journal,
      check: checkByDecoding(engine),
    },
  );
  const profiles = new ProfileService(engine);
  profiles.use(journal);
  return { capturer, cost, model, evidence, profiles };
}

describe("a capture of every goroutine", () => {
  it("is evidence as it came, says its price, and counts its stop", async () => {
    const url = await serve(200);
    const { capturer, cost, model, evidence, profiles } = capture(url);
    const { count } = await fetchGoroutineCount(http, url, {
      timeoutMs: 5000,
      source: "index",
    });
    model.apply({
      type: "sample",
      targetId: "t1",
      source: "memstats",
      atMillis: Date.now(),
      tookMs: 1,
      values: { goroutines: count },
    });
    const estimate = capturer.estimate("goroutine", false, true);
    expect(estimate.basis).toBe("rule-of-thumb");
    expect(estimate.stop?.goroutines).toBe(count);
    expect(estimate.stop!.lowMs).toBeLessThan(estimate.stop!.highMs);

    const first = await capturer.take({
      kind: "goroutine",
      gc: false,
      stacks: true,
    });
    expect(first.request).toBe(`${url}/goroutine?debug=2`);
    expect(first.member).toMatch(/\.txt$/);
    expect(tellsGoroutineIds(first)).toBe(true);
    const text = new TextDecoder().decode(evidence.get(first.member));
    expect(text).toMatch(/^goroutine \d+ \[running\]:/);
    expect(cost.value.stops).toBe(1);
    expect(recordedCost(model, "t1").stops).toBe(1);
    expect(capturer.estimate("goroutine", false, true).basis).toBe(
      "measured-before",
    );

    const second = await capturer.take({
      kind: "goroutine",
      gc: false,
      stacks: true,
    });
    const view = await profiles.browseGoroutines({
      id: second.id,
      beforeId: first.id,
      search: "",
      levels: [{ by: "state" }, { by: "function" }],
      order: "count",
      open: [],
      limit: 100,
    });
    const ids = (of: Snapshot): number =>
      new TextDecoder()
        .decode(evidence.get(of.member))
        .split("\n")
        .filter((line) => /^goroutine \d+ \[/.test(line)).length;
    expect(view.goroutines).toBe(ids(second));
    expect(view.before).toBe(ids(first));
    expect(view.rows.reduce((sum, row) => sum + row.count, 0)).toBe(
      view.goroutines,
    );
    // Parked goroutines stay where they are, all 200 of them.
    expect(view.followed?.stayed).toBeGreaterThanOrEqual(200);

    const parked = Number(
      /goroutine (\d+) \[(?:chan receive|select)/.exec(text)?.[1],
    );
    const moments = await followGoroutineThrough(profiles, {
      targetId: "t1",
      goroutine: parked,
      snapshots: model.snapshots,
    });
    expect(moments.map(({ change }) => change)).toEqual(["first", "stayed"]);
  });

  it("is counted by stack beside the cheap form, which stops nothing", async () => {
    const url = await serve(50);
    const { capturer, cost, profiles } = capture(url);
    const cheap = await capturer.take({ kind: "goroutine", gc: false });
    expect(cost.value.stops).toBe(0);
    const full = await capturer.take({
      kind: "goroutine",
      gc: false,
      stacks: true,
    });
    const view = await profiles.browseGoroutines({
      id: full.id,
      beforeId: cheap.id,
      search: "",
      levels: [{ by: "stack" }],
      order: "count",
      open: [],
      limit: 100,
    });
    // The two forms write the same stack differently; the largest group is the same 50 goroutines in both.
    const [largest] = view.rows;
    expect(largest?.count).toBeGreaterThanOrEqual(50);
    expect(largest?.before).toBe(largest?.count);
  });

  it("stays quick to browse with 100,000 goroutines", async () => {
    const url = await serve(100_000);
    const { capturer, profiles } = capture(url);
    const started = performance.now();
    const snapshot = await capturer.take({
      kind: "goroutine",
      gc: false,
      stacks: true,
    });
    const takenMs = performance.now() - started;
    const query = {
      id: snapshot.id,
      beforeId: null,
      search: "",
      levels: [{ by: "state" as const }, { by: "function" as const }],
      order: "count" as const,
      open: [],
      limit: 500,
    };
    await profiles.browseGoroutines(query);
    const before = performance.now();
    const view = await profiles.browseGoroutines(query);
    const [first] = view.rows;
    const opened = await profiles.browseGoroutines({
      ...query,
      levels: [{ by: "state" }],
      open: [first!.path],
    });
    const browsedMs = performance.now() - before;
    expect(view.goroutines).toBeGreaterThanOrEqual(100_000);
    const more = opened.rows.find((row) => row.kind === "more");
    expect(opened.rows.length).toBeLessThan(600);
    expect(more!.count).toBeGreaterThan(99_000);
    expect(JSON.stringify(opened).length).toBeLessThan(1 << 20);
    console.log(
      `100,000 goroutines: taken and decoded in ${Math.round(takenMs)} ms, browsed twice in ${Math.round(browsedMs)} ms`,
    );
    expect(browsedMs).toBeLessThan(takenMs);
  });
});

describe("trivet goroutines --follow over several files", () => {
  it("tells of each file in their order", async () => {
    const url = await serve(5);
    const files = [join(folder, "a.txt"), join(folder, "b.txt")];
    for (const file of files)
      await run("curl", ["-so", file, `${url}/goroutine?debug=2`]);
    const out = await runCli([
      "goroutines",
      ...files,
      "--follow",
      "1",
      "--json",
    ]);
    expect(out.code, out.stderr).toBe(0);
    const document = JSON.parse(out.stdout) as {
      readonly dumps: readonly { readonly id: number }[];
      readonly files: readonly string[];
    };
    expect(document.files).toEqual(files);
    expect(document.dumps.map((dump) => dump.id)).toEqual([1, 1]);
    expect((await runCli(["goroutines", ...files])).code).toBe(2);
  });
});
