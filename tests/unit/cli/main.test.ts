import { describe, expect, it } from "vitest";
import {
  parseCommandLine,
  parseDuration,
  toJson,
} from "../../../src/cli/command.ts";
import { commands } from "../../../src/cli/commands/index.ts";
import { main } from "../../../src/cli/main.ts";
import { TrivetError } from "../../../src/core/errors.ts";

async function trivet(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const code = await main(args, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    isTerminal: false,
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

describe("trivet", () => {
  it("prints every command in its help", async () => {
    const { code, stdout } = await trivet("--help");
    expect(code).toBe(0);
    for (const { name } of commands)
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    for (const { summary } of commands) expect(stdout).toContain(summary);
  });

  it("prints a command's usage with --help, and nothing on stderr", async () => {
    for (const { name } of commands) {
      const { code, stdout, stderr } = await trivet(name, "--help");
      expect([name, code, stderr]).toEqual([name, 0, ""]);
      expect(stdout).toMatch(new RegExp(`^usage: trivet ${name}`));
    }
  });

  it("gives curl whole URLs: `:6060` is an address to us only", () => {
    for (const { name, usage } of commands)
      expect([name, /curl[^;|]* ['"]?:\d/.test(usage)]).toEqual([name, false]);
  });

  it("answers wrong usage with exit code 2, the fact and one line of advice", async () => {
    expect((await trivet("no-such-command")).code).toBe(2);
    const { code, stdout, stderr } = await trivet(
      "doctor",
      "--no-such-option",
      "--json",
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error\[usage\]: .*--no-such-option.*\n.*--help.*\n$/s,
    );
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "usage" } });
  });

  it.each([["no-such-command", "--json"], ["--json"], ["--json", "doctor"]])(
    "answers %s %s with one JSON document",
    async (...args) => {
      const { code, stdout } = await trivet(...args);
      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: "usage" } });
    },
  );

  it("takes --help and --json after -- as names", async () => {
    const { code, stdout, stderr } = await trivet("memstats", "--", "--help");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("no file --help");
    expect((await trivet("memstats", "--", "--json")).stdout).toBe("");
  });

  it("prints its version, as JSON too", async () => {
    const { code, stdout } = await trivet("--version");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const json = await trivet("--version", "--json");
    expect(JSON.parse(json.stdout)).toEqual({
      schema: "trivet.version/1",
      version: stdout.trim(),
    });
  });

  it.each([
    [["record", "--url", ":1", "--for", "-1s"], "not a duration: -1s"],
    [["record", "--url", "--json"], "--url wants a value"],
    [["profile", "top", "x", "--node-count", "-3"], "not a number of rows: -3"],
  ])(
    "says what is wrong with a value that has a dash: %j",
    async (args, why) => {
      const { code, stderr } = await trivet(...args);
      expect(code).toBe(2);
      expect(stderr).toContain(why);
      expect(stderr).not.toContain("ambiguous");
    },
  );

  it("lets no text drive the terminal, of a file's name or a server's", async () => {
    const { stderr } = await trivet(
      "memstats",
      "\x1b]0;owned\x07\x9b2J\r\u202e",
    );
    expect(stderr).toContain("\\x1b]0;owned\\x07\\x9b2J\\x0d\\u202e");
    // eslint-disable-next-line no-control-regex -- they are what it is about
    expect(stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
  });
});

describe("trivet record", () => {
  it.each([["--for"], ["--every"]])(
    "names the maximum when %s is longer",
    async (option) => {
      const { code, stderr } = await trivet(
        ...["record", "--url", "127.0.0.1:1", option, "99999h"],
      );
      expect(code).toBe(2);
      expect(stderr).toContain(`${option} is at most 720h`);
    },
  );
});

describe("parseCommandLine", () => {
  it("is strict and always knows --json", () => {
    expect(parseCommandLine(["--json", "file"], {})).toMatchObject({
      values: { json: true },
      positionals: ["file"],
    });
    expect(() => parseCommandLine(["--x"], {})).toThrow(TrivetError);
    expect(() => parseCommandLine(["--x"], { x: { type: "string" } })).toThrow(
      TrivetError,
    );
  });
});

describe("parseDuration", () => {
  it.each([
    ["60", 60_000],
    ["60s", 60_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["1.5m", 90_000],
  ])("%s", (text, ms) => expect(parseDuration(text)).toBe(ms));
  it.each(["", "s", "5 s", "-5s", "5d", "5sx"])("refuses %j", (text) =>
    expect(() => parseDuration(text)).toThrow(TrivetError),
  );
});

describe("toJson", () => {
  it("escapes C1 controls too", () => {
    const text = toJson({ name: "a\x9b2Jb" });
    expect(text).toBe('{"name":"a\\u009b2Jb"}');
    expect(JSON.parse(text)).toEqual({ name: "a\x9b2Jb" });
  });

  it("writes integers exactly: beyond 2^53 as strings", () => {
    expect(
      toJson({
        a: 1n,
        b: 9_007_199_254_740_991n,
        c: 9_007_199_254_740_993n,
        d: -9_223_372_036_854_775_808n,
      }),
    ).toBe(
      '{"a":1,"b":9007199254740991,"c":"9007199254740993","d":"-9223372036854775808"}',
    );
  });
});
