// Saving a long recording from the window. Progress is told while the archive is written, and telling a window anything
// lets the rest of main run: no byte may change its place for that.

import { join } from "node:path";
import { rmSync } from "node:fs";
import {
  FolderInvestigationStores,
  verifyInvestigation,
} from "../../src/node/project-store/folder-investigation-stores.ts";
import {
  callContract,
  expect,
  temporaryFolder,
  test,
} from "../support/e2e-app.ts";
import { header, sampleAt, target } from "../support/sample-journal.ts";

const hour = 3600;

test("an hour's journal is saved whole, again and again", async ({
  launch,
}) => {
  const folder = temporaryFolder();
  const live = join(folder, "long.trivet-live");
  const store = await new FolderInvestigationStores(folder, "0.1.0").create({
    path: live,
    onProblem: (problem) => {
      throw problem;
    },
  });
  for (const entry of [header, target]) store.append(entry);
  for (let second = 0; second < hour; second++) store.append(sampleAt(second));
  await store.close();

  const { page } = await launch({ args: [live] });
  await expect(page.getByTestId("timeline")).toBeVisible();
  for (let round = 0; round < 3; round++) {
    const path = join(folder, `case-${round}.trivet`);
    const reply = await callContract(page, "investigation.save", { path });
    expect(reply).toMatchObject({ ok: true, value: { path } });
    const { entries, bytes } = await verifyInvestigation(path);
    expect(entries).toBeGreaterThanOrEqual(hour + 2);
    // Enough for several chunks of the file system's streams.
    expect(bytes).toBeGreaterThan(600_000);
  }
  rmSync(folder, { recursive: true, force: true });
});
