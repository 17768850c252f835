// The trace through a probe of the kernel. Needs root and a kernel with uprobes: elsewhere that it says why is tested,
// and the rest is skipped, with a line on stderr.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groupSites } from "../../src/core/allocation-trace/group-sites.ts";
import { TemporaryHitFolders } from "../../src/node/allocation-trace/hit-folders.ts";
import { KernelProbes } from "../../src/node/allocation-trace/kernel-probes.ts";
import { ProcThreadStates } from "../../src/node/allocation-trace/thread-states.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { traceByProbe } from "../../src/services/probe-trace.ts";
import {
  AllocationTarget,
  buildAllocationTarget,
} from "../support/allocation-target.ts";
import { bundleForNode } from "../support/bundle.ts";
import { waitFor } from "../support/gdb-harness.ts";
import {
  findToolchains,
  inspectPorts,
  minorOf,
} from "../support/memory-target.ts";

const folder = mkdtempSync(path.join(tmpdir(), "trivet-probe-"));
const mounted = path.join(folder, "tracing");
const all = await findToolchains();
const sorted = [...all].sort((a, b) => minorOf(a.name) - minorOf(b.name));
const toolchains =
  process.env["TRIVET_ALL_GO"] === "1" ? sorted : [sorted[0]!, sorted.at(-1)!];
const newest = toolchains.at(-1)!.name;
const binaryOf = (name: string): string => path.join(folder, `target-${name}`);

/** A place of our own: the machine's is left as it is. */
function mountTracing(): boolean {
  mkdirSync(mounted);
  try {
    execFileSync("mount", ["-t", "tracefs", "nodev", mounted], {
      stdio: "ignore",
    });
    return existsSync(path.join(mounted, "uprobe_events"));
  } catch {
    return false;
  }
}

const isMounted = mountTracing();
if (!isMounted)
  console.error("skipped: this kernel, or this user, has no uprobes");
const ports = {
  inspect: inspectPorts(),
  inspector: new ProcfsInspector(),
  clock: new SystemClock(),
  hitFolders: new TemporaryHitFolders(),
  threads: new ProcThreadStates(),
  probes: new KernelProbes([mounted]),
};

beforeAll(async () => {
  for (const toolchain of toolchains)
    await buildAllocationTarget(toolchain, binaryOf(toolchain.name));
}, 300_000);
afterAll(() => {
  try {
    execFileSync("umount", [mounted], { stdio: "ignore" });
  } catch {
    // it was not mounted
  }
  rmSync(folder, { recursive: true, force: true });
});

/** What the kernel still holds of ours. */
const left = (): string =>
  [
    ...readFileSync(path.join(mounted, "uprobe_events"), "utf8").split("\n"),
    ...readdirSync(path.join(mounted, "instances")),
  ]
    .filter((line) => line.includes("trivet_"))
    .join("\n");

it("says why where it cannot be", async () => {
  const nowhere = new KernelProbes([path.join(folder, "nowhere")]);
  expect(await nowhere.obstacle()).toContain("mount -t tracefs");
  await expect(
    nowhere.open({ pid: 1, executable: "/x", fileOffset: 0, fetch: "" }),
  ).rejects.toMatchObject({ code: "trace-unavailable" });
});

describe.skipIf(!isMounted)("with uprobes", () => {
  it.each(toolchains.map(({ name }) => name))(
    "finds what Go %s allocates, without a stop",
    async (name) => {
      const target = await AllocationTarget.start(binaryOf(name), ["-rate=50"]);
      try {
        const trace = await traceByProbe(ports, {
          pid: target.pid,
          budget: { hits: 10_000, seconds: 3 },
        });
        expect(trace.ended).toBe("time");
        expect(trace.method).toBe("uprobe");
        expect(trace.cost.stoppedShare).toBe(0);
        // One per 512 KiB of 50 MiB a second; a busy machine allocates less.
        expect(trace.hits).toBeGreaterThan(50);
        const sites = groupSites(trace);
        const buffers = sites.find(
          (site) => site.function === "main.handleBuffers",
        )!;
        const orders = sites.find((site) => site.function === "main.newOrder")!;
        expect(buffers.type).toBe("[]uint8");
        expect(orders.type).toBe("main.Order");
        const share = buffers.bytes / (buffers.bytes + orders.bytes);
        expect(share).toBeGreaterThan(0.3);
        expect(share).toBeLessThan(0.7);
        const order = trace.allocations.find(
          ({ type }) => type === "main.Order",
        )!;
        expect(order.bytes).toBe(80);
        expect(order.frames.slice(0, 3).map((frame) => frame.function)).toEqual(
          ["main.newOrder", "main.handleOrders", "main.serve"],
        );
        expect(Math.abs(order.atMillis - Date.now())).toBeLessThan(20_000);
        expect(left()).toBe("");
        const before = await target.count();
        await waitFor(
          async () => (await target.count()) > before,
          () => "the target going on",
        );
      } finally {
        await target.stop();
      }
    },
    60_000,
  );

  it("leaves nothing behind when whoever asked is killed", async () => {
    const target = await AllocationTarget.start(binaryOf(newest), ["-rate=50"]);
    const program = await bundleForNode(
      path.resolve(import.meta.dirname, "../support/probe-workbench.ts"),
      folder,
    );
    const workbench = spawn(
      process.execPath,
      [program, String(target.pid), mounted],
      { stdio: "inherit" },
    );
    try {
      await waitFor(
        () => left() !== "",
        () => "the probe going in",
        20_000,
      );
      workbench.kill("SIGKILL");
      await once(workbench, "exit");
      await waitFor(
        () => left() === "",
        () => `the probe going out: ${left()}`,
      );
      const before = await target.count();
      await waitFor(
        async () => (await target.count()) > before,
        () => "the target going on",
      );
    } finally {
      workbench.kill("SIGKILL");
      await target.stop();
    }
  }, 60_000);

  it("ends when it is asked to", async () => {
    const target = await AllocationTarget.start(binaryOf(newest), ["-rate=50"]);
    try {
      const asking = new AbortController();
      const running = traceByProbe(ports, {
        pid: target.pid,
        budget: { hits: 100_000, seconds: 60 },
        signal: asking.signal,
      });
      await waitFor(
        () => left() !== "",
        () => "the probe going in",
      );
      asking.abort();
      expect((await running).ended).toBe("asked");
      expect(left()).toBe("");
    } finally {
      await target.stop();
    }
  }, 60_000);

  it("ends with the target", async () => {
    const target = await AllocationTarget.start(binaryOf(newest), ["-rate=50"]);
    const running = traceByProbe(ports, {
      pid: target.pid,
      budget: { hits: 100_000, seconds: 60 },
    });
    await waitFor(
      () => left() !== "",
      () => "the probe going in",
    );
    await new Promise((resolve) => setTimeout(resolve, 800));
    await target.stop();
    const trace = await running;
    expect(trace.ended).toBe("target-died");
    expect(trace.hits).toBeGreaterThan(0);
    expect(left()).toBe("");
  }, 60_000);
});
