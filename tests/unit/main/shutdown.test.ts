import { describe, expect, it } from "vitest";
import { Shutdown } from "../../../src/main/shutdown.ts";

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

function setUp() {
  const log: string[] = [];
  const reports: string[] = [];
  const shutdown = new Shutdown((line) => reports.push(line));
  const add = (name: string, order: number, run?: () => Promise<void>) =>
    shutdown.add({
      name,
      order,
      patienceMs: 50,
      run: async () => {
        log.push(name);
        await run?.();
      },
    });
  return { log, reports, shutdown, add };
}

describe("Shutdown", () => {
  it("lets go in order, each after the one before", async () => {
    const { log, shutdown, add } = setUp();
    add("journal", 20);
    add("debugger", 0, async () => {
      await sleep(10);
      log.push("detached");
    });
    add("demo", 30);
    await shutdown.run();
    expect(log).toEqual(["debugger", "detached", "journal", "demo"]);
  });

  it("goes on past a step that fails and one that hangs", async () => {
    const { log, reports, shutdown, add } = setUp();
    add("debugger", 0, () => Promise.reject(new Error("gdb is gone")));
    add("recording", 10, () => new Promise(() => undefined));
    add("journal", 20);
    await shutdown.run();
    expect(log).toEqual(["debugger", "recording", "journal"]);
    expect(reports).toEqual([
      "shutdown: debugger failed: Error: gdb is gone",
      "shutdown: recording took over 50 ms",
    ]);
  });

  it("runs once, whoever asks", async () => {
    const { log, shutdown, add } = setUp();
    add("journal", 20);
    await Promise.all([shutdown.run(), shutdown.run()]);
    await shutdown.run();
    expect(log).toEqual(["journal"]);
  });

  it("forgets what was taken out, and can run a part and stay ready", async () => {
    const { log, shutdown, add } = setUp();
    add("debugger", 0);
    add("journal", 20);
    const remove = add("demo", 30);
    await shutdown.runUpTo(20);
    remove();
    await shutdown.run();
    expect(log).toEqual(["debugger", "journal", "debugger", "journal"]);
  });
});
