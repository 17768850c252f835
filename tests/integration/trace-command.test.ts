// `trivet trace` as people call it: a price first, a result, a profile that go tool pprof reads, the right exit codes.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CrashReport } from "../../src/core/allocation-trace/crash-report.ts";
import type { AllocationTrace } from "../../src/core/allocation-trace/traced-allocation.ts";
import {
  AllocationTarget,
  buildAllocationTarget,
} from "../support/allocation-target.ts";
import { processState, readText, waitFor } from "../support/gdb-harness.ts";
import { runCli } from "../support/run-cli.ts";

const folder = mkdtempSync(path.join(tmpdir(), "trivet-trace-cli-"));
const binary = path.join(folder, "target");
const own = { name: "own", environment: {} };

beforeAll(() => buildAllocationTarget(own, binary), 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withTarget<T>(
  use: (target: AllocationTarget) => Promise<T>,
): Promise<T> {
  const target = await AllocationTarget.start(binary, ["-rate=50"]);
  try {
    return await use(target);
  } finally {
    await target.stop();
  }
}

it("traces within its budget, says the price before and the cost after", async () => {
  await withTarget(async (target) => {
    const text = await readText(target.pid);
    const profile = path.join(folder, "trace.pb.gz");
    const json = await runCli([
      ...["trace", "allocations", "--pid", String(target.pid)],
      ...["--for", "8s", "--hits", "60", "--out", profile, "--json"],
    ]);
    expect(json.code).toBe(0);
    expect(json.stderr).toMatch(/^price: the target allocates .*samples\/s/);
    expect(json.stderr).toContain("a thread stood still");
    const trace = JSON.parse(json.stdout) as AllocationTrace;
    expect(trace).toMatchObject({
      schema: "trivet.trace.allocations/1",
      pid: target.pid,
      ended: "hits",
      hits: 60,
    });
    expect(trace.allocations.length).toBe(60);
    const top = execFileSync(
      "go",
      ["tool", "pprof", "-top", "-sample_index=samples", profile],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    expect(top).toMatch(/60 total/);
    expect(top).toContain("main.handleBuffers");
    expect(processState(target.pid)!.tracerPid).toBe(0);
    expect((await readText(target.pid)).equals(text)).toBe(true);
    const again = await runCli([
      ...["trace", "allocations", "--pid", String(target.pid)],
      ...["--out", profile],
    ]);
    expect(again.code).toBe(2);
    const people = await runCli([
      ...["trace", "allocations", "--pid", String(target.pid), "--for", "1s"],
    ]);
    expect(people.stdout).toMatch(
      /\[\]uint8 {2}main\.handleBuffers .*main\.go/,
    );
  });
}, 60_000);

it("catches the end of a process", async () => {
  await withTarget(async (target) => {
    const text = await readText(target.pid);
    const running = runCli([
      ...["trace", "crash", "--pid", String(target.pid)],
      ...["--recent", "1.7s", "--json"],
    ]);
    await waitFor(
      async () => !(await readText(target.pid)).equals(text),
      () => "the crash stop armed",
      20_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    target.send("panic the last order");
    const json = await running;
    expect(json.code).toBe(0);
    expect(await target.ended()).toBe(2);
    const { ended, report } = JSON.parse(json.stdout) as {
      readonly ended: string;
      readonly report: CrashReport;
    };
    expect(ended).toBe("crash");
    expect(report.panics[0]!.value).toBe("the last order");
    expect(report.recent!.allocations.length).toBeGreaterThan(0);
  });
}, 60_000);

it("refuses what cannot be done, with the reason", async () => {
  const missing = await runCli(["trace", "allocations", "--pid", "999999999"]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("error[pid-not-found]");
  for (const wrong of [
    ["trace"],
    ["trace", "frees", "--pid", "1"],
    ["trace", "allocations"],
    ["trace", "allocations", "--pid", "1", "--hits", "0"],
    ["trace", "allocations", "--pid", "1", "--for", "0s"],
    ["trace", "allocations", "--pid", "1", "--recent", "1s"],
    ["trace", "crash", "--pid", "1", "--hits", "3"],
  ])
    expect((await runCli(wrong)).code).toBe(2);
  // A program that is not Go's.
  const other = await runCli(["trace", "crash", "--pid", String(process.pid)]);
  expect(other.code).toBe(1);
  expect(other.stderr).toContain("error[target-not-go]");
}, 60_000);
