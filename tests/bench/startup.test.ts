// From process start to a window that can be used, with a real investigation loaded, against an empty window of the same
// Electron. Both are measured in one run, by turns, by the same means.

import {
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDisplay, type Display } from "../support/display.ts";
import {
  executable,
  launchWindow,
  requireExecutable,
} from "./support/window.ts";

const mostTimes = 2.5;
const runs = 7;

let folder: string;
let display: Display;
let emptyExecutable: string;

/** The same runtime with nothing in it: hard links, and an application that opens one blank window. */
function linkTree(from: string, to: string, skip: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (source === skip) continue;
    const kind = lstatSync(source);
    if (kind.isDirectory()) linkTree(source, target, skip);
    else if (kind.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else
      try {
        linkSync(source, target);
      } catch {
        cpSync(source, target); // another file system
      }
  }
}

function buildEmptyApp(): string {
  const runtime = dirname(executable);
  const target = join(folder, "empty");
  const resources = join(runtime, "resources", "app");
  linkTree(runtime, target, resources);
  const app = join(target, "resources", "app");
  mkdirSync(app, { recursive: true });
  writeFileSync(
    join(app, "package.json"),
    JSON.stringify({ name: "empty", version: "1.0.0", main: "main.js" }),
  );
  writeFileSync(
    join(app, "main.js"),
    `const { app, BrowserWindow } = require("electron");
     app.whenReady().then(() => {
       const window = new BrowserWindow({ width: 1600, height: 1000, show: false });
       window.once("ready-to-show", () => window.show());
       window.loadURL("data:text/html,<p id=ready>ready</p>");
     });
     app.on("window-all-closed", () => app.quit());`,
  );
  return join(target, basename(executable));
}

async function measureStart(
  path: string,
  args: readonly string[],
  isUsable: (page: Page) => Promise<unknown>,
): Promise<number> {
  let startedAt = NaN;
  const app = await launchWindow({
    path,
    args,
    folder,
    display: display.name,
    onStart: () => void (startedAt = performance.now()),
  });
  try {
    await isUsable(await app.firstWindow());
    return performance.now() - startedAt;
  } finally {
    await app.close();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * Asked at every frame: Playwright's own waiting looks twice a second after the first moments, which would be most of
 * what is measured here.
 */
async function shows(page: Page, ...selectors: string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      wanted.every((selector) => {
        const found = document.querySelector(selector);
        return found !== null && found.getClientRects().length > 0;
      }),
    selectors,
    { polling: "raf" },
  );
}

/** Timeline, flame graph and verdict are drawn, and the keyboard is answered. */
async function workbenchIsUsable(page: Page): Promise<void> {
  await shows(
    page,
    "[data-testid=timeline] canvas",
    "[data-testid=flame-canvas]",
    "[data-testid=verdict-site]",
  );
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => done(null))),
  );
}

beforeAll(async () => {
  requireExecutable();
  folder = mkdtempSync(join(tmpdir(), "trivet-startup-"));
  display = await openDisplay();
  emptyExecutable = buildEmptyApp();
});
afterAll(async () => {
  await display.close();
  rmSync(folder, { recursive: true, force: true });
});

it(`starts within ${mostTimes} times an empty window`, async () => {
  const times = { empty: [] as number[], workbench: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    const empty = await measureStart(emptyExecutable, [], (page) =>
      shows(page, "#ready"),
    );
    const workbench = await measureStart(executable, [], workbenchIsUsable);
    // The first of each fills the disk's cache.
    if (run === 0) continue;
    times.empty.push(empty);
    times.workbench.push(workbench);
  }
  const [empty, workbench] = [median(times.empty), median(times.workbench)];
  const ratio = workbench / empty;
  console.log(
    `start to usable: empty ${Math.round(empty)} ms, workbench ${Math.round(workbench)} ms, ratio ${ratio.toFixed(2)} (medians of ${runs})`,
  );
  expect(ratio).toBeLessThanOrEqual(mostTimes);
});
