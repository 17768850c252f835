// Opens the real window once per theme and language and takes its picture. Run by docs-images.mjs on a display.
// usage: shoot.mjs FOLDER [--all-panels] [--size 1920x1080] [FILE.trivet]

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { _electron } = createRequire(import.meta.url)("@playwright/test");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "all-panels": { type: "boolean" },
    size: { type: "string", default: "1280x800" },
  },
});
const [folder, file] = positionals;
const [width, height] = values.size.split("x").map(Number);
mkdirSync(folder, { recursive: true });

/** All tabs, those that do not fit and stand under "More" last. */
async function tabIds(page) {
  const shown = await page
    .getByRole("tab")
    .evaluateAll((tabs) => tabs.map(({ id }) => id));
  const more = page.getByTestId("tabs-more");
  if ((await more.count()) === 0) return shown;
  await more.click();
  const hidden = await page
    .getByRole("menuitem")
    .evaluateAll((items) =>
      items.map(({ dataset }) => dataset.testid.replace(/^menu-/, "")),
    );
  await page.keyboard.press("Escape");
  return [...shown, ...hidden];
}

async function openTab(page, id) {
  const tab = page.locator(`#${id}`);
  if ((await tab.count()) > 0) return tab.click();
  await page.getByTestId("tabs-more").click();
  return page.getByTestId(`menu-${id}`).click();
}

async function shoot(theme, language) {
  const userData = mkdtempSync(join(tmpdir(), "trivet-shoot-"));
  writeFileSync(
    join(userData, "settings.json"),
    JSON.stringify({ theme, language }),
  );
  const app = await _electron.launch({
    executablePath: process.env.TRIVET_EXECUTABLE,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      `--user-data-dir=${userData}`,
      ...(file === undefined ? [] : [file]),
    ],
  });
  try {
    const page = await app.firstWindow();
    await app.evaluate(
      ({ BrowserWindow }, size) =>
        BrowserWindow.getAllWindows()[0].setContentSize(
          size.width,
          size.height,
        ),
      { width, height },
    );
    await page
      .getByTestId("verdict-bar")
      .and(page.locator("[data-confidence]"))
      .waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1500);
    await page.screenshot({
      path: join(folder, `window-${theme}-${language}.png`),
    });
    if (values["all-panels"])
      for (const id of await tabIds(page)) {
        await openTab(page, id);
        await page.waitForTimeout(800);
        await page.screenshot({
          path: join(
            folder,
            `${id.replace(/\W+/g, "-")}-${theme}-${language}.png`,
          ),
        });
      }
  } finally {
    await app.close();
    rmSync(userData, { recursive: true, force: true });
  }
}

for (const theme of ["light", "dark"])
  for (const language of ["en", "zh-CN"]) await shoot(theme, language);
