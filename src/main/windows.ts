// The one window, shown as soon as it has something to show.

import { BrowserWindow, nativeTheme, screen } from "electron";
import { join } from "node:path";
import type { eventChannels } from "../contract/channels.ts";
import { pageOrigin } from "./page-files.ts";
import { developmentUrl, isTrustedSender } from "./security.ts";

export type EventChannel = (typeof eventChannels)[number];

/** Painted before the page's first style: the tokens' background in both themes, so that nothing flashes. */
const background = { light: "#fbfbfa", dark: "#15171a" } as const;

/** @param appFolder the folder with `out/` and `resources/` */
export function createWindow(appFolder: string): BrowserWindow {
  const { width, height } = screen.getPrimaryDisplay().workAreaSize;
  const window = new BrowserWindow({
    width: Math.min(1600, width),
    height: Math.min(1000, height),
    minWidth: 900,
    minHeight: 600,
    autoHideMenuBar: true,
    show: false,
    title: "Trivet",
    icon: join(appFolder, "resources", "icons", "trivet-256.png"),
    backgroundColor: nativeTheme.shouldUseDarkColors
      ? background.dark
      : background.light,
    webPreferences: {
      preload: join(appFolder, "out", "preload", "index.js"),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      enableWebSQL: false,
      navigateOnDragDrop: false,
    },
  });
  window.once("ready-to-show", () => window.show());
  void window.loadURL(developmentUrl() ?? `${pageOrigin}/index.html`);
  return window;
}

/**
 * Tells every window of ours, in order, after the caller is done: `webContents.send` runs pending microtasks before it
 * returns, so that sent from the middle of somebody's work it would let the rest of the program run inside it.
 */
export function emitToWindows(channel: EventChannel, payload: unknown): void {
  setImmediate(() => sendToWindows(channel, payload));
}

function sendToWindows(channel: EventChannel, payload: unknown): void {
  for (const window of BrowserWindow.getAllWindows()) {
    const { webContents } = window;
    if (
      !webContents.isDestroyed() &&
      !webContents.isCrashed() &&
      isTrustedSender({
        sender: webContents,
        senderFrame: webContents.mainFrame,
      })
    )
      webContents.send(channel, payload);
  }
}

export function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
