// Profiles that somebody sent: what they name is printed as text, and never opened unless it is source.

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printableLine } from "../../../src/cli/printable.ts";
import { encodeProfile } from "../../support/profile-encode.ts";
import {
  hostileNames,
  hostileProfiles,
} from "../../support/profile-hostile.ts";
import { runCli } from "../../support/run-cli.ts";

let folder: string;
let names: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-safety-"));
  names = join(folder, "names.pb");
  const hostile = hostileProfiles.find(
    ({ name }) => name === "names that would do something",
  )!;
  await writeFile(names, hostile.bytes());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const drives =
  // eslint-disable-next-line no-control-regex -- they are what it is about
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe("names that would do something", () => {
  it.each([
    ["top"],
    ["tree"],
    ["traces"],
    ["tags"],
    ["raw"],
    ["callgrind"],
    ["dot"],
    ["peek", "."],
    ["list", "."],
    ["convert", "--to", "folded"],
  ])("do nothing in the text of %s", async (report, ...more) => {
    const args =
      report === "convert"
        ? [report, names, ...more]
        : [report, ...more, names];
    const { code, stdout } = await runCli(["profile", ...args]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(drives);
    // The tail of a name that holds line feeds begins no line of its own.
    expect(stdout).not.toMatch(/^B/m);
    expect(stdout).toContain("onerror");
  });

  it("do nothing in those of diff and trend", async () => {
    for (const report of ["diff", "trend"]) {
      const { code, stdout } = await runCli(["profile", report, names, names]);
      expect(code).toBe(0);
      expect(stdout).not.toMatch(drives);
      expect(stdout).not.toMatch(/^B/m);
    }
  });

  it("are found by their real spelling, and stay exact in JSON", async () => {
    const focus = await runCli(["profile", "tree", names, "--focus", "A\\nB"]);
    expect(focus.stdout).toContain("A\\nB\\tC\\x0dD");
    const { stdout } = await runCli(["profile", "top", names, "--json"]);
    for (const name of hostileNames)
      expect(stdout).toContain(JSON.stringify(name).slice(1, 4));
    expect(JSON.parse(stdout)).toMatchObject({
      total: expect.anything() as unknown,
    });
  });
});

it("printableLine keeps a text within its line", () => {
  expect(printableLine("a\nb\tc\x1b[0m\u202e")).toBe(
    "a\\nb\\tc\\x1b[0m\\u202e",
  );
  expect(printableLine("main.(*T).f[go.shape.int]")).toBe(
    "main.(*T).f[go.shape.int]",
  );
});

describe("files that a profile names", () => {
  /** A profile of one function in that file. */
  async function profileOf(file: string): Promise<string> {
    const path = join(folder, "named.pb");
    await writeFile(
      path,
      encodeProfile({
        sampleTypes: [["inuse_space", "bytes"]],
        functions: [{ name: "main.f", file, startLine: 1 }],
        locations: [{ lines: [{ function: 0, line: 1 }] }],
        samples: [{ stack: [0], values: [8n] }],
      }),
    );
    return path;
  }

  it("are shown where they are source", async () => {
    const source = join(folder, "main.go");
    await writeFile(source, "package main\n\nfunc f() {}\n");
    const { stdout, stderr } = await runCli([
      ...["profile", "list", "main.f", await profileOf(source)],
    ]);
    expect(stdout).toContain("1:package main");
    expect(stderr).toBe("");
  });

  it.each([
    ["/etc/passwd", "not named like a source file"],
    ["/proc/self/environ", "not named like a source file"],
    ["../../../../../../etc/x.go", "climbs out"],
  ])("%s is not opened, and the sums are there", async (file, why) => {
    const { code, stdout, stderr } = await runCli([
      ...["profile", "list", "main.f", await profileOf(file)],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("8B         8B (flat, cum)");
    expect(stdout).toContain(why);
    expect(stdout).not.toContain("root:");
    expect(stderr).toContain("--source-path");
  });

  it.each(["passwd.go", "folder.go", "binary.go", "large.go"])(
    "%s is no source, whatever its name says",
    async (name) => {
      const path = join(folder, name);
      if (name === "passwd.go") await symlink("/etc/passwd", path);
      if (name === "folder.go") await mkdir(path);
      if (name === "binary.go") await writeFile(path, "a\0b");
      if (name === "large.go") await writeFile(path, "x".repeat(9 << 20));
      const { stdout } = await runCli([
        ...["profile", "list", "main.f", await profileOf(path)],
      ]);
      expect(stdout).toMatch(/Error: .*(not a file|too large|not text)/);
      expect(stdout.length).toBeLessThan(1000);
    },
  );
});
