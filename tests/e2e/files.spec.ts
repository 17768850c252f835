// Getting investigations into the window and out of it: the sample at start, the command line, a second start, damaged
// and hostile files. Whatever fails, the window stays and says why.

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import {
  callContract,
  executablePath,
  expect,
  isRoot,
  temporaryFolder,
  test,
  type RunningApp,
} from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const sample = resolve("resources/sample/gateway.trivet");
let folder: string;
test.beforeEach(() => {
  folder = temporaryFolder();
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function readState({ page }: RunningApp): Promise<InvestigationState> {
  const reply = await callContract(page, "investigation.state", {});
  expect(reply.ok).toBe(true);
  return reply.value as InvestigationState;
}

test("without a file the sample is open and its leak is named", async ({
  launch,
}) => {
  const running = await launch();
  const { page } = running;
  await expect(page.getByTestId("verdict-site")).toContainText(
    "main.(*glyphCache).render",
  );
  await expect(page.getByTestId("verdict-bar")).toHaveAttribute(
    "data-confidence",
    /probable|confirmed/,
  );
  expect(await readState(running)).toMatchObject({
    kind: "sample",
    recording: false,
    unsaved: false,
    savedTo: null,
  });
});

test("looking around in the sample changes no file, a note moves to a live copy", async ({
  launch,
}) => {
  const running = await launch();
  const installed = (await readState(running)).path;
  const before = readFileSync(installed);
  await openPanel(running.page, "table");
  expect((await readState(running)).kind).toBe("sample");
  await callContract(running.page, "investigation.addNote", {
    text: "mine",
    aboutMillis: null,
  });
  await expect
    .poll(async () => (await readState(running)).path)
    .not.toBe(installed);
  const after = await readState(running);
  expect(after).toMatchObject({ kind: "live", savedTo: null });
  expect(after.path.startsWith(running.userData)).toBe(true);
  await running.close();
  expect(readFileSync(installed).equals(before)).toBe(true);
  const again = await launch({ args: [after.path] });
  expect((await readState(again)).notes.map(({ text }) => text)).toContain(
    "mine",
  );
});

test("an archive that is saved reopens with its view", async ({ launch }) => {
  const archive = join(folder, "case.trivet");
  copyFileSync(sample, archive);
  const running = await launch({ args: [archive] });
  await openPanel(running.page, "evidence");
  await expect
    .poll(async () => (await readState(running)).view.panel)
    .toBe("evidence");
  const saved = await callContract(running.page, "investigation.save", {});
  expect(saved).toMatchObject({ ok: true, value: { path: archive } });
  await running.close();
  const again = await launch({ args: [archive] });
  await expect(again.page.locator("#tab-evidence")).toHaveAttribute(
    "aria-selected",
    "true",
  );
});

test("a second start hands its file to the first", async ({ launch }) => {
  const archive = join(folder, "second.trivet");
  copyFileSync(sample, archive);
  const running = await launch();
  await readState(running);
  const second = spawnSync(
    executablePath(),
    [
      `--user-data-dir=${running.userData}`,
      ...(isRoot ? ["--no-sandbox"] : []),
      "second.trivet",
    ],
    { cwd: folder, timeout: 30_000 },
  );
  expect(second.status).toBe(0);
  await expect.poll(async () => (await readState(running)).path).toBe(archive);
});

function flipByte(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  return damaged;
}

const bad: Readonly<
  Record<
    string,
    { readonly make: () => Buffer | string; readonly code: RegExp }
  >
> = {
  "one flipped byte": {
    make: () => flipByte(readFileSync(sample), 3_000),
    code: /^archive-(mismatch|malformed)$/,
  },
  "cut in half": {
    make: () => {
      const bytes = readFileSync(sample);
      return bytes.subarray(0, bytes.length / 2);
    },
    code: /^archive-malformed$/,
  },
  "a text": { make: () => "not an archive", code: /^archive-malformed$/ },
  empty: { make: () => "", code: /^archive-malformed$/ },
};

for (const [name, { make, code }] of Object.entries(bad))
  test(`a damaged archive is refused and said to be so: ${name}`, async ({
    launch,
  }) => {
    const archive = join(folder, "bad.trivet");
    writeFileSync(archive, make());
    const running = await launch();
    const before = await readState(running);
    const reply = await callContract(running.page, "investigation.open", {
      path: archive,
    });
    expect(reply.ok).toBe(false);
    expect(reply.error?.code).toMatch(code);
    // What was open stays open.
    expect((await readState(running)).id).toBe(before.id);
    await running.close();

    const started = await launch({ args: [archive] });
    await expect(started.page.locator(".toast").first()).toContainText(
      reply.error?.code ?? "",
    );
    await expect(started.page.getByTestId("welcome")).toBeVisible();
  });

/** Answers the message box by the button's place, and keeps what it said. */
async function answerWith({ app }: RunningApp, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    const said = ((globalThis as { said?: string[] }).said ??= []);
    dialog.showMessageBox = (...args: unknown[]) => {
      const options = args.at(-1) as { message: string; detail: string };
      said.push(`${options.message} ${options.detail}`);
      return Promise.resolve({ response, checkboxChecked: false });
    };
  }, button);
}

test("unsaved work is asked about, and found again after a crash", async ({
  launch,
}) => {
  const running = await launch();
  const { page, app } = running;
  const note = async (): Promise<string> => {
    await callContract(page, "investigation.addNote", {
      text: "mine",
      aboutMillis: null,
    });
    await expect.poll(async () => (await readState(running)).kind).toBe("live");
    return (await readState(running)).path;
  };
  const path = await note();
  await answerWith(running, 2);
  const stays = await callContract(page, "investigation.openSample", {});
  expect(stays).toMatchObject({ ok: false, error: { code: "cancelled" } });
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.close(),
  );
  expect((await readState(running)).path).toBe(path);
  const said = await app.evaluate(
    () => (globalThis as { said?: string[] }).said,
  );
  expect(said).toHaveLength(2);
  expect(said?.[0]).toContain(path);

  await answerWith(running, 1);
  const leaves = await callContract(page, "investigation.openSample", {});
  expect(leaves).toMatchObject({ ok: true, value: { kind: "sample" } });
  const recent = await callContract(page, "app.recentFiles", {});
  expect(JSON.stringify(recent.value)).toContain(JSON.stringify(path));

  const crashed = await note();
  expect(crashed).not.toBe(path);
  await expect
    .poll(() => {
      const file = join(running.userData, "desk.json");
      return existsSync(file) ? readFileSync(file, "utf8") : "";
    })
    .toContain(crashed);
  await expect
    .poll(() => readFileSync(join(crashed, "journal.jsonl"), "utf8"))
    .toContain('"mine"');
  process.kill(running.pid, "SIGKILL");
  await running.exited();
  const again = await launch({ userData: running.userData });
  const state = await readState(again);
  expect(state.path).toBe(crashed);
  expect(state.notes.map(({ text }) => text)).toContain("mine");
});
