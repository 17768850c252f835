// What is read from memory against what the program itself says at the same stop, on every Go version at hand, live and
// from a core. Programs with C: the oldest Go and the machine's own; TRIVET_ALL_GO=1 takes all.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMemStats } from "../../src/core/go-runtime/read-memstats.ts";
import type { TargetMemory } from "../../src/core/go-runtime/target-memory.ts";
import {
  inspectGoroutineCount,
  inspectGoroutines,
  inspectMemStats,
  inspectSpans,
  openInspection,
  type Inspection,
} from "../../src/services/inspect.ts";
import {
  encodeBuckets,
  inspectBuckets,
} from "../../src/services/inspect-buckets.ts";
import { chosenToolchains } from "../support/graph-target.ts";
import {
  buildTarget,
  findToolchains,
  inspectPorts,
  MemoryTarget,
  programsOf,
} from "../support/memory-target.ts";
import { standsStill } from "../support/stands-still.ts";
import {
  checkGoroutines,
  checkMemStats,
  checkSpans,
  valuesByStack,
} from "../support/memory-truth.ts";

const run = promisify(execFile);
const toolchains = await findToolchains();
const mapping = {
  id: 1n,
  start: 0n,
  limit: 0n,
  offset: 0n,
  file: "target",
  buildId: "",
  hasFunctions: true,
  hasFilenames: true,
  hasLineNumbers: true,
  hasInlineFrames: true,
};

const sum = (bytes: Uint8Array): number =>
  bytes.reduce((total, byte) => total + byte, 0);

async function readAll(inspection: Inspection) {
  return {
    memstats: await inspectMemStats(inspection),
    goroutineCount: await inspectGoroutineCount(inspection),
    spans: await inspectSpans(inspection),
    goroutines: await inspectGoroutines(inspection),
    published: await inspectBuckets(inspection, "published"),
    current: await inspectBuckets(inspection, "current"),
  };
}

const programs = programsOf(toolchains, chosenToolchains(toolchains));

describe.each(programs)("Go $name", ({ toolchain, withC }) => {
  let folder: string;
  let binary: string;
  let target: MemoryTarget;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-memory-"));
    binary = path.join(folder, "target");
    await buildTarget(toolchain, binary, { withC });
    target = await MemoryTarget.start(binary);
  });
  afterAll(async () => {
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("reads what the program knows, live and from a core of the same stop", async () => {
    const live = await openInspection(inspectPorts(), { pid: target.pid });
    const core = path.join(folder, "core");
    const { seen, truth } = await target.atStop(
      path.join(folder, "truth"),
      async () => {
        const all = await readAll(live);
        await run("gcore", ["-o", core, String(target.pid)], {
          timeout: 100_000,
        });
        return all;
      },
    );
    await live.close();
    checkMemStats(seen.memstats, truth);
    expect(seen.goroutineCount).toBe(truth.memstats["NumGoroutine"]);
    checkSpans(seen.spans, truth);
    checkGoroutines(seen.goroutines, truth);
    const bytes = gzipSync(
      encodeBuckets(seen.published, { timeMillis: 0, mapping }),
    );
    const told = valuesByStack(truth.heap);
    expect(told.size).toBeGreaterThan(20);
    expect(valuesByStack(bytes)).toEqual(told);

    const offline = await openInspection(inspectPorts(), {
      core: `${core}.${target.pid}`,
      executable: binary,
    });
    const kept = await readAll(offline);
    await offline.close();
    expect(kept.memstats).toEqual(seen.memstats);
    expect(kept.goroutineCount).toBe(seen.goroutineCount);
    expect(kept.spans).toEqual(seen.spans);
    expect(kept.published).toEqual(seen.published);
    expect(kept.current).toEqual(seen.current);
    // A core has no clock.
    const timeless = (goroutines: typeof seen.goroutines) =>
      goroutines.map(({ waitSinceNs: _, ...rest }) => rest);
    expect(timeless(kept.goroutines)).toEqual(timeless(seen.goroutines));
  });

  it("decodes defers and panics as they were made", async () => {
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    const goroutines = await inspectGoroutines(inspection);
    await inspection.close();
    const of = (name: string) =>
      goroutines.find(({ startFunction }) => startFunction === `main.${name}`)!;
    const deferring = of("deferring");
    expect(deferring.deferDepth).toBe(3);
    for (const { function: name, file } of deferring.defers) {
      expect(name).toMatch(/^main\.(cleanUp|deferring\.)/);
      expect(file).toMatch(/park\.go$/);
    }
    expect(of("panicking")).toMatchObject({
      panicking: true,
      panics: [{ type: "string", value: "glyph cache is full" }],
    });
    expect(of("rethrowing").panics).toMatchObject([
      { type: "*fmt.wrapError", value: "second: first", goexit: false },
      { type: "int", value: "42", goexit: false },
    ]);
    expect(of("goexiting")).toMatchObject({
      panicking: false,
      panics: [{ goexit: true }],
    });
    const [fault] = of("faulting").panics;
    expect(fault?.type).toMatch(/^runtime\.(errorString|errorAddressString)$/);
    const waiting = goroutines.find(
      ({ waitReason }) => waitReason === "select (no cases)",
    )!;
    expect(waiting.waitSinceNs).toBeGreaterThan(0);
    expect(waiting.waitSinceNs).toBeLessThan(600e9);
  });

  it.runIf(withC)("follows calls into C and back", async () => {
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    const goroutines = await inspectGoroutines(inspection);
    await inspection.close();
    const callers = (innermost: string, start?: string) =>
      goroutines
        .filter(
          ({ frames, startFunction }) =>
            (start === undefined || startFunction === start) &&
            frames.some(({ function: name }) => name === innermost),
        )
        .map((goroutine) => ({
          ...goroutine,
          own: goroutine.frames
            .map(({ function: name }) => name)
            .filter((name) => name.startsWith("main.")),
        }));
    expect(callers("main._Cfunc_waitInC")).toMatchObject([
      { status: "syscall", stack: "complete" },
    ]);
    const [deepest] = callers("main.viaC");
    // Each turn leaves Go on the goroutine's stack and comes back on it.
    expect(deepest!.own.filter((name) => name === "main.viaC")).toHaveLength(4);
    expect(
      deepest!.own.filter((name) => name === "main._Cfunc_callBack"),
    ).toHaveLength(3);
    expect(deepest).toMatchObject({
      stack: "complete",
      waitReason: "chan receive",
    });
    // The thread is C's, and nobody made the goroutine.
    const ofC = callers("main.holdFromC").filter(
      ({ own }) => !own.includes("main._Cfunc_callBack"),
    );
    expect(ofC).toMatchObject([{ status: "waiting", createdBy: null }]);
  });

  it("shows allocations that profiles do not have yet, and go tool pprof reads the file", async () => {
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    const report = await inspectBuckets(inspection, "current");
    await inspection.close();
    const profile = path.join(folder, "heap.pb.gz");
    writeFileSync(
      profile,
      gzipSync(encodeBuckets(report, { timeMillis: Date.now(), mapping })),
    );
    const { stdout } = await run("go", [
      "tool",
      "pprof",
      "-top",
      "-inuse_space",
      profile,
    ]);
    expect(stdout).toContain("Type: inuse_space");
    expect(stdout).toMatch(/main\.fill/);
    expect(stdout).toMatch(/main\.newPage/);
  });

  it("reads counters that agree with each other while the program allocates and collects", async () => {
    const busy = await MemoryTarget.start(binary);
    try {
      await busy.command("churn");
      const inspection = await openInspection(inspectPorts(), {
        pid: busy.pid,
      });
      let before = await inspectMemStats(inspection);
      const first = before.numGc;
      const until = Date.now() + 20_000;
      for (
        let readings = 1;
        (readings < 300 || before.numGc < first + 3) && Date.now() < until;
        readings++
      ) {
        const now = await inspectMemStats(inspection);
        for (const name of ["totalAlloc", "mallocs", "frees", "numGc"] as const)
          expect(now[name], name).toBeGreaterThanOrEqual(before[name]);
        // Merged twice or not at all, a sum would be off by as much as there is.
        expect(now.heapAlloc).toBeGreaterThanOrEqual(0);
        expect(now.heapAlloc).toBeLessThan(now.heapInuse + (8 << 20));
        before = now;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(before.numGc).toBeGreaterThan(first);
      await inspection.close();
    } finally {
      await busy.stop();
    }
  });

  it("notices counters that were merged while they were read, and reads them again", async () => {
    const inspection = await openInspection(inspectPorts(), {
      pid: target.pid,
    });
    const { image, layout } = inspection;
    const whole = await inspectMemStats(inspection);
    const { offset, stride = 0 } = layout
      .structure("mstats")
      .place("heapStats");
    const { address, size } = layout.variable("memstats");
    let torn = 0;
    const merging: TargetMemory = {
      async read(ranges, signal) {
        const parts = await image.memory.read(ranges, signal);
        const at = ranges.findIndex(
          (range) =>
            range.address <= address &&
            range.address + range.length >= address + size,
        );
        const bytes = parts[at];
        if (bytes && torn < 2) {
          torn++;
          // What a merge leaves for a moment: one generation's counts in two places.
          const start = address - ranges[at]!.address + offset;
          const generations = [0, 1, 2].map((index) =>
            bytes.slice(start + index * stride, start + (index + 1) * stride),
          );
          const fullest = generations.toSorted((a, b) => sum(b) - sum(a))[0]!;
          for (const index of [0, 1, 2])
            bytes.set(fullest, start + index * stride);
        }
        return parts;
      },
    };
    const again = await readMemStats(merging, layout);
    await inspection.close();
    expect(torn).toBe(2);
    expect(again.totalAlloc / whole.totalAlloc).toBeCloseTo(1, 1);
  });

  it("walks the stack of a goroutine that was stopped while it ran", async () => {
    await target.command("spin");
    process.kill(target.pid, "SIGSTOP");
    try {
      await standsStill(target.pid);
      const inspection = await openInspection(inspectPorts(), {
        pid: target.pid,
      });
      const goroutines = await inspectGoroutines(inspection);
      await inspection.close();
      const spinning = goroutines.find(
        ({ startFunction }) => startFunction === "main.spin",
      )!;
      expect(["running", "runnable", "preempted"]).toContain(spinning.status);
      expect(spinning.stack).toBe("complete");
      const names = spinning.frames.map(({ function: name }) => name);
      expect(names.at(-1)).toBe("runtime.goexit");
      expect(names).toContain("main.spin");
    } finally {
      process.kill(target.pid, "SIGCONT");
    }
  });
});
