// Which recordings' folders may go: those whose every entry is in an archive that still stands. Nothing else ever does.

import {
  appendFile,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FolderInvestigationStores } from "../../src/node/project-store/folder-investigation-stores.ts";
import { SavedRecordings } from "../../src/node/project-store/saved-recordings.ts";
import type { InvestigationStore } from "../../src/services/ports/investigation-store.ts";
import { everyKind, sampleAt, snapshotOf } from "../support/sample-journal.ts";

let folder: string;
let base: string;
let stores: FolderInvestigationStores;
let recordings: SavedRecordings;
const onProblem = (problem: Error): void => {
  throw problem;
};
const view = everyKind.find(({ type }) => type === "view");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-saved-"));
  base = join(folder, "investigations");
  stores = new FolderInvestigationStores(base, "0.1.0");
  recordings = new SavedRecordings(base);
});
const open: InvestigationStore[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A recording of some seconds with one piece of evidence, still open. */
async function record(title = "gateway"): Promise<InvestigationStore> {
  const store = await stores.create({ title, onProblem });
  open.push(store);
  for (const entry of everyKind.filter(({ type }) => type !== "snapshot"))
    store.append(entry);
  const evidence = await store.putEvidence(Buffer.from("a profile"), "txt");
  store.append(snapshotOf(evidence, 1));
  for (let second = 0; second < 5; second++) store.append(sampleAt(second));
  await store.flush();
  return store;
}

async function recordAndSave(name = "case.trivet"): Promise<string> {
  const store = await record();
  await store.exportArchive(join(folder, name), {});
  await store.close();
  return store.path;
}

const pathsOf = async (): Promise<readonly string[]> =>
  (await recordings.list()).map(({ path }) => path);

describe("a recording's folder", () => {
  it("may go once it is saved, and says its size", async () => {
    const path = await recordAndSave();
    const [found, ...others] = await recordings.list();
    expect(others).toEqual([]);
    expect(found?.path).toBe(path);
    const journal = (await stat(join(path, "journal.jsonl"))).size;
    expect(found?.bytes).toBe(journal + "a profile".length);
    expect(await recordings.remove()).toHaveLength(1);
    expect(await readdir(base)).toEqual([]);
    // What it was given up for opens.
    const opened = await stores.open(join(folder, "case.trivet"));
    expect(opened.entries.length).toBeGreaterThan(10);
    await opened.close();
  });

  it("may go after somebody only looked around", async () => {
    const path = await recordAndSave();
    const { store } = await stores.resume(path, onProblem);
    if (view === undefined) throw new Error("no view among the samples");
    store.append(view);
    await store.close();
    expect(await pathsOf()).toEqual([path]);
  });

  it("goes by its age, when asked to", async () => {
    const old = await recordAndSave("old.trivet");
    const month = Date.now() - 31 * 86_400_000;
    await utimes(join(old, "journal.jsonl"), month / 1000, month / 1000);
    const young = await recordAndSave("young.trivet");
    const removed = await recordings.remove(Date.now() - 30 * 86_400_000);
    expect(removed.map(({ path }) => path)).toEqual([old]);
    expect(await pathsOf()).toEqual([young]);
  });
});

describe("it stays", () => {
  const kept: readonly (readonly [string, () => Promise<string>])[] = [
    [
      "when it was never saved",
      async () => {
        const store = await record();
        await store.close();
        return store.path;
      },
    ],
    [
      "when something was recorded after the save",
      async () => {
        const path = await recordAndSave();
        const { store } = await stores.resume(path, onProblem);
        store.append(sampleAt(99));
        await store.close();
        return path;
      },
    ],
    [
      "when something came while it was being saved, or right after",
      async () => {
        const store = await record();
        await store.exportArchive(join(folder, "case.trivet"), {});
        store.append(sampleAt(7));
        await store.close();
        return store.path;
      },
    ],
    [
      "while it is being written to",
      async () => {
        const store = await record();
        await store.exportArchive(join(folder, "case.trivet"), {});
        return store.path;
      },
    ],
    [
      "when the archive is gone",
      async () => {
        const path = await recordAndSave();
        await rm(join(folder, "case.trivet"));
        return path;
      },
    ],
    [
      "when the archive was moved away and another one stands there",
      async () => {
        const path = await recordAndSave();
        await rename(join(folder, "case.trivet"), join(folder, "moved"));
        const other = await record("other");
        other.append(sampleAt(50));
        await other.exportArchive(join(folder, "case.trivet"), {});
        return path;
      },
    ],
    [
      "when the archive was cut",
      async () => {
        const path = await recordAndSave();
        await truncate(join(folder, "case.trivet"), 500);
        return path;
      },
    ],
    [
      "when damaged evidence was left out of the archive",
      async () => {
        const store = await record();
        const evidence = join(store.path, "evidence");
        const [name = ""] = await readdir(evidence);
        await writeFile(join(evidence, name), "b profile");
        await store.exportArchive(join(folder, "case.trivet"), {});
        await store.close();
        return store.path;
      },
    ],
    [
      "when somebody put a file of their own into it",
      async () => {
        const path = await recordAndSave();
        await writeFile(join(path, "notes.txt"), "mine");
        return path;
      },
    ],
    [
      "when its journal is damaged",
      async () => {
        const path = await recordAndSave();
        await appendFile(join(path, "journal.jsonl"), "not a line of ours\n");
        return path;
      },
    ],
    [
      "when its mark cannot be read",
      async () => {
        const path = await recordAndSave();
        await writeFile(join(path, "saved.json"), "{");
        return path;
      },
    ],
  ];

  it.each(kept)("%s", async (_when, make) => {
    const path = await make();
    expect(await pathsOf()).not.toContain(path);
    await recordings.remove();
    expect((await stat(join(path, "journal.jsonl"))).isFile()).toBe(true);
  });

  it("and what is no recording stays too", async () => {
    await recordAndSave();
    await writeFile(join(base, "readme.txt"), "mine");
    await recordings.remove();
    expect(await readdir(base)).toEqual(["readme.txt"]);
  });
});

it("finishes a removal that was cut short", async () => {
  const path = await recordAndSave();
  await rename(path, `${path}.removing-0a1b2c3d`);
  await recordings.remove();
  expect(await readdir(base)).toEqual([]);
});

it("a folder that is not there holds none", async () => {
  const none = new SavedRecordings(join(folder, "nowhere"));
  expect(await none.list()).toEqual([]);
  expect(await none.remove()).toEqual([]);
});
