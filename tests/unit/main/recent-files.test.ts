import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DeskMarker } from "../../../src/main/desk-marker.ts";
import { RecentFiles } from "../../../src/main/recent-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trivet-recent-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("lists recordings that no archive has first, remembered or not, each once", async () => {
  const live = join(folder, "investigations");
  const forgotten = join(live, "a.trivet-live");
  const remembered = join(live, "b.trivet-live");
  const saved = join(live, "c.trivet-live");
  for (const path of [forgotten, remembered, saved, join(live, "other")])
    mkdirSync(path, { recursive: true });
  const archive = join(folder, "c.trivet");
  writeFileSync(archive, "");
  utimesSync(forgotten, 2_000, 2_000);
  const recent = new RecentFiles(
    join(folder, "recent.json"),
    live,
    async (path) => path === saved,
  );
  await recent.add(remembered, 3_000_000);
  await recent.add(archive, 5_000_000);
  await recent.add(join(folder, "gone.trivet"), 9_000_000);
  expect((await recent.list()).map(({ path }) => path)).toEqual([
    remembered,
    forgotten,
    archive,
  ]);
});

it("knows what a crash left on the desk, once, and nothing after an orderly end", async () => {
  const file = join(folder, "desk.json");
  const state = { path: "/x/a.trivet-live", kind: "live", unsaved: true };
  const crashed = new DeskMarker(file);
  await crashed.note(state);
  expect(await new DeskMarker(file).takeLeftover()).toBe(state.path);
  expect(await new DeskMarker(file).takeLeftover()).toBeNull();

  const saved = new DeskMarker(file);
  await saved.note(state);
  await saved.note({ ...state, unsaved: false });
  expect(await new DeskMarker(file).takeLeftover()).toBeNull();

  const left = new DeskMarker(file);
  await left.note(state);
  await left.release();
  expect(await new DeskMarker(file).takeLeftover()).toBeNull();
});
