// Source beside the profile: the demo's own, a mapped one, why a line allocates, and a file that is not here.

import { cpSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";

const leak = "main.(*glyphCache).render";
const demo = resolve("resources/demo/gateway");

async function pick(page: Page, name: string): Promise<void> {
  await openPanel(page, "table");
  const filter = page.getByTestId("panel-table").getByRole("searchbox");
  await filter.fill(name);
  await page
    .getByTestId("top-table")
    .getByRole("row")
    .filter({ hasText: name })
    .first()
    .click();
  await openPanel(page, "source");
}

const row = (page: Page, text: string) =>
  page.getByTestId("source-lines").getByRole("row").filter({ hasText: text });

test("the demo's source has its values, and the compiler its reasons", async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const { page } = await launch();
  await pick(page, leak);
  await expect(page.getByTestId("source-function")).toHaveText(leak);
  await expect(page.getByTestId("source-place")).toContainText(
    "raster.go, bundled with Trivet",
  );
  const allocation = row(page, "make([]byte");
  await expect(allocation).toContainText(/\d MiB/);
  await expect(allocation).toHaveAttribute("aria-selected", "true");
  await expect(row(page, "package main")).toHaveCount(0); // far above

  await expect(page.getByText("Runs nothing of it")).toBeVisible();
  await page.getByTestId("source-why").click();
  await expect(page.getByTestId("source-why-done")).toContainText(
    /\d+ notes by go1\./,
    { timeout: 100_000 },
  );
  await expect(
    allocation.getByRole("img", { name: "goes to the heap" }),
  ).toBeVisible();
  await expect(page.getByTestId("source-notes")).toContainText(
    /make\(\[\]byte.*escapes to heap/,
  );
  await expect(page.getByTestId("source-notes")).toContainText("flow: {heap}");
  await page.getByTestId("source-lines").getByRole("grid").focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByTestId("source-notes")).toContainText("line");
  await expect(allocation).toHaveAttribute("aria-selected", "false");
});

test("a path of another machine is mapped, and stays mapped", async ({
  launch,
}) => {
  const folder = temporaryFolder();
  const userData = temporaryFolder();
  const moved = join(folder, "checkout");
  cpSync(demo, moved, { recursive: true });
  try {
    const first = await launch({ userData });
    await pick(first.page, leak);
    await first.page.getByTestId("source-mappings").click();
    const form = first.page.getByTestId("path-mappings");
    await form
      .getByLabel("Where the program was built")
      .fill("trivet.example/gateway");
    await form
      .getByRole("textbox", { name: "Here", exact: true })
      .fill("not/absolute");
    await expect(
      form.getByRole("button", { name: "Add mapping" }),
    ).toBeDisabled();
    await form.getByRole("textbox", { name: "Here", exact: true }).fill(moved);
    await first.page.keyboard.press("Enter");
    await expect(first.page.getByTestId("source-place")).toContainText(
      `raster.go, by your mapping: ${moved}/raster.go`,
    );
    await first.close();

    const second = await launch({ userData });
    await pick(second.page, leak);
    await expect(second.page.getByTestId("source-place")).toContainText(moved);
    await second.page.getByTestId("source-mappings").click();
    await second.page
      .getByRole("button", {
        name: "Remove the mapping of trivet.example/gateway",
      })
      .click();
    await expect(second.page.getByTestId("source-place")).toContainText(
      "bundled with Trivet",
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the window cannot name a file that the profile does not", async ({
  launch,
}) => {
  const { page } = await launch();
  await pick(page, leak);
  const { value } = await callContract(page, "investigation.state", {});
  const { snapshots } = value as {
    snapshots: readonly { id: string; kind: string }[];
  };
  const id = snapshots.findLast(({ kind }) => kind === "heap")?.id;
  for (const file of [
    "/etc/passwd",
    "../../etc/passwd",
    "/usr/local/go/src/fmt/print.go",
  ])
    expect(
      await callContract(page, "source.read", {
        subject: { kind: "single", id },
        lens: {
          granularity: "functions",
          noInlines: false,
          dropNegative: false,
          filters: Object.fromEntries(
            [
              "focus",
              "ignore",
              "hide",
              "show",
              "showFrom",
              "tagFocus",
              "tagIgnore",
              "tagShow",
              "tagHide",
              "pruneFrom",
            ].map((name) => [name, ""]),
          ),
        },
        function: leak,
        file,
        whole: false,
      }),
    ).toMatchObject({ ok: false, error: { code: "not-found" } });
});
