// A process that is stopped for a copy runs again whatever happens: when the time is over, when its keeper is killed, when
// the work is cancelled.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SignalPauses } from "../../src/node/process-pause/signal-pauses.ts";
import { bundleForNode } from "../support/bundle.ts";

let folder: string;
let victim: ChildProcess;
const pauses = new SignalPauses();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-pause-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  const ended = once(victim, "exit");
  victim.kill("SIGKILL");
  await ended;
});

function startVictim(): number {
  victim = spawn("sleep", ["1000"], { stdio: "ignore" });
  return victim.pid!;
}

function stateOf(pid: number): string {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return /^State:\s*(\w)/m.exec(status)?.[1] ?? "";
}

async function untilRunning(pid: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (stateOf(pid) === "T") {
    if (performance.now() > deadline)
      throw new Error(`${pid} is still stopped after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("a pause", () => {
  it("stops and continues, and says how long it took", async () => {
    const pid = startVictim();
    const held = await pauses.pause({ pid, maxMs: 60_000 });
    expect(held.wasStopped).toBe(false);
    expect(stateOf(pid)).toBe("T");
    const ms = await held.resume();
    expect(ms).toBeGreaterThan(0);
    expect(stateOf(pid)).not.toBe("T");
    expect(await held.resume()).toBe(ms);
    expect(held.over.aborted).toBe(false);
  });

  it("ends by itself when it takes longer than allowed", async () => {
    const pid = startVictim();
    const held = await pauses.pause({ pid, maxMs: 50 });
    await once(held.over, "abort");
    expect(held.over.reason).toMatchObject({ code: "pause-too-long" });
    await untilRunning(pid, 5_000);
    await held.resume();
  });

  it("says when somebody else has set the process running meanwhile", async () => {
    const pid = startVictim();
    const held = await pauses.pause({ pid, maxMs: 60_000 });
    process.kill(pid, "SIGCONT");
    await untilRunning(pid, 5_000);
    await expect(held.resume()).rejects.toMatchObject({
      code: "memory-inconsistent",
    });
  });

  it("leaves a process stopped that was stopped before", async () => {
    const pid = startVictim();
    process.kill(pid, "SIGSTOP");
    while (stateOf(pid) !== "T")
      await new Promise((resolve) => setTimeout(resolve, 5));
    const held = await pauses.pause({ pid, maxMs: 1000 });
    expect(held.wasStopped).toBe(true);
    expect(await held.resume()).toBe(0);
    expect(stateOf(pid)).toBe("T");
  });

  it("fires when the request is cancelled", async () => {
    const pid = startVictim();
    const cancel = new AbortController();
    const held = await pauses.pause({
      pid,
      maxMs: 60_000,
      signal: cancel.signal,
    });
    cancel.abort();
    expect(held.over.aborted).toBe(true);
    await held.resume();
    await untilRunning(pid, 5_000);
  });

  it("refuses what is gone and what is another process", async () => {
    const pid = startVictim();
    await expect(
      pauses.pause({ pid, startTicks: 1, maxMs: 1000 }),
    ).rejects.toMatchObject({ code: "pid-reused" });
    expect(stateOf(pid)).not.toBe("T");
    await expect(
      pauses.pause({ pid: 2 ** 22 - 1, maxMs: 1000 }),
    ).rejects.toMatchObject({ code: "pid-not-found" });
  });

  it("ends when whoever holds it is killed", async () => {
    const entry = path.join(folder, "holder.ts");
    const source = path.resolve(
      import.meta.dirname,
      "../../src/node/process-pause/signal-pauses.ts",
    );
    writeFileSync(
      entry,
      `import { SignalPauses } from ${JSON.stringify(source)};
await new SignalPauses().pause({ pid: Number(process.argv[2]), maxMs: 60_000 });
console.log("held");
setInterval(() => undefined, 1000);
`,
    );
    const script = await bundleForNode(entry, folder);
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      const pid = startVictim();
      const holder = spawn(process.execPath, [script, String(pid)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(holder.stdout, "data");
      expect(stateOf(pid)).toBe("T");
      const ended = once(holder, "exit");
      holder.kill(signal);
      await ended;
      await untilRunning(pid, 10_000);
      if (signal === "SIGKILL") victim.kill("SIGKILL");
    }
  });
});
