// The reconciliation of a recorded investigation: it adds up on the screen, explains what is chosen, and its stacks are
// the window's one selection.

import type { MemoryReconciliation } from "../../src/core/investigation/reconcile-target.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

test("RSS comes down to the stacks, each gap explained", async ({ launch }) => {
  const { page } = await launch();
  await openPanel(page, "waterfall");
  const table = page.getByTestId("waterfall-table").getByRole("grid");
  await expect(table).toBeVisible();
  const reply = await callContract(page, "memory.reconcile", {
    targetId: "target-1",
    snapshotId: null,
    atMillis: null,
    stacks: 10,
  });
  const { steps } = reply.value as MemoryReconciliation;
  await expect(table).toHaveAttribute("aria-rowcount", `${steps.length + 1}`);
  expect(steps.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["rss", "go", "live", "profile", "stack"]),
  );
  // The level and everything above it, added up by hand.
  let level = steps[0]?.bytes ?? NaN;
  for (const step of steps.slice(1))
    if (step.kind === "level") expect(step.bytes).toBe(level);
    else level += step.kind === "plus" ? step.bytes : -step.bytes;
  expect(level).toBe(0);

  const side = page.locator(".waterfall__side");
  await expect(side).toContainText("Choose a row");
  await table.focus();
  await page.keyboard.press("ArrowDown");
  await expect(side).toContainText("Physical memory that the process occupies");
  await expect(side).toContainText("What it is not");

  await table.focus();
  await page.keyboard.press("End");
  const stack = table.locator('[role="row"]', { hasText: "main." }).first();
  await stack.click();
  const name = await side.locator("h2").textContent();
  expect(name).toMatch(/^main\./);
  await expect(
    side.locator('button[aria-pressed="true"]').first(),
  ).toContainText(name ?? "");
  await openPanel(page, "table");
  await expect(
    page.getByTestId("panel-table").locator('[aria-selected="true"]'),
  ).toContainText(name ?? "");
});
