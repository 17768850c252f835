import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import { gcCyclesSince } from "../../../../src/core/memstats/gc-cycles.ts";
import { parseMemStats } from "../../../../src/core/memstats/parse-any.ts";

const fixture = (name: string): string =>
  readFileSync(
    new URL(`../../../fixtures/memstats/${name}`, import.meta.url),
    "utf8",
  );

function failure(text: string): TrivetError {
  try {
    parseMemStats(text);
  } catch (error) {
    if (error instanceof TrivetError) return error;
  }
  throw new Error("expected a TrivetError");
}

const expvar = fixture("expvar-go1.26.json");

describe("the page of expvar", () => {
  it("gives what encoding/json wrote, rings included", () => {
    const { form, reading } = parseMemStats(expvar);
    expect(form).toBe("expvar");
    const stats = (JSON.parse(expvar) as { memstats: Record<string, number> })
      .memstats;
    expect(reading.values.heapAlloc).toBe(stats["HeapAlloc"]);
    expect(reading.values.gcCpuFraction).toBe(stats["GCCPUFraction"]);
    expect(reading.values.maxRss).toBeUndefined();
    const cycles = gcCyclesSince(reading, 0);
    expect(cycles).toHaveLength(reading.values.numGc ?? NaN);
    expect(cycles[0]?.endMillis).toBeCloseTo(
      (reading.values.lastGc ?? NaN) / 1e6,
      0,
    );
  });

  it.each([
    ["cut off", expvar.slice(0, 500), /not JSON/],
    ["without memstats", '{"cmdline": []}', /no object `memstats`/],
    [
      "with a torn ring",
      expvar.replace(/"PauseNs":\[\d+,/, '"PauseNs":['),
      /PauseNs is not a list of 256/,
    ],
    [
      "with words for numbers",
      expvar.replace(/"HeapAlloc":\d+/, '"HeapAlloc":"much"'),
      /HeapAlloc is not a number/,
    ],
    [
      "without a field that all have",
      expvar.replace(/"HeapIdle":\d+,/, ""),
      /no HeapIdle/,
    ],
  ])("%s is refused", (_what, text, fact) => {
    const error = failure(text);
    expect(error.code).toBe("memstats-malformed");
    expect(error.message).toMatch(fact);
  });
});

describe("a metrics page", () => {
  it.each(["prometheus-memstats-go1.26.txt", "prometheus-2.42.txt"])(
    "in Prometheus's text format: %s",
    (name) => {
      const text = fixture(name);
      const { form, reading } = parseMemStats(text);
      expect(form).toBe("prometheus");
      const { values } = reading;
      for (const [metric, value] of [
        ["go_memstats_heap_alloc_bytes", values.heapAlloc],
        ["go_memstats_alloc_bytes_total", values.totalAlloc],
        ["go_memstats_other_sys_bytes", values.otherSys],
        ["go_gc_duration_seconds_count", values.numGc],
      ] as const)
        expect(value).toBe(
          Number(new RegExp(`^${metric} (.*)$`, "m").exec(text)?.[1]),
        );
      expect(values.heapSys).toBe(
        (values.heapIdle ?? NaN) + (values.heapInuse ?? NaN),
      );
      expect(new Date((values.lastGc ?? NaN) / 1e6).getUTCFullYear()).toBe(
        2026,
      );
      expect(gcCyclesSince(reading, 0)).toEqual([]);
    },
  );

  it("in OpenMetrics with the names of runtime/metrics: the ledger adds up", () => {
    const { values } = parseMemStats(
      fixture("openmetrics-runtime-go1.26.txt"),
    ).reading;
    const sum = (...parts: (number | undefined)[]): number =>
      parts.reduce<number>((total, part) => total + (part ?? NaN), 0);
    expect(values.sys).toBe(
      sum(
        values.heapSys,
        values.stackSys,
        values.mspanSys,
        values.mcacheSys,
        values.buckHashSys,
        values.gcSys,
        values.otherSys,
      ),
    );
    expect(values.numGc).toBe(1);
    expect(values.numForcedGc).toBe(1);
    expect(sum(values.mallocs, -(values.frees ?? NaN))).toBe(
      values.heapObjects,
    );
  });

  it("of several processes says so, with the line", () => {
    const page = fixture("prometheus-2.42.txt");
    const federated = ["a", "b"]
      .map((job) => page.replace(/^(go_\w+) /gm, `$1{job="${job}"} `))
      .join("");
    const error = failure(federated);
    expect(error.code).toBe("memstats-malformed");
    expect(error.message).toMatch(/several processes/);
    expect(error.detail["line"]).toBeGreaterThan(page.split("\n").length - 1);
  });

  it.each([
    ["NaN", /not a number/],
    ["", /not a number/],
    ["12,5", /not a number/],
  ])("with %j for a value is refused", (value, fact) => {
    const page = fixture("prometheus-2.42.txt").replace(
      /^(go_memstats_sys_bytes) .*$/m,
      `$1 ${value}`,
    );
    expect(failure(page).message).toMatch(fact);
  });

  it("that ends within a number is refused: half of it is another number", () => {
    const page = fixture("prometheus-2.42.txt");
    const digits = /^go_memstats_sys_bytes \S+/m.exec(page)!;
    const cut = page.slice(0, digits.index + digits[0].length - 3);
    expect(failure(cut).message).toMatch(/in the middle of go_memstats_sys/);
  });

  it("of something else says what was looked for", () => {
    expect(failure("# TYPE up gauge\nup 1\n").message).toMatch(
      /nor a metrics page of a Go process/,
    );
    expect(failure("").code).toBe("memstats-malformed");
  });
});
