// `trivet goroutines` on a real program: its own files, its live port, and what people give it by mistake.

import { spawn, execFile, type ChildProcess } from "node:child_process";
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { parseGoroutineDumps } from "../../src/core/goroutines/parse-dump.ts";
import { findGo } from "../support/go-toolchains.ts";
import { checkAgainstTruth, type Truth } from "../support/goroutine-truth.ts";
import { buildGo, goAt, ownGo } from "../support/go-program.ts";

const run = promisify(execFile);
const source = resolve(import.meta.dirname, "../programs/goroutine-states");
let folder = "";
let program = "";
let url = "";
const running: ChildProcess[] = [];

async function serve(count: number): Promise<string> {
  const child = spawn(program, ["serve", String(count)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  running.push(child);
  for await (const line of child.stdout.setEncoding("utf8")) {
    await sleep(300);
    return String(line).trim();
  }
  throw new Error("the program printed no URL");
}

const trivet = (...args: readonly string[]): Promise<CliRun> =>
  runCli(["goroutines", ...args]);

interface ReportJson {
  readonly schema: string;
  readonly form: string;
  readonly goroutines: number;
  readonly selected: number;
  readonly followed: Readonly<Record<string, number>> | null;
  readonly groups: readonly {
    readonly count: number;
    readonly before?: number;
    readonly stayed?: number | null;
    readonly states: readonly { readonly state: string }[];
    readonly labels: Readonly<Record<string, string>>;
    readonly userFrame: { readonly function: string } | null;
    readonly frames: readonly { readonly function: string }[];
  }[];
}
async function report(...args: readonly string[]): Promise<ReportJson> {
  const { code, stdout, stderr } = await trivet(...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as ReportJson;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-goroutines-"));
  program = join(folder, "goroutine-states");
  await buildGo(ownGo, program, { folder: source });
  url = await serve(500);
});
afterAll(async () => {
  for (const child of running) child.kill();
  await rm(folder, { recursive: true, force: true });
});

async function minorVersion(go: string): Promise<number> {
  const { stdout } = await run(go, ["version"], {
    env: { ...process.env, GOTOOLCHAIN: "local" },
  });
  return Number(/go1\.(\d+)/.exec(stdout)?.[1]);
}

describe("a program's own dump", () => {
  async function check(binary: string, minor: number): Promise<void> {
    const own = join(folder, `dump-${minor}`);
    await mkdir(own, { recursive: true });
    await run(binary, ["dump", own, "0"], {
      env: { ...process.env, GODEBUG: "tracebacklabels=1" },
    });
    const truth = JSON.parse(
      await readFile(join(own, "truth.json"), "utf8"),
    ) as Truth;
    const [dump] = parseGoroutineDumps(await readFile(join(own, "debug2.txt")));
    checkAgainstTruth(dump!, truth, {
      minor,
      hasLabels: minor >= 26,
      waitMinutes: 0,
    });
    for (const name of ["debug1.txt", "goroutine.pb.gz", "debug2.txt"])
      expect((await report(join(own, name))).goroutines).toBe(
        truth.parked.length + 1,
      );
  }

  it("agrees with the program, with the Go at hand", async () => {
    await check(program, await minorVersion("go"));
  });

  it("agrees with the program, with Go 1.19", async ({ skip }) => {
    const root = await findGo("1.19");
    if (root === null) skip("Go 1.19 cannot be had here");
    const old = join(folder, "goroutine-states-1.19");
    await buildGo(goAt(root), old, { folder: source });
    await check(old, 19);
  });
});

describe("a live target", () => {
  it("is asked for the cheap profile", async () => {
    const { stderr, stdout } = await trivet(url);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^\d+ goroutines in \d+ groups \(protobuf profile\)/,
    );
    const { form, groups } = await report(url);
    expect(form).toBe("profile");
    expect(groups[0]).toMatchObject({
      count: 500,
      userFrame: { function: "main.receive" },
    });
    expect(
      groups.find(({ labels }) => labels["pool"] === "readers"),
    ).toMatchObject({ count: 3 });
  });

  it("says what debug=2 costs before it asks for it", async () => {
    const { stderr, stdout } = await trivet(url, "--full");
    expect(stderr).toMatch(
      /^cost: debug=2 stops the target while it prints 54\d goroutines: [\d.]+ ms with short stacks, up to \d+ ms with deep ones\n$/,
    );
    expect(stdout).toMatch(/\(debug=2\)/);
    const { groups } = await report(url, "--full", "--state", "MUTEX");
    expect(groups.map(({ states }) => states[0]?.state)).toEqual(
      expect.arrayContaining(["sync.Mutex.Lock"]),
    );
  });

  it("is found by port, and by a profile's URL", async () => {
    const { port } = new URL(url);
    expect((await report(`:${port}`)).form).toBe("profile");
    expect((await report(`${url}/goroutine?debug=2`)).form).toBe("profile");
  });

  it("that is no Go process is refused", async () => {
    const server = createServer((_, response) => response.end("<html>hello"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const outcome = await trivet(`http://127.0.0.1:${port}`);
    server.close();
    server.closeAllConnections();
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toMatch(/^error\[not-go-pprof\]: /);
  });
});

describe("two dumps", () => {
  const save = async (name: string, debug: number): Promise<string> => {
    const answer = await fetch(`${url}/goroutine?debug=${debug}`);
    const path = join(folder, name);
    await writeFile(path, new Uint8Array(await answer.arrayBuffer()));
    return path;
  };

  it("of one process: what stayed, by id", async () => {
    const before = await save("before.txt", 2);
    const after = await save("after.txt", 2);
    const { followed, groups } = await report(after, "--base", before);
    expect(followed).toMatchObject({ otherProcess: 0 });
    expect(followed?.["stayed"]).toBeGreaterThanOrEqual(538);
    expect(groups.find(({ count }) => count === 500)).toMatchObject({
      before: 500,
      stayed: 500,
    });
    const ids = parseGoroutineDumps(await readFile(after))[0]!.goroutines;
    const { stdout } = await trivet(
      after,
      "--base",
      before,
      "--follow",
      String(ids.at(-1)?.id),
    );
    expect(stdout).toMatch(
      /in dump 1 of 2, .*before\.txt\n {2}[\s\S]+ in dump 2 of 2, .*after\.txt\n {2}/,
    );
  });

  it("of different forms are compared by what both tell", async () => {
    const counts = await save("counts.txt", 1);
    const { groups, followed } = await report(url, "--base", counts);
    expect(followed).toBeNull();
    const changed = groups.filter(({ count, before }) => count !== before);
    for (const { frames } of changed)
      expect(frames.map((frame) => frame.function).join()).toMatch(
        // Besides the requests themselves: a connection's goroutine that has not run yet has no frames.
        /main\.descend|net\/http|pprof|^$/,
      );
    expect(groups.length - changed.length).toBeGreaterThan(15);
  });

  it("of different processes are recognised", async () => {
    const before = await save("one.txt", 2);
    const other = await fetch(`${await serve(30)}/goroutine?debug=2`);
    const after = join(folder, "other.txt");
    await writeFile(after, new Uint8Array(await other.arrayBuffer()));
    const { stdout } = await trivet(after, "--base", before);
    expect(stdout).toMatch(/the two dumps are of different processes/);
  });
});

describe("files", () => {
  const write = async (
    name: string,
    content: string | Uint8Array,
  ): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const hostile = `panic: \u001b]0;owned\u0007

goroutine 7 [select] {"\u001b[2J": "\\u202e"}:
main.\u202eevil(0x1)
\t/src/<script>.go:1 +0x1
created by main.main in goroutine 1
\t/src/main.go:1 +0x1
`;

  it("may be gzipped text", async () => {
    const path = await write("dump.txt.gz", gzipSync(hostile));
    expect(await report(path)).toMatchObject({
      schema: "trivet.goroutines/1",
      form: "crash",
      goroutines: 1,
    });
  });

  it("cannot drive the terminal", async () => {
    const path = await write("hostile.txt", hostile);
    const { stdout } = await trivet(path);
    // eslint-disable-next-line no-control-regex -- these are what must not come out
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    expect(stdout).toContain("\\u{1b}]0;owned");
  });

  it("that are cut are read as far as they go, with a warning", async () => {
    const path = await write("cut.txt", `${hostile}\ngoroutine 8 [sele`);
    const { code, stdout, stderr } = await trivet(path);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 goroutine in 1 group \(crash log\)/);
    expect(stderr).toMatch(/^warning: the text ends in the middle of a line/);
  });

  it.each([
    ["nothing", "", "profile-empty"],
    ["a web page", "<html>", "profile-malformed"],
    ["a cut gzip", gzipSync(hostile).subarray(0, 60), "profile-truncated"],
    ["a gzip of a web page", gzipSync("<html>"), "profile-malformed"],
  ])("%s is refused", async (name, content, expected) => {
    const path = await write(`${name}.bin`, content);
    const { code, stdout, stderr } = await trivet(path, "--json");
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^error\\[${expected}\\]: .*${name}`));
    expect((JSON.parse(stdout) as { error: { code: string } }).error.code).toBe(
      expected,
    );
  });

  it("wrong usage is 2, what a form does not tell is said", async () => {
    const path = await write("plain.txt", hostile);
    for (const args of [
      [],
      [path, path],
      [path, "--full"],
      [path, "--group-by", "colour"],
      [path, "--group-by", "label:"],
      [path, "--follow", "x"],
      [path, "--unknown"],
    ])
      expect((await trivet(...args)).code, args.join(" ")).toBe(2);
    expect(await trivet(url, "--state", "chan")).toMatchObject({ code: 1 });
    expect((await trivet(url, "--group-by", "creator")).stderr).toMatch(
      /^error\[profile-incompatible\]: this dump tells no creators/,
    );
    expect((await trivet(join(folder, "absent"))).stderr).toMatch(
      /^error\[not-found\]/,
    );
  });
});
