import { execFileSync } from "node:child_process";
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  checkOutputFile,
  writeOutputFile,
} from "../../../src/cli/output-file.ts";
import { runCli } from "../../support/run-cli.ts";

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
    for (const name of ["old.trivet", "link.trivet"]) {
      const path = join(folder, name);
      await expect(
        checkOutputFile(path, { overwrite: false }),
      ).rejects.toMatchObject({
        code: "usage",
        message: expect.stringContaining("--overwrite") as string,
      });
      // Replacing a link would leave what it points to as it was.
      expect(await checkOutputFile(path, { overwrite: true })).toBe(
        await realpath(join(folder, "old.trivet")),
      );
    }
  });

  it.each([true, false])(
    "refuses a link to nothing, overwrite %s",
    async (overwrite) => {
      await expect(
        checkOutputFile(join(folder, "dangling.trivet"), { overwrite }),
      ).rejects.toMatchObject({ code: "usage" });
    },
  );

  it("refuses a folder that is not there", async () => {
    await expect(
      checkOutputFile(join(folder, "nowhere/x"), { overwrite: true }),
    ).rejects.toMatchObject({
      code: "disk-failed",
      detail: { advice: "no-folder" },
    });
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

describe("writeOutputFile", () => {
  it("creates, and replaces a file only with overwrite, with its permissions", async () => {
    const path = join(folder, "profile.pb.gz");
    await writeOutputFile(path, "first", { overwrite: false });
    await expect(
      writeOutputFile(path, "second", { overwrite: false }),
    ).rejects.toMatchObject({ code: "usage" });
    expect(await readFile(path, "utf8")).toBe("first");
    await chmod(path, 0o640);
    await writeOutputFile(path, "third", { overwrite: true });
    expect(await readFile(path, "utf8")).toBe("third");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(
      (await readdir(folder)).filter((name) => name.endsWith(".tmp")),
    ).toEqual([]);
  });

  it("says what the disk says", async () => {
    await expect(
      writeOutputFile("/proc/nothing", "x", { overwrite: false }),
    ).rejects.toMatchObject({ code: "disk-failed" });
  });
});

describe("--output of trivet profile", () => {
  const profile = join(
    import.meta.dirname,
    "../../fixtures/memstats/heap-debug1-go1.26.txt",
  );
  it.each([
    ["proto", []],
    ["topproto", []],
    ["convert", ["--to", "folded"]],
  ])("%s follows the same rule", async (report, more) => {
    const fifo = join(folder, "fifo");
    const taken = join(folder, "old.trivet");
    for (const [output, why] of [
      [folder, "a folder"],
      [fifo, "a FIFO"],
      ["/dev/null", "a device"],
      [taken, "--overwrite"],
    ] as const) {
      const { code, stderr } = await runCli([
        "profile",
        report,
        profile,
        ...["--output", output],
        ...more,
      ]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(why) as string,
      });
    }
    expect(await readFile(taken, "utf8")).toBe("evidence");
  });
});
