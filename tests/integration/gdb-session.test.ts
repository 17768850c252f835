// A real gdb on the demo target: attach, read, resume, interrupt, detach, and what the journal holds afterwards.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSpanCensus } from "../../src/core/go-runtime/parse-span-census.ts";
import type { GdbState } from "../../src/core/investigation/live-state.ts";
import {
  GdbHarness,
  expectFree,
  isGone,
  processState,
  readMemStat,
  serves,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

let gateway: GatewayTarget;
let harness: GdbHarness;
const target = () => targetOf(gateway.pid, gateway.url);

beforeEach(async () => {
  gateway = await startGateway({ rate: 100 });
  harness = new GdbHarness();
});
afterEach(async () => {
  await harness.session.close();
  await waitFor(
    () => harness.gdbs.every((gdb) => isGone(gdb.pid)),
    () => "gdb to end",
  );
  await gateway.kill();
});

describe("attaching", () => {
  it("says the price, stops the target, answers in the console, and lets it go", async () => {
    const { session, journal } = harness;
    const statuses: GdbState["status"][] = [];
    session.onState((state) => {
      if (statuses.at(-1) !== state.status) statuses.push(state.status);
    });

    const estimate = await session.estimate(target());
    expect(estimate).toMatchObject({
      pid: gateway.pid,
      basis: "dynamic-binary",
      obstacle: null,
    });
    expect(estimate.stopMs).toBeGreaterThan(0);

    const attached = await session.attach(target(), size);
    expect(attached).toMatchObject({
      status: "stopped",
      pid: gateway.pid,
      breakpointsInserted: false,
    });
    expect(attached.gdbVersion).toMatch(/^\d+\.\d+/);
    expect(processState(gateway.pid)).toEqual({
      state: "t",
      tracerPid: harness.gdbPid,
    });
    expect(await serves(gateway.url)).toBe(false);

    expect(await harness.type("print 6 * 7", /\$1 = 42/)).toContain("42");
    const list = await harness.type("go-goroutines", /\d+ goroutines/);
    expect(list).toMatch(/ 1 {2}waiting .* main\.run \(runtime\.main\)/);
    expect(list).toContain("main.(*gateway).work");
    expect(await harness.type("info goroutines", /gateway|gopark/)).toMatch(
      /waiting/,
    );

    expect((await session.detach()).status).toBe("detached");
    await expectFree(gateway.pid, gateway.url);
    expect(isGone(harness.gdbPid)).toBe(true);
    expect(statuses).toEqual(["attaching", "stopped", "detaching", "detached"]);

    expect([...journal.eventKinds].sort()).toEqual([
      "gdb-attached",
      "gdb-detached",
      "gdb-resumed",
      "gdb-stopped",
    ]);
    const detached = journal.model.events.at(-1)!;
    expect(detached.data).toMatchObject({ reason: "detached", stops: 1 });
    expect(session.cost(target().id).stops).toBe(1);
    expect(session.cost(target().id).stoppedMs).toBeCloseTo(
      Number(detached.data["stoppedMs"]),
      -1,
    );
    expect(journal.transcript("input")).toContain("print 6 * 7\n");
    expect(journal.transcript("output")).toContain("$1 = 42");
    expect(
      new Set(journal.model.transcript.map((chunk) => chunk.session)),
    ).toEqual(new Set(["gdb-1"]));
    expect(journal.model.actions.map(({ action }) => action)).toEqual([
      "gdb.attach",
      "gdb.detach",
    ]);

    const again = await session.estimate(target());
    expect(again.basis).toBe("measured-before");
    expect(again.stopMs).toBeLessThan(5000);
  });

  it("refuses a second attach while one is on its way or there", async () => {
    const { session } = harness;
    const first = session.attach(target(), size);
    await expect(session.attach(target(), size)).rejects.toMatchObject({
      code: "gdb-busy",
    });
    await first;
    await expect(session.attach(target(), size)).rejects.toMatchObject({
      code: "gdb-busy",
    });
  });

  it("can be called off in the middle", async () => {
    const { session } = harness;
    const attaching = session.attach(target(), size);
    const refused = expect(attaching).rejects.toMatchObject({
      code: "cancelled",
    });
    expect((await session.detach()).status).toBe("detached");
    await refused;
    await expectFree(gateway.pid, gateway.url);
  });

  it("notices that the pid now belongs to another process", async () => {
    await expect(
      harness.session.attach(targetOf(gateway.pid, gateway.url, 1), size),
    ).rejects.toMatchObject({ code: "pid-reused" });
  });
});

describe("running and stopping", () => {
  it("resumes and interrupts by button, by command and by Ctrl-C", async () => {
    const { session } = harness;
    await session.attach(target(), size);

    expect((await session.resume()).status).toBe("running");
    expect(await serves(gateway.url)).toBe(true);
    expect(await harness.type("print 1 + 1", /\$1 = 2/)).toContain("2"); // the console stays usable
    expect(await session.interrupt()).toMatchObject({
      status: "stopped",
      stopReason: "SIGINT",
    });
    expect(await serves(gateway.url)).toBe(false);

    await session.resume(); // set running over MI, stopped from the console
    session.input("\x03");
    await waitFor(
      () => session.state.status === "stopped",
      () => "Ctrl-C to stop the target",
    );

    session.input("continue\n"); // set running from the console, stopped over MI
    await waitFor(
      () => session.state.status === "running",
      () => "continue to be seen",
    );
    expect(await serves(gateway.url)).toBe(true);
    expect((await session.interrupt()).status).toBe("stopped");

    session.input("continue\n"); // set running and stopped from the console
    await waitFor(
      () => session.state.status === "running",
      () => "continue to be seen",
    );
    session.input("\x03");
    await waitFor(
      () => session.state.status === "stopped",
      () => "Ctrl-C to stop the target",
    );

    expect(session.cost(target().id).stops).toBe(5);
    await session.resume();
    await session.detach(); // while it runs
    await expectFree(gateway.pid, gateway.url);
    // The one SIGINT of each interrupt stayed with gdb: the program has a handler that would end it.
    expect(processState(gateway.pid)).not.toBeNull();
  });

  it("breaks a command that takes long with Ctrl-C, and detaches in spite of one", async () => {
    const { session } = harness;
    await session.attach(target(), size);
    session.input("python while True: pass\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
    session.input("\x03");
    await harness.type("print 40 + 2", /\$1 = 42/);

    session.input("python while True: pass\n");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const from = Date.now();
    await session.detach();
    expect(Date.now() - from).toBeLessThan(3000);
    await expectFree(gateway.pid, gateway.url);
  });

  it("knows of breakpoints that are typed, and takes them out", async () => {
    const { session } = harness;
    await session.attach(target(), size);
    await harness.type("break main.(*gateway).work", /Breakpoint 1 at/);
    await waitFor(
      () => session.state.breakpointsInserted,
      () => "the breakpoint to be seen",
    );
    await harness.type("delete", /\(gdb\) $/);
    await waitFor(
      () => !session.state.breakpointsInserted,
      () => "its end to be seen",
    );
  });

  it("warns when a stop goes over its budget", async () => {
    const patient = new GdbHarness({ stopBudgetMs: 300 });
    try {
      await patient.session.attach(target(), size);
      await waitFor(
        () => patient.journal.eventKinds.includes("warning"),
        () => "the warning",
      );
      expect(patient.journal.model.events.at(-1)!.data).toMatchObject({
        code: "stop-budget",
      });
    } finally {
      await patient.session.close();
    }
  });
});

describe("ends that nobody asked for", () => {
  it("sees `detach` and `quit` typed in the console", async () => {
    const { session, journal } = harness;
    for (const [command, reason] of [
      ["detach", "detached"],
      ["quit", "gdb-quit"],
    ] as const) {
      await session.attach(target(), size);
      session.input(`${command}\n`);
      await waitFor(
        () => session.state.status === "detached",
        () => `${command} to be seen`,
      );
      await expectFree(gateway.pid, gateway.url);
      expect(journal.model.events.at(-1)!.data).toMatchObject({ reason });
    }
  });

  it("sees a target that is killed while it stands still", async () => {
    const { session, journal } = harness;
    await session.attach(target(), size);
    process.kill(gateway.pid, "SIGKILL");
    await waitFor(
      () => session.state.status === "detached",
      () => "the death to be seen",
    );
    expect(journal.model.events.at(-1)).toMatchObject({
      kind: "gdb-detached",
      data: { reason: "target-died" },
    });
    expect(session.state.pid).toBeNull();
  });

  it("sees a target that is killed while it runs", async () => {
    const { session, journal } = harness;
    await session.attach(target(), size);
    await session.resume();
    process.kill(gateway.pid, "SIGKILL");
    await waitFor(
      () => session.state.status === "detached",
      () => "the death to be seen",
    );
    expect(journal.model.events.at(-1)!.data).toMatchObject({
      reason: "target-died",
    });
  });

  it("lets an orderly shutdown of the target happen", async () => {
    const { session, journal } = harness;
    await session.attach(target(), size);
    await session.resume();
    process.kill(gateway.pid, "SIGTERM");
    await waitFor(
      () => session.state.status === "detached",
      () => "the end to be seen",
    );
    expect(journal.model.events.at(-1)!.data).toMatchObject({
      reason: "target-died",
      detail: "exit code 0",
    });
  });
});

describe("the census of spans", () => {
  it("equals the counter behind MemStats.HeapInuse of a stopped target", async () => {
    const { session, journal } = harness;
    await session.attach(target(), size);
    for (let round = 0; round < 3; round++) {
      const printed = await harness.type(
        "print 'runtime.gcController'.heapInUse",
        /\$\d+ = \d+/,
      );
      const heapInUse = Number(/\$\d+ = (\d+)/.exec(printed)![1]);
      const { member } = await session.takeSpans();
      const census = parseSpanCensus(
        new TextDecoder().decode(await journal.readEvidence(member)),
      );
      // One thread may be just between the span and its counter.
      expect(Math.abs(census.heapInUseBytes - heapInUse)).toBeLessThanOrEqual(
        4 * 8192,
      );
      expect(session.state.status).toBe("stopped");
      await session.resume();
      await new Promise((resolve) => setTimeout(resolve, 200));
      await session.interrupt();
    }
  });

  it("agrees with MemStats.HeapInuse of the same moment", async () => {
    const { session, journal } = harness;
    await session.attach(target(), size);
    await session.resume();
    // HeapInuse moves while the target runs: the census must lie between two readings around it, but for a few pages
    // of the requests that read them. A collection in between would move it by more, so such a round is repeated.
    for (let round = 0; ; round++) {
      const gcs = await readMemStat(gateway.url, "NumGC");
      const before = await readMemStat(gateway.url, "HeapInuse");
      const snapshot = await session.takeSpans();
      const after = await readMemStat(gateway.url, "HeapInuse");
      const gcsAfter = await readMemStat(gateway.url, "NumGC");
      if (gcs !== gcsAfter && round < 20) continue;
      expect(session.state.status).toBe("running");
      expect(snapshot).toMatchObject({
        kind: "spans",
        gcCount: gcs,
        request: "go-spans --json",
        targetId: target().id,
      });
      expect(journal.model.snapshots.at(-1)).toEqual(snapshot);
      const census = parseSpanCensus(
        new TextDecoder().decode(await journal.readEvidence(snapshot.member)),
      );
      const slack = 64 * 8192;
      expect(census.heapInUseBytes).toBeGreaterThanOrEqual(before - slack);
      expect(census.heapInUseBytes).toBeLessThanOrEqual(after + slack);
      expect(census.goVersion).toMatch(/^go1\.\d+/);
      // The leak: glyph buffers of 4 KiB without pointers.
      const glyphs = census.classes.find(
        (each) => each.objectSize === 4096 && each.noscan,
      );
      expect(glyphs?.objects).toBeGreaterThan(0);
      break;
    }
  });
});

describe("flow control", () => {
  it("holds gdb back while nothing is drawn, and still detaches", async () => {
    const lazy = new GdbHarness({ neverDraw: true });
    try {
      await lazy.session.attach(target(), size);
      lazy.session.input("python for i in range(60000): print('x' * 100)\n");
      await waitFor(
        () => lazy.output.length > 100_000,
        () => "the high mark",
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      const held = lazy.output.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(lazy.output.length).toBe(held);
      expect(held).toBeLessThan(400_000);
      lazy.session.acknowledge(held);
      await waitFor(
        () => lazy.output.length > held + 50_000,
        () => "gdb to go on",
      );
      const from = Date.now();
      await lazy.session.detach();
      expect(Date.now() - from).toBeLessThan(4000);
      await expectFree(gateway.pid, gateway.url);
    } finally {
      await lazy.session.close();
    }
  });
});
