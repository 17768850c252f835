// `trivet record --pid` of programs that serve nothing: what memory gives, and how it is said when memory gives nothing.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { compareSnapshots } from "../../src/core/investigation/comparability.ts";
import { recordedCost } from "../../src/core/investigation/target-cost.ts";
import { openInvestigation } from "../../src/node/project-store/folder-investigation-stores.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";
import { runCli } from "../support/run-cli.ts";

const run = promisify(execFile);
/** Profiles are linked in and served nowhere: allocates and keeps. */
const program = `package main

import (
	"fmt"
	_ "net/http/pprof"
	"os"
	"time"
)

var kept [][]byte

func leak() { kept = append(kept, make([]byte, 64<<10)) }

func main() {
	fmt.Println(os.Getpid())
	for {
		leak()
		time.Sleep(2 * time.Millisecond)
	}
}
`;
import { buildGo, ownGo } from "../support/go-program.ts";

let folder: string;
let out: string;
const children: ChildProcess[] = [];
const gateways: GatewayTarget[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trivet-record-memory-"));
  out = path.join(folder, "case.trivet");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const gateway of gateways.splice(0)) await gateway.kill();
  await rm(folder, { recursive: true, force: true });
});

async function startSilent(
  flags: readonly string[] = [],
  source = program,
): Promise<number> {
  await writeFile(path.join(folder, "main.go"), source);
  const binary = path.join(folder, "silent");
  await buildGo(ownGo, binary, { folder, files: ["main.go"], flags });
  const child = spawn(binary, [], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(createInterface(child.stdout), "line");
  return child.pid!;
}

async function openRecorded(): Promise<Investigation> {
  const opened = await openInvestigation(out);
  try {
    return Investigation.from(opened.entries);
  } finally {
    await opened.close();
  }
}

describe("trivet profile --pid", () => {
  it("reports what a program holds at this moment, and against an earlier file", async () => {
    const pid = await startSilent();
    const before = path.join(folder, "before.pb");
    const saved = await runCli([
      ...["profile", "proto", "--pid", String(pid), "--output", before],
    ]);
    expect(saved.code, saved.stderr).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const top = async (...more: readonly string[]) => {
      const { code, stdout, stderr } = await runCli([
        ...["profile", "top", "--pid", String(pid), "--json", ...more],
      ]);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as {
        total: number;
        rows: readonly { name: string; flat: number }[];
      };
    };
    const now = await top();
    expect(now.rows[0]?.name).toBe("main.leak");
    const grown = await top("--base", before);
    expect(grown.rows[0]?.name).toBe("main.leak");
    expect(grown.rows[0]?.flat).toBeGreaterThan(1 << 20);
  });

  it("says what it cannot read", async () => {
    const gone = await runCli(["profile", "top", "--pid", "4194304"]);
    expect([gone.code, gone.stderr.split(":")[0]]).toEqual([
      1,
      "error[pid-not-found]",
    ]);
    for (const args of [
      ["top", "--pid", "x"],
      ["trend", "--pid", "1"],
    ])
      expect((await runCli(["profile", ...args])).code).toBe(2);
  });
});

describe("trivet record --pid", () => {
  it("records a program without pprof through its memory, and asks it nothing", async () => {
    const pid = await startSilent();
    const { code, stderr } = await runCli([
      ...["record", "--pid", String(pid), "--out", out],
      ...["--for", "5s", "--every", "2s"],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /^note: process \d+ listens on no TCP port; its memory is read instead\n/,
    );
    const model = await openRecorded();
    const [target] = [...model.targets.values()];
    expect(target).toMatchObject({
      pid,
      url: null,
      label: `silent (pid ${pid})`,
    });
    const values = (name: Parameters<Investigation["series"]>[1]) =>
      model.series(target!.id, name)?.values ?? new Float64Array();
    for (const name of [
      "heapAlloc",
      "heapMarked",
      "totalAlloc",
      "rss",
    ] as const) {
      expect(values(name).length, name).toBeGreaterThanOrEqual(4);
      expect(values(name).at(-1), name).toBeGreaterThan(values(name)[0]!);
    }
    expect(values("goroutines").at(-1)).toBe(1);
    expect(model.gcCycles.length).toBeGreaterThan(0);
    expect(model.gaps).toEqual([]);
    const heaps = model.snapshots.filter(({ kind }) => kind === "heap");
    expect(heaps.length).toBeGreaterThanOrEqual(3);
    expect(heaps.at(-1)).toMatchObject({
      asOf: "collection",
      forcedGc: false,
      request: `runtime.mbuckets in the memory of process ${pid}`,
    });
    expect(recordedCost(model, target!.id)).toEqual({
      stops: 0,
      stoppedMs: 0,
      requests: 0,
      bytesRead: 0,
      forcedGcs: 0,
    });
    const evidence = heaps.at(-1)!.member;
    await run("unzip", ["-q", "-d", folder, out, evidence]);
    const { stdout } = await run("go", [
      ...["tool", "pprof", "-top", "-inuse_space"],
      path.join(folder, evidence),
    ]);
    expect(stdout).toMatch(/9\d\.\d+% +main\.leak|100% +main\.leak/);
  });

  it("finds the leak of a program that serves pprof without asking it", async () => {
    const gateway = await startGateway({ rate: 1500 });
    gateways.push(gateway);
    const recorded = await runCli([
      ...["record", "--pid", String(gateway.pid), "--no-endpoint"],
      ...["--out", out, "--for", "20s", "--every", "4s"],
    ]);
    expect(recorded.code, recorded.stderr).toBe(0);
    const heaps = (await openRecorded()).snapshots;
    expect(compareSnapshots(heaps[1]!, heaps.at(-1)!).issues).toEqual([]);
    const { stdout } = await runCli(["diagnose", out, "--json"]);
    const { verdict } = JSON.parse(stdout) as {
      verdict: {
        confidence: string;
        sites: readonly { readonly function: string }[];
      };
    };
    expect(verdict.confidence).toBe("probable");
    expect(verdict.sites[0]?.function).toBe("main.(*glyphCache).render");
  });

  it("has beside HTTP's counters what only memory knows", async () => {
    const gateway = await startGateway({ rate: 500 });
    gateways.push(gateway);
    const { code, stderr } = await runCli([
      ...["record", "--url", gateway.url, "--out", out],
      ...["--for", "4s", "--every", "2s"],
    ]);
    expect(code, stderr).toBe(0);
    const model = await openRecorded();
    const { id } = [...model.targets.values()][0]!;
    expect(model.series(id, "heapMarked")?.length).toBeGreaterThanOrEqual(3);
    // Totals of two sources would differ by what the caches hold, and look like restarts.
    const total = model.series(id, "totalAlloc")!.values;
    expect([...total]).toEqual([...total].sort((a, b) => a - b));
    expect(model.snapshots.every(({ asOf }) => asOf === undefined)).toBe(true);
  });

  it("goes on with RSS alone where the executable has no symbols, and says so", async () => {
    const pid = await startSilent(["-ldflags=-s -w"]);
    const { code, stderr } = await runCli([
      ...["record", "--pid", String(pid), "--out", out],
      ...["--for", "3s", "--every", "1s"],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/warning\[layout-missing\]: its memory is not read/);
    const model = await openRecorded();
    const { id } = [...model.targets.values()][0]!;
    expect(model.series(id, "rss")?.length).toBeGreaterThanOrEqual(2);
    expect(model.series(id, "heapAlloc")).toBeUndefined();
    expect(model.gaps).toMatchObject([
      { source: "memory", code: "layout-missing" },
      { source: "memstats", code: "layout-missing" },
    ]);
    expect(model.snapshots).toEqual([]);
    const kinds = model.events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "warning")).toHaveLength(2);
  });

  it("says where a program samples no allocations, and counts on", async () => {
    const pid = await startSilent(
      [],
      program.replace('_ "net/http/pprof"', ""),
    );
    const { code, stderr } = await runCli([
      ...["record", "--pid", String(pid), "--out", out],
      ...["--for", "4s", "--every", "1s"],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/warning\[profile-empty\]: .*MemProfileRate is 0/);
    const model = await openRecorded();
    const { id } = [...model.targets.values()][0]!;
    expect(model.series(id, "heapMarked")?.length).toBeGreaterThanOrEqual(3);
    expect(model.snapshots).toEqual([]);
    // Tried once.
    const failed = model.events.filter(({ kind }) => kind === "capture-failed");
    expect(failed).toHaveLength(1);
  });

  it("ends when the process does, and keeps what it had", async () => {
    const pid = await startSilent();
    setTimeout(() => process.kill(pid, "SIGKILL"), 2500);
    const { code, stdout } = await runCli([
      ...["record", "--pid", String(pid), "--out", out, "--json"],
      ...["--for", "60s", "--every", "1s"],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ endedBecause: "target-died" });
    const model = await openRecorded();
    expect(model.snapshots.length).toBeGreaterThanOrEqual(2);
    expect(model.events.map(({ kind }) => kind)).toContain("died");
  });

  it("refuses what is no Go program, and options that contradict each other", async () => {
    const sleeper = spawn("sleep", ["60"]);
    children.push(sleeper);
    await once(sleeper, "spawn");
    const other = await runCli([
      "record",
      "--pid",
      String(sleeper.pid),
      "--out",
      out,
    ]);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/^error\[not-go-pprof\]/);
    const forced = await runCli([
      ...["record", "--pid", String(sleeper.pid), "--no-endpoint"],
      ...["--out", out],
    ]);
    expect(forced.code).toBe(1);
    expect(forced.stderr).toMatch(/^error\[target-not-go\]/);
    for (const args of [
      ["--url", ":1", "--no-endpoint"],
      ["--pid", "1", "--no-endpoint", "--gc"],
    ])
      expect((await runCli(["record", ...args])).code).toBe(2);
  });
});
