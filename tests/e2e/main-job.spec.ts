// The whole path, once, without any mock: a live Go service leaks; the window watches it, takes profiles, attaches gdb,
// says what leaks and where, saves the case and shows the same when it is opened again. Only the system's own file
// dialog, which no program can drive, is answered by the test.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { VerdictReport } from "../../src/core/findings/finding.ts";
import { growthText } from "../../src/renderer/panels/verdict/verdict-model.ts";
import type { InvestigationState } from "../../src/contract/investigation-contract.ts";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
  type RunningApp,
} from "../support/e2e-app.ts";
import {
  openPanel,
  readConsole,
  readVerdict,
  runFromPalette,
  takeHeapSnapshot,
} from "../support/e2e-window.ts";

/** Where the demo leaks, read from its source: the line that the verdict has to name. */
function leakingLine(): number {
  const source = readFileSync(
    resolve("resources/demo/gateway/raster.go"),
    "utf8",
  );
  return (
    1 + source.split("\n").findIndex((line) => line.includes("// the leak"))
  );
}
const leakingFunction = "main.(*glyphCache).render";

async function readState({ page }: RunningApp): Promise<InvestigationState> {
  const reply = await callContract(page, "investigation.state", {});
  expect(reply.ok).toBe(true);
  return reply.value as InvestigationState;
}

async function served(baseUrl: string): Promise<number> {
  const answer = await fetch(new URL("/healthz", baseUrl), {
    signal: AbortSignal.timeout(2_000),
  });
  return ((await answer.json()) as { served: number }).served;
}

test("a leak is found, looked into, explained, saved and reopened", async ({
  launch,
}) => {
  test.setTimeout(300_000);
  const folder = temporaryFolder();
  const archive = join(folder, "case.trivet");
  const running = await launch();
  const { app, page } = running;

  await test.step("start the demo target and watch its series move", async () => {
    await page.getByTestId("file-menu").click();
    await page.getByTestId("menu-start-demo").click();
    await expect(page.getByTestId("recording")).toBeVisible({
      timeout: 60_000,
    });
    const rss = page.getByTestId("rss");
    await expect(rss).toContainText("MiB");
    const before = await rss.textContent();
    await expect(rss).not.toHaveText(before ?? "");
    await expect(page.getByTestId("timeline")).toBeVisible();
  });
  const { target } = (await readState(running)).targets[0] ?? {};
  if (target?.url == null || target.pid === null)
    throw new Error("the demo's target has no URL or PID");
  const { url, pid } = target;

  await test.step("two snapshots, far enough apart", async () => {
    await takeHeapSnapshot(page);
    const taken = (await readState(running)).snapshots[0]?.gcCount ?? 0;
    // Each request leaves 4 KiB: 24 MiB are about 48 samples, which the sampler's scatter cannot hide.
    const requests = (await served(url)) + 6_000;
    await expect
      .poll(() => served(url), { timeout: 120_000 })
      .toBeGreaterThan(requests);
    await expect
      .poll(
        async () =>
          (await readState(running)).gcCycles.filter(
            ({ number }) => number > taken,
          ).length,
        { timeout: 60_000 },
      )
      .toBeGreaterThanOrEqual(6);
    await takeHeapSnapshot(page);
    expect((await readState(running)).snapshots).toHaveLength(2);
  });

  await test.step("the flame graph and the difference show the leaking function", async () => {
    await openPanel(page, "flame");
    await expect(page.getByTestId("flame-canvas")).toBeVisible();
    await openPanel(page, "compare");
    await expect(page.getByTestId("comparability")).toContainText("comparable");
    const top = page
      .getByTestId("diff-table")
      .locator('[role=row][aria-rowindex="2"]');
    await expect(top).toContainText(leakingFunction);
  });

  await test.step("attach gdb behind a stated price, ask, read the answer", async () => {
    await openPanel(page, "gdb");
    await page.getByTestId("gdb-attach").click();
    await expect(page.getByTestId("gdb-cost")).toContainText("ms");
    await page.getByTestId("gdb-attach-confirm").click();
    await expect(
      page.getByTestId("panel-gdb").getByTestId("gdb-state"),
    ).toHaveAttribute("data-status", "stopped");
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(/^State:\s+t/m);
    await page.locator(".xterm-helper-textarea").focus();
    await page.keyboard.type("info goroutines\n");
    await expect
      .poll(() => readConsole(page))
      .toMatch(/\d+\s+(\*\s*)?\w+.*main\.generateLoad/);
  });

  await test.step("detach: the target goes on serving", async () => {
    await page.getByTestId("gdb-detach").click();
    await expect(
      page.getByTestId("panel-gdb").getByTestId("gdb-state"),
    ).toHaveAttribute("data-status", "detached");
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(
      /^TracerPid:\s+0$/m,
    );
    const before = await served(url);
    await expect.poll(() => served(url)).toBeGreaterThan(before);
    expect(
      (await readState(running)).targets[0]?.cost.stops,
    ).toBeGreaterThanOrEqual(1);
  });

  await test.step("the verdict names the function and the line", async () => {
    const bar = page.getByTestId("verdict-bar");
    // As a user would: a snapshot now and then, until two witnesses are sure.
    await expect(async () => {
      await takeHeapSnapshot(page);
      await expect(bar).toHaveAttribute(
        "data-confidence",
        /probable|confirmed/,
        { timeout: 12_000 },
      );
    }).toPass({ timeout: 150_000 });
    const site = page.getByTestId("verdict-site");
    await expect(site).toContainText(leakingFunction);
    await expect(site).toContainText(`raster.go:${leakingLine()}`);
    await expect(page.getByTestId("verdict-growth")).toContainText("/min");
  });

  const seen = await test.step("stop the demo, save", async () => {
    await runFromPalette(page, "Stop the demo target");
    await expect(page.getByTestId("recording")).toBeHidden();
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    await openPanel(page, "compare");
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () =>
        Promise.resolve({ canceled: false, filePath });
    }, archive);
    await page.keyboard.press("Control+s");
    await expect(
      page.locator(".toast").filter({ hasText: "case.trivet" }),
    ).toBeVisible();
    expect((await readState(running)).unsaved).toBe(false);
    // The last evidence is in: what is judged now is what the archive holds.
    const { value } = await callContract(page, "verdict.read", {});
    const { growthBytesPerSecond } = (value as VerdictReport).verdict;
    if (growthBytesPerSecond === null) throw new Error("no growth was found");
    await expect(page.getByTestId("verdict-growth")).toHaveText(
      growthText(growthBytesPerSecond),
    );
    await page.screenshot({ path: join("test-results", "main-job.png") });
    return readVerdict(page);
  });

  await test.step("reopened, it shows the same", async () => {
    await running.close();
    const again = await launch({ args: [archive] });
    await expect(again.page.getByTestId("verdict-bar")).toHaveAttribute(
      "data-confidence",
      seen.confidence ?? "",
    );
    await expect.poll(() => readVerdict(again.page)).toEqual(seen);
    await expect(again.page.locator("#tab-compare")).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await expect(
      again.page
        .getByTestId("diff-table")
        .locator('[role=row][aria-rowindex="2"]'),
    ).toContainText(leakingFunction);
    const state = await readState(again);
    expect(state).toMatchObject({ kind: "archive", path: archive });
    expect(state.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["gdb-attached", "gdb-detached", "snapshot"]),
    );
    const transcript = await callContract(
      again.page,
      "investigation.readTranscript",
      {},
    );
    expect(JSON.stringify(transcript.value)).toContain("main.generateLoad");
  });
  rmSync(folder, { recursive: true, force: true });
});
