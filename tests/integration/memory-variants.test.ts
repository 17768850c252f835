// Binaries as people build them, and targets that do not hold still: what is read stays right.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  inspectGoroutines,
  inspectMemStats,
  inspectSpans,
  openInspection,
} from "../../src/services/inspect.ts";
import { inspectBuckets } from "../../src/services/inspect-buckets.ts";
import {
  buildTarget,
  findToolchains,
  inspectPorts,
  MemoryTarget,
  type BuildOptions,
} from "../support/memory-target.ts";
import {
  checkGoroutines,
  checkMemStats,
  checkSpans,
} from "../support/memory-truth.ts";

const run = promisify(execFile);
const toolchains = await findToolchains();
const own = toolchains.find(({ name }) => name !== "1.19")!;
const hasCompiler = await run("gcc", ["--version"]).then(
  () => true,
  () => false,
);
/** Some variants compile the whole standard library anew. */
const buildTimeoutMs = 400_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-memory-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts it, and holds everything that is read against what the program says. */
async function checkBinary(
  binary: string,
  expected: { readonly source: string },
): Promise<void> {
  const target = await MemoryTarget.start(binary);
  try {
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    expect(inspection.layoutSource).toBe(expected.source);
    const { seen, truth } = await target.atStop(
      path.join(folder, "truth"),
      async () => ({
        memstats: await inspectMemStats(inspection),
        spans: await inspectSpans(inspection),
        goroutines: await inspectGoroutines(inspection),
      }),
    );
    await inspection.close();
    checkMemStats(seen.memstats, truth);
    checkSpans(seen.spans, truth);
    checkGoroutines(seen.goroutines, truth);
  } finally {
    await target.stop();
  }
}

it.each(toolchains)(
  "takes the bundled layout for a -w binary of Go $name",
  async (toolchain) => {
    const binary = path.join(folder, `without-dwarf-${toolchain.name}`);
    await buildTarget(toolchain, binary, { flags: ["-ldflags=-w"] });
    await checkBinary(binary, { source: "bundled" });
  },
  buildTimeoutMs,
);

const variants: readonly (readonly [string, BuildOptions, boolean])[] = [
  ["without optimization", { flags: ["-gcflags=all=-N -l"] }, false],
  ["position-independent", { flags: ["-buildmode=pie"] }, false],
  ["with coverage counters", { flags: ["-cover"] }, false],
  ["uncompressed DWARF", { flags: ["-ldflags=-compressdwarf=false"] }, false],
  ["without a build id", { flags: ["-ldflags=-buildid="] }, false],
  [
    "linked by the C linker",
    {
      flags: ["-ldflags=-linkmode=external"],
      environment: { CGO_ENABLED: "1" },
    },
    true,
  ],
  [
    "with the race detector",
    { flags: ["-race"], environment: { CGO_ENABLED: "1" } },
    true,
  ],
];
for (const [name, options, needsCompiler] of variants)
  it.skipIf(needsCompiler && !hasCompiler)(
    `reads a binary ${name}`,
    async () => {
      const binary = path.join(folder, "variant");
      await buildTarget(own, binary, options);
      await checkBinary(binary, { source: "dwarf" });
    },
    buildTimeoutMs,
  );

describe("a target at work", () => {
  let binary: string;
  let target: MemoryTarget;
  beforeAll(async () => {
    binary = path.join(folder, "at-work");
    await buildTarget(own, binary);
    target = await MemoryTarget.start(binary);
  });
  afterAll(() => target.stop());

  it("is read although its binary was deleted, with a layout from the cache the second time", async () => {
    unlinkSync(binary);
    const ports = inspectPorts({ cacheFolder: path.join(folder, "cache") });
    const sources: string[] = [];
    for (let round = 0; round < 2; round++) {
      const inspection = await openInspection(ports, { pid: target.pid });
      sources.push(inspection.layoutSource);
      expect((await inspectGoroutines(inspection)).length).toBeGreaterThan(20);
      await inspection.close();
    }
    expect(sources).toEqual(["dwarf", "cache"]);
  });

  it("keeps to what fits together while goroutines come and go", async () => {
    await target.command("churn");
    await target.command("spin");
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    let complete = 0;
    for (let round = 0; round < 30; round++) {
      const goroutines = await inspectGoroutines(inspection);
      for (const { stack, frames, id } of goroutines) {
        if (stack === "complete")
          expect(frames.at(-1)?.function, `goroutine ${id}`).toBe(
            "runtime.goexit",
          );
        expect(stack, `goroutine ${id}`).not.toBe("cut");
        if (stack !== "complete") expect(frames).toEqual([]);
      }
      const parked = goroutines.filter(
        ({ startFunction }) => startFunction === "main.deferring",
      );
      expect(parked).toMatchObject([{ stack: "complete", deferDepth: 3 }]);
      complete += goroutines.filter(({ stack }) => stack === "complete").length;
      const { samples } = await inspectBuckets(inspection, "current");
      for (const sample of samples) {
        expect(sample.sampledInUse).toBeGreaterThanOrEqual(0);
        expect(sample.stack.length).toBeGreaterThan(0);
      }
      const { classes, heapInUseBytes } = await inspectSpans(inspection);
      const held = classes.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(held).toBeGreaterThan(0);
      expect(held).toBeLessThanOrEqual(heapInUseBytes);
      const stats = await inspectMemStats(inspection);
      expect(stats.mallocs).toBeGreaterThan(stats.frees);
      expect(target.state()).not.toBe("T");
    }
    expect(complete).toBeGreaterThan(30 * 20);
    await inspection.close();
  });
});

it("computes the goal under a memory limit as the runtime does", async () => {
  for (const toolchain of [toolchains[0]!, own]) {
    const binary = path.join(folder, "limited");
    await buildTarget(toolchain, binary);
    const target = await MemoryTarget.start(binary);
    try {
      await target.command("limit");
      const inspection = await openInspection(inspectPorts(), {
        pid: target.pid,
      });
      const { seen, truth } = await target.atStop(
        path.join(folder, "truth"),
        () => inspectMemStats(inspection),
      );
      await inspection.close();
      expect(seen.memoryLimit).toBe(96 * 1024 * 1024);
      checkMemStats(seen, truth);
    } finally {
      await target.stop();
    }
  }
});

it("opens the kernel's core of a crash", async () => {
  const { stdout } = await run("cat", ["/proc/sys/kernel/core_pattern"]);
  if (stdout.trim().startsWith("|") || stdout.includes("/")) {
    console.error(`cores go elsewhere here (${stdout.trim()}): not tested`);
    return;
  }
  const binary = path.join(folder, "crashing");
  await buildTarget(own, binary);
  const home = mkdtempSync(path.join(folder, "cores-"));
  const child = spawn("sh", ["-c", 'ulimit -c unlimited; exec "$0"', binary], {
    cwd: home,
    stdio: ["pipe", "pipe", "ignore"],
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.stdin.write("crash\n");
  await exit;
  const [core] = readdirSync(home);
  const inspection = await openInspection(inspectPorts(), {
    core: path.join(home, core!),
    executable: binary,
  });
  const goroutines = await inspectGoroutines(inspection);
  const main = goroutines.find(({ id }) => id === 1)!;
  expect(main.panicking).toBe(true);
  expect(main.panics).toMatchObject([{ type: "string", value: "as asked" }]);
  expect(main.frames.map(({ function: name }) => name)).toContain("main.main");
  const spans = await inspectSpans(inspection);
  const stats = await inspectMemStats(inspection);
  expect(spans.heapInUseBytes).toBe(stats.heapInuse);
  await inspection.close();
});

it("reads ten thousand goroutines in much less time than it takes to start gdb a hundred times", async () => {
  const binary = path.join(folder, "many");
  await buildTarget(own, binary);
  const target = await MemoryTarget.start(binary, ["-many"]);
  try {
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    await inspection.functionTable();
    const start = performance.now();
    const goroutines = await inspectGoroutines(inspection);
    const tookMs = performance.now() - start;
    expect(goroutines.length).toBeGreaterThan(10_000);
    expect(goroutines.every(({ stack }) => stack !== "cut")).toBe(true);
    const gdbStart = performance.now();
    await run("gdb", ["-nx", "-batch", "-ex", "show version"]);
    const gdbMs = performance.now() - gdbStart;
    console.log(
      `${goroutines.length} goroutines in ${tookMs.toFixed(0)} ms; gdb starts in ${gdbMs.toFixed(0)} ms`,
    );
    expect(tookMs).toBeLessThan(100 * gdbMs);
    await inspection.close();
  } finally {
    await target.stop();
  }
});
