// MemStats out of lines that programs log.

import { describe, expect, it } from "vitest";
import { parseMemStatsLine } from "../../../../src/core/memstats/parse-memstats-line.ts";

describe("parseMemStatsLine", () => {
  it("reads the classic line", () => {
    expect(
      parseMemStatsLine(
        "2026/11/23 12:00:00 HeapAlloc=3966680 HeapInuse=4194304 NumGC=52 PauseNs=154780",
      ),
    ).toEqual({
      values: { heapAlloc: 3966680, heapInuse: 4194304, numGc: 52 },
      pauseNs: 154780,
    });
  });

  it("reads units, JSON and colons", () => {
    expect(
      parseMemStatsLine(
        '{"level":"info","HeapAlloc":"1.5 MiB","Sys": 12,"NumGC":3}',
      )?.values,
    ).toEqual({ heapAlloc: 1572864, sys: 12, numGc: 3 });
    expect(
      parseMemStatsLine("mem: Alloc: 2MB, TotalAlloc: 3 GB; PauseNs: 5ms"),
    ).toEqual({ values: { alloc: 2e6, totalAlloc: 3e9 }, pauseNs: 5e6 });
  });

  it("takes neither other words nor numbers that go on for values", () => {
    expect(parseMemStatsLine("HeapAlloc=1")).toBeNull();
    expect(parseMemStatsLine("myHeapAlloc=1 Number=2 System=5")).toBeNull();
    expect(parseMemStatsLine("HeapAlloc=12x4 HeapInuse=1.2.3")).toBeNull();
    expect(parseMemStatsLine("GET /HeapAlloc?x=1&NumGC=2 200")).toBeNull();
  });
});
