// Every number of `trivet profile top` against `go tool pprof`, on profiles that a real Go program just wrote.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import {
  makeProfiles,
  pprofText,
  pprofTop,
  type OracleRow,
} from "../support/profile-oracle.ts";

let folder: string;
let profile: Awaited<ReturnType<typeof makeProfiles>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-top-"));
  profile = await makeProfiles(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const trivet = (args: readonly string[]): Promise<CliRun> =>
  runCli(["profile", ...args]);

interface TopDocument {
  readonly schema: string;
  readonly sampleType: { readonly type: string; readonly unit: string };
  readonly total: number;
  readonly rows: readonly OracleRow[];
}

async function ourTop(args: readonly string[]): Promise<TopDocument> {
  const { code, stdout, stderr } = await trivet([...args, "--json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as TopDocument;
}

/** pprof leaves the order of rows open that it cannot tell apart: same sort value, same printed name. */
function inOrder(rows: readonly OracleRow[], key: "flat" | "cum"): OracleRow[] {
  const other = key === "flat" ? "cum" : "flat";
  const group: OracleRow[][] = [];
  for (const row of rows) {
    const last = group.at(-1);
    const first = last?.[0];
    if (
      last !== undefined &&
      first?.name === row.name &&
      Math.abs(first[key]) === Math.abs(row[key])
    )
      last.push(row);
    else group.push([row]);
  }
  return group.flatMap((same) =>
    same.sort((a, b) => a[key] - b[key] || a[other] - b[other]),
  );
}

async function compare(
  ours: readonly string[],
  theirs: readonly string[],
  key: "flat" | "cum" = "flat",
): Promise<TopDocument> {
  const [document, oracle] = await Promise.all([
    ourTop(ours),
    pprofTop(folder, theirs),
  ]);
  expect(document.schema).toBe("trivet.profile.top/1");
  expect(document.total).toBe(oracle.total);
  expect(inOrder(document.rows, key)).toEqual(inOrder(oracle.rows, key));
  return document;
}

const types = ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"];
const modes: readonly (readonly [
  string,
  readonly string[],
  readonly string[],
])[] = [
  ["plain", [], []],
  ["base", ["--base"], ["-base"]],
  ["diff-base", ["--diff-base"], ["-diff_base"]],
  ["base, normalized", ["--normalize", "--base"], ["-normalize", "-base"]],
  [
    "diff-base, normalized",
    ["--normalize", "--diff-base"],
    ["-normalize", "-diff_base"],
  ],
];

function modeArguments(
  mode: readonly [string, readonly string[], readonly string[]],
  kind: "heap" | "allocs" | "goroutine",
): readonly [readonly string[], readonly string[]] {
  const [, ours, theirs] = mode;
  const before = profile("before", kind);
  return ours.length === 0
    ? [[], []]
    : [
        [...ours, before],
        [...theirs.slice(0, -1), `${theirs.at(-1)}=${before}`],
      ];
}

describe("trivet profile top --json equals go tool pprof -top", () => {
  const matrix = types.flatMap((type) =>
    modes.map((mode) => [type, mode[0], mode] as const),
  );
  it.each(matrix)("heap, %s, %s", async (type, _, mode) => {
    const [ours, theirs] = modeArguments(mode, "heap");
    const document = await compare(
      ["top", profile("after", "heap"), "--sample-type", type, ...ours],
      [`-sample_index=${type}`, ...theirs, profile("after", "heap")],
    );
    expect(document.sampleType.type).toBe(type);
    // How many functions were sampled is chance; that something was compared is not.
    expect(document.rows.length).toBeGreaterThan(8);
  });

  it.each(modes.map((mode) => [mode[0], mode] as const))(
    "allocs by its default sample type, %s",
    async (_, mode) => {
      const [ours, theirs] = modeArguments(mode, "allocs");
      const document = await compare(
        ["top", profile("after", "allocs"), ...ours],
        [...theirs, profile("after", "allocs")],
      );
      expect(document.sampleType).toEqual({
        type: "alloc_space",
        unit: "bytes",
      });
    },
  );

  it.each(modes.slice(0, 3).map((mode) => [mode[0], mode] as const))(
    "goroutine, %s",
    async (_, mode) => {
      const [ours, theirs] = modeArguments(mode, "goroutine");
      await compare(
        ["top", profile("after", "goroutine"), ...ours],
        [...theirs, profile("after", "goroutine")],
      );
    },
  );

  const granular = [
    "functions",
    "filefunctions",
    "files",
    "lines",
    "addresses",
  ];
  const shapes = granular.flatMap((granularity) =>
    modes
      .slice(0, 3)
      .flatMap((mode) =>
        [false, true].map(
          (noInlines) => [granularity, mode[0], noInlines, mode] as const,
        ),
      ),
  );
  it.each(shapes)("by %s, %s, no inlines %s, by cum", async (...shape) => {
    const [granularity, , noInlines, mode] = shape;
    const [ours, theirs] = modeArguments(mode, "heap");
    await compare(
      [
        "top",
        profile("after", "heap"),
        "--cum",
        "--granularity",
        granularity,
        ...(noInlines ? ["--no-inlines"] : []),
        ...ours,
      ],
      [
        "-cum",
        `-${granularity}`,
        ...(noInlines ? ["-noinlines"] : []),
        ...theirs,
        profile("after", "heap"),
      ],
      "cum",
    );
  });

  it("leaves nothing of a profile minus itself", async () => {
    const after = profile("after", "heap");
    const document = await compare(
      ["top", after, "--base", after],
      [`-base=${after}`, after],
    );
    expect(document.rows).toEqual([]);
    expect(document.total).toBe(0);
  });

  it("drops what shrank", async () => {
    const [ours, theirs] = modeArguments(modes[2]!, "heap");
    const document = await compare(
      ["top", profile("after", "heap"), "--drop-negative", ...ours],
      ["-drop_negative", ...theirs, profile("after", "heap")],
    );
    expect(document.rows.every((row) => row.flat >= 0)).toBe(true);
  });

  it("reads a difference that pprof wrote, negative values and base label included", async () => {
    const file = join(folder, "difference.pb.gz");
    await pprofText(folder, [
      "-proto",
      "-symbolize=none",
      `-output=${file}`,
      `-diff_base=${profile("before", "heap")}`,
      profile("after", "heap"),
    ]);
    const document = await compare(["top", file], [file]);
    expect(document.rows.some((row) => row.flat < 0)).toBe(true);
  });
});

describe("trivet profile", () => {
  it("diff is top with diff-base", async () => {
    const before = profile("before", "heap");
    const after = profile("after", "heap");
    const { stdout, stderr } = await trivet(["diff", before, after, "--json"]);
    const { comparability, ...document } = JSON.parse(stdout) as TopDocument & {
      readonly comparability: unknown;
    };
    expect({
      ...document,
      rows: document.rows.map(({ name, flat, cum }) => ({ name, flat, cum })),
    }).toEqual(await ourTop(["top", after, "--diff-base", before]));
    // even() goes deeper than the runtime keeps.
    expect(comparability).toEqual({
      reliable: true,
      issues: ["truncated-stacks"],
    });
    expect(stderr).toMatch(/^warning\[truncated-stacks\]: .*\n$/);
    const text = await trivet(["diff", before, after]);
    expect(text.stdout).toMatch(
      /grown +shrunk +95 % interval +change% +cum change +name/,
    );
    expect(text.stdout).toMatch(
      /\+[\d.]+ [KM]iB .* to \+[\d.]+ [KM]iB .* profile-source\/cache\.Put\n/,
    );
  });

  it("prints a table for people, and says what it left out", async () => {
    const { stdout } = await trivet([
      "top",
      profile("after", "heap"),
      "--node-count",
      "3",
    ]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^inuse_space: [\d.]+ MiB in total$/);
    expect(lines[2]).toMatch(/ main\.leak$/);
    expect(lines).toHaveLength(6);
    expect(lines[5]).toMatch(/^\d+ more rows: --node-count 0 shows all$/);
  });

  it("limits rows in JSON as well", async () => {
    const after = profile("after", "heap");
    const all = await ourTop(["top", after]);
    const three = await ourTop(["top", after, "--node-count", "3"]);
    expect(three.rows).toEqual(all.rows.slice(0, 3));
    expect(three.total).toBe(all.total);
  });
});
