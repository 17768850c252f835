// The page's process really is in Chromium's sandbox: the kernel says so, not a setting. The control runs the same
// checks without the sandbox and sees them fail.

import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  callContract,
  executablePath,
  expect,
  isRoot,
  temporaryFolder,
  test,
  type RunningApp,
} from "../support/e2e-app.ts";

interface KernelView {
  readonly seccompMode: number;
  readonly noNewPrivileges: number;
  /** How many nested PID namespaces the process is in. */
  readonly pidNamespaces: number;
  readonly ownNamespaces: readonly string[];
}

async function readKernelView(running: RunningApp): Promise<KernelView> {
  const page = await running.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  const status = readFileSync(`/proc/${page}/status`, "utf8");
  const field = (name: string): string =>
    new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)?.[1] ?? "";
  return {
    seccompMode: Number(field("Seccomp")),
    noNewPrivileges: Number(field("NoNewPrivs")),
    pidNamespaces: field("NSpid").split(/\s+/).length,
    ownNamespaces: ["user", "pid", "net"].filter(
      (kind) =>
        readlinkSync(`/proc/${page}/ns/${kind}`) !==
        readlinkSync(`/proc/${running.pid}/ns/${kind}`),
    ),
  };
}

let home: string;
let script: string;
let application: string;
/** A checkout may lie where other users cannot look (/root): what the unprivileged user runs is copied out of it. */
test.beforeAll(() => {
  home = temporaryFolder();
  script = join(home, "run-as-nobody.sh");
  copyFileSync("tests/support/run-as-nobody.sh", script);
  const folder = join(home, "app");
  cpSync(dirname(executablePath()), folder, { recursive: true });
  application = join(folder, basename(executablePath()));
  execFileSync("chmod", ["-R", "a+rX", home]);
});
test.afterAll(() => rmSync(home, { recursive: true, force: true }));

const asUser = (chromiumSandbox: boolean) => ({
  executable: script,
  chromiumSandbox,
  env: { TRIVET_REAL_EXECUTABLE: application, TRIVET_HOME: home },
});

test.skip(process.platform !== "linux", "the proof reads /proc");

test("an ordinary user's window is sandboxed", async ({ launch }) => {
  const running = await launch(asUser(true));
  const view = await readKernelView(running);
  expect(view).toMatchObject({
    seccompMode: 2,
    noNewPrivileges: 1,
    ownNamespaces: ["user", "pid", "net"],
  });
  expect(view.pidNamespaces).toBeGreaterThan(1);
  expect(await callContract(running.page, "app.info", {})).toMatchObject({
    value: { sandboxed: true },
  });
});

test("the control: without the sandbox the same checks fail", async ({
  launch,
}) => {
  const running = await launch(asUser(false));
  const view = await readKernelView(running);
  expect(view.seccompMode).toBe(0);
  expect(view.ownNamespaces).toEqual([]);
  expect(await callContract(running.page, "app.info", {})).toMatchObject({
    value: { sandboxed: false },
  });
});

test("as root the window goes on without it, and says so", async ({
  launch,
}) => {
  test.skip(!isRoot, "only root cannot be sandboxed");
  const { page } = await launch();
  expect(await callContract(page, "app.info", {})).toMatchObject({
    value: { sandboxed: false },
  });
});
