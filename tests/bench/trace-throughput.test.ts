// What looking costs a busy target: the same process, in turns with nothing attached, with the recorder, with the trace
// through gdb and with the trace through the kernel. Throughput is what the program itself counts.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TemporaryHitFolders } from "../../src/node/allocation-trace/hit-folders.ts";
import { KernelProbes } from "../../src/node/allocation-trace/kernel-probes.ts";
import { ProcThreadStates } from "../../src/node/allocation-trace/thread-states.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import {
  traceAllocations,
  type TraceProgress,
} from "../../src/services/allocation-trace.ts";
import { traceByProbe } from "../../src/services/probe-trace.ts";
import {
  AllocationTarget,
  buildAllocationTarget,
} from "../support/allocation-target.ts";
import { GdbHarness, size, targetOf } from "../support/gdb-harness.ts";
import { inspectPorts } from "../support/memory-target.ts";
import { runCli } from "../support/run-cli.ts";
import { printTable } from "./support/measure.ts";

const folder = mkdtempSync(join(tmpdir(), "trivet-bench-trace-"));
const binary = join(folder, "target");
const mounted = join(folder, "tracing");
const rounds = 3;
const windowMs = 2000;
const budget = { hits: 1_000_000, seconds: 60 };
const ports = {
  inspect: inspectPorts(),
  inspector: new ProcfsInspector(),
  clock: new SystemClock(),
  hitFolders: new TemporaryHitFolders(),
  threads: new ProcThreadStates(),
  probes: new KernelProbes([mounted]),
};
let hasProbes = false;

beforeAll(async () => {
  await buildAllocationTarget({ name: "own", environment: {} }, binary);
  mkdirSync(mounted);
  try {
    execFileSync("mount", ["-t", "tracefs", "nodev", mounted], {
      stdio: "ignore",
    });
  } catch {
    console.error("no uprobes here: that row is left out");
  }
  hasProbes = (await ports.probes.obstacle()) === null;
}, 300_000);
afterAll(() => {
  try {
    execFileSync("umount", [mounted], { stdio: "ignore" });
  } catch {
    // it was not mounted
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Measured {
  readonly perSecond: number;
  readonly hitsPerSecond: number;
  readonly stoppedShare: number;
}
type Mode = (target: AllocationTarget) => Promise<Measured>;

const nothing: Mode = async (target) => ({
  perSecond: await target.throughput(windowMs),
  hitsPerSecond: 0,
  stoppedShare: 0,
});

/** `trivet record --pid` of a process without an endpoint: counters at 1 Hz from its memory. */
const recorder: Mode = async (target) => {
  const stop = new AbortController();
  const running = runCli(
    [
      ...["record", "--pid", String(target.pid), "--for", "60s"],
      ...["--out", join(folder, `${target.pid}-${Date.now()}.trivet`)],
    ],
    { signal: stop.signal },
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const measured = await nothing(target);
  stop.abort();
  const { code, stderr } = await running;
  expect(code, stderr).toBe(0);
  return measured;
};

async function whileTracing(
  target: AllocationTarget,
  start: (options: {
    readonly pid: number;
    readonly budget: typeof budget;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: TraceProgress) => void;
  }) => Promise<{ readonly hits: number; readonly seconds: number }>,
): Promise<Measured> {
  const stop = new AbortController();
  let share = 0;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const running = start({
    pid: target.pid,
    budget,
    signal: stop.signal,
    onProgress: ({ cost }) => {
      share = cost.stoppedShare ?? 0;
      begin();
    },
  });
  await Promise.race([begun, running]);
  const perSecond = await target.throughput(windowMs);
  stop.abort();
  const { hits, seconds } = await running;
  return { perSecond, hitsPerSecond: hits / seconds, stoppedShare: share };
}

const byGdb: Mode = async (target) => {
  const harness = new GdbHarness();
  try {
    await harness.session.attach(targetOf(target.pid), size);
    return await whileTracing(target, (options) =>
      traceAllocations(ports, harness.session, {
        ...options,
        keepSeconds: 1,
      }),
    );
  } finally {
    await harness.session.detach();
  }
};

const byProbe: Mode = (target) =>
  whileTracing(target, (options) => traceByProbe(ports, options));

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

it.each([
  ["busy, and allocating some 100 MiB a second", ["-rate=0", "-work=12"]],
  ["allocating flat out", ["-rate=0"]],
] as const)(
  "costs a target that is %s",
  async (name, args) => {
    const target = await AllocationTarget.start(binary, args);
    try {
      const modes: readonly (readonly [string, Mode])[] = [
        ["nothing attached", nothing],
        ["recorder", recorder],
        ["trace, gdb", byGdb],
        ...(hasProbes ? [["trace, uprobe", byProbe] as const] : []),
      ];
      const ratios = new Map<string, number[]>();
      const seen = new Map<string, Measured>();
      for (let round = 0; round < rounds; round++) {
        for (const [mode, measure] of modes) {
          // What else the machine does changes slowly: nothing attached, directly before and after.
          const before = (await nothing(target)).perSecond;
          const measured = await measure(target);
          const after = (await nothing(target)).perSecond;
          seen.set(mode, measured);
          const list = ratios.get(mode) ?? [];
          list.push((2 * measured.perSecond) / (before + after));
          ratios.set(mode, list);
        }
      }
      const ratioOf = (mode: string): number => median(ratios.get(mode)!);
      printTable(name, [
        ["", "throughput", "samples/s", "a thread stands still"],
        ...modes.map(([mode]) => [
          mode,
          `${(100 * ratioOf(mode)).toFixed(0)} %`,
          seen.get(mode)!.hitsPerSecond.toFixed(0),
          `${(100 * seen.get(mode)!.stoppedShare).toFixed(0)} %`,
        ]),
      ]);
      // The recorder reads a few kilobytes a second. What else a shared machine does is within these bounds.
      expect(ratioOf("recorder")).toBeGreaterThan(0.5);
      if (hasProbes)
        expect(ratioOf("trace, uprobe")).toBeGreaterThan(
          ratioOf("trace, gdb") * 0.6,
        );
      // Never so slow as a breakpoint on mallocgc would make it: a thousandth.
      expect(ratioOf("trace, gdb")).toBeGreaterThan(0.02);
    } finally {
      await target.stop();
    }
  },
  300_000,
);
