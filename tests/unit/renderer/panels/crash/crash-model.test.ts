import { describe, expect, it } from "vitest";
import type {
  InvestigationEvent,
  Snapshot,
} from "../../../../../src/core/investigation/model.ts";
import {
  crashTicks,
  findDeath,
  lineOf,
  marksIn,
  missingId,
} from "../../../../../src/renderer/panels/crash/crash-model.ts";

const event = (
  kind: InvestigationEvent["kind"],
  atMillis: number,
  data: InvestigationEvent["data"] = {},
): InvestigationEvent => ({
  id: `${kind}-${atMillis}`,
  targetId: "t",
  kind,
  atMillis,
  text: kind,
  data,
});

describe("findDeath", () => {
  it("reads the newest one", () => {
    const death = findDeath([
      event("cause-of-death", 1, { cause: "panic" }),
      event("cause-of-death", 9000, {
        cause: "oom-kill",
        certainty: "certain",
        waitStatus: 9,
        oomKills: 1,
        lastSampleMillis: 8950,
        missing: "kernel-log:EPERM standard-error:pipe",
      }),
    ]);
    expect(death).toMatchObject({
      atMillis: 9000,
      cause: "oom-kill",
      exit: { signal: "SIGKILL" },
      oomKills: 1,
      missing: [
        { what: "kernel-log", why: "EPERM" },
        { what: "standard-error", why: "pipe" },
      ],
    });
    expect(death?.missing.every(({ what }) => missingId(what) !== null)).toBe(
      true,
    );
  });

  it("takes no word of a strange file for a cause", () => {
    const death = findDeath([
      event("cause-of-death", 1, { cause: "aliens", waitStatus: -1 }),
    ]);
    expect(death).toMatchObject({
      cause: "unknown",
      certainty: "none",
      exit: null,
      oomKills: null,
      missing: [],
    });
    expect(findDeath([event("died", 1)])).toBeNull();
  });
});

describe("lineOf", () => {
  const column = {
    times: Float64Array.of(0, 1000, 1500, 2000, 2500),
    values: Float64Array.of(9, 10, NaN, 30, 99),
  };
  const stretch = { fromMillis: 1000, toMillis: 2000 };
  const box = { width: 100, height: 24 };

  it("has what lies in the stretch, the end at the right edge", () => {
    expect(lineOf(column, stretch, box)).toEqual({
      points: "0.0,22.0 100.0,2.0",
      count: 2,
      low: 10,
      high: 30,
      last: 30,
      limitY: null,
    });
  });

  it("draws a limit that is near, and none that would flatten the line", () => {
    expect(lineOf(column, stretch, box, 50)?.limitY).toBe(2);
    expect(lineOf(column, stretch, box, 5000)?.limitY).toBeNull();
  });

  it("is nothing where nobody said anything", () => {
    const later = { fromMillis: 3000, toMillis: 4000 };
    expect(lineOf(column, later, box)).toBeNull();
    expect(lineOf(undefined, stretch, box)).toBeNull();
  });
});

it("lists what happened, the newest first, each snapshot once", () => {
  const snapshot = { id: "heap-1", atMillis: 1200 } as Snapshot;
  const marks = marksIn(
    { fromMillis: 1000, toMillis: 2000 },
    [snapshot],
    [
      event("alarm", 1100),
      event("snapshot", 1200),
      event("warning", 900),
      event("cause-of-death", 2000),
    ],
  );
  expect(marks.map(({ id, beforeMs }) => [id, beforeMs])).toEqual([
    ["heap-1", 800],
    ["alarm-1100", 900],
  ]);
});

it("has a handful of round moments on its axis", () => {
  expect(crashTicks(1700)).toEqual([
    1600, 1400, 1200, 1000, 800, 600, 400, 200, 0,
  ]);
  expect(crashTicks(60_000)).toHaveLength(7);
});
