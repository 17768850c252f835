// What a Prometheus server answers, and what it is asked for.

import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import { rowsByProcess } from "../../../../src/core/memstats/history-rows.ts";
import {
  readMatrixAnswer,
  readSeriesAnswer,
} from "../../../../src/core/memstats/prometheus-answer.ts";
import {
  processKey,
  processLabel,
  selectorOf,
} from "../../../../src/core/memstats/prometheus-selector.ts";

const matrix = (result: unknown, more: object = {}): string =>
  JSON.stringify({
    status: "success",
    data: { resultType: "matrix", result },
    ...more,
  });

const read = (body: string, status = 200) =>
  readMatrixAnswer({ status, body, what: "http://h/api/v1/query" });

function failure(act: () => unknown): TrivetError {
  try {
    act();
  } catch (error) {
    if (error instanceof TrivetError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("an answer", () => {
  it("gives columns in milliseconds, with Go's words for what JSON has not", () => {
    const { data, warnings } = read(
      matrix(
        [
          {
            metric: { __name__: "go_goroutines", job: "a" },
            values: [
              [1700000000.123, "7"],
              [1700000001, "NaN"],
              [1700000002.5, "+Inf"],
              [1700000003, "1.5e+06"],
            ],
          },
          { metric: { __name__: "native" }, histograms: [] },
        ],
        { warnings: ["a store is away"] },
      ),
    );
    expect([...data[0]!.times]).toEqual([
      1700000000123, 1700000001000, 1700000002500, 1700000003000,
    ]);
    expect([...data[0]!.values]).toEqual([7, NaN, Infinity, 1.5e6]);
    expect(data[1]!.times).toHaveLength(0);
    expect(warnings).toEqual(["a store is away"]);
  });

  it("that refuses says so in the server's words", () => {
    const error = failure(() =>
      read(
        `{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points"}`,
        400,
      ),
    );
    expect(error.code).toBe("history-refused");
    expect(error.message).toMatch(/HTTP 400, bad_data: exceeded maximum/);
    expect(error.detail).toEqual({ status: 400, errorType: "bad_data" });
  });

  it.each([
    ["404 page not found\n", 404, "history-refused", /404: 404 page not found/],
    ["<html>login</html>", 403, "history-refused", /HTTP 403$/],
    ["", 502, "history-refused", /HTTP 502$/],
    ["[]", 500, "history-refused", /HTTP 500$/],
    ["<html>", 200, "history-malformed", /not JSON/],
    [matrix([]).slice(0, -3), 200, "history-malformed", /not JSON/],
    ["{}", 200, "history-malformed", /not of Prometheus/],
    ["null", 200, "history-malformed", /not of Prometheus/],
    [
      `{"status":"success","data":{"resultType":"vector","result":[]}}`,
      200,
      "history-malformed",
      /no matrix/,
    ],
    [matrix({}), 200, "history-malformed", /no matrix/],
    [matrix([1]), 200, "history-malformed", /without labels/],
    [matrix([{ metric: { a: 1 } }]), 200, "history-malformed", /label a/],
    [matrix([{ metric: {}, values: 7 }]), 200, "history-malformed", /no list/],
    [
      matrix([
        {
          metric: {},
          values: [
            [1, "2"],
            ["3", 4],
          ],
        },
      ]),
      200,
      "history-malformed",
      /value 1/,
    ],
    [
      matrix([{ metric: {}, values: [[1, "many"]] }]),
      200,
      "history-malformed",
      /"many" is no number/,
    ],
    [
      matrix([{ metric: {}, values: [[1, ""]] }]),
      200,
      "history-malformed",
      /no number/,
    ],
  ])("%j with %i is %s", (body, status, code, fact) => {
    const error = failure(() => read(body, status));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(fact);
  });

  it("of /series that is no list is refused", () => {
    const error = failure(() =>
      readSeriesAnswer({
        status: 200,
        body: `{"status":"success","data":{}}`,
        what: "series",
      }),
    );
    expect(error.code).toBe("history-malformed");
  });
});

describe("a selector", () => {
  it.each([
    ["", `{__name__=~"a|b"}`],
    ["{}", `{__name__=~"a|b"}`],
    [` {job="x"} `, `{job="x",__name__=~"a|b"}`],
    [`{job="x",}`, `{job="x",__name__=~"a|b"}`],
  ])("of %j", (match, wanted) => {
    expect(selectorOf(match, ["a", "b"])).toBe(wanted);
  });

  it.each([`job="x"`, `up{job="x"}`, `{job="x"`, "sum(up)"])(
    "%j is refused",
    (match) => {
      expect(failure(() => selectorOf(match, ["a"])).code).toBe("usage");
    },
  );
});

describe("a process", () => {
  it("is its labels, whatever order they come in, but not the metric's", () => {
    const key = processKey({ __name__: "go_goroutines", job: "a", pod: "p" });
    expect(processKey({ pod: "p", job: "a", __name__: "up" })).toBe(key);
    expect(
      processKey({
        __name__: "go_info",
        job: "a",
        pod: "p",
        version: "go1.26",
      }),
    ).toBe(key);
    // On any other metric it is the target's own.
    expect(
      processKey({ __name__: "up", job: "a", pod: "p", version: "canary" }),
    ).not.toBe(key);
    expect(processLabel({ job: "a", instance: "h:1" })).toBe("a h:1");
    expect(processLabel({})).not.toBe("");
  });

  it("has one row a moment, ascending, without what is no number", () => {
    const series = (name: string, points: readonly [number, number][]) => ({
      labels: { __name__: name, job: "a" },
      times: Float64Array.from(points, ([at]) => at),
      values: Float64Array.from(points, ([, value]) => value),
    });
    const rows = rowsByProcess([
      series("x", [
        [2000, 2],
        [3000, NaN],
      ]),
      series("y", [
        [1000, 10],
        [2000, 20],
      ]),
    ]);
    expect([...rows.values()]).toEqual([
      [
        { atMillis: 1000, metrics: new Map([["y", 10]]) },
        {
          atMillis: 2000,
          metrics: new Map([
            ["x", 2],
            ["y", 20],
          ]),
        },
      ],
    ]);
  });
});
