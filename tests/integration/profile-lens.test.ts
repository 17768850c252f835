// Real profiles through a lens: the window's table has the numbers of `go tool pprof` with the same filters, a sandwich
// has those of the table, and the worker answers what the engine in this thread does.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  plainLens,
  type FilterName,
  type ProfileLens,
} from "../../src/core/pprof/lens.ts";
import { encodeProfile } from "../../src/core/pprof/encode.ts";
import { neverStop } from "../../src/core/pprof/profile.ts";
import { readProfile } from "../../src/node/profile-engine/read-profile.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { WorkerProfileEngine } from "../../src/node/profile-engine/worker-engine.ts";
import type { ProfileEngine } from "../../src/services/ports/profile-engine.ts";
import { makeProfiles, pprofTop } from "../support/profile-oracle.ts";
import { buildProfileWorker } from "../support/profile-worker-build.ts";

let folder: string;
let path: Awaited<ReturnType<typeof makeProfiles>>;
let worker: Awaited<ReturnType<typeof buildProfileWorker>>;
let inWorker: ProfileEngine;
const here = new InProcessProfileEngine();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-profile-lens-"));
  [path, worker] = await Promise.all([
    makeProfiles(folder),
    buildProfileWorker(),
  ]);
  inWorker = new WorkerProfileEngine(worker.path);
  for (const kind of ["heap", "goroutine"] as const)
    for (const moment of ["before", "after"] as const) {
      const bytes = await readFile(path(moment, kind));
      await here.load(`${moment}.${kind}`, bytes);
      await inWorker.load(`${moment}.${kind}`, bytes);
    }
});
afterAll(async () => {
  await inWorker.close();
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
});

const lensWith = (
  filters: Partial<Record<FilterName, string>>,
  more: Partial<ProfileLens> = {},
): ProfileLens => ({
  ...plainLens,
  ...more,
  filters: { ...plainLens.filters, ...filters },
});

const cases: readonly (readonly [
  string,
  "heap" | "goroutine",
  ProfileLens,
  readonly string[],
])[] = [
  ["focus", "heap", lensWith({ focus: "leak|cache" }), ["-focus=leak|cache"]],
  ["ignore", "heap", lensWith({ ignore: "^main" }), ["-ignore=^main"]],
  ["hide", "heap", lensWith({ hide: "runtime" }), ["-hide=runtime"]],
  ["show", "heap", lensWith({ show: "main\\." }), ["-show=main\\."]],
  [
    "show from",
    "heap",
    lensWith({ showFrom: "recurse" }),
    ["-show_from=recurse"],
  ],
  [
    "prune below",
    "heap",
    lensWith({ pruneFrom: "recurse" }),
    ["-prune_from=recurse"],
  ],
  [
    "a range of labels",
    "heap",
    lensWith({ tagFocus: "bytes=256b:512b" }),
    ["-tagfocus=bytes=256b:512b"],
  ],
  [
    "a label",
    "goroutine",
    lensWith({ tagIgnore: "pool=readers" }),
    ["-tagignore=pool=readers"],
  ],
  [
    "several at lines without inlined calls",
    "heap",
    lensWith(
      { focus: "main", hide: "^runtime\\.", ignore: "cache" },
      { granularity: "lines", noInlines: true },
    ),
    [
      "-focus=main",
      "-hide=^runtime\\.",
      "-ignore=cache",
      "-lines",
      "-noinlines",
    ],
  ],
];

describe("the table through a lens", () => {
  it.each(cases)("has pprof's numbers: %s", async (_, kind, lens, args) => {
    const file = path("after", kind);
    const own = await here.top({
      subject: { kind: "single", id: `after.${kind}` },
      lens,
      cum: false,
    });
    const oracle = await pprofTop(folder, [...args, file]);
    const byName = (
      rows: readonly { name: string; flat: unknown; cum: unknown }[],
    ) =>
      rows
        .map(({ name, flat, cum }) => `${name} ${String(flat)} ${String(cum)}`)
        .sort();
    expect(own.rows.length).toBeGreaterThan(0);
    expect(byName(own.rows)).toEqual(byName(oracle.rows));
    expect(own.total).toBe(oracle.total);
  });
});

describe("frames that a profile itself wants dropped", () => {
  it("are not in the window's views, as they are not in pprof's", async () => {
    const whole = await readProfile(
      await readFile(path("after", "heap")),
      neverStop,
    );
    const file = join(folder, "dropped.pb");
    const bytes = encodeProfile({
      ...whole,
      dropFrames: "main\\.(leak|churn|hash)|runtime\\..*|bytes\\..*",
      keepFrames: "runtime\\.main",
    });
    await writeFile(file, bytes);
    await here.load("dropped", bytes);
    const lens = { ...plainLens, granularity: "lines" } as const;
    const subject = { kind: "single", id: "dropped" } as const;
    const own = await here.top({ subject, lens, cum: false });
    const oracle = await pprofTop(folder, ["-lines", file]);
    const text = (rows: readonly { name: string; cum: unknown }[]) =>
      rows.map(({ name, cum }) => `${name} ${String(cum)}`).sort();
    expect(text(own.rows)).toEqual(text(oracle.rows));
    const all = await here.top({
      subject: { kind: "single", id: "after.heap" },
      lens,
      cum: false,
    });
    expect(own.rows.length).toBeLessThan(all.rows.length);
  });
});

describe("a sandwich of real stacks", () => {
  it("has the cum of the table for every function", async () => {
    const subject = { kind: "single", id: "after.heap" } as const;
    for (const lens of [plainLens, lensWith({}, { noInlines: true })]) {
      const { rows } = await here.top({ subject, lens, cum: true });
      for (const row of rows) {
        const { callers, callees } = await here.sandwich({
          subject,
          lens,
          function: row.name,
          minFraction: 0,
        });
        expect([row.name, callers.total, callees.total]).toEqual([
          row.name,
          row.cum,
          row.cum,
        ]);
      }
    }
  });
});

describe("the worker", () => {
  it("answers what this thread does", async () => {
    const comparison = {
      kind: "comparison",
      before: "before.heap",
      after: "after.heap",
      mode: "base",
      normalize: false,
    } as const;
    const lens = lensWith({ focus: "main", tagHide: "bytes" });
    const ask = async (engine: ProfileEngine) => ({
      effect: await engine.lensEffect({ subject: comparison, lens }),
      sandwich: await engine.sandwich({
        subject: comparison,
        lens,
        function: "main.leak",
        minFraction: 0,
      }),
      search: await engine.search({
        subject: comparison,
        lens,
        text: "/leak$/",
      }),
    });
    const [own, its] = await Promise.all([ask(here), ask(inWorker)]);
    expect(its).toEqual(own);
    expect(own.sandwich.callees.before).not.toBeNull();
    expect(own.search.names).toContain("main.leak");
    expect(Number(own.effect.shown)).toBeGreaterThan(0);
  });

  it("names the filter that is not RE2", async () => {
    await expect(
      inWorker.top({
        subject: { kind: "single", id: "after.heap" },
        lens: lensWith({ showFrom: "(?<!x)" }),
        cum: false,
      }),
    ).rejects.toMatchObject({
      code: "expression-invalid",
      detail: { filter: "showFrom" },
    });
  });
});
