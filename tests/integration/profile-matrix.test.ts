// The golden matrix: profiles of the oldest and the newest Go at hand × their sample types × every flag × every report,
// alone and compared in four ways, against the `go tool pprof` of both Gos. Every number is equal.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareProfiles } from "../../src/core/pprof/compare.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../src/core/pprof/encode.ts";
import { compactProfile } from "../../src/core/pprof/merge.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import { findGo } from "../support/go-toolchains.ts";
import { matrixFlags } from "../support/profile-flags.ts";
import { pprofReports } from "../support/profile-interactive.ts";
import {
  matrixReports,
  ourTexts,
  stepsOf,
  theirText,
  type Cell,
} from "../support/profile-matrix.ts";
import {
  everyKind,
  makeEveryProfile,
  pprofOf,
} from "../support/profile-oracle.ts";

/** Null = the Go on PATH. findGo says on stderr why it has none. */
const [newest, oldest] = await Promise.all([findGo("1.27"), findGo("1.19")]);
const roots = [newest, ...(oldest === null ? [] : [oldest])];

const dropping = "heap with frames to drop";
const kinds = [...everyKind, dropping];

interface Pair {
  readonly before: string;
  readonly after: string;
}
let folder: string;
/** By Go, then by kind. */
const pairs: Record<string, Pair>[] = [];
interface Pprof {
  readonly program: string;
  readonly old: boolean;
}
const pprofs: Pprof[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-matrix-"));
  for (const [index, root] of roots.entries()) {
    const path = await makeEveryProfile(join(folder, String(index)), root);
    const own = Object.fromEntries(
      everyKind.map((kind) => [
        kind,
        { before: path("before", kind), after: path("after", kind) },
      ]),
    );
    pairs.push({ ...own, [dropping]: await withDroppedFrames(own["heap"]!) });
    pprofs.push({ program: await pprofOf(root), old: index > 0 });
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const modes = [
  { mode: "plain", normalize: false },
  { mode: "base", normalize: false },
  { mode: "diff-base", normalize: false },
  { mode: "base", normalize: true },
  { mode: "diff-base", normalize: true },
] as const;
type Mode = (typeof modes)[number];

function modeArguments({ mode, normalize }: Mode, pair: Pair): string[] {
  return [
    ...(mode === "plain" ? [] : [`-${mode.replace("-", "_")}=${pair.before}`]),
    ...(normalize ? ["-normalize"] : []),
    pair.after,
  ];
}

/** What Go's own profiles do not have: frames that the profile itself wants dropped. */
async function withDroppedFrames(pair: Pair): Promise<Pair> {
  const write = async (path: string): Promise<string> => {
    const dropped = path.replace(/\.pb\.gz$/, ".dropped.pb");
    await writeFile(
      dropped,
      encodeProfile({
        ...(await load(path)),
        dropFrames: "main\\.(leak|churn|hash)|runtime\\..*|bytes\\..*",
        keepFrames: "runtime\\.main",
      }),
    );
    return dropped;
  };
  return { before: await write(pair.before), after: await write(pair.after) };
}

async function load(path: string): Promise<Profile> {
  const bytes = await readFile(path);
  return decodeProfile(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

/** `merged`: pprof of Go 1.19 adds up equal stacks of one file before it normalizes, newer ones and Trivet do not. */
async function subject(
  { mode, normalize }: Mode,
  pair: Pair,
  merged: boolean,
): Promise<Profile> {
  const [before, after] = (
    await Promise.all([load(pair.before), load(pair.after)])
  ).map((profile) => (merged ? compactProfile(profile) : profile)) as [
    Profile,
    Profile,
  ];
  if (mode === "plain") return after;
  return compactProfile(compareProfiles(before, after, { mode, normalize }));
}

/**
 * Every flag of every sample type as a table; the other reports go by the same filters and differ in what they print, so
 * the sample types that are not the default share the flags among them, and so do the ways to compare.
 */
function cellsOf(profile: Profile, mode: Mode): readonly Cell[] {
  const types = profile.sampleTypes;
  const turn = modes.indexOf(mode);
  return types.flatMap((type, typeIndex) =>
    matrixFlags.map((flags, at) => {
      const isDefault = typeIndex === types.length - 1;
      const inTurn =
        turn === 0
          ? isDefault || at % (types.length - 1) === typeIndex
          : isDefault && at % (modes.length - 1) === turn - 1;
      return { type, flags, reports: inTurn ? matrixReports : ["top"] };
    }),
  );
}

interface Outcome {
  readonly compared: number;
  readonly wrong: readonly string[];
}

async function compareAll(
  mode: Mode,
  pair: Pair,
  pprof: Pprof,
): Promise<Outcome> {
  const profile = await subject(mode, pair, pprof.old);
  const cells = cellsOf(profile, mode).map((cell) =>
    pprof.old ? { ...cell, reports: ["top"] as const } : cell,
  );
  const theirs = pprofReports(
    pprof.program,
    modeArguments(mode, pair),
    cells.flatMap(stepsOf),
    join(folder, `reports.${pprof.old}`),
  );
  const ours: (string | null)[] = [];
  for (const cell of cells) ours.push(...(await ourTexts(profile, cell)));
  const texts = await theirs;
  const names = cells.flatMap(({ reports, type, flags }) =>
    reports.map((report) => ({
      report,
      flags,
      name: `${report} of ${type.type}, ${flags.name}`,
    })),
  );
  const wrong = names.flatMap(({ report, flags, name }, index) => {
    const left = ours[index]!;
    const right = theirText(report, texts[index]!, flags);
    return left === right ? [] : [`${name}: ${firstDifference(left, right)}`];
  });
  return { compared: names.length, wrong };
}

function firstDifference(ours: string | null, theirs: string | null): string {
  if (ours === null || theirs === null)
    return ours === null ? "we refuse" : "they refuse";
  const [left, right] = [ours.split("\n"), theirs.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `line ${at + 1}: ${JSON.stringify(left[at])}, not ${JSON.stringify(right[at])}`;
}

describe.each(roots.map((root, index) => [root ?? "newest", index] as const))(
  "profiles of Go %s",
  (_, index) => {
    it.each(
      kinds.flatMap((kind) =>
        modes.map(
          (mode) =>
            [
              `${kind}, ${mode.mode}${mode.normalize ? " normalized" : ""}`,
              kind,
              mode,
            ] as const,
        ),
      ),
    )("%s", async (_name, kind, mode) => {
      for (const pprof of pprofs) {
        const { compared, wrong } = await compareAll(
          mode,
          pairs[index]![kind]!,
          pprof,
        );
        expect(wrong).toEqual([]);
        expect(compared).toBeGreaterThanOrEqual(matrixFlags.length);
      }
    });
  },
);
