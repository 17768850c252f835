// The real window, started for a measurement.

import { existsSync, mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ElectronApplication, Page } from "@playwright/test";
import { launchElectron } from "../../support/electron-launch.ts";

export const executable =
  process.env["TRIVET_EXECUTABLE"] ?? resolve(".cache", "app", "trivet");

/** Before anything is measured: throws with what makes the application when there is none. */
export function requireExecutable(): void {
  if (!existsSync(executable))
    throw new Error(`${executable} is missing: run \`npm run test:e2e\` once`);
}

export interface LaunchRequest {
  /** The workbench when absent. */
  readonly path?: string;
  readonly args?: readonly string[];
  /** A profile folder of its own is made below it for each start. */
  readonly folder: string;
  readonly display: string;
  /** Just before each attempt to start. */
  readonly onStart?: () => void;
}

export function launchWindow({
  path = executable,
  args = [],
  folder,
  display,
  onStart,
}: LaunchRequest): Promise<ElectronApplication> {
  return launchElectron(() => {
    const userData = mkdtempSync(join(folder, "user-"));
    onStart?.();
    return {
      executablePath: path,
      chromiumSandbox: process.getuid?.() !== 0,
      args: [`--user-data-dir=${userData}`, ...args],
      env: { ...(process.env as Record<string, string>), DISPLAY: display },
    };
  });
}

export interface DrawnRequest {
  readonly file: string;
  /** What is there once the file is drawn. */
  readonly drawn: string;
  /** What shows the investigation before; marked with data-earlier so that `drawn` can leave it out. */
  readonly earlier?: string;
}

/** Opens an investigation in a window that is there; answers the milliseconds until it is drawn. */
export async function openDrawn(
  page: Page,
  request: DrawnRequest,
): Promise<number> {
  return page.evaluate(async ({ file, drawn, earlier }) => {
    if (earlier !== undefined)
      document.querySelector(earlier)?.setAttribute("data-earlier", "");
    const bridge = (
      window as unknown as {
        trivet: {
          call(channel: string, id: number, input: unknown): Promise<unknown>;
        };
      }
    ).trivet;
    const started = performance.now();
    const reply = (await bridge.call("investigation.open", 1_000_000, {
      path: file,
    })) as { readonly ok: boolean };
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    for (;;) {
      await new Promise((next) => requestAnimationFrame(next));
      if (document.querySelector(drawn) !== null)
        return performance.now() - started;
      if (performance.now() - started > 120_000)
        throw new Error(`${drawn} was never drawn`);
    }
  }, request);
}
