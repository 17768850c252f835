// Whatever happens to the workbench or to gdb, the target goes on serving and the recording is there: the window closed,
// every polite and impolite signal, at the worst moment, which is while gdb holds the target and samples come in.

import { readFileSync } from "node:fs";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import type {
  GdbState,
  TargetState,
} from "../../src/core/investigation/live-state.ts";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
  type LaunchOptions,
  type RunningApp,
} from "../support/e2e-app.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

type Launch = (options?: LaunchOptions) => Promise<RunningApp>;

async function ask<T>(
  running: RunningApp,
  channel: string,
  input: unknown = {},
): Promise<T> {
  const reply = await callContract(running.page, channel, input);
  expect(reply, channel).toMatchObject({ ok: true });
  return reply.value as T;
}

function traceOf(pid: number): { state: string; tracer: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    state: /^State:\s+(\S)/m.exec(status)?.[1] ?? "",
    tracer: Number(/^TracerPid:\s+(\d+)/m.exec(status)?.[1]),
  };
}

/** Requests that the target has answered so far; rejects when it does not answer. */
async function served(target: GatewayTarget): Promise<number> {
  const answer = await fetch(new URL("/healthz", target.url), {
    signal: AbortSignal.timeout(1_000),
  });
  return ((await answer.json()) as { served: number }).served;
}

async function expectServing(target: GatewayTarget): Promise<void> {
  await expect
    .poll(() => traceOf(target.pid).tracer, { timeout: 10_000 })
    .toBe(0);
  expect(traceOf(target.pid).state).not.toMatch(/[tTZX]/);
  const before = await served(target);
  await expect.poll(() => served(target)).toBeGreaterThan(before);
}

/** When RSS was read, all of it: milliseconds since the epoch. */
async function sampleTimes(
  running: RunningApp,
  targetId: string,
): Promise<readonly number[]> {
  const series = await ask<
    { readonly times: Record<string, number>; readonly name: string }[]
  >(running, "series.read", { targetId, names: ["rss"], maxPoints: 100_000 });
  return Object.values(series[0]?.times ?? {});
}

async function newestSample(
  running: RunningApp,
  targetId: string,
): Promise<number> {
  return (await sampleTimes(running, targetId)).at(-1) ?? 0;
}

/** Records, takes a snapshot, attaches gdb and stops the target; answers once samples arrive under the stop. */
async function recordAndHold(
  running: RunningApp,
  target: GatewayTarget,
): Promise<{ readonly targetId: string; readonly path: string }> {
  const connected = await ask<TargetState>(running, "target.connect", {
    url: target.url,
  });
  expect(connected.target.pid).toBe(target.pid);
  const targetId = connected.target.id;
  await expect.poll(() => newestSample(running, targetId)).toBeGreaterThan(0);
  await ask(running, "capture.take", { targetId, kind: "heap", gc: false });
  await ask(running, "investigation.addNote", {
    text: "before the end",
    aboutMillis: null,
  });
  const held = await ask<GdbState>(running, "gdb.attach", {
    targetId,
    confirmed: true,
    columns: 100,
    rows: 30,
  });
  expect(held.status).toBe("stopped");
  expect(traceOf(target.pid).state).toMatch(/[tT]/);
  const heldSince = Date.now();
  await expect
    .poll(() => newestSample(running, targetId))
    .toBeGreaterThan(heldSince + 2_000);
  const { path } = await ask<InvestigationState>(
    running,
    "investigation.state",
  );
  return { targetId, path };
}

async function expectReopened(
  launch: Launch,
  userData: string,
  recorded: {
    readonly path: string;
    readonly times: readonly number[];
    readonly endedAtMillis: number;
  },
): Promise<void> {
  const running = await launch({ userData, args: [recorded.path] });
  const state = await ask<InvestigationState>(running, "investigation.state");
  expect(state.path).toBe(recorded.path);
  expect(state.snapshots.map(({ kind }) => kind)).toEqual(["heap"]);
  expect(state.notes.map(({ text }) => text)).toEqual(["before the end"]);
  expect(state.events.map(({ kind }) => kind)).toContain("gdb-attached");
  const due = recorded.times.filter(
    (atMillis) => atMillis <= recorded.endedAtMillis - 1_000,
  );
  expect(due.length).toBeGreaterThan(1);
  const times = await sampleTimes(running, state.targets[0]?.target.id ?? "");
  expect(times).toEqual(expect.arrayContaining([...due]));
  // The evidence is whole, not only named.
  await ask(running, "profile.summary", {
    snapshotId: state.snapshots[0]?.id,
  });
  await running.close();
}

let target: GatewayTarget;
let userData: string;
test.beforeEach(async () => {
  target = await startGateway();
  userData = temporaryFolder();
});
test.afterEach(async () => {
  await target.kill();
});

const endings: Readonly<
  Record<string, (running: RunningApp) => Promise<unknown> | void>
> = {
  "kill -9": ({ pid }) => void process.kill(pid, "SIGKILL"),
  SIGTERM: ({ pid }) => void process.kill(pid, "SIGTERM"),
  SIGHUP: ({ pid }) => void process.kill(pid, "SIGHUP"),
  SIGINT: ({ pid }) => void process.kill(pid, "SIGINT"),
  "closing the window": ({ app }) =>
    app
      .evaluate(({ BrowserWindow }) => {
        // Not awaited: the answer would have to come from a process that is ending.
        setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
      })
      .catch(() => undefined),
};

for (const [name, end] of Object.entries(endings))
  test(`${name} while recording and holding the target`, async ({ launch }) => {
    const running = await launch({ userData });
    const { targetId, path } = await recordAndHold(running, target);
    const times = await sampleTimes(running, targetId);
    const endedAtMillis = Date.now();
    await end(running);
    await running.exited();
    await expectServing(target);
    await expectReopened(launch, userData, { path, times, endedAtMillis });
  });

test("kill -9 of gdb leaves the target running and the recording going on", async ({
  launch,
}) => {
  const running = await launch({ userData });
  const { targetId } = await recordAndHold(running, target);
  const gdbPid = traceOf(target.pid).tracer;
  expect(gdbPid).toBeGreaterThan(0);
  process.kill(gdbPid, "SIGKILL");
  await expectServing(target);
  await expect
    .poll(async () => (await ask<GdbState>(running, "gdb.state")).status)
    .toBe("detached");
  const before = await newestSample(running, targetId);
  await expect
    .poll(() => newestSample(running, targetId))
    .toBeGreaterThan(before);
  // And it can be attached to again.
  const again = await ask<GdbState>(running, "gdb.attach", {
    targetId,
    confirmed: true,
    columns: 100,
    rows: 30,
  });
  expect(again.status).toBe("stopped");
  expect((await ask<GdbState>(running, "gdb.detach")).status).toBe("detached");
  await expectServing(target);
});

test("a crashed page comes back, the target is let go, the recording goes on", async ({
  launch,
}) => {
  const running = await launch({ userData });
  const { targetId } = await recordAndHold(running, target);
  const before = Date.now();
  const reloaded = running.app
    .waitForEvent("window", { timeout: 1 })
    .catch(() => undefined);
  await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await reloaded;
  await expectServing(target);
  const fromMain = (): Promise<number> =>
    running.app.evaluate(
      async ({ BrowserWindow }, id) =>
        (await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `trivet.call("series.read", Date.now(), {targetId: ${JSON.stringify(id)}, names: ["heapAlloc"], maxPoints: 1000}).then((reply) => reply.value[0].times.at(-1))`,
        )) as number,
      targetId,
    );
  await expect
    .poll(() => fromMain().catch(() => 0), { timeout: 20_000 })
    .toBeGreaterThan(before);
});

test("a target that died is said to have ended, with what looking had cost it", async ({
  launch,
}) => {
  const running = await launch({ userData });
  const connected = await ask<TargetState>(running, "target.connect", {
    url: target.url,
  });
  const targetId = connected.target.id;
  await ask(running, "capture.take", { targetId, kind: "heap", gc: true });
  await target.kill();
  const state = (): Promise<InvestigationState> =>
    ask<InvestigationState>(running, "investigation.state");
  await expect.poll(async () => (await state()).recording).toBe(false);
  const dead = (await state()).targets[0];
  expect(dead).toMatchObject({ status: "ended", cost: { forcedGcs: 1 } });
  expect(dead?.cost.requests).toBeGreaterThanOrEqual(3);
  const refused = await callContract(running.page, "capture.take", {
    targetId,
    kind: "heap",
    gc: false,
  });
  expect(refused).toMatchObject({ ok: false, error: { code: "target-died" } });
  await ask(running, "target.disconnect", { targetId });
  expect((await state()).targets[0]?.cost.requests).toBeGreaterThanOrEqual(
    dead?.cost.requests ?? Infinity,
  );
});
