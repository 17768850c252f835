// Lines as the runtimes of Go 1.10 to 1.27 printed them; the integration test has each version at hand print its own.

import { describe, expect, it } from "vitest";
import { parseGcTrace } from "../../../../src/core/gctrace/parse-gctrace.ts";

const MiB = 2 ** 20;
const line =
  "gc 52 @0.204s 2%: 0.19+0.24+0.004 ms clock, 0.38+0/0.14/0.099+0.008 ms cpu, 31->35->29 MB, 62 MB goal, 1 MB stacks, 0 MB globals, 2 P (forced)";

describe("parseGcTrace", () => {
  it("reads every field of a line of Go 1.26", () => {
    expect(parseGcTrace(line)).toEqual({
      kind: "gc",
      number: 52,
      atSeconds: 0.204,
      cpuShare: 0.02,
      pauseNs: expect.closeTo(194_000, 3) as number,
      markNs: 240_000,
      heapAtStart: 31 * MiB,
      heapAtEnd: 35 * MiB,
      heapMarked: 29 * MiB,
      goal: 62 * MiB,
      stacks: MiB,
      globals: 0,
      processors: 2,
      forced: true,
    });
  });

  it("reads lines of before Go 1.18, which lack stacks and globals", () => {
    expect(
      parseGcTrace(
        "gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.84 ms cpu, 4->4->0 MB, 5 MB goal, 8 P",
      ),
    ).toMatchObject({ number: 1, stacks: null, globals: null, processors: 8 });
  });

  it("reads them behind the prefixes of journald and containers", () => {
    for (const prefix of [
      "Nov 23 12:00:00 host gateway[4711]: ",
      "2026-11-23T12:00:00.123456789Z stderr F ",
      "[gateway] ",
    ])
      expect(parseGcTrace(prefix + line)).toMatchObject({ number: 52 });
  });

  it("reads scavenge lines of both forms", () => {
    expect(parseGcTrace("scav 12 KiB work, 3824 KiB total, 45% util")).toEqual({
      kind: "scavenge",
      returned: 12 << 10,
      released: 3824 << 10,
      utilization: 0.45,
      forced: false,
    });
    expect(
      parseGcTrace(
        "scav 1 KiB work (bg), 2256 KiB work (eager), 7840 KiB now, 99% util (forced)",
      ),
    ).toEqual({
      kind: "scavenge",
      returned: 2257 << 10,
      released: 7840 << 10,
      utilization: 0.99,
      forced: true,
    });
  });

  it("takes no part of a line for the line, wherever it was cut", () => {
    const plain = line.replace(" (forced)", "");
    for (let end = 0; end < plain.length; end++)
      expect(parseGcTrace(plain.slice(0, end)), plain.slice(0, end)).toBeNull();
    for (let start = 1; start < plain.length; start++)
      expect(parseGcTrace(plain.slice(start))).toBeNull();
    expect(parseGcTrace(`${line} and more`)).toBeNull();
    expect(parseGcTrace(`my${line}`)).toBeNull();
  });

  it("comes to an end on lines made to be slow", () => {
    const hostile = `gc 1 @${"1".repeat(60_000)} MB goal`;
    expect(parseGcTrace(hostile)).toBeNull();
    expect(parseGcTrace(`${"gc 1 @1s ".repeat(7000)} MB goal`)).toBeNull();
  });
});
