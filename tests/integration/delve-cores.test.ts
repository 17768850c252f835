// Cores that delve wrote: the same answers as from the running process. Delve's notes have no owner, its segments are whole
// mappings, read-only pages among them, and it names no files.

import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCoreExecutable } from "../../src/node/gdb-driver/core-executable.ts";
import {
  inspectGoroutines,
  inspectMemStats,
  inspectSpans,
  openInspection,
} from "../../src/services/inspect.ts";
import { inspectBuckets } from "../../src/services/inspect-buckets.ts";
import { dumpCore, findDelve } from "../support/delve.ts";
import {
  buildTarget,
  findToolchains,
  inspectPorts,
  MemoryTarget,
} from "../support/memory-target.ts";
import { runCli } from "../support/run-cli.ts";

const delve = await findDelve();
const toolchains = await findToolchains();
const own = toolchains.find(({ name }) => name !== "1.19")!;

async function memStatsOf(pid: number) {
  const inspection = await openInspection(inspectPorts(), { pid });
  const stats = await inspectMemStats(inspection);
  await inspection.close();
  return stats;
}

describe.skipIf(delve === null).each([
  { kind: "as usual", flags: [] },
  { kind: "position-independent", flags: ["-buildmode=pie"] },
])("a core that delve wrote of a program built $kind", ({ flags }) => {
  let folder: string;
  let binary: string;
  let core: string;
  let target: MemoryTarget;
  let before: Awaited<ReturnType<typeof memStatsOf>>;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "trivet-delve-"));
    binary = path.join(folder, "target");
    core = path.join(folder, "core");
    await buildTarget(own, binary, { flags });
    target = await MemoryTarget.start(binary);
    await target.command("spin");
    before = await memStatsOf(target.pid);
    await dumpCore(delve!, target.pid, core);
  });
  afterAll(async () => {
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is read like the process itself", async () => {
    const live = await openInspection(inspectPorts(), { pid: target.pid });
    const kept = await openInspection(inspectPorts(), {
      core,
      executable: binary,
    });
    const goroutines = await inspectGoroutines(kept);
    // What parks stands where it stood.
    const parked = (list: typeof goroutines) =>
      list
        .filter(({ system, status }) => !system && status === "waiting")
        .map(({ waitSinceNs: _, ...rest }) => rest);
    expect(parked(goroutines)).toEqual(parked(await inspectGoroutines(live)));
    expect(parked(goroutines).length).toBeGreaterThan(20);
    // By the registers of its thread.
    const spinning = goroutines.find(
      ({ startFunction }) => startFunction === "main.spin",
    )!;
    expect(["running", "runnable", "preempted"]).toContain(spinning.status);
    expect(spinning.stack).toBe("complete");
    expect(spinning.frames.map(({ function: name }) => name)).toContain(
      "main.spin",
    );
    const spans = await inspectSpans(kept);
    const stats = await inspectMemStats(kept);
    expect(spans.heapInUseBytes).toBe(stats.heapInuse);
    // The runtime itself allocates now and then, before delve stops it and after.
    const after = await memStatsOf(target.pid);
    for (const field of ["mallocs", "totalAlloc", "frees", "numGc"] as const) {
      expect(stats[field]).toBeGreaterThanOrEqual(before[field]);
      expect(stats[field]).toBeLessThanOrEqual(after[field]);
    }
    expect(after.mallocs - before.mallocs).toBeLessThan(1000);
    expect(await inspectBuckets(kept, "published")).toEqual(
      await inspectBuckets(live, "published"),
    );
    await kept.close();
    await live.close();
  });

  it("names its program by what is in memory", async () => {
    const found = await findCoreExecutable(core, null);
    expect(found).toMatchObject({ path: binary, pid: target.pid });
    expect(found.buildId).toMatch(/\S{8}/);
    await expect(
      findCoreExecutable(core, process.execPath),
    ).rejects.toMatchObject({ code: "core-mismatch" });
    renameSync(binary, `${binary}.away`);
    await expect(findCoreExecutable(core, null)).rejects.toMatchObject({
      code: "not-found",
    });
    renameSync(`${binary}.away`, binary);
  });

  it("is opened by the command line", async () => {
    const place = ["--core", core, "--exe", binary];
    const { code, stdout } = await runCli(["inspect", "spans", ...place]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/in use/);
  });
});
