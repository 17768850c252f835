// The flame graph in a real window, over the sample that comes with Trivet: transforms, undo, sandwich, search, zoom and
// minimap, with the pointer and with the keyboard alone; and the filters that other panels share.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import type { ProfileSubject } from "../../src/contract/profile-query.ts";
import { panelNames } from "../../src/core/investigation/view-state.ts";
import { plainLens, type FilterName } from "../../src/core/pprof/lens.ts";
import type { SearchResult } from "../../src/core/pprof/search-frames.ts";
import type { FlameView, TopTable } from "../../src/core/pprof/views.ts";
import { formatPercent } from "../../src/core/format/quantity.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const leak = "main.(*glyphCache).render";

async function openSample(page: Page): Promise<ProfileSubject> {
  const reply = await callContract(page, "investigation.openSample", {});
  expect(reply.ok).toBe(true);
  const { snapshots } = reply.value as InvestigationState;
  const heap = snapshots.findLast(({ kind }) => kind === "heap");
  expect(heap).toBeDefined();
  await openPanel(page, "flame");
  await expect(page.getByTestId("flame-canvas")).toBeVisible();
  return { kind: "single", id: heap?.id ?? "" };
}

async function ask<T>(page: Page, channel: string, input: unknown): Promise<T> {
  const reply = await callContract(page, channel, input);
  expect(reply, channel).toMatchObject({ ok: true });
  return reply.value as T;
}

const graph = (page: Page) =>
  page.getByTestId("panel-flame").locator(".flame__scroll").first();
const detail = (page: Page) =>
  page.getByTestId("panel-flame").locator(".flame__detail-text").first();
const chips = (page: Page) => page.getByTestId("lens-chip");

/** Moves the keyboard onto the widest frame of the leak, as a selection made elsewhere does. */
async function standOnLeak(page: Page): Promise<void> {
  await openPanel(page, "table");
  await page.getByTestId("top-table").getByText(leak).first().click();
  await openPanel(page, "flame");
  await graph(page).focus();
  await page.keyboard.press("ArrowDown");
  await expect(detail(page)).toContainText(leak);
}

async function chooseFromMenu(page: Page, item: string): Promise<void> {
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menu")).toBeVisible();
  await page.getByTestId(`menu-${item}`).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeHidden();
}

test("a frame's menu filters every panel, and Escape takes it back", async ({
  launch,
}) => {
  const { page } = await launch();
  const subject = await openSample(page);
  const totalOf = async (filters: Partial<Record<FilterName, string>>) => {
    const lens = {
      ...plainLens,
      filters: { ...plainLens.filters, ...filters },
    };
    const view = await ask<FlameView>(page, "profile.flame", {
      subject,
      lens,
      minFraction: 0,
      zoom: [],
    });
    return view.total;
  };
  await standOnLeak(page);
  await chooseFromMenu(page, "flame-focus");
  await expect(chips(page)).toHaveText([/focus.*glyphCache/]);
  const whole = await totalOf({});
  const focused = await totalOf({
    focus: "^main\\.\\(\\*glyphCache\\)\\.render$",
  });
  expect(focused).toBeGreaterThan(0);
  expect(focused).toBeLessThan(whole);
  await expect(page.getByTestId("lens-effect")).toContainText(
    formatPercent(focused / whole),
  );

  await standOnLeak(page);
  await chooseFromMenu(page, "flame-hide");
  await expect(chips(page)).toHaveCount(2);
  await openPanel(page, "table");
  await expect(chips(page)).toHaveCount(2);
  await expect(page.getByTestId("top-table")).not.toContainText(leak);

  await openPanel(page, "flame");
  await graph(page).focus();
  await page.keyboard.press("Escape");
  await expect(chips(page)).toHaveCount(1);
  await page.keyboard.press("Alt+ArrowRight");
  await expect(chips(page)).toHaveCount(2);
  await page.keyboard.press("u");
  await expect(chips(page)).toHaveCount(1);
  await page.getByTestId("lens-clear").click();
  await expect(chips(page)).toHaveCount(0);
});

test("a filter is written by keyboard, and a wrong one is refused in words", async ({
  launch,
}) => {
  const { page } = await launch();
  const subject = await openSample(page);
  await graph(page).focus();
  await page.keyboard.press("f");
  const form = page.getByTestId("filter-form");
  await expect(form.getByRole("textbox")).toBeFocused();
  // Faster than the trial of what was typed: it is refused all the same.
  await page.keyboard.type("(((");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("filter-error")).toBeVisible();
  await expect(chips(page)).toHaveCount(0);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("main(");
  await expect(page.getByTestId("filter-error")).toContainText(
    "expression-invalid",
  );
  await expect(page.getByTestId("filter-error")).toContainText("RE2");
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveCount(0);
  await page.keyboard.press("Backspace");
  await page.keyboard.type("\\.nothingHasThisName$");
  await expect(form).toContainText("Matches nothing");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("^main\\.");
  await expect(form.getByTestId("lens-effect")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
  await expect(chips(page)).toHaveText([/focus.*\^main/]);
  await expect(graph(page)).toBeFocused();

  // Saved with the view, and again there after a reload of the window.
  await expect
    .poll(async () => {
      const state = await ask<InvestigationState>(
        page,
        "investigation.state",
        {},
      );
      return state.view.lens.filters.focus;
    })
    .toBe("^main\\.");
  await page.reload();
  await expect(chips(page)).toHaveText([/focus.*\^main/]);
  expect(subject.kind).toBe("single");
});

test("a sandwich shows callers and callees, both as wide as cum", async ({
  launch,
}) => {
  const { page } = await launch();
  const subject = await openSample(page);
  await standOnLeak(page);
  await chooseFromMenu(page, "flame-sandwich");
  await expect(page.getByTestId("sandwich")).toBeVisible();
  const top = await ask<TopTable>(page, "profile.top", {
    subject,
    lens: plainLens,
    cum: true,
  });
  const cum = top.rows.find(({ name }) => name === leak)?.cum;
  const { callers, callees } = await ask<{
    callers: FlameView;
    callees: FlameView;
  }>(page, "profile.sandwich", {
    subject,
    lens: plainLens,
    function: leak,
    minFraction: 0,
  });
  expect([callers.total, callees.total]).toEqual([cum, cum]);
  for (const half of ["callers", "callees"]) {
    const side = page.getByTestId(`sandwich-${half}`);
    await side.locator(".flame__scroll").focus();
    await page.keyboard.press("Home");
    await expect(side.locator(".flame__detail-text")).toContainText(leak);
  }
  // Over the function, up leads to its caller.
  const above = page.getByTestId("sandwich-callers");
  await above.locator(".flame__scroll").focus();
  await page.keyboard.press("ArrowUp");
  await expect(above.locator(".flame__detail-text")).not.toContainText(
    `${leak},`,
  );
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("sandwich")).toBeHidden();
});

test("a search counts what it finds, in RE2", async ({ launch }) => {
  const { page } = await launch();
  const subject = await openSample(page);
  await graph(page).focus();
  await page.keyboard.press("/");
  const text = "/^main\\..*render/";
  await page.keyboard.type(text);
  const found = await ask<SearchResult>(page, "profile.search", {
    subject,
    lens: plainLens,
    text,
  });
  expect(found.names).toContain(leak);
  await expect(page.getByTestId("search-fact")).toContainText(
    formatPercent(Number(found.matched) / Number(found.total)),
  );
  await page.keyboard.press("Control+a");
  await page.keyboard.type("/(/");
  await expect(page.getByTestId("panel-flame")).toContainText(
    "expression-invalid",
  );
});

test("zoomed, the whole stays in sight; flame or icicle stays chosen", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  await expect(page.getByTestId("flame-minimap")).toBeHidden();
  await standOnLeak(page);
  await page.keyboard.press("Enter");
  const strip = page.getByTestId("flame-minimap");
  await expect(strip).toBeVisible();
  const box = await strip.locator(".minimap__window").boundingBox();
  const whole = await strip.boundingBox();
  expect(box?.width ?? 0).toBeLessThan(whole?.width ?? 0);
  await strip.click({ position: { x: 5, y: 1 } });
  await expect(strip).toBeHidden();

  const pixels = () =>
    page
      .getByTestId("flame-canvas")
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const icicle = await pixels();
  await page
    .getByTestId("panel-flame")
    .getByRole("combobox", { name: "Drawn as" })
    .selectOption("flame");
  await expect.poll(pixels).not.toBe(icicle);
  await openPanel(page, "notes");
  await openPanel(page, "flame");
  await expect(
    page.getByTestId("panel-flame").getByRole("combobox", { name: "Drawn as" }),
  ).toHaveValue("flame");
});

test("zoom and search are there again when the window is", async ({
  launch,
}) => {
  const { page } = await launch();
  await openSample(page);
  await standOnLeak(page);
  await page.keyboard.press("Enter");
  await page.keyboard.press("/");
  await page.keyboard.type("glyph");
  await expect
    .poll(async () => {
      const { view } = await ask<InvestigationState>(
        page,
        "investigation.state",
        {},
      );
      return [view.flame.path.at(-1), view.flame.search];
    })
    .toEqual([leak, "glyph"]);
  await page.reload();
  await expect(page.getByTestId("flame-minimap")).toBeVisible();
  await expect(
    page.getByTestId("panel-flame").getByRole("searchbox"),
  ).toHaveValue("glyph");
});

test("every panel is reached by keyboard at 1280 px", async ({ launch }) => {
  const { app, page } = await launch();
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800),
  );
  await openSample(page);
  const bar = await page.locator(".tabbar").boundingBox();
  expect(bar?.width ?? 0).toBeLessThanOrEqual(1280);
  await page.locator("#tab-flame").focus();
  const seen = new Set<string>();
  for (let step = 0; step < 30; step++) {
    const id = await page.evaluate(() => document.activeElement?.id ?? "");
    expect(id).toMatch(/^tab-/);
    if (seen.has(id)) break;
    seen.add(id);
    const tab = await page.locator(`#${id}`).boundingBox();
    expect((tab?.x ?? 0) + (tab?.width ?? 0)).toBeLessThanOrEqual(1280);
    await page.keyboard.press("ArrowRight");
  }
  expect([...seen]).toEqual(panelNames.map((name) => `tab-${name}`));
});

for (const theme of ["light", "dark"] as const)
  test(`filters, menu, strip and sandwich are accessible, ${theme}`, async ({
    launch,
  }) => {
    const { page } = await launch();
    await openSample(page);
    await callContract(page, "app.saveSettings", { theme, language: "en" });
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    const expectAccessible = async (
      what: string,
      ...where: readonly string[]
    ): Promise<void> => {
      const builder = new AxeBuilder({ page });
      for (const part of where) builder.include(part);
      // Legacy mode stays in this page: Electron opens no blank one for axe to work in.
      const { violations } = await builder
        .setLegacyMode(true)
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => [
          what,
          id,
          nodes.map(({ html, failureSummary }) => [html, failureSummary]),
        ]),
      ).toEqual([]);
    };
    // The rest of the window is looked at in a test of its own: axe takes its time.
    const panel = "[data-testid=panel-flame]";
    await standOnLeak(page);
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("flame-minimap")).toBeVisible();
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menu")).toBeVisible();
    await expectAccessible("menu and strip", "[role=menu]", panel);
    await page.getByTestId("menu-flame-focus").click();
    await page.getByTestId("lens-add").click();
    await page.keyboard.type("main(");
    await expect(page.getByTestId("filter-error")).toBeVisible();
    await expectAccessible("chips and a wrong filter", panel);
    await page.keyboard.press("Escape");
    await page.getByTestId("flame-sandwich").click();
    await expect(page.getByTestId("sandwich")).toBeVisible();
    await expectAccessible("sandwich", panel);
  });
