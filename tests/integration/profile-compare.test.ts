// `trivet profile diff` and `trend` over profiles of a real Go program: the amounts are pprof's, the intervals hold what
// the program knows, and what speaks against comparing is said.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGo, ownGo } from "../support/go-program.ts";
import { runCli, type CliRun } from "../support/run-cli.ts";

const execute = promisify(execFile);
const source = resolve(import.meta.dirname, "../programs/known-allocations");
let folder: string;
let truths: readonly string[];
const file = (run: number, moment: "before" | "after"): string =>
  join(folder, `${run}-${moment}.pb.gz`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "profile-compare-"));
  const program = join(folder, "known-allocations");
  await buildGo(ownGo, program, { folder: source });
  const { stdout } = await execute(program, [folder, "3"]);
  truths = stdout.trim().split("\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]): Promise<CliRun> =>
  runCli(["profile", ...args]);

interface Interval {
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}
interface DiffDocument {
  readonly schema: string;
  readonly comparability: {
    readonly reliable: boolean;
    readonly issues: readonly string[];
  };
  readonly rows: readonly {
    readonly name: string;
    readonly flat: number;
    readonly cum: number;
    readonly flatInterval: Interval | null;
  }[];
}

describe("trivet profile diff", () => {
  it("has pprof's amounts, each with an interval around it", async () => {
    const { stdout, code } = await run(
      "diff",
      file(0, "before"),
      file(0, "after"),
      "--json",
    );
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as DiffDocument;
    const { stdout: top } = await execute("go", [
      "tool",
      "pprof",
      "-top",
      "-trim=false",
      "-unit=bytes",
      "-symbolize=none",
      `-diff_base=${file(0, "before")}`,
      file(0, "after"),
    ]);
    const expected = new Map(
      [
        ...top.matchAll(
          /^ *(-?\d+)B? .* (-?\d+)B? +\S+ +(\S.*?)(?: \(inline\))?$/gm,
        ),
      ].map(([, flat, cum, name]) => [name, [Number(flat), Number(cum)]]),
    );
    expect(expected.size).toBeGreaterThan(8);
    expect(document.schema).toBe("trivet.profile.top/1");
    for (const row of document.rows) {
      expect([row.flat, row.cum], row.name).toEqual(expected.get(row.name));
      if (row.flatInterval === null) continue;
      expect(row.flatInterval.low).toBeLessThanOrEqual(row.flat);
      expect(row.flatInterval.high).toBeGreaterThanOrEqual(row.flat);
    }
    // Of eight sites one may be outside of its 95 %, hardly three.
    const held = truths
      .map((line) => line.split(" "))
      .filter(([own]) => own === "0")
      .filter(([, name, , before, after]) => {
        const row = document.rows.find((own) => own.name === `main.${name}`);
        const change = Number(after) - Number(before);
        return (
          (row?.flatInterval?.low ?? -Infinity) <= change &&
          change <= (row?.flatInterval?.high ?? Infinity)
        );
      });
    expect(held.length).toBeGreaterThanOrEqual(5);
    expect(document.comparability).toEqual({ reliable: true, issues: [] });
  });

  it("says in words what speaks against it, and which changes are doubtful", async () => {
    const reversed = await run("diff", file(2, "after"), file(0, "before"));
    expect(reversed.stderr).toContain("warning[restarted-process]: ");
    expect(reversed.stdout).toContain("95 % interval");
    const same = await run("diff", file(0, "before"), file(0, "before"));
    expect(same.stderr).toBe("");
  });

  it("has no intervals where counts were scaled", async () => {
    const { stdout } = await run(
      "diff",
      file(0, "before"),
      file(0, "after"),
      "--normalize",
      "--json",
    );
    const document = JSON.parse(stdout) as DiffDocument;
    expect(document.rows[0]).not.toHaveProperty("flatInterval");
  });
});

interface TrendDocument {
  readonly intervals: number;
  readonly times: readonly number[];
  readonly rows: readonly {
    readonly name: string;
    readonly stack?: readonly string[];
    readonly values: readonly number[];
    readonly grewIn: number;
    readonly perSecond: { readonly low: number; readonly high: number };
  }[];
}

describe("trivet profile trend", () => {
  const moments = (): readonly string[] => [
    file(1, "after"),
    file(0, "before"),
    file(1, "before"),
    file(0, "after"),
  ];

  it("follows files in the order of their own times", async () => {
    const { stdout, code } = await run("trend", ...moments(), "--json");
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as TrendDocument;
    expect(document.intervals).toBe(3);
    expect([...document.times].sort((a, b) => a - b)).toEqual(document.times);
    // The largest objects are nearly all sampled: the sampler cannot turn 128, 160, 32 and 40 MiB round.
    const own = document.rows.find(({ name }) => name === "main.keep1MiB");
    const [first, second, third] = own?.values ?? [];
    expect(second).toBeGreaterThan(first ?? Infinity);
    expect(third).toBeLessThan(first ?? 0);
  });

  it("follows stacks, filtered, as text", async () => {
    const { stdout } = await run(
      "trend",
      ...moments(),
      "--rows",
      "stack",
      "--focus",
      "keep1MiB",
    );
    expect(stdout).toContain("runtime.main;main.main;main.keep1MiB");
    expect(stdout).not.toContain("keep64");
    expect(stdout).toMatch(/\d of 3/);
  });

  it("takes the time of the file where a profile has none", async () => {
    const texts: string[] = [];
    for (const [second, bytes] of [
      [20, 640],
      [10, 64],
    ]) {
      const path = join(folder, `${second}.txt`);
      await writeFile(
        path,
        `heap profile: 1: ${bytes} [9: 5760] @ heap/2\n1: ${bytes} [9: 5760] @ 0x1 0x2\n`,
      );
      await utimes(path, second ?? 0, second ?? 0);
      texts.push(path);
    }
    const { stdout, stderr } = await run("trend", ...texts, "--json");
    expect(stderr).toContain("has no time of its own");
    const document = JSON.parse(stdout) as TrendDocument;
    expect(document.times).toEqual([10_000, 20_000]);
    expect(document.rows[0]?.values).toEqual([64, 640]);
  });

  it("follows the snapshots of an investigation", async () => {
    const sample = resolve(
      import.meta.dirname,
      "../../resources/sample/gateway.trivet",
    );
    expect((await readFile(sample)).length).toBeGreaterThan(1000);
    const { stdout } = await run("trend", sample, "--json");
    const document = JSON.parse(stdout) as TrendDocument;
    expect(document.intervals).toBeGreaterThan(3);
    expect(document.rows[0]).toMatchObject({
      name: "main.(*glyphCache).render",
      grewIn: document.intervals,
    });
    const goroutines = await run("trend", sample, "--kind", "goroutine");
    expect(goroutines.stdout).toMatch(/^goroutine over \d+ profiles/);
  });

  it("refuses what is no trend", async () => {
    const refused = { code: 2, stdout: "" };
    const [before, after] = [file(0, "before"), file(0, "after")];
    expect(await run("trend", before, after, "--rows", "files")).toMatchObject(
      refused,
    );
    expect(await run("trend", before)).toMatchObject(refused);
    expect(await run("trend")).toMatchObject(refused);
  });
});
