// Allocations of a running process, traced behind a stated price; then its last moment, caught. Real gdb, real Go.

import { readFileSync } from "node:fs";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

test("a trace shows what is allocated where, and a crash stop the last moment", async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const target = await startGateway({ leak: true, rate: 300 });
  try {
    const { page } = await launch();
    const connected = await callContract(page, "target.connect", {
      url: target.url,
    });
    expect(connected).toMatchObject({ ok: true });
    await openPanel(page, "allocations");
    const panel = page.getByTestId("panel-allocations");
    await expect(panel).toContainText("No allocations traced yet");

    // The price comes before the button works.
    const start = panel.getByRole("button", { name: "Trace allocations" });
    await expect(panel).toContainText("stand still", { timeout: 30_000 });
    await expect(start).toBeEnabled();
    await panel.getByLabel("Seconds at most").fill("30");
    await panel.getByLabel("Samples at most").fill("40");
    await start.click();
    await expect(page.getByTestId("trace-running")).toBeVisible();
    await expect(page.getByTestId("trace")).toBeVisible({ timeout: 60_000 });
    await expect(page.getByTestId("trace")).toContainText("main.");
    await expect(panel).toContainText("Ended by");
    await expect(page.getByTestId("trace")).toContainText("40 samples");
    expect(readFileSync(`/proc/${target.pid}/status`, "utf8")).toMatch(
      /^TracerPid:\s+0$/m,
    );

    // One selection: the function that allocates is picked everywhere.
    const rows = panel.getByRole("row");
    await rows.nth(1).click();
    await panel
      .getByRole("button", { name: "Allocations", exact: true })
      .click();
    await expect(panel).toContainText("0x");
    // The same samples as a profile.
    const state = await callContract(page, "investigation.state", {});
    const { snapshots } = state.value as {
      readonly snapshots: readonly {
        readonly id: string;
        readonly kind: string;
      }[];
    };
    const trace = snapshots.find(({ kind }) => kind === "allocation-trace")!;
    const top = await callContract(page, "profile.summary", {
      snapshotId: trace.id,
    });
    expect(top).toMatchObject({ ok: true });

    // The crash stop costs nothing until the process ends by itself.
    await panel.getByRole("button", { name: "Arm crash stop" }).click();
    await expect(page.getByTestId("trace-running")).toContainText("Armed", {
      timeout: 30_000,
    });
    process.kill(target.pid, "SIGABRT");
    const crash = page.getByTestId("crash");
    await expect(crash).toContainText("signal SIGABRT", { timeout: 60_000 });
    await expect(crash).toContainText("goroutines");
  } finally {
    await target.kill();
  }
});
