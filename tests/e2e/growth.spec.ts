// The trend in a real window, over the sample that comes with Trivet: rows by function and by stack, and the way on to the
// comparison.

import type { Page } from "@playwright/test";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const leak = "main.(*glyphCache).render";

async function openSample(page: Page): Promise<InvestigationState> {
  const reply = await callContract(page, "investigation.openSample", {});
  expect(reply.ok).toBe(true);
  await openPanel(page, "growth");
  await expect(rows(page).first()).toBeVisible();
  return reply.value as InvestigationState;
}

const panel = (page: Page) => page.getByTestId("panel-growth");
const rows = (page: Page) =>
  panel(page)
    .getByTestId("growth-table")
    .getByRole("row")
    .filter({
      hasNot: page.getByRole("columnheader"),
    });

test("the leak is first: it grew in every interval", async ({ launch }) => {
  const { page } = await launch();
  const { snapshots } = await openSample(page);
  const heaps = snapshots.filter(({ kind }) => kind === "heap").length;
  const first = rows(page).first();
  await expect(first).toContainText(leak);
  await expect(first).toContainText(`${heaps - 1} of ${heaps - 1}`);
  await expect(first).toContainText(/\+[\d.]+ MiB\/min/);
  await expect(first.getByRole("img", { name: /From .* to / })).toBeVisible();
  await expect(panel(page).getByTestId("growth-total")).toContainText(
    `grew in ${heaps - 1} of ${heaps - 1} intervals`,
  );
});

test("by stack, the picked one is shown whole; by kind, goroutines", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  await panel(page)
    .getByRole("combobox", { name: "By", exact: true })
    .selectOption("stack");
  await expect(rows(page).first()).toContainText(leak);
  await rows(page).first().click();
  const stack = panel(page).getByTestId("growth-stack").getByRole("listitem");
  await expect(stack.last()).toContainText(leak);
  expect(await stack.count()).toBeGreaterThan(1);
  await panel(page)
    .getByRole("combobox", { name: "Snapshots of" })
    .selectOption("goroutine");
  await expect(panel(page).getByTestId("growth-total")).toContainText(
    "Goroutines",
  );
});

test("leads to the comparison of the first and the last", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  await panel(page)
    .getByRole("button", { name: "Compare first and last" })
    .click();
  await expect(page.getByTestId("panel-compare")).toContainText(leak);
});
