// `trivet rules` and `record --rules`: what a file means, and that a wrong one is told before anything is watched.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../../support/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trivet-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(text: string): string {
  const path = join(folder, "rules.yaml");
  writeFileSync(path, text);
  return path;
}

const trivet = (...args: readonly string[]): Promise<CliRun> => runCli(args);

const one = (when: string): string =>
  `version: 1\nrules:\n  - { name: a, level: alarm, when: ${when} }\n`;

describe("trivet rules", () => {
  it("shows a file that it takes itself, and says what that means", async () => {
    const { stdout } = await trivet("rules", "show");
    const checked = await trivet("rules", "check", fileOf(stdout));
    expect(checked).toEqual({
      code: 0,
      stderr: "",
      stdout:
        "alarm    limit ahead: memory is predicted to meet its limit within 30 s\n" +
        "watchful most of the limit: at least 70 % of the limit in use\n",
    });
  });

  it("tells the place of what is wrong", async () => {
    const bad = await trivet("rules", "check", fileOf(one("{momory: 1}")));
    expect(bad).toMatchObject({ code: 1, stdout: "" });
    expect(bad.stderr).toContain("[rules-malformed]");
    expect(bad.stderr).toContain("rules[0].when");
    const pattern = fileOf(one("{log: '(['}"));
    const refused = await trivet("rules", "check", pattern);
    expect(refused.stderr).toContain("[rules-malformed]");
    expect((await trivet("rules", "check")).code).toBe(2);
  });

  it("keeps a recording from beginning with rules that are wrong", async () => {
    const record = (path: string, ...more: readonly string[]) =>
      trivet("record", "--pid", String(process.pid), "--rules", path, ...more);
    expect((await record(fileOf(one("{memory: 1}")))).code).toBe(2);
    const wrong = await record(fileOf(one("{}")), "--flight");
    expect(wrong.stderr).toContain("[rules-malformed]");
    const noLog = await record(fileOf(one("{log: a}")), "--flight");
    expect(noLog).toMatchObject({ code: 2 });
    expect(noLog.stderr).toContain("--log");
  });
});
