import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readInputFile } from "../../../src/cli/input-file.ts";
import { runCli, type CliRun } from "../../support/run-cli.ts";
import { TrivetError } from "../../../src/core/errors.ts";

let folder: string;
let fifo: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-input-"));
  fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const never = new AbortController().signal;

const trivet = (
  args: readonly string[],
  signal: AbortSignal,
): Promise<CliRun> => runCli(args, { signal });

describe("readInputFile", () => {
  it("reads a file, and a FIFO whose writer comes later", async () => {
    const file = join(folder, "file");
    await writeFile(file, "counters");
    const read = async (path: string): Promise<string> =>
      Buffer.from(await readInputFile(path, { signal: never })).toString();
    expect(await read(file)).toBe("counters");
    const reading = read(fifo);
    await writeFile(fifo, "x".repeat(200_000));
    expect(await reading).toBe("x".repeat(200_000));
  });

  it("stops at the limit", async () => {
    const file = join(folder, "large");
    await writeFile(file, "x".repeat(1000));
    await expect(
      readInputFile(file, { signal: never, maxBytes: 999 }),
    ).rejects.toMatchObject({ code: "body-too-large" });
  });

  it.each([
    ["/dev/zero", "usage", "a device"],
    ["/dev", "usage", "a folder"],
    ["/nowhere", "not-found", "/nowhere"],
  ])("refuses %s with %s", async (path, code, why) => {
    await expect(readInputFile(path, { signal: never })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(why) as string,
    });
  });
});

describe("commands that read files", () => {
  it.each([["memstats"], ["goroutines"], ["profile", "top"], ["diagnose"]])(
    "are cancelled while a FIFO says nothing: %s %s",
    async (...command) => {
      const interrupt = new AbortController();
      const run = trivet([...command, fifo], interrupt.signal);
      setTimeout(
        () =>
          interrupt.abort(new TrivetError("cancelled", "stopped by SIGINT")),
        100,
      );
      expect(await run).toMatchObject({
        code: 130,
        stderr: expect.stringContaining("stopped by SIGINT") as string,
      });
    },
  );

  it.each([["diagnose"], ["project", "verify"], ["project", "info"]])(
    "refuse what has no end, and what cannot be read in any order: %s %s",
    async (...command) => {
      // Profiles and pages are read once: those may come through a FIFO.
      const refused =
        command[0] === "diagnose" ? ["/dev/zero"] : ["/dev/zero", fifo];
      for (const path of refused)
        expect(await trivet([...command, path], never)).toMatchObject({
          code: 2,
          stderr: expect.stringContaining("not a file or folder") as string,
        });
    },
  );

  it("say what the disk says, not that they are broken", async () => {
    if (process.platform !== "linux") return;
    expect(await trivet(["diagnose", "/proc/self/mem"], never)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("error[disk-failed]") as string,
    });
  });
});
