// The flame graph's tree against the one that pprof's own web page receives: every frame, of every profile and sample
// type of the oldest and the newest Go at hand, alone and compared. The older page has a tree of net amounts.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareProfiles } from "../../src/core/pprof/compare.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import { buildFlameView } from "../../src/core/pprof/flame-view.ts";
import { compactProfile } from "../../src/core/pprof/merge.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import type { FlameView, Granularity } from "../../src/core/pprof/views.ts";
import { findGo } from "../support/go-toolchains.ts";
import {
  everyKind,
  makeEveryProfile,
  pprofOf,
} from "../support/profile-oracle.ts";
import { withPprofPage, type PageNode } from "../support/profile-web.ts";

const [newest, oldest] = await Promise.all([findGo("1.27"), findGo("1.19")]);
const roots = [newest, ...(oldest === null ? [] : [oldest])];
const pages = roots.map((_, index) => (index === 0 ? "stacks" : "tree"));

type Paths = Awaited<ReturnType<typeof makeEveryProfile>>;
let folder: string;
const paths: Paths[] = [];
const programs: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-flame-"));
  for (const [index, root] of roots.entries()) {
    paths.push(await makeEveryProfile(join(folder, String(index)), root));
    programs.push(await pprofOf(root));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const granularities = ["functions", "filefunctions", "lines"] as const;
const modes = [
  { name: "plain", compared: false, normalize: false },
  { name: "compared", compared: true, normalize: false },
  { name: "compared, normalized", compared: true, normalize: true },
] as const;

async function load(path: string): Promise<Profile> {
  return decodeProfile(gunzipSync(await readFile(path)));
}

/** By path, as the page spells it; checks on the way that every frame is where its parent is, beside its siblings. */
function treeOf(
  view: FlameView,
  frameName: (entry: number) => string,
): ReadonlyMap<string, PageNode> {
  const paths: string[] = [""];
  const taken = view.start.slice();
  const nodes = new Map<string, PageNode>();
  for (let entry = 1; entry < view.name.length; entry++) {
    const parent = view.parent[entry]!;
    expect(view.start[entry]).toBe(taken[parent]);
    taken[parent]! += view.width[entry]!;
    expect(taken[parent]).toBeLessThanOrEqual(
      view.start[parent]! + view.width[parent]!,
    );
    const path = `${paths[parent]!}${frameName(entry)}\n`;
    paths[entry] = path;
    if (nodes.has(path)) throw new Error(`twice: ${path}`);
    nodes.set(path, {
      before: view.before?.[entry] ?? 0,
      after: view.after?.[entry] ?? view.width[entry]!,
      selfBefore: 0,
      selfAfter: view.self[entry]!,
    });
  }
  return nodes;
}

function lines(
  tree: ReadonlyMap<string, PageNode>,
  row: (node: PageNode) => string,
): readonly string[] {
  return [...tree]
    .map(([path, node]) => `${row(node)} ${path.replaceAll("\n", ";")}`)
    .sort();
}

/** A page of net amounts leaves out a frame without any, and all below it. */
function withoutNothing(
  tree: ReadonlyMap<string, PageNode>,
): ReadonlyMap<string, PageNode> {
  const net = new Map<string, number>();
  for (const [path, node] of tree) net.set(path, node.after - node.before);
  const self = new Map(net);
  for (const [path, value] of net) {
    const parent = parentOf(path);
    if (parent !== "") self.set(parent, self.get(parent)! - value);
  }
  const shown = (path: string): boolean =>
    path === "" ||
    ((net.get(path) !== 0 || self.get(path) !== 0) && shown(parentOf(path)));
  return new Map([...tree].filter(([path]) => shown(path)));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("\n", path.length - 2) + 1);
}

describe.each(roots.map((root, index) => [root ?? "newest", index] as const))(
  "profiles of Go %s",
  (_, index) => {
    const cells = everyKind.flatMap((kind) =>
      modes.flatMap((mode) =>
        pages.map((page, at) => [kind, mode.name, page, mode, at] as const),
      ),
    );
    it.each(cells)("%s, %s, as %s", async (kind, _mode, page, mode, at) => {
      const [beforePath, afterPath] = (["before", "after"] as const).map(
        (moment) => paths[index]!(moment, kind),
      ) as [string, string];
      const after = await load(afterPath);
      const before = await load(beforePath);
      // The older pprof adds up equal stacks of one file before it normalizes.
      const own = (profile: Profile): Profile =>
        page === "tree" ? compactProfile(profile) : profile;
      const profile = mode.compared
        ? compareProfiles(own(before), own(after), {
            mode: "diff-base",
            normalize: mode.normalize,
          })
        : after;
      const args = [
        ...(mode.compared ? [`-diff_base=${beforePath}`] : []),
        ...(mode.normalize ? ["-normalize"] : []),
        afterPath,
      ];
      let frames = 0;
      await withPprofPage(programs[at]!, args, folder, async (pprof) => {
        for (const { type } of after.sampleTypes)
          for (const granularity of granularities) {
            const view = buildFlameView(profile, {
              sampleType: type,
              granularity,
              minFraction: 0,
              zoom: [],
              comparison: mode.compared,
            });
            const ours = treeOf(view, (entry) =>
              page === "stacks"
                ? stackFrame(view, entry, granularity)
                : treeFrame(view, entry, granularity),
            );
            const theirs = await pprof[page](type, granularity);
            const rows =
              page === "stacks"
                ? ({ before, after, selfBefore, selfAfter }: PageNode) =>
                    `${before} ${after} ${Math.max(selfBefore, selfAfter)}`
                : ({ before, after }: PageNode) => `${after - before}`;
            expect(
              lines(page === "stacks" ? ours : withoutNothing(ours), rows),
            ).toEqual(lines(theirs, rows));
            frames += theirs.size;
          }
      });
      // What a comparison evens out, the older page does not have.
      if (page === "stacks" || !mode.compared)
        expect(frames).toBeGreaterThan(9);
    });
  },
);

function stackFrame(
  view: FlameView,
  entry: number,
  granularity: Granularity,
): string {
  const { name, file, line } = placeOf(view, entry);
  return `${name}${granularity === "lines" && line !== 0 ? `:${line}` : ""} ${file}`;
}

function treeFrame(
  view: FlameView,
  entry: number,
  granularity: Granularity,
): string {
  const { name, file, line } = placeOf(view, entry);
  if (file === "") return name;
  return granularity === "lines"
    ? `${name} ${file}:${line}`
    : `${name} ${file}`;
}

function placeOf(
  view: FlameView,
  entry: number,
): { readonly name: string; readonly file: string; readonly line: number } {
  return {
    name: view.names[view.name[entry]!]!,
    file: view.files[view.file[entry]!]!,
    line: view.line[entry]!,
  };
}
