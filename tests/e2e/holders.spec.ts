// From a growing target to who holds the growth: two graphs, one pause each, priced before and on the record after.

import { readFileSync } from "node:fs";
import type { InvestigationState } from "../../src/contract/contract.ts";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";
import { join } from "node:path";
import { openPanel } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

test("the holder of a leak is on top, with one stated pause a graph", async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const target = await startGateway({ leak: true, rate: 500 });
  try {
    const { page } = await launch();
    const state = async () =>
      (await callContract(page, "investigation.state", {}))
        .value as InvestigationState;
    expect(
      await callContract(page, "target.connect", { url: target.url }),
    ).toMatchObject({ ok: true });
    await openPanel(page, "holders");
    await expect(page.getByTestId("graph-price")).toContainText(
      "The target stands still for about",
      { timeout: 60_000 },
    );
    const before = (await state()).targets[0]?.cost.stops ?? 0;
    await page.getByTestId("take-graph").click();
    const panel = page.getByTestId("panel-holders");
    await expect(panel.getByTestId("holders-tree")).toContainText("Objects", {
      timeout: 60_000,
    });
    await expect
      .poll(async () => (await state()).targets[0]?.cost.stops)
      .toBe(before + 1);

    // Long enough for the leak to outgrow everything else.
    await page.waitForTimeout(10_000);
    await expect(page.getByTestId("take-graph")).toBeEnabled({
      timeout: 60_000,
    });
    await page.getByTestId("take-graph").click();
    await expect
      .poll(
        async () =>
          (await state()).snapshots.filter(({ kind }) => kind === "holders")
            .length,
        { timeout: 60_000 },
      )
      .toBe(2);
    const top = panel
      .getByTestId("holders-suspects")
      .locator('[role=row][aria-rowindex="2"]');
    await expect(top).toContainText("▲", { timeout: 30_000 });
    await expect(top).toContainText(".cache.buckets[]");

    // The process was stopped and runs on; nothing holds it.
    expect(readFileSync(`/proc/${target.pid}/status`, "utf8")).toMatch(
      /^State:\s+[SR]/m,
    );
    expect((await fetch(`${target.url}/cmdline`)).ok).toBe(true);

    // The same out of the archive, without the process.
    const archive = join(temporaryFolder(), "holders.trivet");
    expect(
      await callContract(page, "investigation.save", { path: archive }),
    ).toMatchObject({ ok: true });
    await target.kill();
    expect(
      await callContract(page, "investigation.open", { path: archive }),
    ).toMatchObject({ ok: true });
    await openPanel(page, "holders");
    await expect(top).toContainText(".cache.buckets[]", { timeout: 30_000 });
  } finally {
    await target.kill();
  }
});
