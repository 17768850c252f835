// The window as a user sees and works it, by roles and test ids: one place to mend when the window changes.

import { expect, type Page } from "@playwright/test";
import type { PanelName } from "../../src/core/investigation/view-state.ts";

export async function openPanel(page: Page, panel: PanelName): Promise<void> {
  const tab = page.locator(`#tab-${panel}`);
  await expect(page.getByRole("tablist")).toBeVisible();
  if ((await tab.count()) === 0) {
    // What does not fit in the row of tabs stands under "More".
    await page.getByTestId("tabs-more").click();
    await page.getByTestId(`menu-tab-${panel}`).click();
  } else await tab.click();
  await expect(page.locator(`#tab-${panel}`)).toHaveAttribute(
    "aria-selected",
    "true",
  );
}

/** Runs a command as the keyboard does: palette, words, Enter. */
export async function runFromPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  const option = page.getByRole("dialog").getByRole("option").first();
  await expect(option).toBeVisible();
  await page.keyboard.type(words);
  await expect(option).toContainText(words);
  await page.keyboard.press("Enter");
  await expect(option).toBeHidden();
}

/** Takes a heap snapshot from the menu and waits until the flame graph's list has it. */
export async function takeHeapSnapshot(
  page: Page,
  item: "menu-capture-heap" | "menu-capture-heapGc" = "menu-capture-heap",
): Promise<void> {
  await page.getByTestId("snapshot-menu").click();
  await page.getByTestId(item).click();
  const toast = page.locator(".toast").filter({ hasText: "Snapshot taken" });
  await expect(toast.first()).toBeVisible();
  await toast.first().getByRole("button").click();
}

/** Everything in the debugger's console, scrollback included. */
export function readConsole(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      (
        window as unknown as {
          __trivetTerminal?: { text(): string };
        }
      ).__trivetTerminal?.text() ?? "",
  );
}

export interface ShownVerdict {
  readonly confidence: string | null;
  readonly site: string;
  readonly growth: string;
}

export async function readVerdict(page: Page): Promise<ShownVerdict> {
  const text = async (testId: string): Promise<string> => {
    const element = page.getByTestId(testId);
    return (await element.count()) === 0
      ? ""
      : ((await element.first().textContent()) ?? "");
  };
  return {
    confidence: await page
      .getByTestId("verdict-bar")
      .getAttribute("data-confidence"),
    site: await text("verdict-site"),
    growth: await text("verdict-growth"),
  };
}
