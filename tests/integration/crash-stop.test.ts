// Programs that end in each of the ways in which Go programs end, with the crash stop armed: what it takes must agree
// with what the program itself says on stderr, and the program must end as it would have.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  describeCrash,
  type CrashReport,
} from "../../src/core/allocation-trace/crash-report.ts";
import { TemporaryHitFolders } from "../../src/node/allocation-trace/hit-folders.ts";
import { ProcThreadStates } from "../../src/node/allocation-trace/thread-states.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import {
  watchForCrash,
  type CrashWatchResult,
} from "../../src/services/crash-stop.ts";
import {
  AllocationTarget,
  buildAllocationTarget,
} from "../support/allocation-target.ts";
import {
  GdbHarness,
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
const sorted = [...all].sort((a, b) => minorOf(a.name) - minorOf(b.name));
// Every version at hand on demand; the oldest and the newest always.
const toolchains =
  process.env["TRIVET_ALL_GO"] === "1" ? sorted : [sorted[0]!, sorted.at(-1)!];
const folder = mkdtempSync(path.join(tmpdir(), "trivet-crash-test-"));
const binaryOf = (name: string): string => path.join(folder, `target-${name}`);
const newest = toolchains.at(-1)!.name;
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

interface Ended {
  readonly result: CrashWatchResult;
  readonly exit: number | string;
  readonly errors: string;
}

async function end(
  name: string,
  how: string,
  {
    args = ["-rate=20"],
    recentSeconds = null,
  }: {
    readonly args?: readonly string[];
    readonly recentSeconds?: number | null;
  } = {},
): Promise<Ended> {
  const target = await AllocationTarget.start(binaryOf(name), args);
  const harness = new GdbHarness();
  try {
    await harness.session.attach(targetOf(target.pid), size);
    const watching = watchForCrash(ports, harness.session, {
      pid: target.pid,
      recentSeconds,
      onArmed: () => {
        if (how !== "")
          setTimeout(() => target.send(how), recentSeconds === null ? 0 : 2000);
      },
    });
    const result = await watching;
    const exit = await target.ended();
    return { result, exit, errors: target.errors };
  } finally {
    await harness.session.detach();
    await target.stop();
  }
}

function reportOf({ result }: Ended): CrashReport {
  expect(result.ended).toBe("crash");
  return result.report!;
}

/** The stack of the goroutine that crashed, as the program printed it on its way out. */
function printedStack(errors: string, goroutine: number): readonly string[] {
  const block = errors
    .split("\n\n")
    .find((text) => text.trimStart().startsWith(`goroutine ${goroutine} `));
  return [...(block ?? "").matchAll(/^([\w./*()]+)\(.*\)$/gm)].map(
    ([, name]) => name!,
  );
}

describe.each(toolchains.map(({ name }) => name))("Go %s", (name) => {
  it("catches a panic with its value, defers and stack", async () => {
    const ended = await end(name, "panic lost the order book");
    const report = reportOf(ended);
    expect(report.kind).toBe("panic");
    expect(report.panics[0]).toMatchObject({
      type: "string",
      value: "lost the order book",
      recovered: false,
    });
    expect(describeCrash(report)).toBe("panic: lost the order book");
    expect(ended.errors).toContain("panic: lost the order book");
    expect(ended.exit).toBe(2);
    const crashed = report.goroutines.find(
      ({ id }) => id === report.goroutine,
    )!;
    expect(crashed.panicking).toBe(true);
    const stack = crashed.frames.map((frame) => frame.function);
    expect(stack).toContain("runtime.gopanic");
    expect(stack.some((frame) => frame.startsWith("main.endInPanic"))).toBe(
      true,
    );
    const printed = printedStack(ended.errors, report.goroutine!);
    expect(printed.length).toBeGreaterThan(0);
    for (const frame of printed.filter((text) => text.startsWith("main.")))
      expect(stack).toContain(frame);
    expect(report.goroutines.length).toBeGreaterThanOrEqual(3);
    expect(report.heap!.heapInuse).toBeGreaterThan(0);
    expect(report.missing).toEqual([]);
    expect(report.goVersion).toContain(name.split(".").slice(0, 2).join("."));
  }, 60_000);

  it("catches errors that are panicked with, and nil dereferences", async () => {
    const error = await end(name, "panic-error 7");
    expect(reportOf(error).kind).toBe("panic");
    expect(describeCrash(reportOf(error))).toBe("panic: order 7: out of stock");
    const nil = reportOf(await end(name, "nil"));
    expect(nil.kind).toBe("panic");
    // By then the runtime has made texts of the values that it is going to print.
    expect(nil.panics[0]!.value).toContain("nil pointer dereference");
  }, 60_000);

  it("catches os.Exit with its code and its caller", async () => {
    const ended = await end(name, "exit 3");
    const report = reportOf(ended);
    expect(report).toMatchObject({ kind: "exit", exitCode: 3 });
    expect(ended.exit).toBe(3);
    const crashed = report.goroutines.find(
      ({ id }) => id === report.goroutine,
    )!;
    expect(crashed.frames.map((frame) => frame.function)).toContain(
      "main.leave",
    );
  }, 60_000);

  it("catches what the runtime gives up on", async () => {
    const race = await end(name, "race");
    expect(reportOf(race)).toMatchObject({
      kind: "throw",
      message: "concurrent map writes",
    });
    expect(race.errors).toContain("fatal error: concurrent map writes");
    const deadlock = await end(name, "", { args: ["-deadlock"] });
    expect(reportOf(deadlock)).toMatchObject({
      kind: "throw",
      message: "all goroutines are asleep - deadlock!",
    });
    expect(deadlock.exit).toBe(2);
  }, 60_000);

  it("catches a stack overflow", async () => {
    const ended = await end(name, "overflow");
    const report = reportOf(ended);
    expect(report).toMatchObject({ kind: "throw", message: "stack overflow" });
    const crashed = report.goroutines.find(
      ({ id }) => id === report.goroutine,
    )!;
    const names = crashed.frames.map((frame) => frame.function);
    expect(
      names.filter((text) => text === "main.deeper").length,
    ).toBeGreaterThan(100);
  }, 120_000);

  it("catches SIGABRT", async () => {
    const ended = await end(name, "abort");
    expect(reportOf(ended)).toMatchObject({
      kind: "signal",
      signal: "SIGABRT",
    });
    expect(ended.errors).toContain("SIGABRT: abort");
    expect(ended.exit).toBe(2);
  }, 60_000);
});

it("keeps the allocations of the last seconds before the crash", async () => {
  const report = reportOf(
    await end(newest, "panic late", { recentSeconds: 1.7 }),
  );
  const { allocations } = report.recent!;
  expect(allocations.length).toBeGreaterThan(5);
  const times = allocations.map(({ atMillis }) => atMillis);
  expect(Math.min(...times)).toBeGreaterThan(report.atMillis - 2100);
  expect(Math.max(...times)).toBeLessThanOrEqual(report.atMillis + 5);
  expect(allocations.map(({ type }) => type)).toContain("main.Order");
  expect(allocations.map(({ isThere }) => isThere)).not.toContain(null);
}, 60_000);

it("lets a recovered panic pass, and leaves nothing behind when it is not wanted any more", async () => {
  const target = await AllocationTarget.start(binaryOf(newest), ["-rate=20"]);
  const harness = new GdbHarness();
  try {
    const text = await readText(target.pid);
    await harness.session.attach(targetOf(target.pid), size);
    const asking = new AbortController();
    const watching = watchForCrash(ports, harness.session, {
      pid: target.pid,
      recentSeconds: null,
      signal: asking.signal,
    });
    await waitFor(
      async () => !(await readText(target.pid)).equals(text),
      () => "breakpoints going in",
    );
    target.send("recover");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(harness.session.state.status).toBe("running");
    asking.abort();
    expect(await watching).toEqual({ ended: "asked", report: null });
    await waitFor(
      async () => (await readText(target.pid)).equals(text),
      () => "breakpoints going out",
    );
    expect(harness.session.state.status).toBe("running");
  } finally {
    await harness.session.detach();
    await target.stop();
  }
}, 60_000);

it("says so when the target was killed, which nothing can catch", async () => {
  const target = await AllocationTarget.start(binaryOf(newest), ["-rate=20"]);
  const harness = new GdbHarness();
  try {
    await harness.session.attach(targetOf(target.pid), size);
    const watching = watchForCrash(ports, harness.session, {
      pid: target.pid,
      recentSeconds: null,
      onArmed: () => process.kill(target.pid, "SIGKILL"),
    });
    expect(await watching).toEqual({ ended: "target-died", report: null });
    expect(processState(target.pid)?.state ?? "Z").toBe("Z");
  } finally {
    await harness.session.detach();
    await target.stop();
  }
}, 60_000);
