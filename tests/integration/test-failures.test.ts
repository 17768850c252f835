// The end of `npm test` names what failed: read back from what the real Vitest and Playwright write.

import { spawnSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

interface Failures {
  failuresIn(path: string, root: string): string[];
  addGates(path: string, gates: { gate: string; output: string }[]): void;
}

const root = resolve(import.meta.dirname, "../..");
let folder = "";
let script: Failures;

beforeAll(async () => {
  const path = join(root, "scripts", "setup", "failures.mjs");
  script = (await import(pathToFileURL(path).href)) as Failures;
  folder = await mkdtemp(join(tmpdir(), "trivet-failures-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a tool on two tests, one of which fails, and returns where its results are. */
async function resultsOf(from: string, cli: string[]): Promise<string> {
  await writeFile(
    join(folder, "two.test.mjs"),
    `import { expect, test } from "${from}";
test("holds", () => { expect(1).toBe(1); });
test("does not hold", () => { expect(1, "one and two").toBe(2); });`,
  );
  const [tool = "", ...args] = cli;
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(root, "node_modules", tool), ...args, "--reporter=json"],
    { cwd: folder, encoding: "utf8" },
  );
  expect(status).toBe(1);
  const results = join(folder, "results.json");
  await writeFile(results, stdout);
  return results;
}

test("names a failed test of Vitest and why, and the gates beside it", async () => {
  const results = await resultsOf("vitest", ["vitest/vitest.mjs", "run"]);
  const failures = script.failuresIn(results, folder);
  expect(failures[0]).toBe("two.test.mjs > does not hold");
  expect(failures[1]).toContain("one and two: expected 1 to be 2");
  expect(failures.join("\n")).not.toContain("> holds");
  script.addGates(results, [{ gate: "lint", output: "a rule\nits line" }]);
  expect(script.failuresIn(results, folder)).toEqual([
    "lint",
    "    a rule",
    "    its line",
    ...failures,
  ]);
});

test("names a failed test of Playwright and why", async () => {
  const results = await resultsOf("@playwright/test", [
    "@playwright/test/cli.js",
    "test",
  ]);
  const failures = script.failuresIn(results, folder);
  expect(failures[0]).toBe("two.test.mjs:3 does not hold");
  expect(failures[1]).toContain("one and two");
});

test("has nothing to say of results that were never written", () => {
  expect(script.failuresIn(join(folder, "absent.json"), folder)).toEqual([]);
});
