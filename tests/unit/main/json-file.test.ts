import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../../../src/main/json-file.ts";
import { RecentFiles } from "../../../src/main/recent-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trivet-json-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const schema = z.strictObject({ theme: z.enum(["light", "dark"]) });
const light = { theme: "light" } as const;

describe("JSON files", () => {
  it("come back as written, and leave nothing beside", async () => {
    const path = join(folder, "deep", "settings.json");
    await writeJsonFile(path, { theme: "dark" });
    await writeJsonFile(path, { theme: "light" });
    expect(await readJsonFile(path, schema, { theme: "dark" })).toEqual(light);
    expect(readdirSync(join(folder, "deep"))).toEqual(["settings.json"]);
  });

  it.each(["{", "", '{"theme":"pink"}', '{"theme":"dark","x":1}', "[]"])(
    "set damage aside and go on with the default: %s",
    async (text) => {
      const path = join(folder, "settings.json");
      writeFileSync(path, text);
      expect(await readJsonFile(path, schema, light)).toEqual(light);
      expect(readFileSync(`${path}.damaged`, "utf8")).toBe(text);
    },
  );

  it("fail with a code where the disk refuses", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(
      writeJsonFile(join(folder, "file", "settings.json"), {}),
    ).rejects.toMatchObject({ code: "disk-failed" });
  });
});

describe("RecentFiles", () => {
  it("lists what still exists, newest first, each once", async () => {
    const [a, b] = [join(folder, "a.trivet"), join(folder, "b.trivet")];
    writeFileSync(a, "");
    writeFileSync(b, "");
    const recent = new RecentFiles(
      join(folder, "recent.json"),
      join(folder, "investigations"),
      async () => false,
    );
    await Promise.all([
      recent.add(a, 1),
      recent.add(b, 2),
      recent.add(join(folder, "gone.trivet"), 3),
      recent.add(a, 4),
    ]);
    expect(await recent.list()).toEqual([
      { path: a, openedAtMillis: 4 },
      { path: b, openedAtMillis: 2 },
    ]);
  });

  it("keeps the twelve newest", async () => {
    const recent = new RecentFiles(
      join(folder, "recent.json"),
      join(folder, "investigations"),
      async () => false,
    );
    for (let index = 0; index < 15; index++) {
      const path = join(folder, `${index}.trivet`);
      writeFileSync(path, "");
      await recent.add(path, index);
    }
    const times = (await recent.list()).map((file) => file.openedAtMillis);
    expect(times).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });
});
