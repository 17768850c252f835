// The desktop app's entry: paints a window as early as possible and loads the services while it paints.

import { app, ipcMain } from "electron";
import { join } from "node:path";
import { callChannels } from "../contract/channels.ts";
import type { Composition } from "./compose.ts";
import { requestedCore } from "./core-file.ts";
import { requestedFile } from "./launch-arguments.ts";
import {
  createLeave,
  watchClosing,
  watchLifecycle,
  watchPage,
  type UnsavedWork,
} from "./lifecycle.ts";
import { ignoreClosedTerminal, log } from "./log.ts";
import { isTrustedSender, prepareSecurity, secureSession } from "./security.ts";
import { serveContract } from "./serve-contract.ts";
import { Shutdown } from "./shutdown.ts";
import { createWindow, focusWindow } from "./windows.ts";

const appFolder = app.getAppPath();
const shutdown = new Shutdown(log);
const leave = createLeave(shutdown);

/** macOS hands files over by event, also before the app is ready. */
let fileFromFinder: string | null = null;
let composition: Promise<Composition> | null = null;

function start(): void {
  secureSession(join(appFolder, "out", "renderer"));
  let standing: Composition | null = null;
  const work: UnsavedWork = {
    isHeld: () => standing?.holdsWork() ?? false,
    mayLeave: async () => (await standing?.mayLeave()) ?? true,
  };
  watchLifecycle(shutdown, leave, work);
  const file = fileFromFinder ?? requestedFile(process.argv, process.cwd());
  const composed = import("./compose.ts").then(async ({ compose }) =>
    compose({
      appFolder,
      shutdown,
      firstFile: file,
      firstCore:
        file === null ? await requestedCore(process.argv, process.cwd()) : null,
    }),
  );
  composition = composed;
  void composed.then(
    (value) => (standing = value),
    () => undefined,
  );
  serveContract({
    ipcMain,
    channels: callChannels,
    dispatch: async () => (await composed).dispatch,
    isTrusted: isTrustedSender,
  });
  const window = createWindow(appFolder);
  watchPage(window, shutdown, leave);
  watchClosing(window, work);
  composed.catch((error: unknown) => {
    log(
      `could not start: ${error instanceof Error ? error.stack : String(error)}`,
    );
    leave(1);
  });
}

function openLater(file: string): void {
  if (composition === null) fileFromFinder = file;
  else void composition.then(({ openFile }) => openFile(file));
}

ignoreClosedTerminal();
prepareSecurity();
if (app.requestSingleInstanceLock()) {
  app.on("second-instance", (_event, argv, workingFolder) => {
    focusWindow();
    const file = requestedFile(argv, workingFolder);
    if (file !== null) openLater(file);
    else
      void requestedCore(argv, workingFolder).then((core) => {
        if (core !== null) openLater(core);
      });
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    openLater(file);
  });
  void app.whenReady().then(start);
} else app.exit(0);
