// Starts the assembled application as a user would, with a profile folder of its own, and afterwards holds it to what it
// owes: no error in the page's console, none in main's log, no process left behind.

import { randomUUID } from "node:crypto";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  expect,
  test as base,
  type ElectronApplication,
  type Page,
} from "@playwright/test";
import { launchElectron } from "./electron-launch.ts";

export interface LaunchOptions {
  /** A profile folder to start in again; else a fresh one. It is removed after the test. */
  readonly userData?: string;
  /** Files and switches for the command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Run through this program, for example one that drops root. */
  readonly executable?: string;
  readonly chromiumSandbox?: boolean;
  /** Console messages of the page that this test provokes. */
  readonly expectedErrors?: readonly RegExp[];
}

export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Of the main process. */
  readonly pid: number;
  readonly userData: string;
  /** Main's log so far. */
  log(): string;
  /** Quits as the user would. */
  close(): Promise<void>;
  /** Resolves when the main process has ended, however it came to it. */
  exited(): Promise<void>;
}

interface Tracked extends RunningApp {
  readonly marker: string;
  readonly problems: string[];
}

export function executablePath(): string {
  const path = process.env["TRIVET_EXECUTABLE"];
  if (path === undefined)
    throw new Error("TRIVET_EXECUTABLE is not set: run `npm run test:e2e`");
  return path;
}

export const isRoot = process.getuid?.() === 0;

/** A folder for one test, open to the unprivileged user that some tests run as. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "trivet-e2e-"));
  chmodSync(folder, 0o777);
  return folder;
}

/** Processes that carry this run's marker in their environment, by id. */
function processesWith(marker: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1];
        return (
          state?.startsWith("Z") !== true &&
          readFileSync(`/proc/${pid}/environ`, "latin1").includes(marker)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function start(
  options: LaunchOptions,
  folders: Set<string>,
): Promise<Tracked> {
  const marker = `TRIVET_E2E=${randomUUID()}`;
  let userData = "";
  const problems: string[] = [];
  let log = "";
  const app = await launchElectron(() => {
    userData = options.userData ?? temporaryFolder();
    folders.add(userData);
    return {
      executablePath: options.executable ?? executablePath(),
      chromiumSandbox: options.chromiumSandbox ?? !isRoot,
      args: [`--user-data-dir=${userData}`, ...(options.args ?? [])],
      env: {
        ...(process.env as Record<string, string>),
        LC_ALL: "C.UTF-8",
        LANGUAGE: "en",
        ...options.env,
        TRIVET_E2E: marker.slice("TRIVET_E2E=".length),
      },
    };
  });
  const child = app.process();
  child.stderr?.on("data", (chunk: Buffer) => {
    const text = chunk.toString();
    log += text;
    for (const line of text.split("\n"))
      if (
        /Z (uncaught|unhandled rejection|call failed|could not start)/.test(
          line,
        )
      )
        problems.push(line);
  });
  const page = await app.firstWindow();
  // No program can drive the system's message box. What is asked before work goes out of sight is answered as one who
  // leaves it unsaved would; a test of the question itself replaces this.
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () =>
      Promise.resolve({ response: 1, checkboxChecked: false });
  });
  const isExpected = (text: string): boolean =>
    (options.expectedErrors ?? []).some((pattern) => pattern.test(text));
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => {
    if (!isExpected(error.message)) problems.push(`page: ${error.stack}`);
  });
  const pid = await app.evaluate(() => process.pid);
  const exited = (): Promise<void> =>
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => child.once("exit", () => resolve()));
  return {
    app,
    page,
    pid,
    userData,
    marker,
    problems,
    log: () => log,
    exited,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null)
        await app.close();
    },
  };
}

/** A test with `launch`, which starts applications and checks and cleans up after each. */
export const test = base.extend<{
  launch: (options?: LaunchOptions) => Promise<RunningApp>;
}>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameter's pattern
  launch: async ({}, use) => {
    const folders = new Set<string>();
    const running: Tracked[] = [];
    await use(async (options = {}) => {
      const tracked = await start(options, folders);
      running.push(tracked);
      return tracked;
    });
    for (const tracked of running) await tracked.close();
    const leftovers = running.flatMap(({ marker }) => processesWith(marker));
    for (const pid of leftovers) process.kill(pid, "SIGKILL");
    for (const folder of folders)
      rmSync(folder, { recursive: true, force: true });
    expect(running.flatMap(({ problems }) => problems)).toEqual([]);
    expect(leftovers, "processes left behind").toEqual([]);
  },
});

/** Calls the contract from the page, as the window does. */
export async function callContract(
  page: Page,
  channel: string,
  input: unknown,
): Promise<{
  ok: boolean;
  value?: unknown;
  error?: { code: string; message: string };
}> {
  return page.evaluate(
    async ([name, payload]) => {
      const bridge = (
        window as unknown as {
          trivet: {
            call(
              channel: string,
              callId: number,
              input: unknown,
            ): Promise<unknown>;
          };
        }
      ).trivet;
      return (await bridge.call(
        name,
        Math.floor(Math.random() * 1e12) + 1e12,
        payload,
      )) as { ok: boolean };
    },
    [channel, input] as const,
  );
}

export { expect };
