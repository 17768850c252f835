// A core in the console: with its executable found by build id, read-only, and with what is wrong told apart.

import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import { findCoreExecutable } from "../../src/node/gdb-driver/core-executable.ts";
import { GdbInspection } from "../../src/services/gdb-inspection.ts";
import { GdbHarness, size } from "../support/gdb-harness.ts";
import { buildGateway } from "../support/gateway-target.ts";

const run = promisify(execFile);
let folder: string;
let harness: GdbHarness;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "trivet-gdb-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  harness = new GdbHarness();
});
afterEach(() => harness.session.close());

describe("a core", () => {
  let core: string;
  let binary: string;

  beforeAll(async () => {
    core = path.join(folder, "core");
    binary = path.join(folder, "gateway");
    cpSync(await buildGateway(), binary);
    const child = spawn(binary, ["-rate=20"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await run("gdb", [
      "-nx",
      "-batch",
      "-iex",
      "set auto-load off",
      "-ex",
      `attach ${child.pid!}`,
      "-ex",
      `generate-core-file ${core}`,
    ]);
    child.kill("SIGKILL");
  }, 60_000);

  it("is opened with the executable that left it, and answers like a stopped process", async () => {
    const found = await findCoreExecutable(core, null);
    expect(found.path).toBe(binary);
    expect(found.buildId).not.toBeNull();
    const { session } = harness;
    const state = await session.open(
      { kind: "core", core, executable: found.path },
      { ...size, readOnly: true },
    );
    expect(state).toMatchObject({
      status: "stopped",
      pid: null,
      readOnly: true,
      subject: { kind: "core" },
      // Nobody stands still for a file.
      stoppedSinceMillis: null,
    });
    const inspection = new GdbInspection(session);
    expect((await inspection.threads()).length).toBeGreaterThan(1);
    const { rows } = await inspection.goroutines();
    expect(rows.find(({ id }) => id === 1)).toMatchObject({
      function: "main.run",
    });
    expect(
      (await inspection.goroutineStack(1)).map((frame) => frame.function),
    ).toContain("main.main");
    await harness.type("go-spans", /heap in use/);
    await harness.type("bt 1", /#0/);
    await harness.type("kill", /refused/);
    await session.detach();
    expect(session.state.status).toBe("detached");
    await expect(session.resume()).rejects.toMatchObject({ code: "not-found" });
    const events = harness.journal.model.events.map(({ kind, targetId }) => [
      kind,
      targetId,
    ]);
    expect(events).toContainEqual(["gdb-attached", null]);
    expect(events).toContainEqual(["gdb-detached", null]);
  });

  it("of another build, without its executable, cut off, and what is none are told apart", async () => {
    const other = path.join(folder, "other");
    cpSync("/bin/true", other);
    await expect(findCoreExecutable(core, other)).rejects.toMatchObject({
      code: "core-mismatch",
    });
    await expect(
      findCoreExecutable(core, path.join(folder, "none")),
    ).rejects.toMatchObject({ code: "not-found" });
    await expect(findCoreExecutable(binary, null)).rejects.toMatchObject({
      code: "core-malformed",
    });
    await expect(
      findCoreExecutable(path.join(folder, "none"), null),
    ).rejects.toMatchObject({ code: "not-found" });
    writeFileSync(other, "no ELF file");
    await expect(findCoreExecutable(core, other)).rejects.toMatchObject({
      code: "not-found",
    });
    const cut = path.join(folder, "cut");
    cpSync(core, cut);
    truncateSync(cut, 40);
    await expect(findCoreExecutable(cut, null)).rejects.toMatchObject({
      code: "core-malformed",
    });
    // Moved beside the core, it is found by its name.
    const away = path.join(folder, "away");
    renameSync(binary, away);
    await expect(findCoreExecutable(core, null)).rejects.toMatchObject({
      code: "not-found",
    });
    renameSync(away, binary);
    const failing = harness.session.open(
      { kind: "core", core: other, executable: binary },
      size,
    );
    await expect(failing).rejects.toMatchObject({ code: "gdb-failed" });
    expect(harness.session.state.status).toBe("detached");
  });
});
