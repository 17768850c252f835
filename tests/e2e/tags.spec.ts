// Labels: how the heap divides by object size, and a value that filters every panel.

import { expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

test("a label's value filters every panel, and the filter can be taken back", async ({
  launch,
}) => {
  const { page } = await launch();
  await openPanel(page, "table");
  const all = await page.getByRole("status").first().textContent();
  await openPanel(page, "tags");
  const table = page.getByTestId("tags");
  await expect(table).toContainText("bytes");
  await expect(table).toContainText("object size");
  const rows = table.getByRole("row");
  // Only rows in sight are drawn: the grid says how many there are.
  const grid = table.getByRole("grid");
  const count = (await grid.getAttribute("aria-rowcount")) ?? "";
  expect(Number(count)).toBeGreaterThan(3);

  // The cache's pages have 4 KiB; heaviest first.
  const heaviest = rows.nth(2);
  await expect(heaviest).toContainText("4kB");
  await heaviest.getByRole("button").first().click();
  await expect(rows).toHaveCount(3);
  await expect(table).toContainText("shown alone");
  await openPanel(page, "table");
  await expect(page.getByTestId("top-table")).toContainText("glyphCache");
  await expect(page.getByRole("status").first()).not.toHaveText(all ?? "");

  await openPanel(page, "tags");
  await rows.nth(2).getByRole("button").first().click();
  await expect(grid).toHaveAttribute("aria-rowcount", count);

  // By keyboard: the value below the key, Enter.
  await grid.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(3);
  await page.getByTestId("lens-clear").click();
  await expect(grid).toHaveAttribute("aria-rowcount", count);
});
