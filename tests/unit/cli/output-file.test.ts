import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOutputFile } from "../../../src/cli/output-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-output-"));
  await writeFile(join(folder, "old.trivet"), "evidence");
  await symlink("old.trivet", join(folder, "link.trivet"));
  await symlink("nowhere", join(folder, "dangling.trivet"));
  execFileSync("mkfifo", [join(folder, "fifo")]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("checkOutputFile", () => {
  it("takes a new name, and an existing file only with overwrite", async () => {
    const fresh = join(folder, "new.trivet");
    expect(await checkOutputFile(fresh, { overwrite: false })).toBe(fresh);
    for (const name of ["old.trivet", "link.trivet", "dangling.trivet"]) {
      const path = join(folder, name);
      await expect(
        checkOutputFile(path, { overwrite: false }),
      ).rejects.toMatchObject({
        code: "usage",
        message: expect.stringContaining("--overwrite") as string,
      });
      expect(await checkOutputFile(path, { overwrite: true })).toBe(path);
    }
  });

  it.each([
    ["", "file's name"],
    [".", "file's name"],
    ["..", "file's name"],
    ["/", "file's name"],
    ["x/", "file's name"],
    ["/dev/null", "a device"],
    ["/dev", "a folder"],
  ])("refuses %j, also with overwrite", async (path, why) => {
    await expect(
      checkOutputFile(path, { overwrite: true }),
    ).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(why) as string,
    });
  });

  it("refuses a FIFO", async () => {
    await expect(
      checkOutputFile(join(folder, "fifo"), { overwrite: true }),
    ).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("a FIFO") as string,
    });
  });
});
