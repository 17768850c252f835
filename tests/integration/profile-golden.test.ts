// The golden matrix: profiles of two Go versions × their sample types × every flag, against the `go tool pprof` of both.
// Tables are compared number by number, the other reports character by character.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { compareProfiles } from "../../src/core/pprof/compare.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../src/core/pprof/encode.ts";
import { compactProfile } from "../../src/core/pprof/merge.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import {
  prepareSubject,
  type SubjectOptions,
} from "../../src/core/pprof/report/subject.ts";
import {
  buildTopTable,
  type TopOptions,
} from "../../src/core/pprof/top-table.ts";
import type { SampleType } from "../../src/core/pprof/views.ts";
import { compileExpression } from "../../src/node/profile-engine/compile-expression.ts";
import { findGo } from "../support/go-toolchains.ts";
import {
  everyKind,
  makeEveryProfile,
  parseTop,
  pprofOf,
  pprofText,
  type EveryKind,
  type OracleTable,
} from "../support/profile-oracle.ts";

/** Null = the Go on PATH. findGo says on stderr why it has none. */
const oldRoot = await findGo("1.19");
const roots = [null, ...(oldRoot === null ? [] : [oldRoot])];

type Paths = Awaited<ReturnType<typeof makeEveryProfile>>;
let folder: string;
const paths: Paths[] = [];
const pprofs: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-golden-"));
  for (const [index, root] of roots.entries()) {
    paths.push(await makeEveryProfile(join(folder, String(index)), root));
    pprofs.push(await pprofOf(root));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Flags = readonly [
  name: string,
  ours: SubjectOptions & Partial<TopOptions>,
  theirs: readonly string[],
];

const wide = "work|Lock|hash|park|contend|burn";
const flags: readonly Flags[] = [
  ["nothing", {}, []],
  ["focus", { focus: wide }, [`-focus=${wide}`]],
  ["ignore", { ignore: "leak|recv|mix" }, ["-ignore=leak|recv|mix"]],
  ["hide", { hide: "^runtime\\.|fmt" }, ["-hide=^runtime\\.|fmt"]],
  ["show", { show: "main\\.|sync" }, ["-show=main\\.|sync"]],
  ["show-from", { showFrom: wide }, [`-show_from=${wide}`]],
  ["prune-from", { pruneFrom: "even|Lock|mix" }, ["-prune_from=even|Lock|mix"]],
  ["tag-focus, range", { tagFocus: "256b:2kb" }, ["-tagfocus=256b:2kb"]],
  ["tag-focus, both", { tagFocus: "read,pool" }, ["-tagfocus=read,pool"]],
  ["tag-focus, key", { tagFocus: "phase=first" }, ["-tagfocus=phase=first"]],
  ["tag-ignore", { tagIgnore: "bytes=:1kb" }, ["-tagignore=bytes=:1kb"]],
  ["tag-hide", { tagHide: "pool|bytes" }, ["-taghide=pool|bytes"]],
  ["tag-show", { tagShow: "^p" }, ["-tagshow=^p"]],
  [
    "tag-root",
    { tagRoot: ["pool", "phase"], granularity: "filefunctions" },
    ["-tagroot=pool,phase", "-filefunctions"],
  ],
  ["tag-leaf", { tagLeaf: ["bytes"] }, ["-tagleaf=bytes"]],
  [
    "relative percentages",
    { relativePercentages: true, focus: wide },
    ["-relative_percentages", `-focus=${wide}`],
  ],
  [
    "several at once, by lines",
    {
      granularity: "lines",
      focus: "main",
      ignore: "grow",
      hide: "sync",
      showFrom: "main\\.",
      noInlines: true,
    },
    [
      "-lines",
      "-focus=main",
      "-ignore=grow",
      "-hide=sync",
      "-show_from=main\\.",
      "-noinlines",
    ],
  ],
  ["files", { granularity: "files" }, ["-files"]],
  ["addresses", { granularity: "addresses" }, ["-addresses"]],
];

/** Without the flags that trimming has, a table is never trimmed. */
const trimming: readonly Flags[] = [
  ["node-fraction", { nodeFraction: 0.03 }, ["-nodefraction=0.03"]],
  [
    "node-fraction, focus",
    { nodeFraction: 0.1, focus: wide },
    ["-nodefraction=0.1", `-focus=${wide}`],
  ],
];

type Mode = "plain" | "base" | "diff-base";
const modes: readonly (readonly [Mode, boolean])[] = [
  ["plain", false],
  ["base", false],
  ["diff-base", false],
  ["base", true],
  ["diff-base", true],
];

/** pprof writes whole numbers only in the unit that a profile is in. */
function exactUnit({ unit }: SampleType): string {
  return unit === "nanoseconds" ? "ns" : unit;
}

function sorted(rows: OracleTable["rows"]): readonly string[] {
  return rows.map(({ name, flat, cum }) => `${name} ${flat} ${cum}`).sort();
}

interface Comparison {
  readonly what: string;
  readonly ours: () => OracleTable;
  readonly theirs: readonly string[];
}

function ourTop(
  profile: Profile,
  sampleType: string,
  options: Flags[1],
): OracleTable {
  const subject = prepareSubject(
    profile,
    { ...options, sampleType },
    compileExpression,
  );
  const table = buildTopTable(subject.profile, {
    granularity: "functions",
    cum: false,
    ...options,
    sampleType,
    total: subject.total,
  });
  return {
    total: Number(table.total),
    rows: table.rows.map(({ name, flat, cum }) => ({
      name,
      flat: Number(flat),
      cum: Number(cum),
    })),
  };
}

async function load(path: string): Promise<Profile> {
  return decodeProfile(gunzipSync(await readFile(path)));
}

/**
 * The matrix of one kind of one Go's profiles. `merged`: pprof of Go 1.19 adds up equal stacks of one file before it
 * normalizes, the newest scales them one by one, which rounds differently; Trivet does as the newest.
 */
async function comparisons(
  path: Paths,
  kind: EveryKind,
  merged: boolean,
): Promise<readonly Comparison[]> {
  const [beforePath, afterPath] = [path("before", kind), path("after", kind)];
  const [before, after] = (
    await Promise.all([beforePath, afterPath].map(load))
  ).map((profile) => (merged ? compactProfile(profile) : profile)) as [
    Profile,
    Profile,
  ];
  const differences = new Map<string, Profile>();
  const subject = (mode: Mode, normalize: boolean): Profile => {
    if (mode === "plain") return after;
    const key = `${mode} ${normalize}`;
    const known =
      differences.get(key) ??
      compareProfiles(before, after, { mode, normalize });
    differences.set(key, known);
    return known;
  };
  const all: Comparison[] = [];
  for (const type of after.sampleTypes) {
    const add = (
      [mode, normalize]: (typeof modes)[number],
      [name, ours, theirs]: Flags,
      trim: readonly string[] = ["-trim=false"],
    ) =>
      all.push({
        what: `${type.type}, ${mode}${normalize ? " normalized" : ""}, ${name}`,
        ours: () => ourTop(subject(mode, normalize), type.type, ours),
        theirs: [
          "-top",
          ...trim,
          "-symbolize=none",
          `-unit=${exactUnit(type)}`,
          `-sample_index=${type.type}`,
          ...theirs,
          ...(mode === "plain"
            ? []
            : [`-${mode.replace("-", "_")}=${beforePath}`]),
          ...(normalize ? ["-normalize"] : []),
          afterPath,
        ],
      });
    for (const own of flags) add(["plain", false], own);
    for (const own of trimming) add(["plain", false], own, ["-nodecount=0"]);
    for (const mode of modes.slice(1)) add(mode, flags[0]!);
    add(
      ["diff-base", false],
      [
        "drop negative, focus",
        { dropNegative: true, focus: wide },
        ["-drop_negative", `-focus=${wide}`],
      ],
    );
    add(
      ["base", true],
      flags.find(([name]) => name.startsWith("several"))!,
    );
  }
  return all;
}

/** Runs them a few at a time and answers what was not equal. */
async function mismatches(
  all: readonly Comparison[],
  program: string,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const queue = [...all];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const text = await pprofText(folder, next.theirs, program);
      const theirs = parseTop(text);
      const ours = next.ours();
      const [left, right] = [sorted(ours.rows), sorted(theirs.rows)];
      if (ours.total !== theirs.total)
        wrong.push(`${next.what}: total ${ours.total}, not ${theirs.total}`);
      else if (left.join("\n") !== right.join("\n"))
        wrong.push(
          `${next.what}: ${left.find((row) => !right.includes(row))}, not ${right.find((row) => !left.includes(row))}`,
        );
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(4, availableParallelism()) }, worker),
  );
  return wrong;
}

describe.each(roots.map((root, index) => [root ?? "newest", index] as const))(
  "profiles of Go %s",
  (_, index) => {
    it.each(everyKind)(
      "%s: every table equals pprof's, of both Gos",
      async (kind) => {
        for (const [at, program] of pprofs.entries()) {
          const all = await comparisons(paths[index]!, kind, at > 0);
          expect(all.length).toBeGreaterThanOrEqual(25);
          expect(await mismatches(all, program)).toEqual([]);
        }
      },
    );

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

    it.each(["heap", "mutex", "block"] as const)(
      "%s as text says what its protobuf says",
      async (kind) => {
        const [proto, text] = await Promise.all(
          (["pb.gz", "txt"] as const).map((form) =>
            ours([
              "top",
              paths[index]!("after", kind, form),
              "--granularity",
              "lines",
              "--json",
            ]),
          ),
        );
        // Go writes type arguments into the protobuf form only; and of a stack cut off at its 128 frames it writes the
        // outermost inlined frames into that form only, so that cum may differ there.
        const plain = proto!.replace(/\[go\.shape[^ "]*\]/g, "[...]");
        const [ofText, ofProto] = [text!, plain].map((document) => {
          const { total, rows } = JSON.parse(document) as OracleTable;
          const own = rows.filter(({ flat }) => flat !== 0);
          return { total, flat: own.map(({ name, flat }) => [name, flat]) };
        });
        expect(ofText).toEqual(ofProto);
        expect(ofText!.flat.length).toBeGreaterThanOrEqual(1);
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
  let stdout = "";
  let stderr = "";
  const code = await main(["profile", ...args], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    isTerminal: false,
    signal: new AbortController().signal,
  });
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
  ["callgrind", "heap", ["callgrind"], ["-callgrind"]],
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

function linesOf(text: string): readonly string[] {
  return text.split("\n").sort();
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

  it("says plainly that a source is not at hand", async () => {
    await expect(
      ours([
        "list",
        "main\\.leak",
        paths[0]!("after", "heap"),
        "--trim-path",
        join(import.meta.dirname, "../.."),
        "--source-path",
        folder,
      ]),
    ).rejects.toThrow(/error\[not-found\]: the source is not at hand: no file/);
  });
});
