// Whatever dies, the target lives: it runs, serves, is traced by nobody, and not one byte of its code is changed, the
// dynamic linker's included.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import { bundleForNode } from "../support/bundle.ts";
import {
  GdbHarness,
  expectFree,
  gdbResources,
  isGone,
  processState,
  readText,
  serves,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

let folder: string;
let workbench: string;
let gateway: GatewayTarget;
let harness: GdbHarness;
let text: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
  workbench = await bundleForNode(
    path.join(import.meta.dirname, "../support/gdb-workbench.ts"),
    folder,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  gateway = await startGateway({ rate: 100 });
  text = await readText(gateway.pid);
  harness = new GdbHarness();
});
afterEach(async () => {
  await harness.session.close();
  await gateway.kill();
});

const expectUnharmed = async (): Promise<void> => {
  await expectFree(gateway.pid, gateway.url);
  expect((await readText(gateway.pid)).equals(text)).toBe(true);
  // It still is a little later: nothing was left behind that goes off when it is run over.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await serves(gateway.url)).toBe(true);
};

describe("while the target runs with gdb attached", () => {
  it("no code is changed, dynamic linker included", async () => {
    await harness.session.attach(targetOf(gateway.pid), size);
    await harness.session.resume();
    // Breakpoints go in a moment after gdb says `*running`.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await readText(gateway.pid)).equals(text)).toBe(true);
    expect(
      await harness.type("maint info breakpoints", /\(gdb\) $/),
    ).not.toContain("shlib events");
  });

  it("a breakpoint does change it, and is taken out by SIGTERM, SIGHUP and detach", async () => {
    for (const end of ["SIGTERM", "SIGHUP", "detach"] as const) {
      await harness.session.attach(targetOf(gateway.pid), size);
      // Never called: it must not be hit while it is in.
      await harness.type("break runtime.fatalpanic", /Breakpoint \d+ at/);
      await harness.session.resume();
      await waitFor(
        async () => !(await readText(gateway.pid)).equals(text),
        () => "the breakpoint to be put in",
      );
      expect(harness.session.state.breakpointsInserted).toBe(true);
      if (end === "detach") await harness.session.detach();
      else process.kill(harness.gdbPid, end);
      await waitFor(
        () => harness.session.state.status === "detached",
        () => `${end} to be seen`,
      );
      await expectUnharmed();
    }
  });
});

describe.each(["stopped", "running"] as const)(
  "with the target %s",
  (state) => {
    it.each(["SIGTERM", "SIGHUP", "SIGKILL"] as const)(
      "gdb gets %s",
      async (signal) => {
        const { session, journal } = harness;
        await session.attach(targetOf(gateway.pid), size);
        if (state === "running") await session.resume();
        process.kill(harness.gdbPid, signal);
        await waitFor(
          () => session.state.status === "detached",
          () => "the end of gdb to be seen",
        );
        await expectUnharmed();
        const reasons = journal.model.events
          .filter(({ kind }) => kind === "gdb-detached")
          .map(({ data }) => data["reason"]);
        expect(reasons).toEqual([
          signal === "SIGKILL"
            ? "gdb-died"
            : expect.stringMatching(/detached|gdb-quit|gdb-died/),
        ]);
        if (signal === "SIGKILL")
          expect(journal.model.events.at(-1)).toMatchObject({
            kind: "warning",
            data: { code: "gdb-died" },
          });
        // And gdb can come back.
        await session.attach(targetOf(gateway.pid), size);
        expect(session.state.status).toBe("stopped");
      },
    );

    it.each(["alone", "with-child"] as const)(
      "the workbench is killed, %s",
      async (child) => {
        const killed: ChildProcess = spawn(
          process.execPath,
          [workbench, String(gateway.pid), state, child],
          {
            stdio: ["ignore", "pipe", "inherit"],
            env: { ...process.env, TRIVET_GDB_RESOURCES: gdbResources },
          },
        );
        const line = await new Promise<string>((resolve, reject) => {
          createInterface({ input: killed.stdout! }).once("line", resolve);
          killed.once("exit", () =>
            reject(new Error("the workbench ended too early")),
          );
        });
        const { gdb, sleeper } = JSON.parse(line) as {
          gdb: number;
          sleeper: number | null;
        };
        try {
          expect(processState(gateway.pid)?.tracerPid).toBe(gdb);
          process.kill(killed.pid!, "SIGKILL");
          await waitFor(
            () => isGone(gdb),
            () => "gdb to follow the workbench",
            5000,
          );
          await expectUnharmed();
        } finally {
          if (sleeper !== null) process.kill(sleeper, "SIGKILL");
          if (!isGone(gdb)) process.kill(gdb, "SIGTERM");
        }
      },
    );

    it("the session closes within 3 s", async () => {
      await harness.session.attach(targetOf(gateway.pid), size);
      if (state === "running") await harness.session.resume();
      const from = Date.now();
      await harness.session.close();
      expect(Date.now() - from).toBeLessThan(3000);
      await expectUnharmed();
      expect(isGone(harness.gdbPid)).toBe(true);
    });
  },
);

describe("typed by mistake", () => {
  it.each(["kill", "k", "run", "r", "start", "starti"])(
    "%s is refused",
    async (command) => {
      await harness.session.attach(targetOf(gateway.pid), size);
      expect(await harness.type(command, /switched off here/)).toContain(
        "detach leaves it running",
      );
      expect(harness.session.state.status).toBe("stopped");
      expect(harness.output).not.toContain("Traceback");
      await harness.session.detach();
      await expectUnharmed();
    },
  );

  it("goroutine N COMMAND is refused, go-stack reads instead", async () => {
    await harness.session.attach(targetOf(gateway.pid), size);
    expect(await harness.type("goroutine 1 bt", /goroutine: error/)).toContain(
      "writes registers",
    );
    expect(await harness.type("go-stack 1", /runtime\.main/)).toMatch(
      /main\.run \(\) at .*main\.go:\d+/,
    );
    expect(await harness.type("go-stack", /error\[usage\]/)).toContain(
      "go-stack 1",
    );
    expect(await harness.type("go-stack 999999", /error\[/)).toContain(
      "not-found",
    );
    expect(await harness.type("go-spans --wrong", /error\[/)).toContain(
      "usage",
    );
  });

  it("Go commands on a running target ask to stop it first", async () => {
    await harness.session.attach(targetOf(gateway.pid), size);
    await harness.session.resume();
    expect(await harness.type("go-goroutines", /error\[/)).toContain(
      "the target is running: stop it first",
    );
  });
});

it("gdb is the last one that the OOM killer takes, where that may be asked for", async () => {
  const adjustment = (): number =>
    Number(readFileSync(`/proc/${harness.gdbPid}/oom_score_adj`, "utf8"));
  await harness.session.attach(targetOf(gateway.pid), size);
  const capSysResource = 1n << 24n;
  const capabilities = /^CapEff:\s+(\w+)/m.exec(
    readFileSync("/proc/self/status", "utf8"),
  )![1]!;
  const may = (BigInt(`0x${capabilities}`) & capSysResource) !== 0n;
  expect(adjustment()).toBe(may ? -900 : 0);
});
