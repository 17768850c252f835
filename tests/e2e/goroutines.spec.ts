// Goroutines of a live Go service: every one by id behind a stated price, nested groups by keyboard, one of them followed
// through two snapshots, and all of them as a flame graph.

import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

test("goroutines are grouped, described and followed", async ({ launch }) => {
  test.setTimeout(180_000);
  const gateway = await startGateway();
  try {
    const { page } = await launch();
    await callContract(page, "investigation.create", {});
    const connected = await callContract(page, "target.connect", {
      url: gateway.url,
    });
    expect(connected.ok).toBe(true);
    await openPanel(page, "goroutines");
    const panel = page.getByTestId("panel-goroutines");

    // Nothing yet: both forms are offered with what they cost.
    await expect(panel.locator(".take-snapshot")).toHaveCount(2);
    await expect(panel).toContainText("stands still");
    const state = async (): Promise<InvestigationState> =>
      (await callContract(page, "investigation.state", {}))
        .value as InvestigationState;
    const takeAll = async (count: number): Promise<void> => {
      await panel.getByTestId("take-goroutine-stacks").click();
      await expect
        .poll(async () => (await state()).snapshots.length, { timeout: 30_000 })
        .toBe(count);
    };
    await takeAll(1);
    const { stops } = (await state()).targets[0]!.cost;
    expect(stops).toBe(1);
    await takeAll(2);

    const grid = page.getByTestId("goroutine-groups").getByRole("grid");
    await expect(grid).toContainText("main.");
    await expect(panel.locator(".goroutines__facts")).toContainText("stayed");

    // By state, opened with the keyboard down to a goroutine.
    await panel
      .getByRole("combobox", { name: "Group by" })
      .selectOption("state");
    await panel
      .getByRole("combobox", { name: "then by" })
      .selectOption("function");
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await expect(grid.locator('[aria-expanded="true"]')).toHaveCount(1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await expect(grid.locator('[aria-expanded="true"]')).toHaveCount(2);
    await page.keyboard.press("ArrowDown");
    const chosen = grid.locator('[aria-selected="true"]');
    await expect(chosen).toContainText("goroutine ");
    const id = /goroutine (\d+)/.exec((await chosen.textContent()) ?? "")?.[1];
    const side = page.getByTestId("goroutine-side");
    await expect(side).toContainText("Stack, leaf first");

    // Enter follows it: both snapshots tell of it.
    await page.keyboard.press("Enter");
    await expect(side.getByLabel("Goroutine id")).toHaveValue(id ?? "");
    const moments = page.getByTestId("goroutine-moments").locator("button");
    await expect(moments).toHaveCount(2);
    await expect(side).toContainText(`Goroutine ${id}: in`);

    // A search that is no expression says so, and goes away with it.
    await panel.getByRole("searchbox").fill("(");
    await expect(panel.getByRole("alert")).toContainText("expression");
    await panel.getByRole("searchbox").fill("generateLoad");
    await expect(panel.locator(".goroutines__facts")).toContainText(
      /^[\d,]+ goroutines in/,
    );

    await panel
      .getByRole("combobox", { name: "Show as" })
      .selectOption("flame");
    await expect(panel.getByTestId("flame-canvas")).toBeVisible();
  } finally {
    await gateway.kill();
  }
});
