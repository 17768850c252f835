// The comparison in a real window, over the sample that comes with Trivet: its three ways, what is new or gone, what
// sampling explains, and what speaks against comparing.

import type { Page } from "@playwright/test";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import type { Snapshot } from "../../src/core/investigation/model.ts";
import { plainLens } from "../../src/core/pprof/lens.ts";
import type { ComparisonTable } from "../../src/core/pprof/views.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const leak = "main.(*glyphCache).render";

async function openSample(page: Page): Promise<readonly Snapshot[]> {
  const reply = await callContract(page, "investigation.openSample", {});
  expect(reply.ok).toBe(true);
  const { snapshots } = reply.value as InvestigationState;
  await openPanel(page, "compare");
  await expect(rows(page).first()).toBeVisible();
  return snapshots.filter(({ kind }) => kind === "heap");
}

const panel = (page: Page) => page.getByTestId("panel-compare");
const rows = (page: Page) =>
  panel(page)
    .getByTestId("diff-table")
    .getByRole("row")
    .filter({
      hasNot: page.getByRole("columnheader"),
    });
const choose = (page: Page, label: string, value: string) =>
  panel(page)
    .getByRole("combobox", { name: label, exact: true })
    .selectOption(value);

test("net, gross and share are three readings of the same pair", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  await expect(rows(page).first()).toContainText(leak);
  await expect(rows(page).first()).toContainText(/▲ \+\d+ MiB/);
  await expect(
    rows(page)
      .first()
      .getByRole("img", { name: /The change is \+/ }),
  ).toBeVisible();
  await expect(panel(page).locator(".compare__flame")).toHaveCount(1);

  await choose(page, "Comparison", "gross");
  await expect(
    panel(page).getByRole("columnheader", { name: "Shrunk" }),
  ).toBeVisible();
  await expect(panel(page).locator('[data-part="grown"]')).toBeVisible();
  await expect(panel(page).locator('[data-part="shrunk"]')).toBeVisible();

  await choose(page, "Comparison", "share");
  await expect(rows(page).first()).toContainText(/\+\d+\.\d pts/);
});

test("what one sample explains is quiet and never on top", async ({
  launch,
}) => {
  const { page } = await launch();
  const heaps = await openSample(page);
  const reply = await callContract(page, "comparison.table", {
    before: heaps[0]?.id,
    after: heaps.at(-1)?.id,
    sampleType: "inuse_space",
    lens: plainLens,
  });
  const table = reply.value as ComparisonTable;
  const doubtful = table.rows.filter(
    ({ flat }) =>
      flat.after > flat.before &&
      (flat.certainty === "one-sample" || flat.certainty === "within-sampling"),
  );
  expect(doubtful.length).toBeGreaterThan(0);
  const cells = await rows(page)
    .locator("[data-certainty]")
    .evaluateAll((all) =>
      all.map(
        (cell) =>
          `${cell.getAttribute("data-certainty")} ${cell.classList.contains("change__doubtful") ? "quiet" : "plain"}`,
      ),
    );
  const isQuiet = (cell: string): boolean => cell.endsWith(" quiet");
  expect(cells[0]).toBe("beyond-sampling plain");
  expect(cells.filter(isQuiet)).toHaveLength(doubtful.length);
  expect(cells.slice(-doubtful.length).every(isQuiet)).toBe(true);

  // Why they stand last is said above them, and the group has that name.
  const group = panel(page).getByRole("rowgroup", {
    name: /^Within sampling error/,
  });
  await expect(panel(page).getByTestId("table-divider")).toHaveText(
    /^Within sampling error/,
  );
  await expect(group.getByRole("row")).toHaveCount(doubtful.length);
  // The divider is no row: one key goes from the last sure row to the first of these, and back.
  const sure = rows(page).nth(cells.length - doubtful.length - 1);
  await sure.click();
  await page.keyboard.press("ArrowDown");
  await expect(group.getByRole("row").first()).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("ArrowUp");
  await expect(sure).toHaveAttribute("aria-selected", "true");
});

test("rows can be only what is new, gone, grew or shrank", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  const all = await rows(page).count();
  await choose(page, "Only", "grew");
  const grew = await rows(page).count();
  expect(grew).toBeGreaterThan(0);
  expect(grew).toBeLessThan(all);
  await choose(page, "Only", "gone");
  await expect(panel(page)).toContainText("No function is among these.");
  // The other way round everything that was new is gone.
  await panel(page).getByRole("button", { name: "Swap A and B" }).click();
  await expect(rows(page).first()).toBeVisible();
  await expect(panel(page).getByTestId("comparability")).toContainText(
    "A was taken after B",
  );
});

test("a filter set elsewhere filters the comparison, and a row is picked everywhere", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  await rows(page).first().click();
  await expect(page.getByTestId("inspector")).toContainText("glyphCache");
  await page.keyboard.press("f");
  await page.keyboard.type("glyphCache");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(1);
  await expect(panel(page).getByTestId("lens-chip")).toBeVisible();
});
