// Reports of profiles of two Go versions, character by character as `go tool pprof` prints them, and what Trivet writes,
// as pprof reads it. Every number under every flag is in profile-matrix.test.ts.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../src/core/pprof/encode.ts";
import { neverStop, type Profile } from "../../src/core/pprof/profile.ts";
import { readProfile } from "../../src/node/profile-engine/read-profile.ts";
import { amountsByStack } from "../support/profile-amounts.ts";
import { findGo } from "../support/go-toolchains.ts";
import {
  everyKind,
  makeEveryProfile,
  pprofText,
  type EveryKind,
} from "../support/profile-oracle.ts";

/** Null = the Go on PATH. findGo says on stderr why it has none. */
const oldRoot = await findGo("1.19");
const roots = [null, ...(oldRoot === null ? [] : [oldRoot])];

type Paths = Awaited<ReturnType<typeof makeEveryProfile>>;
let folder: string;
const paths: Paths[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-golden-"));
  for (const [index, root] of roots.entries())
    paths.push(await makeEveryProfile(join(folder, String(index)), root));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(path: string): Promise<Profile> {
  return decodeProfile(gunzipSync(await readFile(path)));
}

describe.each(roots.map((root, index) => [root ?? "newest", index] as const))(
  "profiles of Go %s",
  (_, index) => {
    it.each(everyKind)("%s is written as it was read", async (kind) => {
      const path = paths[index]!("after", kind);
      const written = join(folder, `written.${index}.${kind}.pb`);
      await ours(["convert", path, "--output", `${written}.gz`]);
      for (const file of [path, `${written}.gz`]) {
        const profile = await load(file);
        const again = encodeProfile(decodeProfile(encodeProfile(profile)));
        expect(Buffer.compare(again, encodeProfile(profile))).toBe(0);
      }
      const [first, second] = await Promise.all(
        [path, `${written}.gz`].map((file) =>
          pprofText(folder, ["-traces", "-symbolize=none", "-lines", file]),
        ),
      );
      expect(second).toBe(first);
    });

    it.each(["heap", "allocs", "goroutine", "mutex", "block"] as const)(
      "%s as text says what its protobuf says, stack by stack",
      async (kind) => {
        const [proto, text] = await Promise.all(
          (["pb.gz", "txt"] as const).map(async (form) =>
            readProfile(
              await readFile(paths[index]!("after", kind, form)),
              neverStop,
            ),
          ),
        );
        expect(text!.sampleTypes).toEqual(proto!.sampleTypes);
        const maxFrames = index === 0 ? 120 : 30;
        const ofText = amountsByStack(text!, maxFrames);
        expect(ofText).toEqual(amountsByStack(proto!, maxFrames));
        expect(ofText.length).toBeGreaterThanOrEqual(1);
      },
    );

    it("goroutine as text keeps the labels that pprof loses", async () => {
      const path = paths[index]!("after", "goroutine", "txt");
      const tags = JSON.parse(await ours(["tags", path, "--json"])) as {
        readonly tags: readonly object[];
      };
      expect(tags.tags).toMatchObject([
        {
          key: "pool",
          total: 30,
          values: [
            { value: "readers", flat: 27 },
            { value: "writers", flat: 3 },
          ],
        },
      ]);
    });
  },
);

async function ours(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(["profile", ...args]);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

type Report = readonly [
  name: string,
  kind: EveryKind,
  ours: readonly string[],
  theirs: readonly string[],
];
const heapReports: readonly Report[] = [
  ["tree", "heap", ["tree"], ["-tree"]],
  [
    "tree, not trimmed, by lines, focused",
    "heap",
    ["tree", "--no-trim", "--granularity", "lines", "--focus", "work"],
    ["-tree", "-trim=false", "-lines", "-focus=work"],
  ],
  [
    "tree, ten nodes by cum",
    "heap",
    ["tree", "--node-count", "10", "--cum"],
    ["-tree", "-nodecount=10", "-cum"],
  ],
  ["tree of goroutines", "goroutine", ["tree"], ["-tree"]],
  [
    "tree of contention",
    "block",
    ["tree", "--unit", "us"],
    ["-tree", "-unit=us"],
  ],
  ["peek", "heap", ["peek", "leak|cache"], ["-peek=leak|cache"]],
  ["traces", "cpu", ["traces"], ["-traces"]],
  [
    "traces by lines",
    "allocs",
    ["traces", "--granularity", "lines"],
    ["-traces", "-lines"],
  ],
  ["tags", "heap", ["tags"], ["-tags"]],
  ["tags of goroutines", "goroutine", ["tags"], ["-tags"]],
  ["raw", "heap", ["raw"], ["-raw"]],
  ["raw of a CPU profile", "cpu", ["raw"], ["-raw"]],
  [
    "raw, filtered",
    "allocs",
    ["raw", "--focus", "cache", "--hide", "runtime"],
    ["-raw", "-focus=cache", "-hide=runtime"],
  ],
  [
    "raw without inlined calls",
    "cpu",
    ["raw", "--no-inlines"],
    ["-raw", "-noinlines"],
  ],
  [
    "tree of means, without the heading",
    "mutex",
    ["tree", "--mean", "--compact-labels"],
    ["-tree", "-mean", "-compact_labels"],
  ],
  ["traces of means", "block", ["traces", "--mean"], ["-traces", "-mean"]],
  ["callgrind", "heap", ["callgrind"], ["-callgrind"]],
  [
    "callgrind of means",
    "mutex",
    ["callgrind", "--mean"],
    ["-callgrind", "-mean"],
  ],
  ["dot of means", "heap", ["dot", "--mean"], ["-dot", "-mean"]],
  ["callgrind of a CPU profile", "cpu", ["callgrind"], ["-callgrind"]],
  ["dot", "heap", ["dot"], ["-dot"]],
  ["dot with labels", "cpu", ["dot"], ["-dot"]],
  [
    "dot of a few nodes",
    "allocs",
    ["dot", "--node-count", "12", "--node-fraction", "0.02"],
    ["-dot", "-nodecount=12", "-nodefraction=0.02"],
  ],
  [
    "list",
    "heap",
    ["list", "main\\.(leak|work)"],
    ["-list=main\\.(leak|work)"],
  ],
];

/**
 * A dot graph's nodes go by their names: pprof numbers them by a sum of floating point numbers in the random order of a
 * map, so that near ties come now this way, now that.
 */
function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  const names = new Map<string, string>();
  for (const line of lines) {
    const node = /^(N\d+) \[.* tooltip="([^"]*) \(/.exec(line);
    if (node !== null) names.set(node[1]!, node[2]!);
  }
  return lines
    .map((line) =>
      line
        .replace(/^N\d+(?: -> N\d+)?/, (ids) =>
          ids.replace(/N\d+/g, (id) => names.get(id) ?? id),
        )
        .replace(/ id="node\d+"/, ""),
    )
    .sort();
}

describe("the other reports", () => {
  it.each(heapReports)("%s is pprof's text", async (...report) => {
    const [, kind, our, their] = report;
    const path = paths[0]!("after", kind);
    const expression = our[0] === "peek" || our[0] === "list" ? 2 : 1;
    const text = await ours([
      ...our.slice(0, expression),
      path,
      ...our.slice(expression),
    ]);
    // To a file, because it refuses to write some of them to a pipe.
    const output = join(folder, "report.txt");
    await pprofText(folder, [
      "-symbolize=none",
      `-output=${output}`,
      ...their,
      path,
    ]);
    expect(text).toBe(await readFile(output, "utf8"));
    expect(text.split("\n").length).toBeGreaterThan(3);
  });

  // What weighs the same in a difference, pprof prints in any order.
  it.each([
    ["tree", ["-tree"]],
    ["dot", ["-dot"]],
    ["raw", ["-raw"]],
  ] as const)("%s of a difference has pprof's lines", async (report, their) => {
    const [before, after] = [
      paths[0]!("before", "heap"),
      paths[0]!("after", "heap"),
    ];
    for (const mode of ["base", "diff-base"]) {
      const text = await ours([report, after, `--${mode}`, before]);
      const theirs = await pprofText(folder, [
        "-symbolize=none",
        ...their,
        `-${mode.replace("-", "_")}=${before}`,
        after,
      ]);
      expect(linesOf(text)).toEqual(linesOf(theirs));
    }
  });

  it("adds up several files, as profile and as base", async () => {
    const [before, after] = [
      paths[0]!("before", "heap"),
      paths[0]!("after", "heap"),
    ];
    expect(await ours(["raw", after, before])).toBe(
      await pprofText(folder, ["-raw", "-symbolize=none", after, before]),
    );
    const twice = join(folder, "twice.pb.gz");
    await ours(["proto", before, before, "--output", twice]);
    expect(
      await ours(["top", after, "--base", before, "--base", before, "--json"]),
    ).toBe(await ours(["top", after, "--base", twice, "--json"]));
  });

  it("writes differences and tables that pprof reads as its own", async () => {
    const [before, after] = [
      paths[0]!("before", "heap"),
      paths[0]!("after", "heap"),
    ];
    for (const [report, more, theirs] of [
      ["proto", ["--diff-base", before], ["-proto", `-diff_base=${before}`]],
      ["topproto", ["--unit", "kB"], ["-topproto", "-unit=kB"]],
    ] as const) {
      const [own, their] = [`own.${report}.pb.gz`, `their.${report}.pb.gz`].map(
        (name) => join(folder, name),
      );
      await ours([report, after, ...more, "--output", own!]);
      await pprofText(folder, [
        ...theirs,
        "-symbolize=none",
        `-output=${their}`,
        after,
      ]);
      const [left, right] = await Promise.all(
        [own!, their!].map((file) => pprofText(folder, ["-raw", file])),
      );
      expect(left).toBe(right);
    }
  });

  it.each(["--trim-path", "--source-path"])(
    "cuts paths by %s, and lists what it has no source of, as pprof does",
    async (option) => {
      const path = paths[0]!("after", "heap");
      const programs = join(import.meta.dirname, "../programs");
      const folderOf = option === "--trim-path" ? programs : folder;
      for (const report of ["list", "tree"] as const) {
        const expression = report === "list" ? ["main\\.leak"] : [];
        const text = await ours([
          ...[report, ...expression, path, option, folderOf],
          ...(report === "tree" ? ["--granularity", "lines"] : []),
        ]);
        const output = join(folder, "report.txt");
        await pprofText(folder, [
          ...["-symbolize=none", `-output=${output}`],
          `-${option.slice(2).replace("-", "_")}=${folderOf}`,
          ...(report === "list"
            ? [`-list=${expression[0]}`]
            : ["-tree", "-lines"]),
          path,
        ]);
        expect(text).toBe(await readFile(output, "utf8"));
      }
    },
  );
});
