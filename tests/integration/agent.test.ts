// The agent in real programs of the oldest Go that is promised and of this machine's: killed at random moments, out of
// memory beside the flight recorder, over its endpoint, and by the command line. TRIVET_FLIGHT_MATRIX=1 kills more often
// and prints the distribution for docs/benchmarks.md.

import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { decodeAgentRing } from "../../src/core/agent-ring/decode-ring.ts";
import { seriesReaders } from "../../src/core/agent-ring/ring-entries.ts";
import { listRings } from "../../src/node/agent-ring/list-rings.ts";
import { MappedAgentRings } from "../../src/node/agent-ring/mapped-agent-rings.ts";
import {
  AgentTarget,
  buildAgentTarget,
  lateness,
  testAgent,
} from "../support/agent-target.ts";
import { findToolchains, type Toolchain } from "../support/memory-target.ts";

const isFull = process.env["TRIVET_FLIGHT_MATRIX"] === "1";
const folder = mkdtempSync(join(tmpdir(), "trivet-agent-"));
const found = await findToolchains();
/** The machine's own, which is always there. */
const ownGo = found.find(
  ({ environment }) => environment["GOROOT"] === undefined,
)!;
const toolchains = isFull
  ? found
  : found.filter((_, at) => at === 0 || at === found.length - 1);
const binaries = new Map<string, string>();
let runs = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newFolder = (): string => {
  const own = join(folder, String(++runs));
  mkdirSync(own);
  return own;
};

/** Asks again until it holds; a minute is for the slowest of machines. */
async function until(holds: () => boolean): Promise<void> {
  for (const began = performance.now(); !holds();) {
    if (performance.now() - began > 60_000) throw new Error("never came");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe.each(toolchains)("the agent built by Go $name", (toolchain) => {
  let binary: string;
  beforeAll(async () => {
    binary = await binaryOf(toolchain);
  }, 300_000);

  it("passes its own tests", () => testAgent(toolchain, folder), 300_000);

  it("writes up to the moment of SIGKILL, as often as it may run", async () => {
    const ages: number[] = [];
    const overdue: number[] = [];
    for (let i = 0; i < (isFull ? 40 : 4); i++) {
      const place = newFolder();
      const target = await AgentTarget.start(binary, place);
      await until(() => target.ring().samples.length >= 8);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      const killedAt = await target.kill();
      const ring = target.ring();
      expect(ring.damaged).toBeLessThanOrEqual(1);
      expect(ring).toMatchObject({ missing: 0, hasEnded: false });
      const lastMillis = ring.samples.at(-1)?.atMillis ?? 0;
      ages.push(killedAt - lastMillis);
      // Where the machine let no goroutine run for a while, the agent's could not either.
      const late = lateness(target.controlMillis(), lastMillis, killedAt);
      overdue.push(killedAt - lastMillis - late);
    }
    // A busy machine may keep one thread waiting and not the other: one tick, and seldom.
    expect(Math.max(...overdue)).toBeLessThanOrEqual(60 + 50);
    const inTime = overdue.filter((ms) => ms <= 60);
    expect(inTime.length / overdue.length).toBeGreaterThanOrEqual(0.75);
    if (isFull) console.log(`Go ${toolchain.name}: ${quantiles(ages)}`);
  }, 120_000);

  it("has what the runtime said, collections and labels", async () => {
    const target = await AgentTarget.start(binary, newFolder(), 50);
    try {
      target.go();
      await until(() => target.ring().collections.length >= 2);
      await until(() => target.ring().labels.length >= 2);
    } finally {
      await target.kill();
    }
    const { samples, collections, labels, header } = target.ring();
    const last = seriesReaders(header.columns);
    const value = (name: "heapAlloc" | "rss" | "goroutines" | "sys"): number =>
      last.get(name)?.(samples.at(-1)!.values) ?? 0;
    expect(value("heapAlloc")).toBeGreaterThan(4 << 20);
    expect(value("sys")).toBeGreaterThan(value("heapAlloc"));
    expect(value("rss")).toBeGreaterThan(value("heapAlloc") / 2);
    expect(value("goroutines")).toBeGreaterThanOrEqual(9);
    collections.forEach(({ number, pauseNs }, index) => {
      expect(number).toBe((collections[0]?.number ?? 0) + index);
      expect(pauseNs).toBeGreaterThan(0);
    });
    expect(labels[0]).toMatchObject({
      labels: '{"tenant":"acme"}',
      goroutines: 7,
    });
    expect(labels[1]).toMatchObject({
      labels: '{"tenant":"small"}',
      goroutines: 2,
    });
  }, 120_000);
});

describe("a ring of this machine", () => {
  it("is found by what a process has mapped, and read when that is dead", async () => {
    const place = newFolder();
    const target = await AgentTarget.start(await binaryOf(ownGo), place);
    const held = await new MappedAgentRings().find(target.pid);
    try {
      expect(held?.path).toBe(target.ringPath());
      await until(() => target.ring().samples.length >= 2);
      await target.kill();
      // Its container would have taken it along.
      rmSync(place, { recursive: true });
      const ring = decodeAgentRing((await held?.read()) ?? new Uint8Array());
      expect(ring.header.pid).toBe(target.pid);
      expect(ring.samples.length).toBeGreaterThanOrEqual(2);
    } finally {
      await held?.close();
      if (!target.isGone) await target.kill();
    }
    expect(await new MappedAgentRings().find(process.pid)).toBeNull();
  }, 120_000);

  it("comes over the endpoint as a file, in order, also while it grows", async () => {
    const target = await AgentTarget.start(await binaryOf(ownGo), newFolder());
    try {
      const url = `http://127.0.0.1:${target.port}/debug/trivet/ring`;
      const response = await fetch(url);
      const chunks: Buffer[] = [];
      const size = (): number => Buffer.concat(chunks).length;
      for await (const chunk of response.body!) {
        chunks.push(Buffer.from(chunk as Uint8Array));
        if (size() >= 4096 + 12 * 256) break;
      }
      const whole = 4096 + Math.floor((size() - 4096) / 256) * 256;
      const ring = decodeAgentRing(Buffer.concat(chunks).subarray(0, whole));
      expect(ring).toMatchObject({ damaged: 0, missing: 0 });
      const once = await fetch(`${url}?follow=0`);
      const copy = decodeAgentRing(new Uint8Array(await once.arrayBuffer()));
      expect(copy.samples.length).toBeGreaterThanOrEqual(ring.samples.length);
    } finally {
      await target.kill();
    }
  }, 120_000);

  it("says when the program stopped it by itself", async () => {
    const target = await AgentTarget.start(await binaryOf(ownGo), newFolder());
    await until(() => target.ring().samples.length >= 2);
    await target.end();
    expect(target.ring()).toMatchObject({ hasEnded: true, damaged: 0 });
  }, 120_000);

  it("is listed, running or ended", async () => {
    const place = newFolder();
    const target = await AgentTarget.start(await binaryOf(ownGo), place);
    const before = process.env["TRIVET_RING_DIR"];
    process.env["TRIVET_RING_DIR"] = place;
    const isOpen = async (): Promise<boolean | null | undefined> =>
      (await listRings()).find(({ path }) => path === target.ringPath())
        ?.isOpen;
    try {
      expect(await isOpen()).toBe(true);
      await target.kill();
      expect(await isOpen()).toBe(false);
    } finally {
      if (before === undefined) delete process.env["TRIVET_RING_DIR"];
      else process.env["TRIVET_RING_DIR"] = before;
      if (!target.isGone) await target.kill();
    }
  }, 120_000);

  it("is shown by the command line, dead or alive, and nothing else is", async () => {
    const target = await AgentTarget.start(await binaryOf(ownGo), newFolder());
    try {
      await until(() => target.ring().labels.length >= 2);
      const alive = await trivet("--pid", String(target.pid), "--json");
      expect(JSON.parse(alive.stdout)).toMatchObject({
        schema: "trivet.inspect.ring/1",
        pid: target.pid,
        hasEnded: false,
      });
      await target.kill();
      const dead = await trivet(target.ringPath());
      expect(dead.stdout).toContain(`pid ${target.pid}`);
      expect(dead.stdout).toContain('goroutines of {"tenant":"acme"}: 7');
      expect(dead.stdout).toMatch(/^ +0 ms /m);
      const nothing = await trivet("--pid", String(process.pid));
      expect(nothing).toMatchObject({ code: 1, stdout: "" });
      expect(nothing.stderr).toContain("[not-found]");
      const other = await trivet(join(import.meta.dirname, "agent.test.ts"));
      expect(other).toMatchObject({ code: 1, stdout: "" });
      expect(other.stderr).toContain("[ring-malformed]");
    } finally {
      if (!target.isGone) await target.kill();
    }
  }, 120_000);
});

const trivet = (...args: readonly string[]): Promise<CliRun> =>
  runCli(["inspect", "ring", ...args]);

async function binaryOf(toolchain: Toolchain): Promise<string> {
  const known = binaries.get(toolchain.name);
  if (known !== undefined) return known;
  const binary = join(folder, `target-${toolchain.name}`);
  await buildAgentTarget(toolchain, binary);
  binaries.set(toolchain.name, binary);
  return binary;
}

function quantiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ??
      0
    ).toFixed(0);
  return `${sorted.length} kills, last entry before SIGKILL: median ${at(0.5)}, 90 % ${at(0.9)}, most ${at(1)} ms`;
}
