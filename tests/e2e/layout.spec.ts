// The line between timeline and panels: moved with the pointer and the keyboard, kept for the next start.

import { rmSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, temporaryFolder, test } from "../support/e2e-app.ts";

const heightOf = async (page: Page): Promise<number> =>
  (await page.getByTestId("timeline").boundingBox())?.height ?? 0;

const valueOf = async (splitter: Locator): Promise<number> =>
  Number(await splitter.getAttribute("aria-valuenow"));

test("the timeline's height follows pointer and keys, and is there again after a restart", async ({
  launch,
}) => {
  const userData = temporaryFolder();
  try {
    const first = await launch({ userData });
    const splitter = first.page.getByRole("separator");
    await expect(splitter).toBeVisible();
    const start = await heightOf(first.page);
    const startValue = await valueOf(splitter);

    const box = await splitter.boundingBox();
    if (box === null) throw new Error("the line is not laid out");
    const x = box.x + box.width / 2;
    await first.page.mouse.move(x, box.y);
    await first.page.mouse.down();
    await first.page.mouse.move(x, box.y + 40, { steps: 4 });
    await first.page.mouse.up();
    await expect.poll(() => heightOf(first.page)).toBeGreaterThan(start + 30);
    expect(await heightOf(first.page)).toBeLessThan(start + 50);
    expect(await valueOf(splitter)).toBeGreaterThan(startValue);

    await splitter.focus();
    const dragged = await heightOf(first.page);
    await splitter.press("ArrowUp");
    await expect.poll(() => heightOf(first.page)).toBeLessThan(dragged);
    await splitter.press("End");
    const lowest = await heightOf(first.page);
    expect(lowest).toBeGreaterThan(dragged);
    expect(await valueOf(splitter)).toBe(
      Number(await splitter.getAttribute("aria-valuemax")),
    );
    // The panels keep room to be of use.
    const panels = await first.page.locator(".app__lower").boundingBox();
    expect(panels?.height).toBeGreaterThan(150);
    await first.close();

    const second = await launch({ userData });
    await expect.poll(() => heightOf(second.page)).toBeGreaterThan(lowest - 2);
    const again = second.page.getByRole("separator");
    await again.focus();
    await again.press("Enter");
    await expect.poll(() => heightOf(second.page)).toBe(start);
  } finally {
    rmSync(userData, { recursive: true, force: true });
  }
});
