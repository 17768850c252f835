// Rounds of copying the heap, attach, break, trace and detach on a busy service, each ended in a random way at a random moment. After each
// the target is traced by nobody, its code is that of its file, and it answers.
// TRIVET_TORTURE_ROUNDS (15) and TRIVET_TORTURE_SEED choose another number and another course; both are printed.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleForNode } from "../support/bundle.ts";
import {
  GdbHarness,
  expectFree,
  gdbResources,
  isGone,
  processState,
  readText,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

const rounds = Number(process.env["TRIVET_TORTURE_ROUNDS"] ?? 15);
const seed = Number(process.env["TRIVET_TORTURE_SEED"] ?? 20_260_131);
let folder: string;
let workbench: string;
let gateway: GatewayTarget;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
  workbench = await bundleForNode(
    path.join(import.meta.dirname, "../support/gdb-torture-workbench.ts"),
    folder,
  );
  gateway = await startGateway({ rate: 150 });
}, 120_000);
afterAll(async () => {
  await gateway.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Mulberry32: the same course for the same seed. */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Never called, rarely called, called by every request. */
const breakpoints = [
  null,
  "runtime.fatalpanic",
  "runtime.gcStart",
  "main.(*gateway).pay",
];
const ends = [
  "kill workbench",
  "SIGTERM gdb",
  "SIGHUP gdb",
  "SIGTERM workbench",
  "detach",
] as const;

/** How far the workbench has come when its time begins to run. */
const stages = ["started", "attached", "ready"] as const;
type Stage = (typeof stages)[number];

/** What the file says that the code is: a forgotten breakpoint byte differs from it. */
async function textOfFile(pid: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const line of readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
    const match =
      /^([0-9a-f]+)-([0-9a-f]+) r-x\S* ([0-9a-f]+) \S+ \S+\s+(\/.*)$/.exec(
        line,
      );
    if (match === null) continue;
    const length = parseInt(match[2]!, 16) - parseInt(match[1]!, 16);
    const file = await open(match[4]!, "r");
    const part = Buffer.alloc(length);
    await file.read(part, 0, length, parseInt(match[3]!, 16));
    await file.close();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

it(
  `${rounds} rounds with seed ${seed} leave the target as it was`,
  { timeout: 60_000 + rounds * 15_000 },
  async () => {
    console.log(
      `torture: TRIVET_TORTURE_ROUNDS=${rounds} TRIVET_TORTURE_SEED=${seed}`,
    );
    const next = random(seed);
    const pick = <T>(from: readonly T[]): T =>
      from[Math.floor(next() * from.length)]!;
    const text = await textOfFile(gateway.pid);
    // Pages past the last whole one of the file are zeros in memory and in the buffer.
    expect((await readText(gateway.pid)).equals(text)).toBe(true);
    const seen = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const end = pick(ends);
      const plan = {
        graphs: next() < 0.3 ? 8 : 0,
        breakpoint: pick(breakpoints),
        trace: next() < 0.3,
        resume: next() < 0.7,
        detachAfterMs: end === "detach" ? Math.floor(next() * 800) : null,
      };
      const from = pick(stages);
      const afterMs = Math.floor(next() * (from === "started" ? 2000 : 700));
      const what = `round ${round}: ${end} ${afterMs} ms after it has ${from}, ${JSON.stringify(plan)}`;
      const child = spawn(
        process.execPath,
        [workbench, String(gateway.pid), JSON.stringify(plan)],
        {
          stdio: ["pipe", "pipe", "ignore"],
          env: { ...process.env, TRIVET_GDB_RESOURCES: gdbResources },
        },
      );
      const gdbs = new Set<number>();
      let reached: Stage = "started";
      createInterface({ input: child.stdout }).on("line", (line) => {
        const said = JSON.parse(line) as { what: Stage; gdb: number | null };
        reached = said.what;
        if (said.gdb !== null) gdbs.add(said.gdb);
      });
      const over = new Promise((resolve) => child.once("exit", resolve));
      await waitFor(
        () =>
          stages.indexOf(reached) >= stages.indexOf(from) ||
          child.exitCode !== null,
        () => `${what}: ${reached}`,
        30_000,
      );
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const tracer = processState(gateway.pid)?.tracerPid ?? 0;
      if (tracer !== 0) gdbs.add(tracer);
      strike(end, child, tracer);
      seen.set(
        `${end} when ${reached}`,
        (seen.get(`${end} when ${reached}`) ?? 0) + 1,
      );
      // A workbench whose gdb ended lets go by itself; one that still works on it is ended now.
      const late = setTimeout(() => child.kill("SIGKILL"), 4000);
      await over;
      clearTimeout(late);
      expect(child.exitCode, `${what}: copying the heap`).not.toBe(3);
      await waitFor(
        () => [...gdbs].every(isGone),
        () => `${what}: gdb to end`,
        15_000,
      );
      await expectFree(gateway.pid, gateway.url).catch((thrown: unknown) => {
        throw new Error(`${what}: ${String(thrown)}`);
      });
      expect((await readText(gateway.pid)).equals(text), `${what}: text`).toBe(
        true,
      );
      expect(gateway.child.exitCode, what).toBeNull();
    }
    console.log(`torture: ${JSON.stringify(Object.fromEntries(seen))}`);
  },
);

function strike(
  end: (typeof ends)[number],
  child: ChildProcess,
  tracer: number,
): void {
  switch (end) {
    case "kill workbench":
      child.kill("SIGKILL");
      break;
    case "SIGTERM workbench":
      child.kill("SIGTERM");
      break;
    case "SIGTERM gdb":
    case "SIGHUP gdb":
      // Before there is one, its parent is what can be hit.
      if (tracer === 0) child.kill("SIGKILL");
      else process.kill(tracer, end === "SIGTERM gdb" ? "SIGTERM" : "SIGHUP");
      break;
    case "detach":
      break; // it does so by itself
  }
}

it("a breakpoint is in the code only while the target runs: the one time at which a killed gdb hurts", async () => {
  const harness = new GdbHarness();
  const { session } = harness;
  const text = await readText(gateway.pid);
  const isIn = async (): Promise<boolean> =>
    !(await readText(gateway.pid)).equals(text);
  try {
    await session.attach(targetOf(gateway.pid), size);
    // Hit by every request: the target stops at it at once.
    await harness.type("break main.(*gateway).pay", /Breakpoint 1/);
    expect(await isIn()).toBe(false);
    const from = performance.now();
    await session.resume();
    await waitFor(
      () => session.state.stopReason === "breakpoint-hit",
      () => "the breakpoint",
    );
    const ran = performance.now() - from;
    expect(await isIn()).toBe(false);
    // One that is never hit stays in until the target is stopped or let go.
    await harness.type("delete 1", /\(gdb\) $/);
    await harness.type("break runtime.fatalpanic", /Breakpoint 2/);
    const resumed = performance.now();
    await session.resume();
    await waitFor(isIn, () => "the breakpoint to go in");
    const goesIn = performance.now() - resumed;
    const interrupted = performance.now();
    await session.interrupt();
    await waitFor(
      async () => !(await isIn()),
      () => "the breakpoint to come out",
    );
    const comesOut = performance.now() - interrupted;
    console.log(
      `a SIGKILL of gdb hurts from ${goesIn.toFixed(1)} ms after resuming (upper bound) to ${comesOut.toFixed(1)} ms after interrupting; at a breakpoint on every request the target ran ${ran.toFixed(1)} ms`,
    );
    await session.resume();
    await waitFor(isIn, () => "the breakpoint to go in again");
    await session.detach();
    expect(await isIn()).toBe(false);
  } finally {
    await session.close();
  }
  await expectFree(gateway.pid, gateway.url);
});

it("while a trace runs, what the target's threads report reaches gdb's own thread and no other", async () => {
  const harness = new GdbHarness();
  const { session } = harness;
  try {
    await session.attach(targetOf(gateway.pid), size);
    await harness.type("go-trace start --for 60", /\(gdb\) $/);
    const gdb = harness.gdbs.at(-1)!.pid;
    const tasks = readdirSync(`/proc/${gdb}/task`).map(Number);
    const blocked = tasks.map((id) => ({
      isMain: id === gdb,
      reportsAreBlocked: blocksChildSignal(`/proc/${gdb}/task/${id}/status`),
    }));
    // The one that follows the workbench, the one that ends the trace in time, and gdb's workers.
    expect(blocked.length).toBeGreaterThan(2);
    for (const { isMain, reportsAreBlocked } of blocked)
      if (!isMain) expect(reportsAreBlocked).toBe(true);
  } finally {
    await session.close();
  }
  await expectFree(gateway.pid, gateway.url);
});

it("a target that gdb leaves stopped is set running, though nobody of ours is left", async () => {
  const target = spawn("sleep", ["60"]);
  const pid = target.pid!;
  try {
    await promisify(execFile)(
      "gdb",
      [
        ...["-nx", "-batch", "-iex", `source ${gdbResources}/channel.py`],
        ...["-ex", `attach ${pid}`, "-ex", `shell kill -STOP ${pid}`],
      ],
      { env: { ...process.env, TRIVET_TARGET_PID: String(pid) } },
    );
    await waitFor(
      () => /[RS]/.test(processState(pid)?.state ?? ""),
      () => `the target to run: ${JSON.stringify(processState(pid))}`,
    );
  } finally {
    target.kill("SIGKILL");
  }
});

function blocksChildSignal(statusFile: string): boolean {
  const mask = /^SigBlk:\s*(\w+)/m.exec(readFileSync(statusFile, "utf8"))?.[1];
  const childSignal = 17n;
  return (BigInt(`0x${mask}`) & (1n << (childSignal - 1n))) !== 0n;
}
