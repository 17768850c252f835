// Every way in which this process can be asked, told or forced to end, and the one orderly way out that each takes.

import { app, powerMonitor, type BrowserWindow } from "electron";
import { log } from "./log.ts";
import { shutdownOrder, type Shutdown } from "./shutdown.ts";

/** The whole way out may take this long; then the process ends whatever is still open. The journal is crash-safe. */
const hardDeadlineMs = 8_000;
/** A page that keeps crashing is not reloaded for ever. */
const mostReloads = 3;
const reloadWindowMs = 60_000;

/** What a user who leaves is asked about. Signals, faults and the machine's power never ask. */
export interface UnsavedWork {
  readonly isHeld: () => boolean;
  /** Asks; false when the window is to stay. */
  readonly mayLeave: () => Promise<boolean>;
}

/** Leaves in order and exits with `code`; asked twice, the first one counts. */
export function createLeave(shutdown: Shutdown): (code: number) => void {
  let isLeaving = false;
  return (code) => {
    if (isLeaving) return;
    isLeaving = true;
    const deadline = setTimeout(() => {
      log("shutdown: hard deadline");
      app.exit(code === 0 ? 1 : code);
    }, hardDeadlineMs);
    void shutdown.run().then(() => {
      clearTimeout(deadline);
      app.exit(code);
    });
  };
}

/** Wires signals, quitting, faults and the machine's power to `leave`. Call once the app is ready. */
export function watchLifecycle(
  shutdown: Shutdown,
  leave: (code: number) => void,
  work: UnsavedWork,
): void {
  let isAsking = false;
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (isAsking) return;
    if (!work.isHeld()) {
      leave(0);
      return;
    }
    isAsking = true;
    void work.mayLeave().then((may) => {
      isAsking = false;
      if (may) leave(0);
    });
  });
  // The default would quit before the steps have run.
  app.on("window-all-closed", () => leave(0));
  // Exit codes as a shell reports them: 128 + the signal's number.
  const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(signals))
    process.on(signal, () => {
      log(`leaving: ${signal}`);
      leave(code);
    });
  process.on("uncaughtException", (error) => {
    log(`uncaught: ${error.stack ?? String(error)}`);
    leave(1);
  });
  // A rejected promise that nobody awaited is a bug, but what is recorded and held is not in doubt: go on.
  process.on("unhandledRejection", (reason) =>
    log(
      `unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}`,
    ),
  );
  powerMonitor.on("shutdown", (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    leave(0);
  });
  powerMonitor.on("suspend", () => void shutdown.runUpTo(shutdownOrder.flush));
}

/** A window with unsaved work closes once its user has answered; the last one closed leaves. */
export function watchClosing(window: BrowserWindow, work: UnsavedWork): void {
  let isAsking = false;
  window.on("close", (event) => {
    if (!work.isHeld()) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void work.mayLeave().then((may) => {
      isAsking = false;
      if (may && !window.isDestroyed()) window.destroy();
    });
  });
}

/** Lets go of the debugger when the page dies, then brings the page back: main has the truth, recording goes on. */
export function watchPage(
  window: BrowserWindow,
  shutdown: Shutdown,
  leave: (code: number) => void,
): void {
  const reloads: number[] = [];
  window.webContents.on("render-process-gone", (_event, details) => {
    log(`page gone: ${details.reason} (${details.exitCode})`);
    if (details.reason === "clean-exit") return;
    void shutdown.runUpTo(shutdownOrder.flush).then(() => {
      const now = Date.now();
      while ((reloads[0] ?? now) < now - reloadWindowMs) reloads.shift();
      if (reloads.push(now) > mostReloads) leave(1);
      else if (!window.isDestroyed()) window.webContents.reload();
    });
  });
}
