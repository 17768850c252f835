// The trace of sampled allocations on a program that allocates at a known rate from known places: what it finds, what
// it costs, and that nothing of it is left behind, however it ends.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeTrace } from "../../src/core/allocation-trace/encode-trace.ts";
import { groupSites } from "../../src/core/allocation-trace/group-sites.ts";
import type { AllocationTrace } from "../../src/core/allocation-trace/traced-allocation.ts";
import { TemporaryHitFolders } from "../../src/node/allocation-trace/hit-folders.ts";
import { ProcThreadStates } from "../../src/node/allocation-trace/thread-states.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import {
  estimateTrace,
  traceAllocations,
  type TraceBudget,
} from "../../src/services/allocation-trace.ts";
import {
  AllocationTarget,
  buildAllocationTarget,
} from "../support/allocation-target.ts";
import { bundleForNode } from "../support/bundle.ts";
import {
  GdbHarness,
  gdbResources,
  isGone,
  processState,
  readText,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import {
  findToolchains,
  inspectPorts,
  minorOf,
} from "../support/memory-target.ts";

const all = await findToolchains();
// Every version at hand on demand; the oldest and the newest always.
const everything = process.env["TRIVET_ALL_GO"] === "1";
const sorted = [...all].sort((a, b) => minorOf(a.name) - minorOf(b.name));
const toolchains = everything ? sorted : [sorted[0]!, sorted.at(-1)!];
const folder = mkdtempSync(path.join(tmpdir(), "trivet-trace-test-"));
const binaryOf = (name: string): string => path.join(folder, `target-${name}`);
const ports = {
  inspect: inspectPorts(),
  inspector: new ProcfsInspector(),
  clock: new SystemClock(),
  hitFolders: new TemporaryHitFolders(),
  threads: new ProcThreadStates(),
};

beforeAll(async () => {
  for (const toolchain of toolchains)
    await buildAllocationTarget(toolchain, binaryOf(toolchain.name));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newest = toolchains.at(-1)!.name;

/** A running target with gdb attached; checks afterwards that it is as it was. */
async function traced<T>(
  name: string,
  use: (target: AllocationTarget, harness: GdbHarness) => Promise<T>,
  args: readonly string[] = ["-rate=50"],
): Promise<T> {
  const target = await AllocationTarget.start(binaryOf(name), args);
  const harness = new GdbHarness();
  try {
    const text = await readText(target.pid);
    const preemption = await readPreemptionSwitch(target.pid);
    await harness.session.attach(targetOf(target.pid), size);
    const result = await use(target, harness);
    await harness.session.detach();
    expect((await readText(target.pid)).equals(text)).toBe(true);
    expect(await readPreemptionSwitch(target.pid)).toBe(preemption);
    const before = await target.count();
    await waitFor(
      async () => (await target.count()) > before,
      () => `the target going on: ${JSON.stringify(processState(target.pid))}`,
    );
    expect(processState(target.pid)!.tracerPid).toBe(0);
    return result;
  } finally {
    await harness.session.detach();
    await target.stop();
  }
}

const run = (
  target: AllocationTarget,
  harness: GdbHarness,
  budget: TraceBudget,
  signal?: AbortSignal,
): Promise<AllocationTrace> =>
  traceAllocations(ports, harness.session, {
    pid: target.pid,
    budget,
    keepSeconds: null,
    ...(signal && { signal }),
  });

/** `asyncpreemptoff` as the debugger would see it, read from the target's memory. */
async function readPreemptionSwitch(pid: number): Promise<number> {
  const output = execFileSync(
    "gdb",
    [
      "-nx",
      "-batch",
      "-iex",
      "set debuginfod enabled off",
      "-iex",
      "set auto-load python-scripts off",
      `/proc/${pid}/exe`,
      "-ex",
      "set language c",
      "-ex",
      "print/x (long)&'runtime.debug'.asyncpreemptoff",
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const address = Number(/0x[0-9a-f]+/.exec(output)![0]);
  const memory = await open(`/proc/${pid}/mem`, "r");
  try {
    const value = Buffer.alloc(4);
    await memory.read(value, 0, 4, address);
    return value.readInt32LE();
  } finally {
    await memory.close();
  }
}

describe.each(toolchains.map(({ name }) => name))("Go %s", (name) => {
  it("finds where what is allocated, how much, and of which type", async () => {
    const trace = await traced(name, async (target, harness) => {
      // Of a target that stands still nothing can be foretold.
      const budget = { hits: 10_000, seconds: 3 };
      const still = await estimateTrace(ports, target.pid, budget);
      expect(still.hitsPerSecond).toBeNull();
      await harness.session.resume();
      const before = await estimateTrace(ports, target.pid, budget);
      const trace = await run(target, harness, { hits: 10_000, seconds: 3 });
      expect(trace.ended).toBe("time");
      expect(trace.goVersion).toContain(name.split(".").slice(0, 2).join("."));
      expect(trace.rate).toBe(512 * 1024);
      expect(trace.allocations.length).toBe(trace.hits);
      // Each sample was taken once.
      const numbers = trace.allocations.map(({ number }) => number);
      expect(new Set(numbers).size).toBe(numbers.length);

      const sites = groupSites(trace);
      const buffers = sites.find(
        (site) => site.function === "main.handleBuffers",
      )!;
      const orders = sites.find((site) => site.function === "main.newOrder")!;
      expect(buffers.type).toBe("[]uint8");
      expect(orders.type).toBe("main.Order");
      expect(buffers.file).toMatch(/main\.go$/);
      const line = readFileSync(
        path.resolve(
          import.meta.dirname,
          "../programs/allocation-target/main.go",
        ),
        "utf8",
      )
        .split("\n")
        .findIndex((text) => text.includes("make([]byte, 4096)"));
      expect(buffers.line).toBe(line + 1);
      // Half of the bytes each; of some 150 samples each side has 50 ± 4 %, taken five times.
      const share = buffers.bytes / (buffers.bytes + orders.bytes);
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.7);
      const order = trace.allocations.find(
        ({ type }) => type === "main.Order",
      )!;
      expect(order.bytes).toBe(80);
      expect(order.isComplete).toBe(true);
      const names = order.frames.map((frame) => frame.function);
      // Of a go statement with arguments some versions make a wrapper, and not all hide it.
      expect(names.slice(0, 3)).toEqual([
        "main.newOrder",
        "main.handleOrders",
        "main.serve",
      ]);
      expect(names.length).toBeLessThanOrEqual(4);
      expect(order.goroutine).toBeGreaterThan(1);
      // What is said beforehand is of the order of what happens.
      const foretold = before.hitsPerSecond! / (trace.hits / trace.seconds);
      expect(foretold).toBeGreaterThan(0.2);
      expect(foretold).toBeLessThan(5);
      expect(trace.cost.looks).toBeGreaterThan(20);
      // A hundred stops a second are seen when one looks a hundred times a second.
      expect(trace.cost.stoppedShare).toBeGreaterThan(0);
      expect(trace.cost.stoppedShare).toBeLessThan(1);
      return trace;
    });
    const file = path.join(folder, `${name}.pb.gz`);
    writeFileSync(
      file,
      gzipSync(
        encodeTrace(trace, {
          id: 1n,
          start: 0x400000n,
          limit: 0x800000n,
          offset: 0n,
          file: "target",
          buildId: "",
          hasFunctions: true,
          hasFilenames: true,
          hasLineNumbers: true,
          hasInlineFrames: true,
        }),
      ),
    );
    const top = execFileSync(
      "go",
      ["tool", "pprof", "-top", "-sample_index=samples", file],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    expect(top).toContain("main.newOrder");
    expect(top).toContain(`of ${trace.allocations.length} total`);
  }, 60_000);

  it("tells what is still there", async () => {
    await traced(name, async (target, harness) => {
      const trace = await run(target, harness, { hits: 400, seconds: 6 });
      const states = trace.allocations.map(({ isThere }) => isThere);
      expect(states).not.toContain(null);
      // The newest one was made after the last collection swept its span, or is garbage that is not swept.
      expect(states).toContain(true);
    });
  }, 60_000);
});

describe("the end of a trace", () => {
  it("comes with the number of samples, at once", async () => {
    await traced(newest, async (target, harness) => {
      const trace = await run(target, harness, { hits: 20, seconds: 30 });
      expect(trace.ended).toBe("hits");
      expect(trace.hits).toBe(20);
      expect(trace.seconds).toBeLessThan(15);
    });
  }, 60_000);

  it("comes when it is asked for", async () => {
    await traced(newest, async (target, harness) => {
      const asking = new AbortController();
      const running = run(
        target,
        harness,
        { hits: 100_000, seconds: 60 },
        asking.signal,
      );
      setTimeout(() => asking.abort(), 1500);
      const trace = await running;
      expect(trace.ended).toBe("asked");
      expect(trace.hits).toBeGreaterThan(0);
    });
  }, 60_000);

  it("comes with gdb's, which leaves nothing in the target", async () => {
    await traced(newest, async (target, harness) => {
      const running = run(target, harness, { hits: 100_000, seconds: 60 });
      setTimeout(() => process.kill(harness.gdbPid, "SIGTERM"), 1500);
      const trace = await running;
      expect(trace.ended).toBe("gdb-ended");
      expect(trace.allocations.length).toBeGreaterThan(0);
      // gdb is gone, and the target is not held: the next one may come.
      await waitFor(
        () => processState(target.pid)?.tracerPid === 0,
        () => JSON.stringify(processState(target.pid)),
      );
    });
  }, 60_000);

  it("comes with the workbench's, killed, and leaves nothing in the target", async () => {
    const program = await bundleForNode(
      path.resolve(import.meta.dirname, "../support/trace-workbench.ts"),
      folder,
    );
    const target = await AllocationTarget.start(binaryOf(newest), ["-rate=50"]);
    try {
      const text = await readText(target.pid);
      const preemption = await readPreemptionSwitch(target.pid);
      for (let round = 0; round < 3; round++) {
        const workbench = spawn(
          process.execPath,
          [program, String(target.pid)],
          {
            stdio: ["ignore", "pipe", "inherit"],
            env: { ...process.env, TRIVET_GDB_RESOURCES: gdbResources },
          },
        );
        const [line] = (await once(workbench.stdout, "data")) as [Buffer];
        const { gdb } = JSON.parse(String(line)) as { readonly gdb: number };
        // Not always at the same moment of a sample.
        await new Promise((resolve) => setTimeout(resolve, 37 * round));
        workbench.kill("SIGKILL");
        await waitFor(
          () => isGone(gdb) && processState(target.pid)?.tracerPid === 0,
          () => `gdb ${gdb} letting go`,
        );
        expect((await readText(target.pid)).equals(text)).toBe(true);
        expect(await readPreemptionSwitch(target.pid)).toBe(preemption);
        const before = await target.count();
        await waitFor(
          async () => (await target.count()) > before,
          () => "the target going on",
        );
      }
    } finally {
      await target.stop();
    }
  }, 90_000);

  it("comes with the target's, and what was seen until then stays", async () => {
    const target = await AllocationTarget.start(binaryOf(newest), ["-rate=50"]);
    const harness = new GdbHarness();
    try {
      await harness.session.attach(targetOf(target.pid), size);
      const running = run(target, harness, { hits: 100_000, seconds: 60 });
      setTimeout(() => process.kill(target.pid, "SIGKILL"), 1500);
      const trace = await running;
      expect(trace.ended).toBe("target-died");
      expect(trace.allocations.length).toBeGreaterThan(0);
      expect(trace.allocations.at(-1)!.isThere).toBeNull();
    } finally {
      await harness.session.detach();
      await target.stop();
    }
  }, 60_000);
});

describe("the console", () => {
  it("lists what was allocated last, also when the target stands still", async () => {
    await traced(newest, async (_target, harness) => {
      await harness.type("go-trace start --hits 5000 --for 20", /at most 5000/);
      await harness.session.resume();
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await harness.session.interrupt();
      const list = await harness.type("go-recent 1.7", /in the last 1\.7 s/);
      expect(list).toMatch(
        /0x[0-9a-f]+ +80 {2}(yes|no) +\d+ {2}main\.Order +main\.newOrder < main\.handleOrders < main\.serve/,
      );
      expect(list).toMatch(/4096 {2}(yes|no) +\d+ {2}\[\]uint8 /);
      const ago = [...list.matchAll(/^ +([\d.]+)s {2}0x/gm)].map(([, text]) =>
        Number(text),
      );
      expect(Math.max(...ago)).toBeLessThanOrEqual(1.7);
      expect(Math.min(...ago)).toBeGreaterThanOrEqual(0);
      expect(await harness.type("go-trace stop", /ended/)).toMatch(
        /ended \(asked\): \d+ samples/,
      );
      expect(await harness.type("go-recent nonsense", /error/)).toContain(
        "error[usage]",
      );
      expect(await harness.type("go-trace begin", /error/)).toContain(
        "error[usage]",
      );
      await harness.session.resume();
    });
  }, 60_000);
});
