// Everything that can stand in the way of attaching, each with its code, and each leaving the target as it was.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PtyGdbLauncher } from "../../src/node/gdb-driver/pty-gdb-launcher.ts";
import {
  GdbHarness,
  expectFree,
  gdbResources,
  isGone,
  processState,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import {
  buildGateway,
  startGateway,
  type GatewayTarget,
} from "../support/gateway-target.ts";

let folder: string;
let gateway: GatewayTarget | null = null;
let child: ChildProcess | null = null;
let harness = new GdbHarness();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await harness.session.close();
  await waitFor(
    () => harness.gdbs.every((gdb) => isGone(gdb.pid)),
    () => "gdb to end",
  );
  await gateway?.kill();
  gateway = null;
  if (child?.exitCode === null) {
    const exited = new Promise((resolve) => child?.once("exit", resolve));
    child.kill("SIGKILL");
    await exited;
  }
  child = null;
  harness = new GdbHarness();
});

const script = (name: string, text: string): string => {
  const bin = mkdtempSync(path.join(folder, "bin-"));
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(path.join(bin, name), 0o755);
  return bin;
};
const withGdb = (searchPath: string): GdbHarness =>
  new GdbHarness({
    launcher: new PtyGdbLauncher(gdbResources, { searchPath }),
  });

describe("gdb itself", () => {
  it.each<readonly [string, () => string, string]>([
    ["an empty PATH", () => "", "gdb-missing"],
    ["a PATH without gdb", () => folder, "gdb-missing"],
    [
      "a gdb of 2019",
      () => script("gdb", 'echo "GNU gdb (GDB) 8.3.1"; echo "python works"'),
      "gdb-too-old",
    ],
    [
      "a gdb without Python",
      () =>
        script(
          "gdb",
          'echo "GNU gdb (GDB) 14.2"; echo "Python scripting is not supported" >&2',
        ),
      "gdb-too-old",
    ],
    [
      "a gdb that does not start",
      () => script("gdb", "echo cannot load library >&2; exit 127"),
      "gdb-failed",
    ],
    [
      "something else called gdb",
      () => script("gdb", "echo hello"),
      "gdb-failed",
    ],
    [
      "a gdb that dies while starting",
      () =>
        script(
          "gdb",
          'case "$*" in *batch*) echo "GNU gdb (GDB) 14.2"; echo "python works";; *) echo "no terminal"; exit 1;; esac',
        ),
      "gdb-failed",
    ],
  ])("%s", async (_what, searchPath, code) => {
    gateway = await startGateway({ rate: 0 });
    harness = withGdb(searchPath());
    const estimate = await harness.session.estimate(targetOf(gateway.pid));
    if (!_what.includes("while starting"))
      expect(estimate.obstacle?.code).toBe(code);
    await expect(
      harness.session.attach(targetOf(gateway.pid), size),
    ).rejects.toMatchObject({ code });
    expect(harness.session.state.status).toBe("detached");
    await expectFree(gateway.pid, gateway.url);
  });

  it("reads the version of every distribution", async () => {
    for (const [line, version] of [
      ["GNU gdb (Debian 13.1-3) 13.1", "13.1"],
      ["GNU gdb (Ubuntu 12.1-0ubuntu1~22.04.2) 12.1", "12.1"],
      ["GNU gdb (Fedora Linux) 14.2-1.fc40", "14.2"],
      ["GNU gdb (GDB) 16.0.50.20250101-git", "16.0.50"],
    ]) {
      const bin = script("gdb", `echo "${line}"; echo "python works"`);
      expect(
        await new PtyGdbLauncher(gdbResources, { searchPath: bin }).version(),
      ).toBe(version);
    }
  });

  it("works from a folder whose name has spaces", async () => {
    gateway = await startGateway({ rate: 0 });
    const spaced = path.join(folder, "a folder with spaces");
    await promisify(execFile)("cp", ["-r", gdbResources, spaced]);
    harness = new GdbHarness({ launcher: new PtyGdbLauncher(spaced) });
    await harness.session.attach(targetOf(gateway.pid), size);
    expect(await harness.type("go-help", /detach\./)).toContain("go-spans");
  });
});

describe("the process", () => {
  it("has no pid here", async () => {
    const target = { ...targetOf(1), pid: null };
    await expect(harness.session.attach(target, size)).rejects.toMatchObject({
      code: "pid-not-found",
    });
    await expect(harness.session.estimate(target)).rejects.toMatchObject({
      code: "pid-not-found",
    });
  });

  it("does not exist", async () => {
    const gone = 4_194_303;
    expect(
      (await harness.session.estimate(targetOf(gone))).obstacle?.code,
    ).toBe("pid-not-found");
    await expect(
      harness.session.attach(targetOf(gone), size),
    ).rejects.toMatchObject({ code: "pid-not-found" });
  });

  it("is traced already, and stays with its tracer", async () => {
    gateway = await startGateway({ rate: 0 });
    const other = new GdbHarness();
    try {
      await other.session.attach(targetOf(gateway.pid), size);
      const estimate = await harness.session.estimate(targetOf(gateway.pid));
      expect(estimate.obstacle).toMatchObject({ code: "already-traced" });
      expect(estimate.obstacle?.message).toContain(String(other.gdbPid));
      await expect(
        harness.session.attach(targetOf(gateway.pid), size),
      ).rejects.toMatchObject({ code: "already-traced" });
      expect(processState(gateway.pid)?.tracerPid).toBe(other.gdbPid);
    } finally {
      await other.session.close();
    }
    await expectFree(gateway.pid, gateway.url);
  });

  it("is traced already, as gdb finds out by itself", async () => {
    gateway = await startGateway({ rate: 0 });
    const other = new GdbHarness();
    const blind = new PtyGdbLauncher(gdbResources);
    harness = new GdbHarness({
      launcher: {
        version: () => blind.version(),
        launch: (options) => blind.launch(options),
        tracingObstacle: async () => null,
      },
    });
    try {
      await other.session.attach(targetOf(gateway.pid), size);
      await expect(
        harness.session.attach(targetOf(gateway.pid), size),
      ).rejects.toMatchObject({ code: "already-traced" });
      expect(harness.session.state.status).toBe("detached");
      expect(processState(gateway.pid)?.tracerPid).toBe(other.gdbPid);
    } finally {
      await other.session.close();
    }
  });

  it("was stopped before, and is left so", async () => {
    gateway = await startGateway({ rate: 0 });
    process.kill(gateway.pid, "SIGSTOP");
    await waitFor(
      () => processState(gateway!.pid)?.state === "T",
      () => "SIGSTOP to work",
    );
    await harness.session.attach(targetOf(gateway.pid), size);
    await harness.session.detach();
    await waitFor(
      () => processState(gateway!.pid)?.state === "T",
      () =>
        `the target to be stopped again: ${JSON.stringify(processState(gateway!.pid))}`,
    );
    process.kill(gateway.pid, "SIGCONT");
    await expectFree(gateway.pid, gateway.url);
  });

  it("is not a Go program: the console works, Go commands say so", async () => {
    child = spawn("sleep", ["60"], { stdio: "ignore" });
    const sleep = targetOf(child.pid!);
    await harness.session.attach(sleep, size);
    expect(await harness.type("go-goroutines", /error\[/)).toContain(
      "go-goroutines: error[target-not-go]: the executable has no Go runtime symbols",
    );
    await expect(harness.session.takeSpans()).rejects.toMatchObject({
      code: "target-not-go",
    });
    expect(await harness.type("print 6 * 7", /= 42/)).toContain("42");
    expect(harness.session.state.status).toBe("stopped");
    expect(harness.output).not.toContain("Traceback");
  });

  it.each([
    ["-s -w", /has no Go runtime symbols/],
    ["-w", /has no type information/],
  ])("is a Go program stripped with %s", async (flags, fact) => {
    const binary = path.join(folder, "stripped");
    await promisify(execFile)(
      "go",
      ["build", `-ldflags=${flags}`, "-o", binary, "."],
      {
        cwd: path.resolve(import.meta.dirname, "../../resources/demo/gateway"),
        env: { ...process.env, GOTOOLCHAIN: "local" },
      },
    );
    child = spawn(binary, ["-rate=0"], { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => child?.stdout?.once("data", resolve));
    await harness.session.attach(targetOf(child.pid!), size);
    expect(await harness.type("go-spans", /error\[/)).toMatch(fact);
    await expect(harness.session.takeSpans()).rejects.toMatchObject({
      code: "target-not-go",
    });
    expect(harness.output).not.toContain("Traceback");
  });

  it("runs from a file that is deleted by now", async () => {
    const binary = path.join(folder, "short-lived");
    copyFileSync(await buildGateway(), binary);
    child = spawn(binary, ["-rate=0"], { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => child?.stdout?.once("data", resolve));
    rmSync(binary);
    await harness.session.attach(targetOf(child.pid!), size);
    expect(await harness.type("go-goroutines", /\d+ goroutines/)).toContain(
      "main.run",
    );
  });
});

describe.skipIf(process.getuid?.() !== 0)(
  "the rights of an unprivileged user",
  () => {
    const bundleOf = async (): Promise<string> => {
      const { bundleForNode } = await import("../support/bundle.ts");
      return bundleForNode(
        path.join(import.meta.dirname, "../support/gdb-estimate-probe.ts"),
        folder,
      );
    };
    const estimateAs = async (
      uid: number,
      pid: number,
    ): Promise<{ code: string } | null> => {
      const bundle = await bundleOf();
      chmodSync(folder, 0o755);
      const { stdout } = await promisify(execFile)("setpriv", [
        `--reuid=${uid}`,
        `--regid=${uid}`,
        "--clear-groups",
        "--inh-caps=-all",
        process.execPath,
        bundle,
        String(pid),
      ]);
      return JSON.parse(stdout) as { code: string } | null;
    };

    it("forbids a process of somebody else, and allows one's own", async () => {
      gateway = await startGateway({ rate: 0 });
      expect(await estimateAs(65534, gateway.pid)).toMatchObject({
        code: "pid-forbidden",
      });
      child = spawn(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", "sleep", "60"],
        { stdio: "ignore" },
      );
      await waitFor(
        () => processState(child!.pid!)?.state === "S",
        () => "sleep to start",
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await estimateAs(65534, child.pid!)).toBeNull();
    });
  },
);
