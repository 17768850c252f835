// `trivet record` against the real demo target: the schedule, Ctrl-C once and twice, the target's death.

import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandIo } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";
import { compareSnapshots } from "../../src/core/investigation/comparability.ts";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { TrivetError } from "../../src/core/errors.ts";
import {
  openInvestigation,
  verifyInvestigation,
} from "../../src/node/project-store/folder-investigation-stores.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

let folder: string;
const targets: GatewayTarget[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trivet-record-"));
});
afterEach(async () => {
  for (const target of targets.splice(0)) await target.kill();
  await rm(folder, { recursive: true, force: true });
});
async function start(
  ...args: Parameters<typeof startGateway>
): Promise<GatewayTarget> {
  const target = await startGateway(...args);
  targets.push(target);
  return target;
}

interface Run {
  readonly code: Promise<number>;
  readonly interrupt: AbortController;
  stdout(): string;
  stderr(): string;
}
function record(...args: readonly string[]): Run {
  const interrupt = new AbortController();
  let stdout = "";
  let stderr = "";
  const io: CommandIo = {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    isTerminal: false,
    signal: interrupt.signal,
  };
  return {
    code: main(["record", ...args], io),
    interrupt,
    stdout: () => stdout,
    stderr: () => stderr,
  };
}
const ctrlC = (): TrivetError => new TrivetError("cancelled", "Ctrl-C");
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function openRecorded(file: string): Promise<Investigation> {
  const opened = await openInvestigation(file);
  try {
    return Investigation.from(opened.entries);
  } finally {
    await opened.close();
  }
}

interface ResultJson {
  readonly schema: string;
  readonly path: string;
  readonly endedBecause: string;
  readonly samples: number;
  readonly gcCycles: number;
}

describe("trivet record", () => {
  it("takes comparable snapshots on schedule, and leaves one verified archive", async () => {
    const gateway = await start({ rate: 1500 });
    const out = path.join(folder, "case.trivet");
    const run = record(
      ...["--url", gateway.url, "--for", "16s", "--every", "4s"],
      ...["--out", out, "--json"],
    );
    expect(await run.code, run.stderr()).toBe(0);
    const result = JSON.parse(run.stdout()) as ResultJson;
    expect(result).toMatchObject({
      schema: "trivet.record/1",
      path: out,
      endedBecause: "duration",
    });
    expect(result.samples).toBeGreaterThanOrEqual(30);
    expect(result.gcCycles).toBeGreaterThan(5);
    expect(run.stderr()).toMatch(/^recording gateway.* \(pid \d+\)\n/);
    expect(run.stderr()).toMatch(/5 s of 16 s {2}heap .* RSS /);
    expect(await readdir(folder)).toEqual(["case.trivet"]);
    await verifyInvestigation(out);

    const model = await openRecorded(out);
    const heaps = model.snapshots.filter(({ kind }) => kind === "heap");
    expect(heaps.length).toBeGreaterThanOrEqual(4);
    expect(
      model.snapshots.filter(({ kind }) => kind === "goroutine").length,
    ).toBe(heaps.length);
    expect(compareSnapshots(heaps[0]!, heaps.at(-1)!).reliable).toBe(true);
    const [target] = [...model.targets.values()];
    expect(target).toMatchObject({ pid: gateway.pid, url: gateway.url });
    const rss = model.series(target!.id, "rss");
    // One a second, less what a busy machine makes late.
    expect(rss?.length).toBeGreaterThanOrEqual(12);
    expect(rss?.values.at(-1)).toBeGreaterThan(rss?.values[0] ?? Infinity);
    expect(model.gaps).toEqual([]);
  });

  it("finds the pprof port of a PID, and forces collections with --gc", async () => {
    const gateway = await start({ rate: 50 });
    const out = path.join(folder, "gc.trivet");
    const run = record(
      ...["--pid", String(gateway.pid), "--for", "4s", "--every", "1s"],
      ...["--gc", "--out", out],
    );
    expect(await run.code, run.stderr()).toBe(0);
    expect(run.stdout()).toContain(out);
    const { snapshots, targets: recorded } = await openRecorded(out);
    const heaps = snapshots.filter(({ kind }) => kind === "heap");
    expect(heaps.length).toBeGreaterThanOrEqual(3);
    expect(heaps.every(({ forcedGc }) => forcedGc)).toBe(true);
    expect([...recorded.keys()]).toEqual(["target-1"]);
  });

  it("is saved, exit 0, when interrupted once, and says so", async () => {
    const gateway = await start();
    const out = path.join(folder, "short.trivet");
    const run = record(
      "--url",
      gateway.url,
      "--for",
      "10m",
      "--out",
      out,
      "--json",
    );
    await sleep(3500);
    const interruptedAt = performance.now();
    run.interrupt.abort(ctrlC());
    expect(await run.code, run.stderr()).toBe(0);
    expect(performance.now() - interruptedAt).toBeLessThan(2000);
    expect((JSON.parse(run.stdout()) as ResultJson).endedBecause).toBe(
      "interrupted",
    );
    const model = await openRecorded(out);
    expect(model.snapshots.length).toBe(2);
    expect(model.events.at(-1)?.kind).toBe("recorder-stopped");
  });

  it("gives up on the second interrupt, exit 130, and leaves the live folder", async () => {
    const gateway = await start({ rate: 0 });
    const out = path.join(folder, "twice.trivet");
    const run = record(
      "--url",
      gateway.url,
      "--for",
      "10m",
      "--out",
      out,
      "--json",
    );
    await sleep(2500);
    const before = process.listenerCount("SIGINT");
    run.interrupt.abort(ctrlC());
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    process.emit("SIGINT");
    expect(await run.code, run.stderr()).toBe(130);
    expect(process.listenerCount("SIGINT")).toBe(before);
    expect(existsSync(out)).toBe(false);
    expect(
      (await openRecorded(path.join(folder, "twice.trivet-live"))).events[0]
        ?.kind,
    ).toBe("recorder-started");
  });

  it("keeps what it has when the target dies", async () => {
    const gateway = await start({ rate: 500 });
    const out = path.join(folder, "died.trivet");
    const run = record(
      "--url",
      gateway.url,
      "--for",
      "10m",
      "--out",
      out,
      "--json",
    );
    await sleep(3300);
    await gateway.kill();
    expect(await run.code, run.stderr()).toBe(0);
    expect((JSON.parse(run.stdout()) as ResultJson).endedBecause).toBe(
      "target-died",
    );
    const model = await openRecorded(out);
    expect(model.events.map(({ kind }) => kind)).toContain("died");
    const [id] = [...model.targets.keys()];
    expect(model.series(id!, "rss")?.length).toBeGreaterThanOrEqual(3);
    expect(model.gaps.every(({ toMillis }) => toMillis !== null)).toBe(true);
  });

  it("never touches the live folder of an earlier recording", async () => {
    const gateway = await start();
    const out = path.join(folder, "again.trivet");
    const args = ["--url", gateway.url, "--for", "1s", "--out", out] as const;
    const first = record("--url", gateway.url, "--for", "10m", "--out", out);
    await sleep(1500);
    const second = record(...args);
    expect(await second.code, second.stderr()).toBe(0);
    expect(second.stderr()).toContain("again.trivet-live is left");
    expect(existsSync(path.join(folder, "again.trivet-live"))).toBe(true);
    first.interrupt.abort(ctrlC());
    expect(await first.code).toBe(0);
    expect(await readdir(folder)).toEqual(["again.trivet"]);
  });

  it.each([
    [2, "usage", ["--out", "x.trivet"]],
    [2, "usage", ["--url", ":1", "--for", "soon"]],
    [2, "usage", ["--pid", "x"]],
    [2, "usage", ["--url", ":1", "--every", "10ms"]],
    [1, "url-invalid", ["--url", "not a url"]],
    [1, "target-unreachable", ["--url", "127.0.0.1:1"]],
    [1, "pid-not-found", ["--pid", String(2 ** 22 + 1)]],
    [1, "not-go-pprof", ["--pid", String(process.pid)]],
  ] as const)("exits %d with %s for %j", async (code, errorCode, args) => {
    const run = record(...args, "--json");
    expect(await run.code).toBe(code);
    expect(JSON.parse(run.stdout())).toMatchObject({
      error: { code: errorCode },
    });
    expect(run.stderr()).toContain(`error[${errorCode}]`);
  });

  it("refuses a PID that is not the process behind the URL, and names that one", async () => {
    const gateway = await start({ rate: 0 });
    const twin = await start({ rate: 0 });
    for (const pid of [process.pid, twin.pid]) {
      const out = path.join(folder, "mixed.trivet");
      const run = record(
        ...["--url", gateway.url, "--pid", String(pid), "--for", "1s"],
        ...["--out", out],
      );
      expect(await run.code, run.stderr()).toBe(2);
      expect(run.stderr()).toContain(`process ${gateway.pid} serves that URL`);
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it("refuses a place it cannot write to before it records", async () => {
    const gateway = await start({ rate: 0 });
    const run = record(
      ...["--url", gateway.url, "--for", "1s", "--json"],
      ...["--out", "/proc/nowhere/case.trivet"],
    );
    expect(await run.code).toBe(1);
    expect(run.stderr()).toContain("error[disk-failed]");
  });
});
