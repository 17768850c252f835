// The demo target for real: Go builds it, it serves, and it ends when it should.

import { execFileSync } from "node:child_process";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { TrivetError } from "../../src/core/errors.ts";
import { GoDemoLauncher } from "../../src/node/demo/go-demo-launcher.ts";
import type { RunningDemo } from "../../src/services/ports/machine.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";

const sources = fileURLToPath(new URL("../../resources/demo", import.meta.url));
let folder = "";
const running: RunningDemo[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-demo-"));
});
afterAll(async () => {
  for (const demo of running) await demo.stop();
  await rm(folder, { recursive: true, force: true });
});

const launcher = (
  options: Partial<ConstructorParameters<typeof GoDemoLauncher>[0]> = {},
) =>
  new GoDemoLauncher({
    sourcesFolder: sources,
    cacheFolder: join(folder, "cache"),
    ...options,
  });

async function started(
  options: Partial<Parameters<GoDemoLauncher["start"]>[0]> = {},
): Promise<RunningDemo> {
  const demo = await launcher().start({
    name: "gateway",
    leak: true,
    ...options,
  });
  running.push(demo);
  return demo;
}

async function served(demo: RunningDemo): Promise<number> {
  const answer = await fetch(new URL("/healthz", demo.url));
  return ((await answer.json()) as { served: number }).served;
}

async function failureOf(work: Promise<unknown>): Promise<TrivetError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TrivetError) return error;
  throw new Error(`expected a TrivetError, got ${String(error)}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH
  }
}

test("it serves payments, generates its own load at the rate, and stops", async () => {
  const demo = await started({ rate: 200 });
  expect(demo.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/debug\/pprof$/);
  const paid = await fetch(new URL("/pay", demo.url), {
    method: "POST",
    body: JSON.stringify({
      merchant: "merchant-00007",
      amount: 1250,
      currency: "EUR",
      lines: [{ item: "tea", price: 1250 }],
    }),
  });
  expect(await paid.json()).toMatchObject({
    text: expect.stringContaining("12.50 EUR") as string,
  });
  await sleep(500);
  const before = await served(demo);
  await sleep(3000);
  const rate = ((await served(demo)) - before) / 3;
  expect(rate).toBeGreaterThan(150);
  expect(rate).toBeLessThan(230);

  const exited = new Promise((resolve) => demo.onExit(resolve));
  await demo.stop();
  expect(await exited).toBe(0);
  expect(isAlive(demo.pid)).toBe(false);
});

test("leak and no leak differ by the retained glyphs alone", async () => {
  const liveBytes = async (demo: RunningDemo): Promise<number> => {
    const answer = await fetch(`${demo.url}/heap?gc=1&debug=1`);
    return Number(/^# HeapAlloc = (\d+)/m.exec(await answer.text())?.[1]);
  };
  const [leaking, healthy] = await Promise.all([
    started({ rate: 500 }),
    started({ rate: 500, leak: false }),
  ]);
  await sleep(3000);
  const first = [await liveBytes(leaking), await liveBytes(healthy)] as const;
  const servedBefore = await served(leaking);
  await sleep(6000);
  const requests = (await served(leaking)) - servedBefore;
  const growth = (await liveBytes(leaking)) - first[0];
  expect(growth / requests).toBeGreaterThan(3800);
  expect(growth / requests).toBeLessThan(4700);
  expect(Math.abs((await liveBytes(healthy)) - first[1])).toBeLessThan(1e6);
  await Promise.all([leaking.stop(), healthy.stop()]);
});

test("a second start does not build again", async () => {
  const cache = join(folder, "cache");
  const first = await started();
  const [built = ""] = await readdir(cache);
  const before = await stat(join(cache, built, "gateway"));
  const begin = Date.now();
  const second = await started();
  expect(Date.now() - begin).toBeLessThan(2000);
  expect((await stat(join(cache, built, "gateway"))).mtimeMs).toBe(
    before.mtimeMs,
  );
  expect(
    (await readdir(cache)).filter((name) => name.startsWith("gateway-")),
  ).toHaveLength(1);
  await Promise.all([first.stop(), second.stop()]);
});

test("a program that a debugger holds is ended too", async () => {
  const demo = await started();
  process.kill(demo.pid, "SIGSTOP");
  await demo.stop();
  expect(isAlive(demo.pid)).toBe(false);
});

test("it ends when the process that started it is killed", async () => {
  const demo = await started();
  await demo.stop();
  const [built = ""] = await readdir(join(folder, "cache"));
  const binary = join(folder, "cache", built, "gateway");
  // A parent of its own that is killed without a chance to clean up.
  const script = `const c=require("child_process").spawn(${JSON.stringify(binary)},["-watch-stdin"],{stdio:["pipe","pipe","inherit"]});c.stdout.once("data",d=>{process.stdout.write(d);process.kill(process.pid,"SIGKILL")})`;
  let text = "";
  try {
    execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
  } catch (error) {
    text = (error as { stdout: string }).stdout;
  }
  const { pid } = JSON.parse(text) as { pid: number };
  for (let i = 0; i < 50 && isAlive(pid); i++) await sleep(50);
  expect(isAlive(pid)).toBe(false);
});

test("no Go on the machine: go-missing, and available again once it is there", async () => {
  const without = launcher({ searchPath: folder, goFolders: [] });
  expect(await without.isAvailable()).toBe(false);
  expect(
    (await failureOf(without.start({ name: "gateway", leak: true }))).code,
  ).toBe("go-missing");
  expect(await launcher().isAvailable()).toBe(true);
});

test("source that does not compile: build-failed with the compiler's words", async () => {
  const broken = join(folder, "broken");
  await mkdir(broken);
  await cp(join(sources, "gateway"), join(broken, "gateway"), {
    recursive: true,
  });
  await writeFile(
    join(broken, "gateway", "oops.go"),
    "package main\n\nvar x int = undefinedName\n",
  );
  const error = await failureOf(
    launcher({ sourcesFolder: broken }).start({ name: "gateway", leak: true }),
  );
  expect(error.code).toBe("build-failed");
  expect(error.message).toContain("oops.go:3");
  expect(error.message).toContain("undefinedName");
  expect(
    (await readdir(join(folder, "cache"))).filter((name) =>
      name.startsWith("building-"),
    ),
  ).toEqual([]);
});

test("unknown names and a cancelled start", async () => {
  expect(
    (await failureOf(launcher().start({ name: "nope", leak: true }))).message,
  ).toContain("gateway");
  const error = await failureOf(
    launcher({ cacheFolder: join(folder, "other") }).start({
      name: "gateway",
      leak: true,
      signal: AbortSignal.timeout(30),
    }),
  );
  expect(error.code).toBe("cancelled");
});

test("trivet demo runs in the foreground until it is told to stop", async () => {
  const controller = new AbortController();
  let out = "";
  const finished = main(["demo", "--no-leak", "--rate", "50", "--json"], {
    stdout: (text) => {
      out += text;
    },
    stderr: () => undefined,
    isTerminal: false,
    signal: controller.signal,
  });
  while (!out.includes("\n")) await sleep(20);
  const demo = JSON.parse(out) as {
    schema: string;
    url: string;
    pid: number;
    leak: boolean;
  };
  expect(demo).toMatchObject({ schema: "trivet.demo/1", leak: false });
  expect(
    (await fetch(demo.url.replace("/debug/pprof", "/healthz"))).status,
  ).toBe(200);
  controller.abort();
  expect(await finished).toBe(0);
  expect(isAlive(demo.pid)).toBe(false);
});

test("the leak stops at its limit, and the demo serves on", async () => {
  const demo = await started({ rate: 1000, maxHeapMiB: 4 });
  const leaked = async (): Promise<number> => {
    const answer = await fetch(`${demo.url}/heap?gc=1&debug=1`);
    return Number(/^# HeapAlloc = (\d+)/m.exec(await answer.text())?.[1]);
  };
  const before = await leaked();
  // 4 KiB a request: the limit is reached after about 1000 of them.
  while ((await served(demo)) < 1500) await sleep(100);
  const atLimit = await leaked();
  expect(atLimit - before).toBeLessThan(6 << 20);
  const servedThen = await served(demo);
  while ((await served(demo)) < servedThen + 1500) await sleep(100);
  expect(Math.abs((await leaked()) - atLimit)).toBeLessThan(1 << 20);
  await demo.stop();
});

test.each([
  ["below a file", "/etc/passwd/cache"],
  ["where nothing can be made", "/proc/trivet-cache"],
])("a cache %s is named, with what overrides it", async (_where, cache) => {
  const before = process.env["XDG_CACHE_HOME"];
  process.env["XDG_CACHE_HOME"] = cache;
  const { code, stderr } = await runCli(["demo"], {
    signal: AbortSignal.timeout(60_000),
  }).finally(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
  });
  expect(code).toBe(1);
  expect(stderr).toContain("error[cache-unwritable]");
  expect(stderr).toContain(`${cache}/trivet/demo`);
  expect(stderr).toContain("XDG_CACHE_HOME");
});

test("trivet demo --list and wrong usage", async () => {
  const run = (...args: string[]): Promise<CliRun> => runCli(args);
  const { code, stdout } = await run("demo", "--list", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ demos: [{ name: "gateway" }] });
  expect((await run("demo", "--rate", "fast")).code).toBe(2);
  for (const size of ["0", "1.5", "much", "-3"])
    expect((await run("demo", "--max-heap", size)).code).toBe(2);
  expect((await run("demo", "a", "b")).code).toBe(2);
  const missing = await run("demo", "nope");
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain("error[not-found]");
});
