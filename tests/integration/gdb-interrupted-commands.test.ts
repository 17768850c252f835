// Letting go while one of Trivet's own gdb commands is at work: it ends at once and in one line, without a Python
// traceback in the transcript, wherever in its Python the interrupt hits.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  GdbHarness,
  isGone,
  processState,
  size,
  targetOf,
  waitFor,
} from "../support/gdb-harness.ts";
import { buildGo, ownGo } from "../support/go-program.ts";

let folder = "";
let program: ChildProcess;
let harness: GdbHarness | null = null;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trivet-many-goroutines-"));
  const binary = path.join(folder, "many-goroutines");
  await buildGo(ownGo, binary, {
    folder: path.resolve("tests/programs/many-goroutines"),
  });
  program = spawn(binary, ["30000"], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve) => program.stdout?.once("data", resolve));
});
afterEach(async () => {
  await harness?.session.close();
  await waitFor(
    () => harness?.gdbs.every((gdb) => isGone(gdb.pid)) ?? true,
    () => "gdb to end",
  );
});
afterAll(async () => {
  program.stdin?.end();
  await rm(folder, { recursive: true, force: true });
});

it.each([
  "go-goroutines --all",
  "go-goroutines --groups",
  "go-spans",
  "go-stack 7",
])("detaching while %s runs leaves one line at most", async (command) => {
  const pid = program.pid ?? 0;
  for (const afterMs of [20, 150, 500, 1000]) {
    harness = new GdbHarness();
    const { session } = harness;
    await session.attach(targetOf(pid), size);
    session.input(`${command}\n`);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await session.detach();
    expect(harness.output, `${afterMs} ms after it`).not.toMatch(
      /Traceback|KeyboardInterrupt|Error occurred in Python|Python Exception/,
    );
    expect(processState(pid)).toMatchObject({ state: "S", tracerPid: 0 });
  }
});
