// Every panel in both languages, with content and without: it shows its own, worded, and nothing breaks.

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import type { SeriesData } from "../../src/contract/target-contract.ts";
import { formatBytes } from "../../src/core/format/quantity.ts";
import {
  panelNames,
  type PanelName,
} from "../../src/core/investigation/view-state.ts";
import { en } from "../../src/core/messages/en/index.ts";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";
import { recordSomething } from "../support/e2e-recording.ts";
import { openPanel, runFromPalette } from "../support/e2e-window.ts";
import { startGateway } from "../support/gateway-target.ts";

/** What only that panel can show of the recording. */
const content: Readonly<Record<PanelName, RegExp>> = {
  flame: /MiB/,
  table: /main\.\(\*glyphCache\)\.render/,
  compare: /main\./,
  growth: /main\./,
  goroutines: /generateLoad/,
  holders: /Who holds the heap|谁持有堆/,
  waterfall: /RSS/,
  callers: /main\.\(\*glyphCache\)\.render/,
  source: /main\.\(\*glyphCache\)\.render/,
  tags: /bytes/,
  gdb: /13|\d+\.\d+|gdb/,
  allocations: /samples in \d|个样本，每/,
  crash: /No death on record|没有记录到进程死亡/,
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

const dataOf = (page: Page): Promise<string> =>
  page
    .locator(".rows-chart canvas")
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

/** Newest value of a series, as the gutter of the timeline words it. */
async function newestRss(page: Page): Promise<string> {
  const reply = await callContract(page, "series.read", {
    targetId: "target-1",
    names: ["rss"],
    maxPoints: 1000,
  });
  const [rss] = reply.value as readonly SeriesData[];
  return formatBytes(rss?.values.at(-1) ?? NaN);
}

async function openRange(page: Page): Promise<{
  readonly fromMillis: number;
  readonly toMillis: number;
}> {
  const reply = await callContract(page, "investigation.state", {});
  const { range } = reply.value as InvestigationState;
  if (range === null) throw new Error("the investigation has no range");
  return range;
}

/** The timeline shows the open investigation and nothing of another one. */
async function expectTimelineOfOpenOne(page: Page): Promise<void> {
  const { fromMillis, toMillis } = await openRange(page);
  const plot = page.locator(".timeline__plot");
  await expect(plot).toHaveAttribute(
    "aria-valuemin",
    String(Math.round(fromMillis)),
  );
  await expect(plot).toHaveAttribute(
    "aria-valuemax",
    String(Math.round(toMillis)),
  );
  await expect(
    page.locator(".legend__item").filter({ hasText: "RSS" }).locator("dd"),
  ).toHaveText(await newestRss(page));
}

test("another investigation in the same window shows its own memory", async ({
  launch,
}) => {
  test.setTimeout(180_000);
  const target = await startGateway();
  const folder = temporaryFolder();
  try {
    const running = await launch();
    const { page } = running;
    await expectTimelineOfOpenOne(page);
    const ofSample = await newestRss(page);
    const { toMillis: sampleEnd } = await openRange(page);
    await callContract(page, "investigation.create", { title: "second" });
    const { targetId } = await recordSomething(running, target);
    await expect(page.locator(".legend__item").first()).not.toContainText("–");
    await callContract(page, "target.disconnect", { targetId });
    const archive = join(folder, "second.trivet");
    await callContract(page, "investigation.save", { path: archive });
    for (const open of ["sample", "archive", "sample", "archive"] as const) {
      const reply =
        open === "sample"
          ? await callContract(page, "investigation.openSample", {})
          : await callContract(page, "investigation.open", { path: archive });
      expect(reply).toMatchObject({ ok: true });
      await expectTimelineOfOpenOne(page);
    }
    expect(await newestRss(page)).not.toBe(ofSample);
    expect((await openRange(page)).fromMillis).toBeGreaterThan(sampleEnd);

    await callContract(page, "app.saveSettings", {
      theme: "light",
      language: "en",
    });
    await page.reload();
    await expectTimelineOfOpenOne(page);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
    await page.waitForTimeout(300);
    const light = await dataOf(page);
    await runFromPalette(page, "Dark theme");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect.poll(() => dataOf(page)).not.toBe(light);
  } finally {
    await target.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

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
