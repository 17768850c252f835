// A process at the other end of a pipe: read there, the same as here; and what goes wrong on the way has a code, an advice
// and an end.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { toTrivetError } from "../../src/core/errors.ts";
import { parseMaps } from "../../src/core/procfs/parse-maps.ts";
import {
  inspectGoroutines,
  inspectMemStats,
  inspectSpans,
  openInspection,
} from "../../src/services/inspect.ts";
import { inspectBuckets } from "../../src/services/inspect-buckets.ts";
import { inspectFields } from "../../src/services/inspect-struct.ts";
import type { InspectPorts } from "../../src/services/inspect.ts";
import {
  buildTarget,
  inspectPorts,
  MemoryTarget,
} from "../support/memory-target.ts";
import {
  remoteImages,
  remotePorts,
  startSshd,
  type TestSshd,
} from "../support/remote-target.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";

const own = { name: "own", environment: { GOTOOLCHAIN: "local" } };
let folder: string;
let binary: string;
let target: MemoryTarget;
let sshd: TestSshd | string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-remote-"));
  binary = path.join(folder, "target");
  await buildTarget(own, binary);
  // Not before: Go's own cache would be empty too.
  process.env["XDG_CACHE_HOME"] = path.join(folder, "cache");
  target = await MemoryTarget.start(binary);
  sshd = await startSshd(folder);
});
afterAll(async () => {
  await target.stop();
  if (typeof sshd !== "string") await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await expect.poll(leftProcesses, { timeout: 2000 }).toEqual([]);
});

/** Shells, ssh and sleeps that this process started and that are still there. */
function leftProcesses(): readonly string[] {
  const left: string[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      const isOurs =
        words.some((word) => word.startsWith("M=$1$2;")) ||
        (words[0] === "sleep" && words[1] === "61.5");
      if (isOurs) left.push(words.join(" "));
    } catch {
      // It ended meanwhile.
    }
  }
  return left;
}

const cache = (): string => path.join(folder, "executables");

async function readAll(ports: InspectPorts): Promise<object> {
  const inspection = await openInspection(ports, { pid: target.pid });
  try {
    const goroutines = await inspectGoroutines(inspection);
    return {
      // Another host's clock is not known: waits are counted up to the newest mark.
      goroutines: goroutines.map((one) => ({ ...one, waitSinceNs: null })),
      spans: await inspectSpans(inspection),
      memstats: await inspectMemStats(inspection),
      buckets: await inspectBuckets(inspection, "current"),
      fields: await inspectFields(inspection, {
        place: "main.small",
        paths: ["data[1]"],
        rows: 2000,
      }),
    };
  } finally {
    await inspection.close();
  }
}

describe("through a pipe", () => {
  it("reads what is read here", async () => {
    const { seen } = await target.atStop(path.join(folder, "sh"), async () => ({
      here: await readAll(inspectPorts()),
      there: await readAll(remotePorts("sh", cache())),
    }));
    expect(seen.there).toEqual(seen.here);
  });

  it("reads the same through a real sshd", async (context) => {
    if (typeof sshd === "string") return context.skip(sshd);
    const { command } = sshd;
    const { seen } = await target.atStop(
      path.join(folder, "ssh"),
      async () => ({
        here: await readAll(inspectPorts()),
        there: await readAll(remotePorts(command, cache())),
      }),
    );
    expect(seen.there).toEqual(seen.here);
  });

  it.for(["bash", "dash", "zsh", "fish", "tcsh"])(
    "starts from a login in %s, if that is here",
    async (shell, context) => {
      const { status } = spawnSync("sh", ["-c", `command -v ${shell}`]);
      if (status !== 0) context.skip(`there is no ${shell}`);
      const image = await remoteImages(shell, cache()).openProcess(target.pid);
      expect(image.executable.path).toBe(binary);
      await image.close();
    },
  );

  it("reads on past greetings, and marks what has no clock and no pause", async () => {
    await target.command("spin");
    const login = `echo Welcome; printf 'no end of line'; sh`;
    const args = ["--via", login, "--pid", `${target.pid}`];
    const first = await runCli(["inspect", "goroutines", ...args]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^goroutine 1 \[/m);
    expect(first.stderr).toContain("another host's clock cannot be read");
    expect(first.stderr).toContain("running: their stacks are on the move");
    expect(first.stderr).toContain("fetching the executable, once: ");
    const again = await runCli(["inspect", "buckets", ...args]);
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain("fetching");
    expect(target.state()).toMatch(/[SR]/);
    const status = readFileSync(`/proc/${target.pid}/status`, "utf8");
    expect(status).toMatch(/^TracerPid:\s*0$/m);
  });

  it("needs no fetching with a copy of the executable, but the right one", async () => {
    const spans = ["spans", "--via", "sh", "--pid", `${target.pid}`];
    process.env["XDG_CACHE_HOME"] = path.join(folder, "cache-2");
    const right = await runCli(["inspect", ...spans, "--exe", binary]);
    expect(right.code, right.stderr).toBe(0);
    expect(right.stderr).not.toContain("fetching");
    await expectRefusal("layout-mismatch", /is not what process/, [
      ...spans,
      "--exe",
      process.execPath,
    ]);
  });
});

async function expectRefusal(
  code: string,
  fact: RegExp,
  args: readonly string[],
): Promise<CliRun> {
  const run = await runCli(["inspect", ...args, "--json"]);
  const { error } = JSON.parse(run.stdout) as {
    error: { code: string; message: string };
  };
  expect(error.code, error.message).toBe(code);
  expect(error.message).toMatch(fact);
  // The fact, and a line of advice.
  expect(run.stderr).toMatch(new RegExp(`error\\[${code}\\]: .+\\n.{20,}\\n$`));
  return run;
}

describe("what goes wrong", () => {
  const via = (command: string, pid = target.pid): readonly string[] => [
    "spans",
    "--via",
    command,
    "--pid",
    String(pid),
  ];
  const soon = ["--via-timeout", "700ms"];

  it.each([
    [
      "no-such-command",
      /ended \(exit 127\) before .*no-such-command.*not found/,
    ],
    [
      "echo 'Permission denied (publickey).' >&2; exit 255",
      /exit 255.*publickey/,
    ],
    ["true", /ended \(exit 0\) before it answered$/],
    ["kill -9 $$", /SIGKILL/],
    ["ssh -o BatchMode=yes -p 1 127.0.0.1", /exit 255.*refused/],
  ] as const)("before an answer: %s", async (command, fact) => {
    await expectRefusal("remote-failed", fact, via(command));
  });

  it.each([
    ["cat", /did not answer for 0.7 s/],
    ["sleep 61.5 | cat", /did not answer/],
    ["sh | { dd bs=1 count=2000 2>&-; sleep 61.5; }", /has stopped answering/],
  ] as const)("nothing comes: %s", async (command, fact) => {
    await expectRefusal("remote-timeout", fact, [...via(command), ...soon]);
  });

  it.each([
    [
      "sh | { dd bs=1 count=9000 2>&-; kill 0; }",
      /ended \(SIGTERM\) in the middle$/,
    ],
    [
      "trap 'echo lost the line >&2; exit 3' TERM; sh | { dd bs=1 count=9000 2>&-; kill 0; }",
      /ended \(exit 3\) in the middle: lost the line$/,
    ],
    ["sh | { dd bs=1 count=2000 2>&-; echo; echo; cat; }", /something else/],
  ] as const)("the connection dies: %s", async (command, fact) => {
    await expectRefusal("remote-lost", fact, via(command));
  });

  it("says what the other end lacks", async () => {
    await expectRefusal(
      "remote-unsuitable",
      /gives a terminal/,
      via("sh | sed -u 's/$/\\r/'"),
    );
    const bare = path.join(folder, "bare");
    mkdirSync(bare);
    symlinkSync("/bin/sh", path.join(bare, "sh"));
    await expectRefusal("remote-unsuitable", /no dd/, via(`PATH=${bare} sh`));
  });

  it("tells processes that are not there, out of reach, or not Go", async () => {
    await expectRefusal("pid-not-found", /no process/, via("sh", 99_999_999));
    await expectRefusal("target-not-go", /Go program/, via("sh", process.pid));
    const isRoot = process.getuid?.() === 0;
    const nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups sh";
    const run = await expectRefusal(
      "pid-forbidden",
      /mem does not open.*denied/,
      isRoot ? via(nobody) : via("sh", 1),
    );
    expect(run.stderr).toContain("sudo -n sh");
  });

  it("refuses what would need a pause, and what makes no sense", async () => {
    const rest = ["--via", "sh", "--pid", `${target.pid}`];
    for (const subject of ["objects", "retainers"])
      await expectRefusal("remote-no-pause", /nothing is stopped/, [
        subject,
        ...rest,
      ]);
    await expectRefusal("usage", /--pid/, [
      "spans",
      "--via",
      "sh",
      "--core",
      "x",
    ]);
    await expectRefusal("usage", /--via/, [
      ...["spans", "--pid", "1"],
      ...soon,
    ]);
    await expectRefusal("usage", /--via wants/, via(" "));
  });

  it("does not fetch an executable beyond the limit, and leaves nothing half fetched", async () => {
    const small = { mostBytes: 1000 };
    const empty = path.join(folder, "empty");
    const images = remoteImages("sh", empty, small);
    await expect(images.openProcess(target.pid)).rejects.toMatchObject({
      code: "remote-too-large",
    });
    const cut = remoteImages(
      "sh | { dd bs=4096 count=300 2>&-; kill 0; }",
      empty,
    );
    await expect(cut.openProcess(target.pid)).rejects.toMatchObject({
      code: "remote-lost",
    });
    expect(existsSync(empty) ? readdirSync(empty) : []).toEqual([]);
  });
});

/** Its own shell, dd and wc, and no others; null where it is not installed. */
function busyboxShell(): string | null {
  const { stdout } = spawnSync("sh", ["-c", "command -v busybox"]);
  const found = stdout.toString().trim();
  if (found === "") return null;
  const tools = path.join(folder, "busybox");
  mkdirSync(tools);
  for (const name of ["sh", "dd", "wc"])
    symlinkSync(found, path.join(tools, name));
  return `PATH=${tools} sh`;
}

describe("the process", () => {
  it("that ends, or becomes another program, is not taken for itself", async () => {
    const victim = await MemoryTarget.start(binary);
    const inspection = await openInspection(remotePorts("sh", cache()), {
      pid: victim.pid,
    });
    await inspectSpans(inspection);
    await victim.stop();
    await expect(inspectSpans(inspection)).rejects.toMatchObject({
      code: "target-died",
    });
    await inspection.close();

    const changing = spawn("sh", ["-c", "read line; exec cat"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const image = await remoteImages("sh", cache()).openProcess(changing.pid!);
    const stack = [{ address: image.entryPoint!, length: 8192 }];
    expect((await image.memory.read(stack))[0]).toHaveLength(8192);
    changing.stdin.write("\n");
    while (readFileSync(`/proc/${changing.pid}/comm`, "utf8") !== "cat\n")
      await new Promise((resolve) => setTimeout(resolve, 10));
    const heap = [{ address: 0x1000, length: 8 }];
    await expect(image.memory.read(heap)).rejects.toMatchObject({
      code: "target-died",
    });
    await image.close();
    const exit = once(changing, "exit");
    changing.kill();
    await exit;
  });

  it.for(["sh", "busybox"])(
    "is read with gaps and long ranges as here, and says what cannot be read: %s",
    async (shell, context) => {
      const command = shell === "sh" ? shell : busyboxShell();
      if (command === null) return context.skip("there is no busybox");
      const here = await inspectPorts().images.openProcess(target.pid);
      const there = await remoteImages(command, cache()).openProcess(
        target.pid,
      );
      const maps = parseMaps(readFileSync(`/proc/${target.pid}/maps`, "utf8"));
      const { start: heap } = maps
        .filter(
          ({ inode, permissions }) => inode === 0 && permissions === "rw-p",
        )
        .reduce((a, b) => (b.end - b.start > a.end - a.start ? b : a));
      // Mapped, and still out of reach.
      const { start: kernels } = maps.find(({ name }) => name === "[vvar]")!;
      const ranges = [
        { address: kernels - 4096, length: 3 * 4096 },
        { address: kernels, length: 8 },
        { address: heap + 5, length: 3 },
        { address: heap - 4096, length: 8192 },
        { address: heap + 100_000, length: 0 },
        { address: 0x1000, length: 1 << 30 },
        { address: heap, length: 4 << 20 },
        { address: heap - 8, length: 8 },
        { address: 2 ** 47, length: 8 },
        { address: here.entryPoint!, length: 64 },
      ];
      const lengths = (parts: readonly (Uint8Array | null)[]) =>
        parts.map((part) => part?.length ?? null);
      const [a, b] = [
        await here.memory.read(ranges),
        await there.memory.read(ranges),
      ];
      expect(lengths(b)).toEqual(lengths(a));
      expect(lengths(b).slice(0, 2)).toEqual([null, null]);
      expect(b.at(-1)).toEqual(a.at(-1));
      await here.close();
      await there.close();
    },
  );

  it("is left alone at once when the reading is cancelled", async () => {
    const aborter = new AbortController();
    const reading = runCli(
      ["inspect", "spans", "--via", "sleep 61.5", "--pid", "1"],
      { signal: aborter.signal },
    );
    setTimeout(() => aborter.abort(), 200);
    expect((await reading).code).toBe(130);
    const late = remoteImages("sh", cache(), {
      signal: AbortSignal.abort(),
    });
    expect(
      toTrivetError(
        await late.openProcess(target.pid).catch((e: unknown) => e),
      ),
    ).toMatchObject({ code: "cancelled" });
  });
});
