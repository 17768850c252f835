// The crash view of a real death: out of memory in a cgroup where the machine allows one, else a panic.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, temporaryFolder, test } from "../support/e2e-app.ts";
import { openPanel } from "../support/e2e-window.ts";
import { makeCgroup, type TestCgroup } from "../support/memory-cgroup.ts";
import { buildGo, ownGo } from "../support/go-program.ts";

const pictures = process.env["TRIVET_PICTURES"];

/** The archive of `trivet record --flight` beside a program that ends. */
async function recordEnd(
  folder: string,
  cgroup: TestCgroup | null,
): Promise<{ readonly archive: string; readonly said: string }> {
  const binary = join(folder, "oom-target");
  await buildGo(ownGo, binary, {
    folder: resolve("tests/programs/oom-target"),
  });
  const printed = openSync(join(folder, "stderr.txt"), "w");
  const target = spawn(binary, cgroup === null ? ["panic"] : ["leak", "60"], {
    stdio: ["pipe", "pipe", printed],
  });
  closeSync(printed);
  try {
    await once(target.stdout!, "data");
    cgroup?.add(target.pid ?? 0);
    const archive = join(folder, "death.trivet");
    const recorder = spawn(
      process.execPath,
      [
        ...[resolve("bin/trivet.cjs"), "record", "--flight", "--for", "0"],
        ...["--pid", String(target.pid), "--no-endpoint", "--out", archive],
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    recorder.stderr.on("data", (chunk: Buffer) => {
      // It stays in its quiet life until the recorder is there.
      if (said === "") target.stdin!.write("\n");
      said += chunk.toString();
    });
    await once(recorder, "close");
    return { archive, said };
  } finally {
    target.kill("SIGKILL");
  }
}

test("the last moments, the cause and what says so", async ({ launch }) => {
  test.setTimeout(180_000);
  const cgroup = makeCgroup(`trivet-e2e-${process.pid}`, 200 << 20);
  const { archive, said } = await recordEnd(temporaryFolder(), cgroup).finally(
    () => cgroup?.remove(),
  );
  expect(said).toContain("cause of death: ");

  const { page } = await launch({ args: [archive] });
  await openPanel(page, "crash");
  const panel = page.getByTestId("panel-crash");
  const cause = page.getByTestId("cause-of-death");
  await expect(cause.getByRole("heading").first()).toHaveText(
    cgroup === null
      ? "Ended by a panic"
      : "Killed by the kernel: out of memory",
  );
  await expect(cause).toContainText(
    cgroup === null ? "panic: runtime error: index out of range" : "SIGKILL",
  );
  const rss = panel.getByRole("listitem").filter({ hasText: "RSS" }).first();
  const samplesOf = async (): Promise<number> =>
    Number(/Samples: ([\d,]+)/.exec(await rss.innerText())?.[1] ?? 0);
  await expect.poll(samplesOf).toBeGreaterThan(20);
  const few = await samplesOf();
  await expect(rss.locator("polyline")).toHaveAttribute("points", /\d,\d/);
  if (pictures !== undefined)
    for (const size of [
      { width: 1280, height: 800 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: join(pictures, `crash-${size.width}-${colorScheme}.png`),
        });
      }
    }

  const span = panel.getByRole("combobox").first();
  await span.focus();
  await span.selectOption("60000");
  await expect.poll(samplesOf).toBeGreaterThan(few);
  await expect(
    panel.getByRole("button", { name: /^−\d+ ms$/ }).first(),
  ).toBeVisible();
});
