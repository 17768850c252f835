// Every panel in both languages, with content and without: it shows its own, worded, and nothing breaks.

import type { Page } from "@playwright/test";
import {
  panelNames,
  type PanelName,
} from "../../src/core/investigation/view-state.ts";
import { en } from "../../src/core/messages/en/index.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { recordSomething } from "../support/e2e-recording.ts";
import { openPanel } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

/** What only that panel can show of the recording. */
const content: Readonly<Record<PanelName, RegExp>> = {
  flame: /MiB/,
  table: /main\.\(\*glyphCache\)\.render/,
  compare: /main\./,
  goroutines: /generateLoad/,
  gdb: /13|\d+\.\d+|gdb/,
  evidence: /go-spans --json/,
  notes: /The live heap rises from here\./,
};

/** A text that was not worded: a message id, or a placeholder whose parameter was forgotten. */
async function unwordedTexts(page: Page): Promise<string[]> {
  const text = await page.locator("body").innerText();
  const ids = Object.keys(en).filter(
    (id) =>
      id.includes(".") &&
      new RegExp(`(^|\\s)${id.replaceAll(".", "\\.")}($|\\s)`, "m").test(text),
  );
  return [...ids, ...(text.match(/\{\w+(:[\w-]+)?\}/g) ?? [])];
}

for (const language of ["en", "zh-CN"] as const)
  test(`every panel, ${language}`, async ({ launch }) => {
    test.setTimeout(180_000);
    const target = await startGateway();
    try {
      const running = await launch();
      const { page } = running;
      await callContract(page, "investigation.create", { title: "empty" });
      await callContract(page, "app.saveSettings", {
        theme: "light",
        language,
      });
      await page.reload();
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      for (const panel of panelNames) {
        await openPanel(page, panel);
        const shown = page.getByRole("tabpanel");
        await expect(shown).toBeVisible();
        await expect(shown).not.toHaveText("");
        expect(await unwordedTexts(page), `empty ${panel}`).toEqual([]);
      }
      await recordSomething(running, target);
      for (const panel of panelNames) {
        await openPanel(page, panel);
        await expect(page.getByRole("tabpanel")).toContainText(content[panel]);
        expect(await unwordedTexts(page), panel).toEqual([]);
        if (language === "zh-CN")
          expect(await page.getByRole("tablist").innerText()).toMatch(
            /[\u4e00-\u9fff]/,
          );
      }
    } finally {
      await target.kill();
    }
  });
