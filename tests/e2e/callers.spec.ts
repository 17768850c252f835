// Callers and callees: the numbers of the profile, and a walk through them by mouse and keyboard.

import type { Page } from "@playwright/test";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import type { CallersView } from "../../src/core/pprof/callers.ts";
import type { TagsReport } from "../../src/core/pprof/report/tags.ts";
import { plainLens } from "../../src/core/pprof/lens.ts";
import { callContract, expect, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const shownFunction = (page: Page) => page.getByTestId("callers-function");

async function newestHeap(page: Page): Promise<string> {
  const { value } = await callContract(page, "investigation.state", {});
  const heap = (value as InvestigationState).snapshots.findLast(
    ({ kind }) => kind === "heap",
  );
  if (heap === undefined) throw new Error("the sample has no heap snapshot");
  return heap.id;
}

test("a walk from a function to its callers and back", async ({ launch }) => {
  const { page } = await launch();
  await openPanel(page, "callers");
  await page
    .getByTestId("suggested-function")
    .filter({ hasText: "glyphCache" })
    .click();
  await expect(shownFunction(page)).toHaveText("main.(*glyphCache).render");
  const { value } = await callContract(page, "profile.callers", {
    subject: { kind: "single", id: await newestHeap(page) },
    sampleType: "inuse_space",
    lens: plainLens,
    function: "main.(*glyphCache).render",
  });
  const [node] = (value as CallersView).nodes;
  const [caller] = node?.callers ?? [];
  if (caller === undefined) throw new Error("nobody calls it");
  const rows = page.getByTestId("callers").getByRole("row");
  await expect(rows).toHaveCount((node?.callers.length ?? 0) + 1);
  await expect(rows.nth(1)).toContainText(caller.name);
  await expect(
    rows.nth(1).locator(`[title="${grouped(Number(caller.weight))} bytes"]`),
  ).toBeVisible();
  await expect(page.getByTestId("callers-amounts")).toContainText(
    `callers ${node?.callers.length}, callees ${node?.callees.length}`,
  );

  await page.getByTestId("callers").getByText(caller.name).first().click();
  await expect(shownFunction(page)).toHaveText(caller.function);
  // It is the selection of the whole window.
  await expect(page.getByTestId("inspector")).toContainText(caller.function);
  await expect(
    page.getByTestId("callees").getByText("main.(*glyphCache).render"),
  ).toBeVisible();
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(shownFunction(page)).toHaveText("main.(*glyphCache).render");

  await page.getByTestId("callers").getByRole("grid").focus();
  await page.keyboard.press("Enter");
  await expect(shownFunction(page)).toHaveText(caller.function);
});

test("callers, lines and labels of what changed since an earlier snapshot", async ({
  launch,
}) => {
  const { page } = await launch();
  const { value } = await callContract(page, "investigation.state", {});
  const heaps = (value as InvestigationState).snapshots.filter(
    ({ kind }) => kind === "heap",
  );
  const subject = {
    kind: "comparison",
    before: heaps[0]?.id ?? "",
    after: heaps.at(-1)?.id ?? "",
    mode: "diff-base",
    normalize: false,
  };
  const ask = async <T>(channel: string, more: object): Promise<T> => {
    const reply = await callContract(page, channel, {
      subject,
      sampleType: "inuse_space",
      lens: plainLens,
      ...more,
    });
    expect(reply, channel).toMatchObject({ ok: true });
    return reply.value as T;
  };
  await openPanel(page, "callers");
  await page
    .getByTestId("suggested-function")
    .filter({ hasText: "glyphCache" })
    .click();
  await page
    .getByTestId("panel-callers")
    .getByRole("combobox", { name: "Compare with" })
    .selectOption(subject.before);
  const { nodes } = await ask<CallersView>("profile.callers", {
    function: "main.(*glyphCache).render",
  });
  const change = Number(nodes[0]?.cum);
  expect(change).not.toBe(0);
  await expect(
    page
      .getByTestId("callers-amounts")
      .locator(`[title="${grouped(change)} bytes"]`)
      .first(),
  ).toContainText("+");
  await expect(page.getByTestId("callers")).toContainText("Change");
  await expect(page.getByTestId("callers").locator(".change")).not.toHaveCount(
    0,
  );

  // The choice is one for all panels of one snapshot.
  await openPanel(page, "source");
  await expect(page.getByTestId("source-amounts")).toContainText("+");
  await openPanel(page, "tags");
  const report = await ask<TagsReport>("profile.tags", {});
  expect(report.tags.map(({ key }) => key)).toEqual(["bytes"]);
  const largest = Number(report.tags[0]?.values[0]?.flat);
  await expect(
    page.getByTestId("tags").locator(`[title="${grouped(largest)} bytes"]`),
  ).not.toHaveCount(0);
  await openPanel(page, "table");
  await expect(
    page
      .getByTestId("panel-table")
      .getByRole("combobox", { name: "Compare with" }),
  ).toHaveValue(subject.before);
});

test("a function that a filter leaves out says so", async ({ launch }) => {
  const { page } = await launch();
  await openPanel(page, "callers");
  await page
    .getByTestId("suggested-function")
    .filter({ hasText: "glyphCache" })
    .click();
  await page.getByTestId("lens-add").click();
  await page
    .getByRole("combobox", { name: /filter/i })
    .first()
    .waitFor();
  await page.keyboard.press("Escape");
  await openPanel(page, "tags");
  // The smallest objects are none of the cache's.
  const small = page.getByTestId("tags").getByRole("row").last();
  await small.getByRole("button").first().click();
  await openPanel(page, "callers");
  await expect(page.getByTestId("empty-state")).toContainText(
    "main.(*glyphCache).render is not in this snapshot",
  );
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(shownFunction(page)).toHaveText("main.(*glyphCache).render");
});

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
