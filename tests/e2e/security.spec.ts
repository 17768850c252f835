// What a page that was taken over could not do: Electron's security checklist, each item tried in the real window.

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";

interface Preferences {
  getLastWebPreferences(): Record<string, unknown>;
}

const refusals = [
  /Not allowed to navigate top frame/,
  /Content Security Policy/,
  /net::ERR_/,
  /Not allowed to load local resource/,
  /Failed to load resource/,
  /violates the following/,
];

test("the page is isolated, sandboxed and without Node", async ({ launch }) => {
  const { app, page } = await launch();
  const preferences = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) =>
      (window.webContents as unknown as Preferences).getLastWebPreferences(),
    ),
  );
  expect(preferences).toHaveLength(1);
  expect(preferences[0]).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    experimentalFeatures: false,
    enableBlinkFeatures: "",
  });
  expect(
    await page.evaluate(() =>
      ["require", "process", "Buffer", "ipcRenderer", "module", "electron"].map(
        (name) => typeof (globalThis as Record<string, unknown>)[name],
      ),
    ),
  ).toEqual(Array(6).fill("undefined"));
});

test("the bridge is three functions over listed channels, out of the page's reach", async ({
  launch,
}) => {
  const { page } = await launch();
  expect(
    await page.evaluate(() =>
      Object.entries((window as unknown as { trivet: object }).trivet)
        .map(([name, value]) => `${name}:${typeof value}`)
        .sort(),
    ),
  ).toEqual(["call:function", "cancel:function", "on:function"]);
  // The page's own intrinsics are another world's: patching them must not open the list.
  const answers = await page.evaluate(async () => {
    Set.prototype.has = () => true;
    Array.prototype.includes = () => true;
    const bridge = (
      window as unknown as {
        trivet: {
          call(c: string, id: number, i: unknown): Promise<unknown>;
          on(c: string, l: () => void): unknown;
        };
      }
    ).trivet;
    const message = (error: unknown): string => (error as Error).message;
    let subscribed: string;
    try {
      bridge.on("ipc-internal", () => undefined);
      subscribed = "subscribed";
    } catch (error) {
      subscribed = message(error);
    }
    return [
      await bridge
        .call("ELECTRON_BROWSER_QUIT", 1, {})
        .then(() => "answered", message),
      await bridge.call("__proto__", 1, {}).then(() => "answered", message),
      subscribed,
    ];
  });
  for (const answer of answers) expect(answer).toContain("unknown channel");
});

test("the content security policy is a header and holds", async ({
  launch,
}) => {
  const { page } = await launch({ expectedErrors: refusals });
  const policy = await page.evaluate(async () =>
    (await fetch("/index.html")).headers.get("content-security-policy"),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain("unsafe-eval");
  // A debugger's own evaluation is exempt from the ban on eval: hop through a timer, so that it is the page's.
  expect(
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          setTimeout(() => {
            try {
              // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- what is tested
              resolve(new Function("return 1")() as unknown);
            } catch (error) {
              resolve((error as Error).name);
            }
          }),
        ),
    ),
  ).toBe("EvalError");
  expect(
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = 1";
      document.head.append(script);
      return (window as unknown as Record<string, unknown>)["injected"];
    }),
  ).toBeUndefined();
  const fetched = await page.evaluate(() =>
    Promise.all(
      [
        "https://example.com/",
        "http://127.0.0.1:9/",
        "file:///etc/passwd",
        "ws://127.0.0.1:9/",
      ].map((url) =>
        fetch(url).then(
          () => "answered",
          () => "refused",
        ),
      ),
    ),
  );
  expect(fetched).toEqual(Array(4).fill("refused"));
});

test("nothing but the page's own files is served", async ({ launch }) => {
  const { page } = await launch({ expectedErrors: refusals });
  for (const url of [
    "app://trivet/../../package.json",
    "app://trivet/%2e%2e/%2e%2e/package.json",
    "app://trivet/..%2f..%2fpackage.json",
    "app://trivet/..%5c..%5cpackage.json",
    "app://trivet//etc/passwd",
    "app://trivet/%2fetc%2fpasswd",
    "app://trivet/../main/index.js",
    "app://other/index.html",
  ]) {
    const status = await page.evaluate(
      (target) =>
        fetch(target).then(
          (response) => response.status,
          () => 0,
        ),
      url,
    );
    expect([404, 0], url).toContain(status);
  }
});

test("the page cannot leave, open windows or embed pages", async ({
  launch,
}) => {
  const { app, page } = await launch({ expectedErrors: refusals });
  await app.evaluate(({ shell }) => {
    const seen: string[] = [];
    (globalThis as Record<string, unknown>)["openedOutside"] = seen;
    shell.openExternal = (url) => {
      seen.push(url);
      return Promise.resolve();
    };
  });
  const before = page.url();
  expect(before).toMatch(/^app:\/\/trivet\//);
  for (const url of [
    "https://example.com/",
    "file:///etc/passwd",
    "data:text/html,<p>x",
    "app://trivet/assets/",
  ]) {
    await page.evaluate((target) => {
      location.href = target;
    }, url);
    await page.waitForTimeout(200);
    expect(page.url()).toBe(before);
  }
  expect(
    await page.evaluate(() =>
      [
        "https://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "about:blank",
      ].map((url) => window.open(url)),
    ),
  ).toEqual([null, null, null, null]);
  await page.evaluate(() => {
    const frame = document.createElement("iframe");
    frame.src = "https://example.com/";
    const view = document.createElement("webview");
    view.setAttribute("src", "https://example.com/");
    document.body.append(frame, view);
  });
  await page.waitForTimeout(300);
  expect(
    await app.evaluate(({ BrowserWindow, webContents }) => ({
      windows: BrowserWindow.getAllWindows().length,
      contents: webContents.getAllWebContents().length,
      frames: webContents
        .getAllWebContents()
        .flatMap((contents) =>
          contents.mainFrame.framesInSubtree.map((frame) => frame.origin),
        )
        .filter((origin) => origin.startsWith("https:")),
      outside: (globalThis as Record<string, unknown>)["openedOutside"],
    })),
  ).toEqual({ windows: 1, contents: 1, frames: [], outside: [] });
});

test("permissions are refused", async ({ launch }) => {
  const { page } = await launch({ expectedErrors: refusals });
  const answers = await page.evaluate(async () => {
    const fails = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => "granted",
        () => "refused",
      );
    return {
      geolocation: (await navigator.permissions.query({ name: "geolocation" }))
        .state,
      notification: await Notification.requestPermission(),
      camera: await fails(
        navigator.mediaDevices.getUserMedia({ video: true, audio: true }),
      ),
      screen: await fails(navigator.mediaDevices.getDisplayMedia()),
      clipboard: await fails(navigator.clipboard.readText()),
    };
  });
  expect(answers).toEqual({
    geolocation: "denied",
    notification: "denied",
    camera: "refused",
    screen: "refused",
    clipboard: "refused",
  });
});

test("calls are validated and answered only to the window's main frame", async ({
  launch,
}) => {
  const { app, page } = await launch();
  const bad: readonly (readonly [string, unknown])[] = [
    ["gdb.resize", { columns: -5, rows: 10 }],
    ["gdb.attach", { targetId: "t", confirmed: false, columns: 80, rows: 24 }],
    ["app.info", { extra: 1 }],
    ["capture.take", { targetId: "t", kind: "cpu", gc: false }],
    ["target.connect", { url: 7 }],
    ["investigation.open", { path: "x".repeat(5000) }],
    ["app.info", null],
  ];
  for (const [channel, input] of bad) {
    const reply = await callContract(page, channel, input);
    expect(reply, channel).toMatchObject({
      ok: false,
      error: { code: "bad-request" },
    });
  }
  const good = await callContract(page, "app.info", {});
  expect(good).toMatchObject({ ok: true, value: { version: "0.1.0" } });

  const foreign = (url: string): Promise<unknown> =>
    app.evaluate(async ({ app: electronApp, BrowserWindow }, target) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          preload: `${electronApp.getAppPath()}/out/preload/index.js`,
          sandbox: true,
          contextIsolation: true,
        },
      });
      await window.loadURL(target);
      // A call id that the page's own calls have not come to.
      const reply = (await window.webContents.executeJavaScript(
        "trivet.call('app.info', 1_000_000, {})",
      )) as unknown;
      window.destroy();
      return reply;
    }, url);
  expect(await foreign("data:text/html,<p>foreign")).toMatchObject({
    ok: false,
    error: { code: "bad-request", message: "untrusted sender" },
  });
  // The control: the same window on our own page is answered.
  expect(await foreign("app://trivet/index.html")).toMatchObject({ ok: true });
});

test("a failing call tells the fact and no stack, path of ours or cause", async ({
  launch,
}) => {
  const { page } = await launch();
  const reply = await callContract(page, "investigation.open", {
    path: "/nonexistent/case.trivet",
  });
  expect(reply).toMatchObject({ ok: false, error: { code: "not-found" } });
  expect(JSON.stringify(reply)).not.toMatch(/\bat .*:\d+:\d+|out\/main/);
});

test("a packaged window ignores the development server's address", async ({
  launch,
}) => {
  const { page } = await launch({
    env: { ELECTRON_RENDERER_URL: "data:text/html,<p>evil" },
  });
  expect(page.url()).toBe("app://trivet/index.html");
});

test("settings that were tampered with are set aside", async ({ launch }) => {
  const userData = temporaryFolder();
  writeFileSync(
    join(userData, "settings.json"),
    '{"theme":"dark","language":"en","__proto__":{"x":1},"preload":"/tmp/evil.js"}',
  );
  const running = await launch({ userData });
  const info = await callContract(running.page, "app.info", {});
  expect(info).toMatchObject({
    value: { settings: { theme: "system", language: "en" } },
  });
  await running.close();
  rmSync(userData, { recursive: true });
});
