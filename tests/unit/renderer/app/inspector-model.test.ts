import { describe, expect, it } from "vitest";
import type { CallersView } from "../../../../src/core/pprof/callers.ts";
import type { FunctionSeries } from "../../../../src/core/pprof/function-value.ts";
import {
  factsOfFunction,
  sparklineOf,
} from "../../../../src/renderer/app/inspector-model.ts";

const sampleType = { type: "inuse_space", unit: "bytes" };

describe("facts of the selected function", () => {
  const call = { name: "x", function: "x", weight: 1, inline: false };
  const view: CallersView = {
    sampleType,
    total: 200,
    nodes: [
      {
        name: "main.a",
        function: "main.a",
        flat: 2n ** 60n,
        cum: 100,
        callers: [call, call],
        callees: [call],
      },
    ],
  };
  it("are those of its node, every digit of them", () => {
    expect(factsOfFunction(view)).toEqual({
      flat: 2n ** 60n,
      cum: 100,
      total: 200,
      callers: 2,
      callees: 1,
      unit: "bytes",
    });
  });
  it("are none when it is not in the profile", () => {
    expect(factsOfFunction({ ...view, nodes: [] })).toBeNull();
  });
});

describe("the line over the snapshots", () => {
  const box = { width: 100, height: 40 };
  const series = (cums: readonly number[]): FunctionSeries => ({
    sampleType,
    left: 0,
    points: cums.map((cum, at) => ({
      snapshotId: `heap-${at}`,
      atMillis: 1000 + at * at * 500,
      flat: 0,
      cum,
    })),
  });
  it("is in time, from zero, with the shown snapshot marked", () => {
    expect(sparklineOf(series([10, 20, 40]), "heap-1", box)).toEqual({
      path: "M0 30L25 20L100 0",
      mark: { x: 25, y: 20 },
      first: 10,
      last: 40,
    });
  });
  it("stands on the ground when there is nothing, and hangs below it for less", () => {
    expect(sparklineOf(series([0, 0]), "", box)?.path).toBe("M0 40L100 40");
    expect(sparklineOf(series([-10, 10]), "", box)?.path).toBe("M0 40L100 0");
  });
  it("is a point, or nothing, where there are no two", () => {
    expect(sparklineOf(series([5]), "heap-0", box)).toMatchObject({
      path: "",
      mark: { x: 0, y: 0 },
    });
    expect(sparklineOf(series([]), "", box)).toBeNull();
  });
});
