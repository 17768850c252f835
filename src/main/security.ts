// What the page may not do: leave its origin, open windows, ask for permissions, embed other pages, reach the network.
// The whole list with its tests: tests/e2e/security.spec.ts.

import {
  app,
  protocol,
  session,
  type IpcMainInvokeEvent,
  type WebContents,
} from "electron";
import { pageOrigin, pageScheme, servePageFile } from "./page-files.ts";

/** A development server, honoured only where the app is not packaged. */
export function developmentUrl(): string | null {
  const url = process.env["ELECTRON_RENDERER_URL"];
  return !app.isPackaged && url !== undefined && url !== "" ? url : null;
}

/** Chromium's own sandbox. Off only as root on Linux, where Chromium refuses to start with it. */
export const isSandboxed = (): boolean =>
  !app.commandLine.hasSwitch("no-sandbox");

/** Must run before the app is ready. */
export function prepareSecurity(): void {
  // Together with --no-sandbox this would crash the network service in a loop.
  if (isSandboxed()) app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        codeCache: true,
      },
    },
  ]);
  app.on("web-contents-created", (_event, contents) => confine(contents));
}

/** Once the app is ready: serves the page and refuses everything else to it. */
export function secureSession(pageFolder: string): void {
  const { defaultSession } = session;
  defaultSession.protocol.handle(pageScheme, (request) =>
    servePageFile(pageFolder, request.method, request.url),
  );
  defaultSession.setPermissionRequestHandler((_contents, _name, answer) =>
    answer(false),
  );
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.setDisplayMediaRequestHandler((_request, answer) =>
    answer({}),
  );
  const development = developmentUrl();
  defaultSession.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isLocal(details.url, development) }),
  );
  defaultSession.on("will-download", (event) => event.preventDefault());
}

/** True for a call from the main frame of a page of ours. */
export function isTrustedSender(
  event: Pick<IpcMainInvokeEvent, "sender" | "senderFrame">,
): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame !== event.sender.mainFrame) return false;
  const development = developmentUrl();
  return (
    frame.origin === pageOrigin ||
    (development !== null && frame.origin === new URL(development).origin)
  );
}

function isLocal(url: string, development: string | null): boolean {
  const { protocol: scheme, host } = new URL(url);
  if (["app:", "data:", "blob:", "devtools:"].includes(scheme)) return true;
  return development !== null && host === new URL(development).host;
}

function confine(contents: WebContents): void {
  const development = developmentUrl();
  const refuse = (event: { preventDefault(): void }, url: string): void => {
    if (development === null || !url.startsWith(development))
      event.preventDefault();
  };
  contents.on("will-navigate", (event) => refuse(event, event.url));
  contents.on("will-frame-navigate", (event) => refuse(event, event.url));
  contents.on("will-redirect", (event) => refuse(event, event.url));
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
