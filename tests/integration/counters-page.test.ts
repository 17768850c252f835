// Programs without pprof: their counters are recorded off a metrics page of either generation, or expvar's, and whatever
// else such a page may be has its code.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Investigation } from "../../src/core/investigation/investigation.ts";
import { openInvestigation } from "../../src/node/project-store/folder-investigation-stores.ts";
import {
  buildMetricsTarget,
  startMetricsTarget,
  type MetricsTarget,
} from "../support/metrics-target.ts";
import { runCli } from "../support/run-cli.ts";

let folder: string;
let target: MetricsTarget;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trivet-page-"));
  const binary = await buildMetricsTarget(folder);
  target = await startMetricsTarget(binary, join(folder, "said.log"));
});
afterAll(async () => {
  await target.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function record(url: string, out: string) {
  const path = join(folder, out);
  const run = await runCli([
    "record",
    "--url",
    url,
    "--for",
    "3s",
    "--out",
    path,
    "--json",
  ]);
  if (run.code !== 0) return { run, model: null };
  const opened = await openInvestigation(path);
  await opened.close();
  return { run, model: Investigation.from(opened.entries) };
}

describe("a program that serves counters only", () => {
  it.each(["/metrics", "/runtime-metrics"])(
    "is recorded off %s",
    async (page) => {
      const { run, model } = await record(
        `http://${target.address}${page}`,
        `${page.slice(1)}.trivet`,
      );
      expect(`${run.code} ${run.stderr}`).toMatch(/^0 /);
      expect(run.stderr).toMatch(/warning\[not-go-pprof\].*counters only/);
      const [{ id, url, countersUrl } = { id: "" }] = model!.targets.values();
      expect(url).toBeNull();
      expect(countersUrl).toBe(`http://${target.address}${page}`);
      const heap = model!.series(id, "heapAlloc")!;
      expect(heap.length).toBeGreaterThanOrEqual(2);
      const said = target.said();
      for (const [name, field] of [
        ["heapAlloc", "HeapAlloc"],
        ["totalAlloc", "TotalAlloc"],
        ["heapInuse", "HeapInuse"],
        ["heapReleased", "HeapReleased"],
        ["numGc", "NumGC"],
      ] as const) {
        const column = model!.series(id, name)!;
        for (const value of column.values)
          expect(said.some(({ Stats }) => Stats[field] === value)).toBe(true);
      }
      expect(model!.series(id, "goroutines")!.length).toBe(heap.length);
      expect([...model!.series(id, "rss")!.values]).toContain(123_456_789);
      // Nothing that nobody serves is asked for again and again.
      expect(
        model!.events.filter(({ kind }) => kind === "capture-failed"),
      ).toEqual([]);
    },
  );

  it("is recorded off expvar's page, found by the host alone", async () => {
    const { run, model } = await record(target.address, "expvar.trivet");
    expect(`${run.code} ${run.stderr}`).toMatch(/^0 /);
    const [{ id, countersUrl } = { id: "" }] = model!.targets.values();
    expect(countersUrl).toBe(`http://${target.address}/debug/vars`);
    expect(model!.series(id, "heapAlloc")!.length).toBeGreaterThanOrEqual(2);
    // The single collections are on this page.
    expect(model!.gcCycles.length).toBeGreaterThan(0);
  });

  it("has a gap where it did not answer", async () => {
    const recording = record(`http://${target.address}/metrics`, "gap.trivet");
    const before = target.said().length;
    while (target.said().length < before + 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await target.ask("down");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await target.ask("up");
    const { model } = await recording;
    expect(model!.gaps.map(({ source, code }) => `${source} ${code}`)).toEqual([
      "memstats http-status",
    ]);
  });
});

describe("a page that is not whole", () => {
  const pages = new Map<string, string>();
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = pages.get(request.url ?? "");
      response.statusCode = body === undefined ? 404 : 200;
      response.end(body ?? "404 page not found\n");
    });
    await new Promise<void>((done) =>
      server.listen(0, "127.0.0.1", () => done()),
    );
    const whole = await (
      await fetch(`http://${target.address}/metrics`)
    ).text();
    pages.set(
      "/cut",
      whole.slice(0, whole.indexOf("\ngo_memstats_sys_bytes ") + 25),
    );
    pages.set("/nan", whole.replace(/^(go_memstats_sys_bytes) .*$/m, "$1 NaN"));
    pages.set("/two", whole + whole);
    pages.set("/json", '{"memstats":{"HeapAlloc":"many"}}');
    pages.set("/other", "up 1\n");
    // Fifty megabytes of other metrics around the ones that are wanted.
    const line = `http_requests_total{path="${"x".repeat(200)}"} 1\n`;
    const many = line.repeat(Math.ceil((25 << 20) / line.length));
    pages.set("/huge", many + whole + many);
  });
  afterAll(() => new Promise((done) => server.close(done)));

  it.each([
    ["/cut", /error\[memstats-malformed\].*in the middle of go_memstats_sys/],
    ["/nan", /error\[memstats-malformed\].*not a number/],
    ["/two", /error\[memstats-malformed\].*several processes/],
    ["/json", /error\[memstats-malformed\].*HeapAlloc is not a number/],
    ["/other", /error\[not-go-pprof\]/],
    ["/missing", /error\[not-go-pprof\]/],
  ])("%s is refused, with what is wrong", async (page, fact) => {
    const { port } = server.address() as AddressInfo;
    const { run } = await record(
      `http://127.0.0.1:${port}${page}`,
      "no.trivet",
    );
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(fact);
  });

  it("of 50 MB is read", async () => {
    const { port } = server.address() as AddressInfo;
    const run = await runCli([
      "memstats",
      `http://127.0.0.1:${port}/huge`,
      "--json",
    ]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ form: "prometheus" });
  });
});
