// What the panels beside the console show, on a real gdb and a real target: and that asking for it leaves the console's
// own selection alone.

import { existsSync, readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import {
  changeBreakpoint,
  insertBreakpoint,
  listBreakpoints,
} from "../../src/services/gdb-breakpoints.ts";
import { GdbInspection } from "../../src/services/gdb-inspection.ts";
import {
  GdbHarness,
  expectFree,
  readText,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

let gateway: GatewayTarget;
let harness: GdbHarness;
let inspection: GdbInspection;

beforeAll(async () => {
  gateway = await startGateway({ rate: 100 });
});
afterAll(() => gateway.kill());
beforeEach(async () => {
  harness = new GdbHarness();
  await harness.session.attach(targetOf(gateway.pid), size);
  inspection = new GdbInspection(harness.session);
});
afterEach(() => harness.session.close());

it("threads are the process's own, each with its innermost frame", async () => {
  const threads = await inspection.threads();
  const listed = threads.map(({ systemName }) => /\d+/.exec(systemName)![0]);
  expect(listed.sort()).toEqual(
    readdirSync(`/proc/${gateway.pid}/task`).sort(),
  );
  expect(threads.filter(({ isSelected }) => isSelected)).toHaveLength(1);
  for (const { id, frame, isRunning } of threads) {
    expect(isRunning).toBe(false);
    const frames = await inspection.frames(id);
    expect(frames[0]).toMatchObject({ level: 0, address: frame!.address });
  }
});

it("at a breakpoint: stack, arguments, variables, memory and code agree with each other and the console", async () => {
  const { session } = harness;
  const before = await readText(gateway.pid);
  const [breakpoint] = await insertBreakpoint(session, {
    kind: "breakpoint",
    what: "main.(*gateway).work",
    condition: null,
  });
  // The workers have long begun: a function that each request calls is what stops.
  await changeBreakpoint(session, breakpoint!.number, "delete");
  const inserted = await insertBreakpoint(session, {
    kind: "breakpoint",
    what: "main.(*gateway).pay",
    condition: "1 == 1",
  });
  expect(inserted).toMatchObject([
    { kind: "breakpoint", isEnabled: true, hits: 0, condition: "1 == 1" },
  ]);
  await session.resume();
  await waitFor(
    () => session.state.stopReason === "breakpoint-hit",
    () => "the breakpoint",
  );
  expect(await listBreakpoints(session)).toMatchObject([{ hits: 1 }]);

  const thread = (await inspection.threads()).find(
    ({ isSelected }) => isSelected,
  )!;
  const frames = await inspection.frames(thread.id);
  expect(frames[0]).toMatchObject({ function: "main.(*gateway).pay" });
  expect(frames.map((frame) => frame.function)).toContain(
    "net/http.(*conn).serve",
  );
  const variables = await inspection.variables({ thread: thread.id, frame: 0 });
  const names = variables
    .filter(({ isArgument }) => isArgument)
    .map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["g"]));
  const pointer = variables.find(({ name }) => name === "g")!.value;
  expect(pointer).toMatch(/0x[0-9a-f]+/);

  const address = /0x[0-9a-f]+/.exec(pointer)![0];
  const memory = await inspection.memory(address, 64);
  expect(memory.hex).toHaveLength(128);
  expect(Number(memory.address)).toBe(Number(address));
  const words = await harness.session.runConsole(`x/8xb ${address}`, 5000);
  expect(
    words
      .match(/0x[0-9a-f]{2}\b/g)!
      .map((byte) => byte.slice(2))
      .join(""),
  ).toBe(memory.hex.slice(0, 16));

  const code = await inspection.disassembly(null, {
    thread: thread.id,
    frame: 0,
  });
  expect(code.function).toBe("main.(*gateway).pay");
  const instructions = code.lines.flatMap((line) => line.instructions);
  expect(instructions.map(({ address: at }) => Number(at))).toContain(
    Number(frames[0]!.address),
  );
  // The shared binary may have been built in a checkout that is gone by now: then the code stands alone.
  expect(
    code.lines.some(({ source }) => source?.includes("func (g *gateway) pay")),
  ).toBe(existsSync(frames[0]!.file!));

  await changeBreakpoint(session, inserted[0]!.number, "disable");
  await session.resume();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await readText(gateway.pid)).equals(before)).toBe(true);
});

it("code of the runtime is marked: what allocates, parks and uses channels", async () => {
  const marks = async (name: string): Promise<ReadonlySet<string | null>> => {
    const { lines } = await inspection.disassembly(name, null);
    return new Set(
      lines.flatMap((line) => line.instructions.map(({ mark }) => mark)),
    );
  };
  expect(await marks("main.newGateway")).toContain("allocation");
  expect(await marks("main.run")).toContain("channel");
  expect(await marks("runtime.selectgo")).toContain("park");
});

it("goroutines and their stacks come as data", async () => {
  const { total, rows } = await inspection.goroutines();
  expect(rows).toHaveLength(total);
  expect(rows.find(({ id }) => id === 1)).toMatchObject({
    status: "waiting",
    start: "runtime.main",
    function: "main.run",
  });
  const frames = await inspection.goroutineStack(1);
  expect(frames.map((frame) => frame.function)).toEqual(
    expect.arrayContaining(["main.run", "main.main", "runtime.main"]),
  );
  await expect(inspection.goroutineStack(99_999_999)).rejects.toMatchObject({
    code: "not-found",
  });
});

it("a watchpoint is put in, seen to be hit, and taken out", async () => {
  const { session } = harness;
  const inserted = await insertBreakpoint(session, {
    kind: "watchpoint",
    what: "'runtime.memstats'.numgc",
    condition: null,
  });
  expect(inserted).toMatchObject([{ kind: "watchpoint" }]);
  await session.resume();
  const collect = fetch(`${gateway.url}/heap?gc=1`).catch(() => null);
  await waitFor(
    () => session.state.status === "stopped",
    () => "the watchpoint",
    20_000,
  );
  expect(session.state.stopReason).toBe("watchpoint-trigger");
  await session.detach();
  await collect;
  await expectFree(gateway.pid, gateway.url);
});

it("failures are facts, and the console keeps what it has selected", async () => {
  const { session } = harness;
  await harness.type("thread 2", /Switching to thread 2/);
  await harness.type("up", /#1/);
  const threads = await inspection.threads();
  for (const { id } of threads) {
    await inspection.frames(id);
    await inspection.variables({ thread: id, frame: 0 });
  }
  expect(await harness.type("frame", /#\d/)).toContain("#1");
  expect(await harness.type("thread", /Current thread/)).toContain("is 2");
  await expect(inspection.memory("0", 16)).rejects.toMatchObject({
    code: "gdb-failed",
  });
  await expect(inspection.memory("no.such.thing", 16)).rejects.toMatchObject({
    code: "gdb-failed",
  });
  await expect(
    inspection.disassembly("no.such.thing", null),
  ).rejects.toMatchObject({
    code: "gdb-failed",
  });
  await expect(
    insertBreakpoint(session, {
      kind: "breakpoint",
      what: "--hardware x",
      condition: null,
    }),
  ).rejects.toMatchObject({ code: "gdb-failed" });
  await expect(
    changeBreakpoint(session, "all", "delete"),
  ).rejects.toMatchObject({
    code: "not-found",
  });
  await session.resume();
  await expect(inspection.frames(threads[0]!.id)).rejects.toMatchObject({
    code: "gdb-failed",
  });
});
