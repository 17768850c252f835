// History out of a real Prometheus server that scrapes real Go programs: every imported sample is what the program said at
// that moment, whichever generation of names it said it in.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import type {
  JournalEntry,
  SampleEntry,
} from "../../src/core/investigation/journal-entry.ts";
import { memstatsFields } from "../../src/core/memstats/memstats.ts";
import { openInvestigation } from "../../src/node/project-store/folder-investigation-stores.ts";
import {
  buildMetricsTarget,
  startMetricsTarget,
  type MetricsTarget,
  type SaidPage,
} from "../support/metrics-target.ts";
import {
  findPrometheus,
  startPrometheus,
  type RunningPrometheus,
} from "../support/prometheus-server.ts";
import { runCli } from "../support/run-cli.ts";

const prometheus = await findPrometheus();
const intervalMs = 500;

let folder: string;
let startedAt: number;
let endedAt: number;
const targets = new Map<string, MetricsTarget>();
let server: RunningPrometheus | null = null;

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const target = (job: string): MetricsTarget => targets.get(job)!;

async function waitForPages(more: number): Promise<void> {
  for (const { said } of targets.values()) {
    const enough = said().length + more;
    await until(`${enough} pages`, () => said().length >= enough);
  }
}

beforeAll(async () => {
  if (prometheus === null) return;
  folder = mkdtempSync(join(tmpdir(), "trivet-prometheus-"));
  const binary = await buildMetricsTarget(folder);
  for (const job of ["gateway", "worker"])
    targets.set(
      job,
      await startMetricsTarget(binary, join(folder, `${job}.log`)),
    );
  startedAt = Date.now();
  server = await startPrometheus(prometheus, join(folder, "server"), {
    intervalMs,
    jobs: [
      { job: "gateway", target: target("gateway").address, path: "/metrics" },
      {
        job: "worker",
        target: target("worker").address,
        path: "/runtime-metrics",
      },
    ],
    // Fewer samples than the story has: an answer must be asked for in parts.
    options: ["--query.max-samples=600"],
  });
  await waitForPages(12);
  // Some scrapes fail, and then the program is another one.
  await target("gateway").ask("down");
  const gone = target("gateway").said().length;
  await waitForWorkerPages(5);
  expect(target("gateway").said().length).toBeLessThanOrEqual(gone + 1);
  await target("gateway").ask("up");
  await waitForPages(8);
  await target("gateway").ask("restart");
  await waitForPages(8);
  // What was served last is in the server's hands.
  await target("gateway").ask("down");
  await target("worker").ask("down");
  await new Promise((resolve) => setTimeout(resolve, 2 * intervalMs));
  endedAt = Date.now();
}, 180_000);

async function waitForWorkerPages(more: number): Promise<void> {
  const { said } = target("worker");
  const enough = said().length + more;
  await until(`${enough} pages of the worker`, () => said().length >= enough);
}

afterAll(async () => {
  await server?.stop();
  for (const running of targets.values()) await running.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const range = (): string[] => [
  "--from",
  new Date(startedAt).toISOString(),
  "--to",
  new Date(endedAt).toISOString(),
];

const importWith = (args: readonly string[]) =>
  runCli([
    "import",
    "prometheus",
    "--url",
    server!.url,
    "--json",
    ...range(),
    ...args,
  ]);

interface Opened {
  readonly entries: readonly JournalEntry[];
  readonly model: Investigation;
}
async function readArchive(path: string): Promise<Opened> {
  const opened = await openInvestigation(path);
  await opened.close();
  return { entries: opened.entries, model: Investigation.from(opened.entries) };
}

function samplesOf({ entries }: Opened, targetId?: string): SampleEntry[] {
  return entries.filter(
    (entry): entry is SampleEntry =>
      entry.type === "sample" &&
      (targetId === undefined || entry.targetId === targetId),
  );
}

/** Fields that neither generation of names has. */
const notExported = ["maxRss", "gcCpuFraction", "lookups"];

/** Holds each sample to the page that it must have come from; the pages that none came from. */
function expectAsSaid(
  samples: readonly SampleEntry[],
  pages: readonly SaidPage[],
): readonly SaidPage[] {
  const left = new Set(pages);
  for (const { values, atMillis, tookMs, source } of samples) {
    expect(source).toBe("prometheus");
    const page = pages.find(
      ({ Stats }) =>
        Stats["TotalAlloc"] === values["totalAlloc"] &&
        Stats["Mallocs"] === values["mallocs"],
    );
    if (page === undefined)
      throw new Error(`nobody said totalAlloc ${values["totalAlloc"]}`);
    left.delete(page);
    for (const [name, field] of Object.entries(memstatsFields)) {
      const value = values[name];
      if (notExported.includes(name) || value === undefined) continue;
      if (name === "lastGc")
        // Exported in seconds, with 15 to 17 digits.
        expect(Math.abs(value - page.Stats[field]!)).toBeLessThan(1000);
      else expect(`${name} ${value}`).toBe(`${name} ${page.Stats[field]}`);
    }
    expect(values["goroutines"]).toBe(page.Goroutines);
    // The same clock: it was said while the scrape lasted. The server moves a scrape's moment by 2 ms at most.
    expect(page.AtMillis).toBeGreaterThanOrEqual(atMillis - 3);
    expect(page.AtMillis).toBeLessThanOrEqual(atMillis + tookMs + 3);
  }
  return [...left];
}

describe.skipIf(prometheus === null)("a history from Prometheus", () => {
  it("is what the targets said, sample by sample, in a new archive", async () => {
    const path = join(folder, "days.trivet");
    // In one piece the server would not give it.
    expect(await server!.query(`{job=~".+"}[30m]`)).toMatchObject({
      status: "error",
      errorType: "execution",
    });
    const { code, stdout, stderr } = await importWith(["--out", path]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    const result = JSON.parse(stdout) as {
      schema: string;
      samples: number;
      problem: unknown;
    };
    expect(result).toMatchObject({
      schema: "trivet.import.prometheus/1",
      problem: null,
    });
    const opened = await readArchive(path);
    const found = [...opened.model.targets.values()];
    expect(found.map(({ label }) => label).sort()).toEqual([
      `gateway ${target("gateway").address}`,
      `worker ${target("worker").address}`,
    ]);
    for (const { id, label, goVersion } of found) {
      const job = label.split(" ")[0]!;
      const samples = samplesOf(opened, id);
      expect(samples.length).toBeGreaterThan(20);
      expect(goVersion).toMatch(/^go1\./);
      const left = expectAsSaid(samples, target(job).said());
      // A scrape under way when the target went down, and on a busy machine those that the server gave up waiting for:
      // each of these is on record as a gap.
      const missed = opened.model.gaps.filter(
        ({ targetId, code }) =>
          targetId === id && code === "target-unreachable",
      );
      expect(left.length).toBeLessThanOrEqual(1 + missed.length);
      expect(Object.keys(samples[0]!.values)).toEqual(
        expect.arrayContaining([
          "heapAlloc",
          "heapInuse",
          "heapIdle",
          "heapReleased",
          "stackSys",
          "nextGc",
          "numGc",
          "lastGc",
          "sys",
        ]),
      );
    }
    expect(result.samples).toBe(samplesOf(opened).length);
    // What is left of the import is the archive.
    expect(readdirSync(folder).filter((name) => /import/.test(name))).toEqual(
      [],
    );
  });

  it("has the failed scrapes as a gap and the restart as one", async () => {
    const path = join(folder, "gateway.trivet");
    const match = `{job="gateway"}`;
    expect((await importWith(["--out", path, "--match", match])).code).toBe(0);
    const { model } = await readArchive(path);
    // The end, where it was down again, is a shorter one; a busy machine may have others.
    const first = model.gaps.find(
      ({ code, fromMillis, toMillis }) =>
        code === "target-unreachable" &&
        (toMillis ?? Infinity) - fromMillis >= 4 * intervalMs,
    );
    expect(first).toBeDefined();
    const times = model.series(first!.targetId, "heapAlloc")!.times;
    expect(
      times.some((at) => at > first!.fromMillis && at < first!.toMillis!),
    ).toBe(false);
    const restarts = model.events.filter(({ kind }) => kind === "restarted");
    expect(restarts).toHaveLength(1);
    expect(
      model.events.find(({ kind }) => kind === "history-imported")?.data,
    ).toMatchObject({ server: server!.url, match });
    const info = await runCli(["project", "info", path, "--json"]);
    const { series } = JSON.parse(info.stdout) as {
      series: { name: string; source: string }[];
    };
    expect(new Set(series.map(({ source }) => source))).toEqual(
      new Set(["prometheus"]),
    );
  });

  it("with a step keeps the moments of the scrapes, and the server's limit of 11,000 points", async () => {
    const path = join(folder, "steps.trivet");
    const { code, stderr } = await runCli([
      "import",
      "prometheus",
      "--url",
      `${server!.url}/graph`,
      "--match",
      '{job="gateway"}',
      // More than 11,000 steps; the server itself refuses that in one piece.
      "--from",
      new Date(startedAt - 4 * 3_600_000).toISOString(),
      "--to",
      new Date(endedAt).toISOString(),
      "--step",
      "1s",
      "--out",
      path,
    ]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    const samples = samplesOf(await readArchive(path));
    expect(samples.length).toBeGreaterThan(4);
    expectAsSaid(samples, target("gateway").said());
    const times = samples.map(({ atMillis }) => atMillis);
    expect(new Set(times).size).toBe(times.length);
  });

  it("goes into an investigation that is there, once", async () => {
    const path = join(folder, "into.trivet");
    const match = ["--match", `{job="worker"}`];
    const middle = Math.round((startedAt + endedAt) / 2);
    expect(
      (
        await importWith([
          "--out",
          path,
          ...match,
          "--from",
          new Date(middle).toISOString(),
        ])
      ).code,
    ).toBe(0);
    const before = samplesOf(await readArchive(path));
    const again = await importWith(["--into", path, ...match]);
    expect(`${again.code} ${again.stderr}`).toMatch(/^0 /);
    const opened = await readArchive(path);
    expect(opened.model.targets.size).toBe(1);
    const all = samplesOf(opened);
    expect(all.length).toBeGreaterThan(before.length + 5);
    expectAsSaid(all, target("worker").said());
    const [id] = [...opened.model.targets.keys()];
    const { times } = opened.model.series(id!, "heapAlloc")!;
    expect([...times]).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
    expect(times.length).toBe(all.length);
    // All of it a second time adds nothing.
    const { stdout } = await importWith(["--into", path, ...match]);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 0 });
  });

  it("says what is wrong, in the server's words", async () => {
    const out = ["--out", join(folder, "never.trivet")];
    const refused = await importWith([...out, "--match", '{job=~"("}']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/error\[history-refused\].*bad_data.*\(/);
    const empty = await importWith([...out, "--match", '{job="nobody"}']);
    expect(empty.code).toBe(1);
    expect(empty.stderr).toMatch(/error\[history-empty\]/);
    const early = await importWith([
      ...out,
      "--from",
      "2020-01-01",
      "--to",
      "2020-01-02",
    ]);
    expect(early.stderr).toMatch(/error\[history-empty\]/);
    // A Go program, but no Prometheus.
    const other = await runCli([
      "import",
      "prometheus",
      "--url",
      target("gateway").address,
      ...range(),
      ...out,
    ]);
    expect(other.stderr).toMatch(/error\[history-refused\].*404/);
    const two = await importWith(["--into", join(folder, "days.trivet")]);
    expect(two.code).toBe(2);
    expect(two.stderr).toMatch(/several targets/);
    expect(
      readdirSync(folder).filter((name) => /never|import/.test(name)),
    ).toEqual([]);
  });

  it("ends at once when it is cancelled, and leaves nothing", async () => {
    const stop = new AbortController();
    stop.abort();
    const { code } = await runCli(
      [
        "import",
        "prometheus",
        "--url",
        server!.url,
        ...range(),
        "--out",
        join(folder, "cancelled.trivet"),
      ],
      { signal: stop.signal },
    );
    expect(code).toBe(130);
    expect(
      readdirSync(folder).filter((name) => /cancel|import/.test(name)),
    ).toEqual([]);
  });
});
