// axe on every panel and dialog, with content, light and dark, and on the window without an investigation: names, roles,
// contrast. Plus what axe cannot see: that the keyboard gets everywhere and the focus is visible.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { panelNames } from "../../src/core/investigation/view-state.ts";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";
import { recordSomething } from "../support/e2e-recording.ts";
import { openPanel } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

async function expectAccessible(page: Page, what: string): Promise<void> {
  // Legacy mode stays in this page: Electron opens no blank one for axe to work in.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => ({
      id,
      what,
      nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => ({
        html: html.slice(0, 200),
        failureSummary,
      })),
    })),
  ).toEqual([]);
}

async function chooseTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await callContract(page, "app.saveSettings", { theme, language: "en" });
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

for (const theme of ["light", "dark"] as const)
  test(`every panel and dialog, ${theme}`, async ({ launch }) => {
    test.setTimeout(240_000);
    const target = await startGateway();
    try {
      const running = await launch();
      const { page } = running;
      await recordSomething(running, target);
      await chooseTheme(page, theme);
      await expect(page.getByTestId("timeline")).toBeVisible();
      for (const panel of panelNames) {
        await openPanel(page, panel);
        await page.waitForTimeout(500);
        await expectAccessible(page, `${panel}, ${theme}`);
      }
      await page.getByTestId("verdict-toggle").click();
      await expectAccessible(page, `verdict details, ${theme}`);
      await page.getByTestId("verdict-toggle").click();
      await page.getByTestId("snapshot-menu").click();
      await expectAccessible(page, `snapshot menu, ${theme}`);
      await page.keyboard.press("Escape");
      for (const keys of ["Control+k", "Control+n", "?"]) {
        await page.getByRole("tab", { selected: true }).focus();
        await page.keyboard.press(keys);
        await expect(page.getByRole("dialog")).toBeVisible();
        await expectAccessible(page, `dialog of ${keys}, ${theme}`);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toBeHidden();
      }
      await openPanel(page, "gdb");
      await page.getByTestId("gdb-attach").click();
      await expect(page.getByTestId("gdb-cost")).toBeVisible();
      await expectAccessible(page, `attach dialog, ${theme}`);
      await page.keyboard.press("Escape");
    } finally {
      await target.kill();
    }
  });

for (const theme of ["light", "dark"] as const)
  test(`without content, ${theme}`, async ({ launch }) => {
    const { page } = await launch({ userData: temporaryFolder() });
    await callContract(page, "investigation.create", { title: "empty" });
    await chooseTheme(page, theme);
    for (const panel of panelNames) {
      await openPanel(page, panel);
      await page.waitForTimeout(200);
      await expectAccessible(page, `empty ${panel}, ${theme}`);
    }
  });

test("the keyboard reaches every control, and the focus is seen", async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const target = await startGateway();
  try {
    const running = await launch();
    const { page } = running;
    await recordSomething(running, target);
    await openPanel(page, "table");
    await page.locator("body").click({ position: { x: 2, y: 2 } });
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let step = 0; step < 120; step++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const style = getComputedStyle(element);
        const name =
          element.getAttribute("data-testid") ??
          element.getAttribute("aria-label") ??
          element.textContent?.trim().slice(0, 40) ??
          "";
        const isSeen =
          (style.outlineStyle !== "none" &&
            Number.parseFloat(style.outlineWidth) > 0) ||
          style.boxShadow !== "none";
        return { name: `${element.tagName} ${name}`, isSeen };
      });
      if (focus === null) continue;
      if (!focus.isSeen) unseen.push(focus.name);
      reached.add(focus.name);
    }
    expect([...new Set(unseen)]).toEqual([]);
    for (const testId of ["file-menu", "snapshot-menu", "verdict-toggle"])
      expect(
        [...reached].some((name) => name.includes(testId)),
        testId,
      ).toBe(true);
  } finally {
    await target.kill();
  }
});
