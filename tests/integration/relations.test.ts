// Callers, lines and labels of a real profile, as the window's panels get them, against `go tool pprof` of two Gos.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCallers } from "../../src/core/pprof/callers.ts";
import { compareProfiles } from "../../src/core/pprof/compare.ts";
import { decodeProfile } from "../../src/core/pprof/decode.ts";
import type { Profile } from "../../src/core/pprof/profile.ts";
import {
  prepareSubject,
  type ReportSubject,
  type SubjectOptions,
} from "../../src/core/pprof/report/subject.ts";
import { buildSourceView } from "../../src/core/pprof/source-view.ts";
import { compileExpression } from "../../src/node/profile-engine/compile-expression.ts";
import { findGo } from "../support/go-toolchains.ts";
import { parseList, parsePeek } from "../support/pprof-relations.ts";
import {
  makeEveryProfile,
  pprofOf,
  pprofText,
} from "../support/profile-oracle.ts";

const oldRoot = await findGo("1.19");
const roots = [null, ...(oldRoot === null ? [] : [oldRoot])];
const whole = { noInlines: false, dropNegative: false };

type Paths = Awaited<ReturnType<typeof makeEveryProfile>>;
let folder: string;
const paths: Paths[] = [];
const pprofs: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-relations-"));
  for (const [index, root] of roots.entries()) {
    paths.push(await makeEveryProfile(join(folder, String(index)), root));
    pprofs.push(await pprofOf(root));
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(path: string): Promise<Profile> {
  return decodeProfile(gunzipSync(await readFile(path)));
}

const subjectOf = (
  profile: Profile,
  options: SubjectOptions = {},
): ReportSubject => prepareSubject(profile, options, compileExpression);

/** The profile, its difference to the one before, and what pprof takes for each. */
async function cases(index: number): Promise<
  readonly {
    readonly what: string;
    readonly subject: ReportSubject;
    readonly flags: readonly string[];
    readonly noInlines: boolean;
  }[]
> {
  const path = paths[index]!;
  const [before, after, goroutine] = await Promise.all(
    [
      path("before", "heap"),
      path("after", "heap"),
      path("after", "goroutine"),
    ].map(load) as [Promise<Profile>, Promise<Profile>, Promise<Profile>],
  );
  const difference = compareProfiles(before, after, {
    mode: "base",
    normalize: false,
  });
  const heap = path("after", "heap");
  return [
    {
      what: "heap",
      subject: subjectOf(after),
      flags: [heap],
      noInlines: false,
    },
    {
      what: "heap, allocated objects, focus and hide, no inlines",
      subject: subjectOf(after, {
        sampleType: "alloc_objects",
        focus: "main",
        hide: "^fmt",
      }),
      flags: [
        "-sample_index=alloc_objects",
        "-focus=main",
        "-hide=^fmt",
        "-noinlines",
        heap,
      ],
      noInlines: true,
    },
    {
      what: "difference",
      subject: subjectOf(difference),
      flags: [`-base=${path("before", "heap")}`, heap],
      noInlines: false,
    },
    {
      // What the window's panels show while an earlier snapshot is subtracted.
      what: "difference, of the base",
      subject: subjectOf(
        compareProfiles(before, after, { mode: "diff-base", normalize: false }),
      ),
      flags: [`-diff_base=${path("before", "heap")}`, heap],
      noInlines: false,
    },
    {
      what: "goroutines",
      subject: subjectOf(goroutine),
      flags: [path("after", "goroutine")],
      noInlines: false,
    },
  ];
}

const byName = <T extends { readonly name: string }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const calls = (
  all: readonly { readonly name: string; readonly weight: unknown }[],
): readonly string[] =>
  all.map((call) => `${call.name} ${String(call.weight)}`).sort();

describe.each(roots.map((root, index) => [root ?? "newest", index] as const))(
  "profiles of Go %s",
  (_, index) => {
    it("callers and callees of every function are those of -peek", async () => {
      for (const { what, subject, flags, noInlines } of await cases(index))
        for (const program of pprofs) {
          const unit = subject.sampleType.unit === "bytes" ? "bytes" : "count";
          const theirs = parsePeek(
            await pprofText(
              folder,
              ["-peek=.", `-unit=${unit}`, "-symbolize=none", ...flags],
              program,
            ),
          );
          expect(theirs.length, what).toBeGreaterThan(10);
          for (const node of theirs) {
            const ours = buildCallers(subject, node.name, {
              ...whole,
              noInlines,
              granularity: "functions",
            });
            expect(ours.nodes, `${what}: ${node.name}`).toHaveLength(1);
            const [own] = ours.nodes;
            expect(
              {
                flat: own?.flat,
                cum: own?.cum,
                callers: calls(own?.callers ?? []),
                callees: calls(own?.callees ?? []),
              },
              `${what}: ${node.name}`,
            ).toEqual({
              flat: node.flat,
              cum: node.cum,
              callers: calls(node.callers),
              callees: calls(node.callees),
            });
          }
        }
    });

    it("the lines of every function are those of -list", async () => {
      for (const { what, subject, flags, noInlines } of await cases(index))
        for (const program of pprofs) {
          const unit = subject.sampleType.unit === "bytes" ? "bytes" : "count";
          const theirs = parseList(
            await pprofText(
              folder,
              [
                "-list=main\\.|park",
                `-unit=${unit}`,
                "-symbolize=none",
                ...flags,
              ],
              program,
            ),
          );
          expect(theirs.length, what).toBeGreaterThan(2);
          for (const routine of byName(theirs)) {
            const ours = buildSourceView(
              subject,
              { function: routine.name, file: routine.file, whole: false },
              { ...whole, noInlines },
            );
            expect(
              ours.lines.map(({ line, flat, cum }) => `${line} ${flat} ${cum}`),
              `${what}: ${routine.name}`,
            ).toEqual(routine.lines);
            const [part] = ours.functions;
            expect([part?.flat, part?.cum]).toEqual([
              routine.flat,
              routine.cum,
            ]);
            expect(ours.files).toContain(routine.file);
          }
        }
    });

    it("a whole file has the lines of its functions, and each sample once", async () => {
      const [{ subject } = { subject: undefined }] = await cases(index);
      const view = buildSourceView(
        subject!,
        { function: "main.main", file: null, whole: true },
        whole,
      );
      expect(view.file).toMatch(/main\.go$/);
      expect(view.functions.length).toBeGreaterThan(3);
      const own = view.functions.map(({ name }) =>
        buildSourceView(
          subject!,
          { function: name, file: view.file, whole: false },
          whole,
        ),
      );
      const lines = new Set(
        own.flatMap((part) => part.lines.map(({ line }) => line)),
      );
      expect(new Set(view.lines.map(({ line }) => line))).toEqual(lines);
      // Flat values never overlap.
      const sum = own.reduce((all, part) => all + Number(part.flat), 0);
      expect(view.flat).toBe(sum);
      expect(Number(view.cum)).toBeLessThanOrEqual(Number(view.total));
      expect(Number(view.cum)).toBeGreaterThanOrEqual(
        Math.max(...own.map((part) => Number(part.cum))),
      );
    });
  },
);
