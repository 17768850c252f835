// Logs of real Go programs of every version at hand, and files that grow, turn over and flood.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseGcTrace } from "../../src/core/gctrace/parse-gctrace.ts";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { parseMemStatsLine } from "../../src/core/memstats/parse-memstats-line.ts";
import { compileLogPattern } from "../../src/node/collectors/logs/compile-pattern.ts";
import { TailFiles } from "../../src/node/collectors/logs/tail-file.ts";
import { openInvestigation } from "../../src/node/project-store/folder-investigation-stores.ts";
import { buildGo } from "../support/go-program.ts";
import { findToolchains } from "../support/memory-target.ts";
import { runCli } from "../support/run-cli.ts";

const run = promisify(execFile);
interface Output {
  readonly stdout: string;
  readonly stderr: string;
}
const toolchains = await findToolchains();
/** Allocates, collects, gives back, and logs what it knows; with an argument it goes on for ever. */
const program = `package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

var kept [][]byte

func main() {
	var m runtime.MemStats
	for {
		for i := 0; i < 40; i++ {
			for j := 0; j < 40; j++ {
				b := make([]byte, 64<<10)
				if j == 0 {
					kept = append(kept, b)
				}
			}
			time.Sleep(2 * time.Millisecond)
		}
		runtime.ReadMemStats(&m)
		fmt.Fprintf(os.Stderr, "HeapAlloc=%d HeapInuse=%d NumGC=%d PauseNs=%d live=%dB\\n", m.HeapAlloc, m.HeapInuse, m.NumGC, m.PauseNs[(m.NumGC+255)%256], m.HeapAlloc)
		if len(os.Args) == 1 {
			break
		}
	}
	runtime.GC()
	debug.FreeOSMemory()
	runtime.ReadMemStats(&m)
	fmt.Println(m.NumGC)
}
`;

let folder: string;
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-logs-"));
  writeFileSync(path.join(folder, "main.go"), program);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function build(
  name: string,
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<string> {
  const binary = path.join(folder, name);
  await buildGo({ environment }, binary, {
    folder,
    files: ["main.go"],
    flags,
  });
  return binary;
}

describe.each(toolchains)("Go $name", ({ name, environment }) => {
  it("has each collection in its trace, and what it logs of itself", async () => {
    const binary = await build(`logging-${name}`, environment);
    // One at a time: with both, programs of Go 1.23 and 1.24 now and then stop for ever, within the runtime.
    const [{ stdout, stderr }, scavenging] = (await Promise.all(
      ["gctrace=1", "scavtrace=1"].map((GODEBUG) =>
        run(binary, { env: { ...process.env, GODEBUG }, timeout: 60_000 }),
      ),
    )) as [Output, Output];
    const linesOf = (text: string) =>
      text.split("\n").filter((line) => line !== "");
    const lines = linesOf(stderr);
    const cycles = lines.flatMap((line) => {
      const parsed = parseGcTrace(line);
      return parsed?.kind === "gc" ? [parsed] : [];
    });
    expect(cycles.map(({ number }) => number)).toEqual(
      Array.from({ length: Number(stdout) }, (_, index) => index + 1),
    );
    expect(cycles.at(-1)).toMatchObject({ forced: true });
    expect(cycles[0]).toMatchObject({ forced: false });
    expect(cycles.every(({ stacks }) => stacks !== null)).toBe(true);
    const returned = linesOf(scavenging.stderr);
    const given = returned.flatMap((line) => {
      const parsed = parseGcTrace(line);
      return parsed?.kind === "scavenge" ? [parsed] : [];
    });
    expect(given.at(-1)?.forced).toBe(true);
    expect(given.at(-1)?.released).toBeGreaterThan(0);
    const own = lines.find((line) => line.startsWith("HeapAlloc="))!;
    const logged = parseMemStatsLine(own)!;
    expect(logged.values.heapAlloc).toBeGreaterThan(40 * 65536);
    // The pause that the program knows is the one in the trace of that collection, which prints few digits.
    const traced = cycles.find(({ number }) => number === logged.values.numGc)!;
    expect(traced.pauseNs / logged.pauseNs!).toBeCloseTo(1, 0);
    // Whatever looks like a line of either kind was read.
    const alike = (all: readonly string[], form: RegExp) =>
      all.filter((line) => form.test(line)).length;
    expect(cycles.length).toBe(alike(lines, /^gc \d/));
    expect(given.length).toBe(alike(returned, /^scav /));
  });
});

describe("a log file that is followed", () => {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const all = 4 << 20;

  it("is read from its end on, through a rename and a copy with truncation", async () => {
    const file = path.join(folder, "rotated.log");
    writeFileSync(file, "old\n");
    const follower = await new TailFiles().follow(file);
    expect((await follower.read(all)).bytes.length).toBe(0);
    appendFileSync(file, "a\nhal");
    expect(text((await follower.read(all)).bytes)).toBe("a\nhal");
    // Renamed: what comes to the old file yet is read, then the new one from its beginning.
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, "f\n");
    expect(await follower.read(all)).toMatchObject({ isFresh: false });
    await expect(follower.read(all)).rejects.toMatchObject({
      code: "not-found",
    });
    writeFileSync(file, "b\n");
    const fresh = await follower.read(all);
    expect([text(fresh.bytes), fresh.isFresh]).toEqual(["b\n", true]);
    // Copied and cut.
    copyFileSync(file, `${file}.2`);
    truncateSync(file, 0);
    expect((await follower.read(all)).bytes.length).toBe(0);
    appendFileSync(file, "c\n");
    const cut = await follower.read(all);
    expect([text(cut.bytes), cut.isFresh]).toEqual(["c\n", true]);
    await follower.close();
  });

  it("may come later, and must be a file", async () => {
    const file = path.join(folder, "later.log");
    const follower = await new TailFiles().follow(file);
    await expect(follower.read(all)).rejects.toMatchObject({
      code: "not-found",
    });
    writeFileSync(file, "first\n");
    expect(text((await follower.read(all)).bytes)).toBe("first\n");
    await follower.close();
    await expect(new TailFiles().follow(folder)).rejects.toMatchObject({
      code: "bad-request",
    });
  });

  it("that floods is read up to a bound, the newest of it, and how much was left out is said", async () => {
    const file = path.join(folder, "flood.log");
    writeFileSync(file, "");
    const follower = await new TailFiles().follow(file);
    const line = `${"x".repeat(99)}\n`;
    for (let i = 0; i < 10; i++) appendFileSync(file, line.repeat(50_000));
    appendFileSync(file, "the end\n");
    const { bytes, skippedBytes } = await follower.read(all);
    expect(bytes.length).toBe(all);
    expect(skippedBytes).toBe(50_000_000 + 8 - all);
    expect(text(bytes.subarray(-8))).toBe("the end\n");
    expect((await follower.read(all)).bytes.length).toBe(0);
    await follower.close();
  });
});

describe("trivet record --log", () => {
  async function start(): Promise<{ pid: number; log: string }> {
    const log = path.join(folder, "service.log");
    const binary = await build("stripped", {}, ["-ldflags=-s -w"]);
    const output = openSync(log, "w");
    const child = spawn(binary, ["on"], {
      stdio: ["ignore", "ignore", output],
      env: { ...process.env, GODEBUG: "gctrace=1" },
    });
    children.push(child);
    await once(child, "spawn");
    return { pid: child.pid!, log };
  }

  async function record(
    pid: number,
    ...options: readonly string[]
  ): Promise<Investigation> {
    const out = path.join(folder, `${Date.now()}.trivet`);
    const { code, stderr } = await runCli([
      ...["record", "--pid", String(pid), "--out", out, "--for", "4s"],
      ...options,
    ]);
    expect(code, stderr).toBe(0);
    const opened = await openInvestigation(out);
    try {
      return Investigation.from(opened.entries);
    } finally {
      await opened.close();
    }
  }

  it("gives a program without symbols its counters and collections", async () => {
    const { pid, log } = await start();
    const model = await record(pid, "--log", log);
    const { id } = [...model.targets.values()][0]!;
    const heap = model.series(id, "heapAlloc")!;
    expect(heap.length).toBeGreaterThan(5);
    expect(heap.values.at(-1)).toBeGreaterThan(heap.values[0]!);
    const marked = model.series(id, "traceHeapMarked")!;
    expect(marked.length).toBeGreaterThan(5);
    expect(marked.values.at(-1)).toBeGreaterThan(0);
    // All but those before it was known that memory tells none.
    expect(model.gcCycles.length).toBeGreaterThan(marked.length / 2);
    const now = Date.now();
    for (const { endMillis } of model.gcCycles)
      expect(Math.abs(now - endMillis)).toBeLessThan(60_000);
    const written = readFileSync(log, "utf8");
    const numbers = model.gcCycles.map(({ number }) => number);
    expect(written).toContain(`gc ${numbers.at(-1)} @`);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it("reads what a pattern's groups name, in their units", async () => {
    const { pid, log } = await start();
    const pattern = String.raw`live=(?P<HeapAlloc>\S+)`;
    const model = await record(pid, "--log", log, "--log-pattern", pattern);
    const { id } = [...model.targets.values()][0]!;
    expect(model.series(id, "heapAlloc")!.length).toBeGreaterThan(5);
    // The pattern says what is read of a line.
    expect(model.series(id, "heapInuse")).toBeUndefined();
  });

  it("refuses patterns that say nothing", async () => {
    for (const pattern of ["live=(\\d+)", "(?P<Colour>x)", "("])
      expect(
        (
          await runCli([
            ...["record", "--pid", String(process.pid), "--no-endpoint"],
            ...["--log", "x", "--log-pattern", pattern],
          ])
        ).code,
        pattern,
      ).toBe(2);
    expect(compileLogPattern("(?P<a>x+)y").match("zxxy")).toEqual({ a: "xx" });
  });
});
