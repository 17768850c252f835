// What cannot be read is said with a code, nothing hangs, and the target is unharmed. Through the command line, as a
// process where another user's rights are needed.

import { execFile, spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toTrivetError } from "../../src/core/errors.ts";
import {
  inspectGoroutines,
  inspectSpans,
  openInspection,
} from "../../src/services/inspect.ts";
import { bundleForNode } from "../support/bundle.ts";
import {
  buildTarget,
  inspectPorts,
  MemoryTarget,
} from "../support/memory-target.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";

const run = promisify(execFile);
const own = { name: "own", environment: { GOTOOLCHAIN: "local" } };
let folder: string;
let binary: string;
let target: MemoryTarget;
let core: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-memory-"));
  process.env["XDG_CACHE_HOME"] = path.join(folder, "cache");
  binary = path.join(folder, "target");
  await buildTarget(own, binary);
  target = await MemoryTarget.start(binary);
  await run("gcore", ["-o", path.join(folder, "core"), String(target.pid)]);
  core = path.join(folder, `core.${target.pid}`);
});
afterAll(async () => {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

const trivet = (...args: readonly string[]): Promise<CliRun> =>
  runCli(["inspect", ...args]);

async function expectRefusal(
  code: string,
  fact: RegExp,
  args: readonly string[],
): Promise<void> {
  const { stdout, stderr, code: exit } = await trivet(...args, "--json");
  const { error } = JSON.parse(stdout) as {
    error: { code: string; message: string };
  };
  expect(error.code, error.message).toBe(code);
  expect(error.message).toMatch(fact);
  expect(stderr).toContain(`error[${code}]`);
  expect(exit).toBe(code === "usage" ? 2 : 1);
}

const ofPid = (pid: number): readonly string[] => [
  "spans",
  "--pid",
  String(pid),
];
const ofCore = (file: string, exe = binary): readonly string[] => [
  "goroutines",
  "--core",
  file,
  "--exe",
  exe,
];

describe("usage", () => {
  it.each([
    [[], /give one of goroutines/],
    [["owners", "--pid", "1"], /not "owners"/],
    [["spans"], /--pid N, or --core/],
    [["spans", "--pid", "0"], /not a process id: 0/],
    [["spans", "--pid", "1e3"], /not a process id/],
    [["spans", "--core", "x"], /needs --exe/],
    [["spans", "--pid", "1", "--exe", "x"], /neither/],
    [["spans", "--pid", "1", "--out", "x"], /--out is for buckets/],
    [["buckets", "--pid", "1", "--out", "/tmp/"], /file's name/],
  ] as const)("refuses %j", async (args, fact) => {
    await expectRefusal("usage", fact, args);
  });
});

describe("processes", () => {
  it("names one that is not there, and one that is a zombie", async () => {
    await expectRefusal("pid-not-found", /no process 99999999/, [
      ...ofPid(99_999_999),
    ]);
    const parent = spawn("sh", ["-c", "sleep 0.01 & echo $!; exec sleep 30"]);
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (data) => resolve(Number(String(data)))),
    );
    while (!/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8")))
      await new Promise((resolve) => setTimeout(resolve, 10));
    await expectRefusal("pid-not-found", /has ended/, ofPid(pid));
    parent.kill();
  });

  it("tells what is not Go", async () => {
    await expectRefusal(
      "target-not-go",
      /not a Go program/,
      ofPid(process.pid),
    );
  });

  it("refuses another process under the same PID", async () => {
    await expect(
      openInspection(inspectPorts(), { pid: target.pid, startTicks: 1 }),
    ).rejects.toMatchObject({ code: "pid-reused" });
  });

  it("says that another user's process is out of reach", async () => {
    if (process.getuid?.() !== 0) {
      console.error("needs root to become somebody else: not tested");
      return;
    }
    const script = await bundleForNode(
      path.resolve(import.meta.dirname, "../support/memory-probe.ts"),
      folder,
    );
    chmodSync(folder, 0o755);
    const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    const ask = async (...become: readonly string[]): Promise<string> => {
      const { stdout } = await run("setpriv", [
        ...become,
        process.execPath,
        script,
        String(target.pid),
      ]);
      return stdout.trim();
    };
    expect(await ask(...asNobody)).toBe("pid-forbidden");
    expect(await ask("--reuid=0")).toBe("opened");
  });

  it("says that the target died, wherever in the middle that was", async () => {
    for (let round = 0; round < 12; round++) {
      const victim = await MemoryTarget.start(binary);
      const inspection = await openInspection(inspectPorts(), {
        pid: victim.pid,
      });
      let ended = false;
      const reading = (async () => {
        while (!ended) {
          await inspectGoroutines(inspection);
          await inspectSpans(inspection);
        }
        await inspectSpans(inspection);
      })().catch((thrown: unknown) => toTrivetError(thrown));
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await victim.stop();
      ended = true;
      expect(await reading).toMatchObject({ code: "target-died" });
      await inspection.close();
    }
  });

  it("leaves the target as it was", async () => {
    const before = readFileSync(`/proc/${target.pid}/status`, "utf8");
    expect((await trivet("goroutines", "--pid", `${target.pid}`)).code).toBe(0);
    expect(before).toMatch(/^TracerPid:\s*0$/m);
    expect(target.state()).toMatch(/[SR]/);
    await target.command("churn");
  });
});

describe("binaries", () => {
  it("says that -s -w leaves nothing to go by", async () => {
    const stripped = path.join(folder, "stripped");
    await buildTarget(own, stripped, { flags: ["-ldflags=-s -w"] });
    const victim = await MemoryTarget.start(stripped);
    await expectRefusal(
      "layout-missing",
      /neither type information nor a symbol table/,
      ofPid(victim.pid),
    );
    await victim.stop();
  });

  it("says which machines it does not know", async () => {
    const foreign = path.join(folder, "foreign");
    const bytes = readFileSync(binary);
    const [machineAt, arm64] = [18, 183];
    bytes.writeUInt16LE(arm64, machineAt);
    writeFileSync(foreign, bytes);
    await expectRefusal(
      "layout-unsupported",
      /ELF type 183, not for x86-64/,
      ofCore(core, foreign),
    );
  });

  it("survives damaged type information", async () => {
    const bytes = readFileSync(binary);
    const damaged = path.join(folder, "damaged");
    for (let seed = 1; seed <= 20; seed++) {
      const copy = Buffer.from(bytes);
      // The tables of sections and compressed sections lie in the last third.
      for (let count = 0; count < 40; count++) {
        const at =
          Math.floor((copy.length * 2) / 3) +
          ((seed * 2_654_435_761 + count * 40_503_001) %
            Math.floor(copy.length / 3));
        copy[at] = copy[at]! ^ 0xff;
      }
      writeFileSync(damaged, copy);
      const { code, stdout } = await trivet(...ofCore(core, damaged), "--json");
      if (code === 0) continue;
      const { error } = JSON.parse(stdout) as { error: { code: string } };
      expect([
        "layout-unsupported",
        "layout-missing",
        "layout-mismatch",
        "target-not-go",
        "core-mismatch",
        "memory-unreadable",
      ]).toContain(error.code);
    }
  });
});

describe("cores", () => {
  it("names what is not a core, and a missing one", async () => {
    await expectRefusal("not-found", /there is no file/, ofCore("/nowhere"));
    await expectRefusal(
      "not-found",
      /no-such-exe/,
      ofCore(core, "no-such-exe"),
    );
    await expectRefusal(
      "core-malformed",
      /not an ELF file/,
      ofCore("/etc/passwd"),
    );
    await expectRefusal("core-malformed", /not a core/, ofCore(binary));
    await expectRefusal(
      "target-not-go",
      /not an executable/,
      ofCore(core, core),
    );
  });

  it("sees that another program wrote it", async () => {
    const other = path.join(folder, "other");
    await buildTarget(own, other, { flags: ["-gcflags=-l"] });
    const { stdout } = await trivet(...ofCore(core, other), "--json");
    const { error } = JSON.parse(stdout) as { error: { code: string } };
    expect(["layout-mismatch", "core-mismatch"]).toContain(error.code);
  });

  it("says where a truncated one ends", async () => {
    const cut = path.join(folder, "cut");
    copyFileSync(core, cut);
    const { size } = statSync(cut);
    for (const part of [0.9, 0.5, 0.1, 0.01]) {
      truncateSync(cut, Math.floor(size * part));
      const { code, stdout, stderr } = await trivet(...ofCore(cut), "--json");
      expect(stderr).toContain(
        `cut off: it has ${Math.floor(size * part)} of `,
      );
      if (code === 0) continue;
      expect(JSON.parse(stdout)).toMatchObject({
        error: {
          code: expect.stringMatching(
            /^(core-malformed|memory-unreadable)$/,
          ) as string,
        },
      });
    }
  });
});

describe("a core whose tail is missing", () => {
  it("is read as far as it goes: gcore's sections stand last, and nobody needs them", async () => {
    const cut = path.join(folder, "without-sections");
    copyFileSync(core, cut);
    // Less than the section table takes.
    truncateSync(cut, statSync(cut).size - 200);
    const whole = await trivet(...ofCore(core), "--json");
    const part = await trivet(...ofCore(cut), "--json");
    expect([whole.code, part.code]).toEqual([0, 0]);
    expect(part.stdout).toBe(whole.stdout);
  });

  it("has no waits of zero: what is not known is null, and said", async () => {
    const { stdout, stderr } = await trivet(...ofCore(core), "--json");
    const { goroutines } = JSON.parse(stdout) as {
      readonly goroutines: readonly { readonly waitSinceNs: number | null }[];
    };
    const waits = goroutines.map(({ waitSinceNs }) => waitSinceNs);
    expect(waits).toContain(null);
    expect(waits).not.toContain(0);
    expect(stderr).toContain("a core has no clock");
  });
});

describe("what is no file at all", () => {
  it("is refused before anybody waits for it", async () => {
    const fifo = path.join(folder, "fifo");
    await run("mkfifo", [fifo]);
    await expectRefusal("usage", /not a regular file/, ofCore(fifo));
    await expectRefusal("usage", /not a regular file/, ofCore(core, fifo));
  });
});

describe("the command line", () => {
  it("prints goroutines in a form that trivet goroutines reads", async () => {
    const { stdout } = await trivet("goroutines", "--pid", `${target.pid}`);
    expect(stdout).toMatch(/^goroutine 1 \[/m);
    const dump = path.join(folder, "dump.txt");
    writeFileSync(dump, stdout);
    expect(stdout).toContain("\tdeferred: ");
    const {
      code,
      stdout: grouped,
      stderr,
    } = await runCli(["goroutines", dump, "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const ids = stdout.match(/^goroutine \d+ \[/gm)!.length;
    expect(JSON.parse(grouped)).toMatchObject({ goroutines: ids });
  });

  it("gives each subject as JSON and as text, and writes a profile once", async () => {
    const pid = ["--pid", String(target.pid)];
    const json = async (subject: string): Promise<Record<string, unknown>> => {
      const { stdout, code } = await trivet(subject, ...pid, "--json");
      expect(code).toBe(0);
      const text = await trivet(subject, ...pid);
      expect(text.code).toBe(0);
      expect(text.stdout.length).toBeGreaterThan(100);
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    const { stdout: version } = await run("go", ["env", "GOVERSION"]);
    const goVersion = version.trim();
    const goroutines = await json("goroutines");
    expect(goroutines).toMatchObject({
      schema: "trivet.inspect.goroutines/1",
      goVersion,
    });
    const [first] = goroutines["goroutines"] as Record<string, unknown>[];
    expect(Object.keys(first!)).toEqual(
      expect.arrayContaining([
        "id",
        "status",
        "waitReason",
        "waitSinceNs",
        "startFunction",
        "createdBy",
        "frames",
        "deferDepth",
        "panicking",
      ]),
    );
    expect(await json("spans")).toMatchObject({
      schema: "trivet.spans/1",
      goVersion,
    });
    expect(await json("memstats")).toMatchObject({
      schema: "trivet.inspect.memstats/1",
    });
    expect(await json("buckets")).toMatchObject({
      schema: "trivet.inspect.buckets/1",
      rate: 1024,
      moment: "current",
    });
    const out = path.join(folder, "heap.pb.gz");
    const write = ["buckets", ...pid, "--published", "--out", out];
    expect((await trivet(...write)).code).toBe(0);
    expect((await trivet(...write)).code).toBe(2);
    expect((await trivet(...write, "--overwrite")).code).toBe(0);
    const system = await trivet("goroutines", ...pid, "--system");
    expect(system.stdout).toContain("runtime.bgsweep");
  });
});
