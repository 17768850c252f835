// The top table in a real window: its columns, what changed since another snapshot, its filter, its menu, what it copies.

import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import { plainLens } from "../../src/core/pprof/lens.ts";
import type { TopTable } from "../../src/core/pprof/views.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const leak = "main.(*glyphCache).render";

test("the top table compares, filters, sorts and copies", async ({
  launch,
}) => {
  const { app, page } = await launch();
  const opened = await callContract(page, "investigation.openSample", {});
  const { snapshots } = opened.value as InvestigationState;
  const heaps = snapshots.filter(({ kind }) => kind === "heap");
  const [first, last] = [heaps[0]?.id ?? "", heaps.at(-1)?.id ?? ""];
  expect(first).not.toBe(last);
  await openPanel(page, "table");
  const panel = page.getByTestId("panel-table");
  const table = page.getByTestId("top-table");
  const heads = table.getByRole("columnheader");
  await expect(heads).toHaveText([
    "Flat",
    "Flat %",
    "Sum %",
    "Flat, 95 %",
    "Cum",
    "Cum %",
    "Name",
  ]);
  await expect(table.getByRole("row").nth(1)).toContainText(
    /[\d.]+ MiB – [\d.]+ MiB/,
  );

  await test.step("changes since the first snapshot", async () => {
    await panel
      .getByRole("combobox", { name: "Compare with" })
      .selectOption(first);
    await expect(heads).toHaveText([
      "Flat",
      "Flat %",
      "Sum %",
      "Flat change",
      "Cum",
      "Cum %",
      "Cum change",
      "Name",
    ]);
    const reply = await callContract(page, "profile.top", {
      subject: {
        kind: "comparison",
        before: first,
        after: last,
        mode: "base",
        normalize: false,
      },
      lens: plainLens,
      cum: false,
    });
    const difference = reply.value as TopTable;
    const grown = difference.rows.reduce((most, row) =>
      row.flat > most.flat ? row : most,
    );
    expect(grown.name).toBe(leak);
    await expect(table.getByRole("row").nth(1)).toContainText(leak);
    await expect(table.getByRole("row").nth(1)).toContainText("▲");
    // The exact number is behind the rounded one.
    await expect(
      table.getByRole("row").nth(1).locator(".change").first(),
    ).toHaveAttribute(
      "title",
      `${grown.flat.toString().replace(/\B(?=(\d{3})+$)/g, ",")} bytes`,
    );
  });

  await test.step("a filter in RE2, wrong and right", async () => {
    const filter = panel.getByRole("searchbox");
    await table.getByRole("grid").focus();
    await page.keyboard.press("/");
    await expect(filter).toBeFocused();
    await page.keyboard.type("/(/");
    await expect(panel).toContainText("expression-invalid");
    await expect(panel).not.toContainText("(?i)");
    await filter.fill("no such name");
    await expect(panel.getByTestId("empty-state")).toContainText(
      "No row matches",
    );
    await panel.getByTestId("clear-search").click();
    await expect(filter).toHaveValue("");
    await filter.fill("/^main\\.\\(\\*glyph/");
    await expect(table.getByRole("row").nth(1)).toContainText("glyphCache");
    await expect
      .poll(async () =>
        (await table.getByRole("row").allInnerTexts())
          .slice(1)
          .every((text) => text.includes("main.(*glyph")),
      )
      .toBe(true);
  });

  await test.step("a row is copied by keyboard, with exact numbers", async () => {
    await table.getByRole("row").nth(1).click();
    await page.keyboard.press("Control+c");
    await expect
      .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
      .toMatch(/\t\d+\t.*\tmain\.\(\*glyphCache\)/);
  });

  await test.step("a row's menu filters and opens the sandwich", async () => {
    await table.getByRole("grid").focus();
    await page.keyboard.press("Shift+F10");
    await page.getByTestId("menu-flame-focus").click();
    await expect(page.getByTestId("lens-chip")).toHaveCount(1);
    await expect(page.getByTestId("lens-effect")).toBeVisible();
    await table.getByRole("row").nth(1).click({ button: "right" });
    await page.getByTestId("menu-flame-sandwich").click();
    await expect(page.getByTestId("sandwich")).toBeVisible();
  });
});
