// The verdict on the real thing: the demo target with the leak on and off, watched by the real recorder's own collectors,
// judged as `trivet diagnose` judges.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { GoDemoLauncher } from "../../src/node/demo/go-demo-launcher.ts";
import type { RunningDemo } from "../../src/services/ports/machine.ts";

interface DiagnoseJson {
  readonly schema: string;
  readonly verdict: {
    readonly kind: string;
    readonly confidence: string;
    readonly growthBytesPerSecond: { low: number; high: number } | null;
    readonly sites: readonly {
      function: string;
      file: string;
      line: number;
      share: number;
      growth: { low: number; high: number };
    }[];
    readonly alternatives: readonly string[];
    readonly nextMeasurement: { kind: string; text: string } | null;
  };
  readonly findings: readonly {
    rule: string;
    witness: string;
    holds: boolean | null;
    statement: string;
    evidence: readonly string[];
    blindSpots: readonly string[];
  }[];
}

/** (*glyphCache).render allocates a buffer of 4096 and a node of 48 bytes for each request. */
const leakedBytesPerRequest = 4096 + 48;
const seconds = 45;

let folder = "";
const running: RunningDemo[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-diagnose-"));
});
afterAll(async () => {
  for (const demo of running) await demo.stop();
  await rm(folder, { recursive: true, force: true });
});

async function cli(
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await runCli(args);
  return { code, out: stdout, err: stderr };
}

async function served(demo: RunningDemo): Promise<number> {
  const answer = await fetch(new URL("/healthz", demo.url));
  return ((await answer.json()) as { served: number }).served;
}

/** Starts the demo, records it, and says how fast it really leaked. */
async function recordDemo(
  leak: boolean,
): Promise<{ archive: string; leakedPerSecond: number }> {
  const launcher = new GoDemoLauncher({
    sourcesFolder: fileURLToPath(
      new URL("../../resources/demo", import.meta.url),
    ),
    cacheFolder: join(folder, "cache"),
  });
  const demo = await launcher.start({ name: "gateway", leak });
  running.push(demo);
  const archive = join(folder, `leak-${leak}.trivet`);
  // Past the first second, in which connections are opened.
  await sleep(1000);
  const before = await served(demo);
  const begin = performance.now();
  const { code, err } = await cli(
    "record",
    "--url",
    demo.url,
    "--pid",
    String(demo.pid),
    "--for",
    `${seconds}s`,
    "--out",
    archive,
  );
  expect(code, err).toBe(0);
  const requests = (await served(demo)) - before;
  const took = (performance.now() - begin) / 1000;
  await demo.stop();
  return {
    archive,
    leakedPerSecond: (requests / took) * leakedBytesPerRequest,
  };
}

async function diagnoseJson(archive: string): Promise<DiagnoseJson> {
  const { code, out, err } = await cli("diagnose", archive, "--json");
  expect(code, err).toBe(0);
  return JSON.parse(out) as DiagnoseJson;
}

test("leak on: the leaking line first, a rate that covers the truth; leak off: none", async () => {
  const [leaking, healthy] = await Promise.all([
    recordDemo(true),
    recordDemo(false),
  ]);

  const report = await diagnoseJson(leaking.archive);
  expect(report.schema).toBe("trivet.diagnose/1");
  const { verdict, findings } = report;
  const spoken = findings.map(({ statement }) => statement).join("\n");
  expect(verdict.kind, spoken).toBe("heap-leak");
  expect(["probable", "confirmed"], spoken).toContain(verdict.confidence);
  expect(verdict.sites[0]).toMatchObject({
    function: "main.(*glyphCache).render",
    line: 41,
  });
  expect(verdict.sites[0]?.file).toMatch(/raster\.go$/);
  expect(verdict.sites[0]?.share).toBeGreaterThan(0.5);
  const growth = verdict.growthBytesPerSecond ?? { low: NaN, high: NaN };
  // The true rate is known to two per cent: the recording starts and ends a little apart from the counting.
  expect(growth.low, spoken).toBeLessThanOrEqual(
    leaking.leakedPerSecond * 1.02,
  );
  expect(growth.high, spoken).toBeGreaterThanOrEqual(
    leaking.leakedPerSecond * 0.98,
  );
  expect(growth.high - growth.low).toBeLessThan(leaking.leakedPerSecond);
  expect(verdict.alternatives.length).toBeGreaterThan(0);
  expect(verdict.nextMeasurement?.kind).toBe("gdb-spans");
  const witness = (rule: string) =>
    findings.find((finding) => finding.rule === rule);
  expect(witness("live-heap-trend")?.holds).toBe(true);
  expect(witness("site-growth")?.holds).toBe(true);
  expect(witness("site-growth")?.evidence[0]).toMatch(
    /^evidence\/[0-9a-f]{64}\./,
  );
  expect(witness("span-census")?.holds).toBeNull();

  const none = await diagnoseJson(healthy.archive);
  const saidOfHealthy = none.findings
    .map(({ statement }) => statement)
    .join("\n");
  expect(none.verdict.kind, saidOfHealthy).toBe("none");
  expect(none.verdict.confidence).toBe("none");
  expect(none.verdict.sites).toEqual([]);

  // Asked again, the same bytes; and the text form says the same to people.
  expect(await diagnoseJson(leaking.archive)).toEqual(report);
  const { out } = await cli("diagnose", leaking.archive);
  expect(out).toContain(`verdict: ${verdict.confidence}`);
  expect(out).toContain("raster.go:41");
  expect(out).toContain("what else it could be");
}, 180_000);

test("wrong usage and a path that is not there", async () => {
  expect((await cli("diagnose")).code).toBe(2);
  expect((await cli("diagnose", "a", "b")).code).toBe(1);
  const missing = await cli(
    "diagnose",
    join(folder, "nothing.trivet"),
    "--json",
  );
  expect(missing.code).toBe(1);
  expect(missing.err).toContain("error[not-found]");
  expect(JSON.parse(missing.out)).toMatchObject({
    error: { code: "not-found" },
  });
});

test("trivet memstats explains a live process and a saved answer alike", async () => {
  const launcher = new GoDemoLauncher({
    sourcesFolder: fileURLToPath(
      new URL("../../resources/demo", import.meta.url),
    ),
    cacheFolder: join(folder, "cache"),
  });
  const demo = await launcher.start({ name: "gateway", leak: false });
  running.push(demo);
  const live = await cli("memstats", demo.url, "--json");
  expect(live.code, live.err).toBe(0);
  const parsed = JSON.parse(live.out) as {
    schema: string;
    memProfileRateBytes: number;
    fields: { name: string; value: number; note: string }[];
    derived: Record<string, number>;
  };
  const value = (name: string): number =>
    parsed.fields.find((field) => field.name === name)?.value ?? NaN;
  expect(parsed).toMatchObject({
    schema: "trivet.memstats/1",
    memProfileRateBytes: 524_288,
  });
  expect(parsed.derived["go"]).toBe(value("sys") - value("heapReleased"));
  const host = new URL(demo.url).host;
  expect((await cli("memstats", host)).out).toContain("HeapAlloc");
  await demo.stop();

  const fixture = fileURLToPath(
    new URL("../fixtures/memstats/heap-debug1-go1.26.txt", import.meta.url),
  );
  expect((await cli("memstats", fixture)).out).toContain("last collections");
  expect((await cli("memstats", join(folder, "none.txt"))).err).toContain(
    "error[not-found]",
  );
  expect((await cli("memstats", fileURLToPath(import.meta.url))).err).toContain(
    "error[memstats-malformed]",
  );
  expect((await cli("memstats", host)).err).toContain(
    "error[target-unreachable]",
  );
});
