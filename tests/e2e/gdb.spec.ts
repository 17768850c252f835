// The panels beside the console, on a real gdb and a real Go service: a breakpoint set by form, the stack it stops in,
// memory and code; then the same target marked as production, where nothing can be set.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

/** Where pictures go, for whoever looks at them; none are taken without it. */
const pictures = process.env["TRIVET_PICTURES"];

test("stack, breakpoints, memory and code beside the console", async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const gateway = await startGateway({ rate: 50 });
  try {
    const { page } = await launch();
    const picture = async (name: string): Promise<void> => {
      if (pictures === undefined) return;
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    };
    await callContract(page, "investigation.create", {});
    const connected = await callContract(page, "target.connect", {
      url: gateway.url,
    });
    expect(connected.ok).toBe(true);
    await openPanel(page, "gdb");
    const panel = page.getByTestId("panel-gdb");
    const state = panel.getByTestId("gdb-state");
    await page.getByTestId("gdb-attach").click();
    await picture("attach");
    await page.getByTestId("gdb-attach-confirm").click();
    await expect(state).toHaveAttribute("data-status", "stopped", {
      timeout: 30_000,
    });

    // What was counted is told, and picked.
    const toasts = page.getByTestId("toasts");
    await page.getByTestId("gdb-spans").click();
    await expect(toasts).toContainText(/Heap in use: .* snapshot spans/);
    await expect(page.getByTestId("inspector")).toContainText(
      "heap objects (gdb)",
    );
    await picture("spans");
    // Who is held answers nobody: said at once, with the way out.
    await page.getByTestId("snapshot-menu").click();
    await expect(page.getByTestId("menu-capture-spans")).toBeVisible();
    await page.getByTestId("menu-capture-heap").click();
    await expect(toasts).toContainText("it answers no request");
    await picture("held");
    await toasts.getByRole("button", { name: "Resume, and take it" }).click();
    await expect(state).toHaveAttribute("data-status", "running");
    await expect(toasts).toContainText(/Snapshot taken|captured/i);
    await page.getByTestId("gdb-interrupt").click();
    await expect(state).toHaveAttribute("data-status", "stopped");

    await panel.getByRole("tab", { name: "Breakpoints" }).click();
    await panel.getByLabel("Function or file:line").fill("main.(*gateway).pay");
    await page.keyboard.press("Enter");
    const points = panel.getByTestId("gdb-breakpoints");
    await expect(points).toContainText("main.(*gateway).pay");
    // Typed in the console, seen here.
    await callContract(page, "gdb.input", {
      text: "tbreak runtime.fatalpanic\n",
    });
    await expect(points).toContainText("fatalpanic");
    await page.getByTestId("gdb-resume").click();
    await expect(state).toHaveAttribute("title", /breakpoint-hit/, {
      timeout: 30_000,
    });

    await panel.getByRole("tab", { name: "Stack" }).click();
    const frames = panel.getByTestId("gdb-frames");
    await expect(frames).toContainText("net/http");
    await expect(panel.getByTestId("gdb-variables")).toContainText("0x");
    await frames.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    await expect(frames.locator('[aria-selected="true"]')).toContainText("1");
    await picture("stack");
    await panel
      .getByRole("combobox", { name: "Show" })
      .selectOption("goroutines");
    const goroutines = panel.getByTestId("gdb-goroutines");
    await expect(goroutines).toContainText("main.");
    await goroutines.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    await expect(frames).toContainText("runtime.main");
    await picture("goroutines");
    await panel.getByRole("combobox", { name: "Show" }).selectOption("threads");

    await panel.getByRole("tab", { name: "Memory" }).click();
    await expect(panel).toContainText("Nothing read yet");
    await panel.getByLabel("Address or expression").fill("$sp");
    await page.keyboard.press("Enter");
    await expect(panel.getByTestId("gdb-memory")).toContainText("0x");
    await picture("memory");
    await panel.getByLabel("Address or expression").fill("0");
    await page.keyboard.press("Enter");
    await expect(panel.getByRole("alert")).toContainText("gdb-failed");

    await panel.getByRole("tab", { name: "Code" }).click();
    await panel.getByLabel("Function or address").fill("main.newGateway");
    await page.keyboard.press("Enter");
    const code = panel.getByTestId("gdb-code");
    await expect(code).toContainText("gateway.go");
    await expect(code).toContainText("allocates");
    await picture("code");

    await panel.getByRole("tab", { name: "Breakpoints" }).click();
    await points
      .getByRole("button", { name: /^Remove breakpoint/ })
      .first()
      .click();
    await expect(points).not.toContainText("main.(*gateway).pay");
    await picture("breakpoints");
    await page.getByTestId("gdb-detach").click();
    await expect(state).toHaveAttribute("data-status", "detached");

    // Production: gdb comes read-only, says so, and no breakpoint goes in.
    const targetId = (connected.value as { target: { id: string } }).target.id;
    await callContract(page, "target.markProduction", {
      targetId,
      isProduction: true,
    });
    await page.getByTestId("gdb-attach").click();
    await expect(
      page.getByRole("checkbox", { name: /Read-only/ }),
    ).toBeChecked();
    await page.getByTestId("gdb-attach-confirm").click();
    await expect(panel.getByTestId("gdb-read-only")).toBeVisible();
    await expect(panel).toContainText("no breakpoint can be set");
    const refused = await callContract(page, "gdb.insertBreakpoint", {
      kind: "breakpoint",
      what: "main.run",
      condition: null,
    });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "gdb-refused" },
    });
    await page.getByTestId("gdb-resume").click();
    await panel.getByRole("tab", { name: "Stack" }).click();
    await expect(panel).toContainText("The target is running");
    await picture("running");
    await page.getByTestId("gdb-detach").click();
    await expect(state).toHaveAttribute("data-status", "detached");
  } finally {
    await gateway.kill();
  }
});
