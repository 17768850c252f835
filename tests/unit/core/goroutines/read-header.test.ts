import { describe, expect, it } from "vitest";
import { readHeader } from "../../../../src/core/goroutines/read-header.ts";

const plain = {
  state: "running",
  waitMinutes: 0,
  lockedToThread: false,
  scan: false,
  leaked: false,
  durable: false,
  synctestBubble: null,
  labels: {},
  runtime: null,
};

describe("readHeader", () => {
  it.each([
    ["goroutine 1 [running]:", { id: 1 }],
    [
      "goroutine 18 [chan receive (nil chan), 12 minutes, locked to thread]:",
      {
        id: 18,
        state: "chan receive (nil chan)",
        waitMinutes: 12,
        lockedToThread: true,
      },
    ],
    [
      "goroutine 7 gp=0xc000006c40 m=3 mp=0xc000100808 [runnable]:",
      {
        id: 7,
        state: "runnable",
        runtime: { gp: "0xc000006c40", m: 3, mp: "0xc000100808" },
      },
    ],
    [
      "goroutine 7 gp=0xc000006c40 m=nil [GC worker (idle)]:",
      {
        id: 7,
        state: "GC worker (idle)",
        runtime: { gp: "0xc000006c40", m: null, mp: null },
      },
    ],
    [
      "goroutine 9 [chan receive (leaked) (scan), 1 minutes]:",
      {
        id: 9,
        state: "chan receive",
        leaked: true,
        scan: true,
        waitMinutes: 1,
      },
    ],
    [
      "goroutine 9 [select (durable), synctest bubble 4]:",
      { id: 9, state: "select", durable: true, synctestBubble: 4 },
    ],
    [
      "goroutine 9 [chan receive (synctest), synctest group 4]:",
      { id: 9, state: "chan receive (synctest)", synctestBubble: 4 },
    ],
    [
      'goroutine 5 [select, 2 minutes labels:{"a]: b": "c\\"], \\n", "k": "\\u4e16\\U0001f600"}]:',
      {
        id: 5,
        state: "select",
        waitMinutes: 2,
        labels: { "a]: b": 'c"], \n', k: "世😀" },
      },
    ],
    [
      'goroutine 5 [select, locked to thread] {pool: readers, "two words": v1.2/x_y}:',
      {
        id: 5,
        state: "select",
        lockedToThread: true,
        labels: { pool: "readers", "two words": "v1.2/x_y" },
      },
    ],
    [
      'goroutine 5 [select] labels:{"k":"v"}:',
      { id: 5, state: "select", labels: { k: "v" } },
    ],
    [
      'goroutine 5 [select labels:{"__proto__": "x"}] {constructor: y}:',
      {
        id: 5,
        state: "select",
        labels: Object.fromEntries([
          ["__proto__", "x"],
          ["constructor", "y"],
        ]),
      },
    ],
    ["goroutine 5 [???]:", { id: 5, state: "???" }],
  ])("reads %s", (line, expected) => {
    expect(readHeader(line)).toEqual({ ...plain, ...expected });
  });

  it.each([
    "goroutine 1 [running",
    "goroutine 1 [running]",
    "goroutine 1 [running]: ",
    "goroutine 1 [select] {k: v}",
    "goroutine 1 [select] {k: v:",
    'goroutine 1 [select labels:{"k": "v]:',
    "goroutine x [running]:",
    "goroutine 99999999999999999 [running]:",
    " goroutine 1 [running]:",
    "goroutine profile: total 3",
    "goroutine 1",
    "",
  ])("refuses %j", (line) => {
    expect(readHeader(line)).toBeNull();
  });
});
