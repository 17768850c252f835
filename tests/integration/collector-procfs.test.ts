// The procfs collector against the kernel: real processes, a real memory cgroup, another user's process.

import { execFile, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import net from "node:net";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { TrivetError } from "../../src/core/errors.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import {
  buildGateway,
  startGateway,
  type GatewayTarget,
} from "../support/gateway-target.ts";

const run = promisify(execFile);
const inspector = new ProcfsInspector();
const isRoot = process.getuid?.() === 0;
const targets: GatewayTarget[] = [];
afterEach(async () => {
  for (const target of targets.splice(0)) await target.kill();
});
async function start(
  ...args: Parameters<typeof startGateway>
): Promise<GatewayTarget> {
  const target = await startGateway(...args);
  targets.push(target);
  return target;
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: unknown) =>
      error instanceof TrivetError ? error.code : String(error),
  );

describe("who it is", () => {
  it("finds the listener, its start, arguments, Go version and build id", async () => {
    const target = await start({ rate: 0 });
    const port = Number(new URL(target.url).port);
    expect(await inspector.findListener(port)).toBe(target.pid);
    expect(await inspector.listeningPorts(target.pid)).toEqual([
      { port, host: "127.0.0.1", reachable: true },
    ]);
    const binary = await buildGateway();
    const identity = await inspector.identify(target.pid);
    const goVersion = (await run("go", ["version", binary])).stdout
      .split(" ")
      .pop();
    const goBuildId = (
      await run("go", ["tool", "buildid", binary])
    ).stdout.trim();
    const gnuBuildId = await run("readelf", ["-n", binary]).then(
      ({ stdout }) => /Build ID: ([0-9a-f]+)/.exec(stdout)?.[1],
      () => undefined,
    );
    expect(identity).toMatchObject({
      pid: target.pid,
      exe: binary,
      commandLine: [binary, "-leak=true", "-rate=0"],
      uid: process.getuid?.(),
      goVersion: goVersion?.trim(),
    });
    expect([goBuildId, gnuBuildId]).toContain(identity.buildId);
    expect(identity.dynamic).toBe(
      (await run("file", [binary]).catch(() => null))?.stdout.includes(
        "dynamically linked",
      ) ?? identity.dynamic,
    );
  });

  it("sees a program that is not Go as such", async () => {
    const identity = await inspector.identify(process.pid);
    expect(identity.goVersion).toBeNull();
    expect(identity.commandLine[0]).toContain("node");
  });

  it("finds a wildcard listener of this process, and nobody on a free port", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as net.AddressInfo;
    expect(await inspector.findListener(port)).toBe(process.pid);
    await new Promise((resolve) => server.close(resolve));
    expect(await inspector.findListener(port)).toBeNull();
  });
});

describe("what it uses", () => {
  it("agrees with ps and with what the process did", async () => {
    const target = await start({ rate: 500 });
    const { startTicks } = await inspector.identify(target.pid);
    const first = await inspector.read(target.pid, startTicks);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { procfs } = await inspector.read(target.pid, startTicks);
    const psRss =
      Number(
        (await run("ps", ["-o", "rss=", "-p", String(target.pid)])).stdout,
      ) * 1024;
    expect(Math.abs((procfs["rss"] ?? 0) - psRss) / psRss).toBeLessThan(0.2);
    expect(procfs["cpuNs"]).toBeGreaterThan(first.procfs["cpuNs"] ?? 0);
    expect(procfs["cpuNs"]).toBeLessThan(10e9);
    expect(procfs["threads"]).toBeGreaterThanOrEqual(3);
    expect(procfs["fileDescriptors"]).toBeGreaterThanOrEqual(4);
    expect((procfs["rssAnon"] ?? 0) + (procfs["rssFile"] ?? 0)).toBeGreaterThan(
      1 << 20,
    );
  });

  it("walks the mappings: Pss is at most RSS, and a PID that was reused is refused", async () => {
    const target = await start({ rate: 0 });
    try {
      const { startTicks } = await inspector.identify(target.pid);
      const values = await inspector.readMappings(target.pid, startTicks);
      const { procfs } = await inspector.read(target.pid, startTicks);
      expect(values["pss"]).toBeGreaterThan(1 << 20);
      expect(values["pss"]).toBeLessThan((procfs["rss"] ?? 0) * 1.2);
      expect(values["lazyFree"]).toBeGreaterThanOrEqual(0);
      expect(procfs["rssPeak"]).toBeGreaterThanOrEqual(
        (procfs["rss"] ?? 0) * 0.8,
      );
      expect(procfs["minorFaults"]).toBeGreaterThan(100);
      await expect(
        inspector.readMappings(target.pid, startTicks + 1),
      ).rejects.toMatchObject({ code: "pid-reused" });
    } finally {
      await target.kill();
    }
  });

  it("counts the kills of a memory cgroup in which a process met its limit", async (context) => {
    const own = readFileSync("/proc/self/cgroup", "utf8");
    const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(own)?.[1];
    const base =
      v1 === undefined
        ? `/sys/fs/cgroup${/^0::(.*)$/m.exec(own)?.[1] ?? ""}`
        : `/sys/fs/cgroup/memory${v1}`;
    const group = `${base}/trivet-kill-${process.pid}`;
    try {
      mkdirSync(group);
      writeFileSync(
        `${group}/${v1 === undefined ? "memory.max" : "memory.limit_in_bytes"}`,
        String(64 << 20),
      );
    } catch {
      if (existsSync(group)) rmdirSync(group);
      console.log("skipped: no right to make a memory cgroup here");
      context.skip();
    }
    const resting = await start({ rate: 0 });
    const leaking = await start({ rate: 1500 });
    try {
      for (const { pid } of [resting, leaking])
        writeFileSync(`${group}/cgroup.procs`, String(pid));
      const before = await inspector.read(
        resting.pid,
        (await inspector.identify(resting.pid)).startTicks,
      );
      expect(before.cgroup?.["cgroupOomKills"]).toBe(0);
      // The kernel kills the larger one.
      await once(leaking.child, "exit");
      expect(leaking.child.signalCode).toBe("SIGKILL");
      const after = await inspector.read(
        resting.pid,
        (await inspector.identify(resting.pid)).startTicks,
      );
      expect(after.cgroup?.["cgroupOomKills"]).toBe(1);
      expect(after.cgroup?.["cgroupMaxEvents"]).toBeGreaterThan(0);
    } finally {
      await resting.kill();
      await leaking.kill();
      rmdirSync(group);
    }
  });

  it("reports the tightest ancestor's limit of a memory cgroup, both versions", async (context) => {
    const own = readFileSync("/proc/self/cgroup", "utf8");
    const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(own)?.[1];
    const base =
      v1 === undefined
        ? `/sys/fs/cgroup${/^0::(.*)$/m.exec(own)?.[1] ?? ""}`
        : `/sys/fs/cgroup/memory${v1}`;
    const limitFile = v1 === undefined ? "memory.max" : "memory.limit_in_bytes";
    const parent = `${base}/trivet-test-${process.pid}`;
    const child = `${parent}/inner`;
    try {
      mkdirSync(child, { recursive: true });
      writeFileSync(`${parent}/${limitFile}`, String(256 << 20));
    } catch {
      if (existsSync(child)) rmdirSync(child);
      if (existsSync(parent)) rmdirSync(parent);
      console.log("skipped: no right to make a memory cgroup here");
      context.skip();
    }
    const target = await start({ rate: 0 });
    try {
      writeFileSync(`${child}/cgroup.procs`, String(target.pid));
      const { startTicks } = await inspector.identify(target.pid);
      const { cgroup } = await inspector.read(target.pid, startTicks);
      expect(cgroup?.["cgroupLimit"]).toBe(256 << 20);
      expect(cgroup?.["cgroupCurrent"]).toBeLessThan(256 << 20);
      // What both versions tell, of whichever this machine has.
      for (const name of ["cgroupAnon", "cgroupFile", "cgroupOomKills"])
        expect(cgroup?.[name], name).toBeGreaterThanOrEqual(0);
      expect(cgroup?.["cgroupMaxEvents"]).toBe(0);
      writeFileSync(`${child}/${limitFile}`, String(128 << 20));
      const tighter = await inspector.read(target.pid, startTicks);
      expect(tighter.cgroup?.["cgroupLimit"]).toBe(128 << 20);
    } finally {
      await target.kill();
      rmdirSync(child);
      rmdirSync(parent);
    }
  });
});

describe("what it cannot", () => {
  it("pid-not-found: never there, ended, and a zombie", async () => {
    expect(await codeOf(inspector.identify(2 ** 22 + 1))).toBe("pid-not-found");
    const target = await start({ rate: 0 });
    const { startTicks } = await inspector.identify(target.pid);
    await target.kill();
    expect(await codeOf(inspector.read(target.pid, startTicks))).toBe(
      "pid-not-found",
    );
    expect(await inspector.state(target.pid)).toBeNull();
    // The shell execs into a program that never waits for its child, which so stays a zombie.
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const zombie = Number(
      await new Promise<string>((resolve) =>
        parent.stdout.once("data", (chunk: Buffer) =>
          resolve(chunk.toString()),
        ),
      ),
    );
    await expect
      .poll(async () => (await inspector.state(zombie))?.state)
      .toBe("Z");
    expect(await codeOf(inspector.identify(zombie))).toBe("pid-not-found");
    parent.kill("SIGKILL");
  });

  it("pid-reused: the same number with another start", async () => {
    const target = await start({ rate: 0 });
    const { startTicks } = await inspector.identify(target.pid);
    expect(await codeOf(inspector.read(target.pid, startTicks - 1))).toBe(
      "pid-reused",
    );
  });

  it("sees a stopped process, and continues it", async () => {
    const target = await start({ rate: 0 });
    process.kill(target.pid, "SIGSTOP");
    await expect
      .poll(async () => (await inspector.state(target.pid))?.state)
      .toBe("T");
    await inspector.continueProcess(target.pid);
    await expect
      .poll(async () => (await inspector.state(target.pid))?.state)
      .toMatch(/[SR]/);
    await target.kill();
    expect(await codeOf(inspector.continueProcess(target.pid))).toBe(
      "pid-not-found",
    );
  });

  it.runIf(isRoot)(
    "pid-forbidden: another user's process, by number and by port",
    async () => {
      const target = await start({ rate: 0 });
      const port = Number(new URL(target.url).port);
      const script = `
        import { ProcfsInspector } from ${JSON.stringify(new URL("../../src/node/collectors/procfs/procfs-inspector.ts", import.meta.url).href)};
        const inspector = new ProcfsInspector();
        const codeOf = (p) => p.then(() => "none", (e) => e.code + " " + e.message);
        console.log(JSON.stringify([
          await codeOf(inspector.identify(${target.pid})),
          await codeOf(inspector.findListener(${port})),
          await codeOf(inspector.continueProcess(${target.pid})),
        ]));`;
      const bundle = await bundleScript(script);
      const { stdout } = await run(
        // A session of its own: within one session the kernel lets anybody send SIGCONT.
        "setsid",
        [
          "--wait",
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          process.execPath,
          "--input-type=module",
          "-e",
          bundle,
        ],
        { cwd: "/", env: { PATH: process.env["PATH"] } },
      );
      const answers = JSON.parse(stdout) as string[];
      expect(answers[0]).toBe(
        `pid-forbidden process ${target.pid} belongs to user 0`,
      );
      expect(answers[1]).toContain("pid-forbidden");
      expect(answers[2]).toContain("pid-forbidden");
    },
  );
});

/** One self-contained module: the other user may not be able to read this checkout. */
async function bundleScript(script: string): Promise<string> {
  const { build } = await import("vite");
  const id = "virtual:entry";
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: { ssr: true, write: false, rollupOptions: { input: id } },
    plugins: [
      {
        name: "entry",
        resolveId: (source: string) =>
          source === id
            ? id
            : source.startsWith("file:")
              ? new URL(source).pathname
              : null,
        load: (source: string) => (source === id ? script : null),
      },
    ],
  });
  if (!("output" in result)) throw new Error("the bundler gave no output");
  return result.output[0].code;
}
