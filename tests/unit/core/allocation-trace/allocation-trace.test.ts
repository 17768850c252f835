// The pure parts of an allocation trace: records, types in machine code, grouping, prices, what gdb answers.

import { describe, expect, it } from "vitest";
import {
  describeCrash,
  parseCrashStatus,
} from "../../../../src/core/allocation-trace/crash-report.ts";
import {
  groupSites,
  objectsPerSample,
} from "../../../../src/core/allocation-trace/group-sites.ts";
import { HitReader } from "../../../../src/core/allocation-trace/hit-record.ts";
import { parseTraceStatus } from "../../../../src/core/allocation-trace/parse-trace-status.ts";
import { priceTrace } from "../../../../src/core/allocation-trace/trace-price.ts";
import {
  viewCrash,
  viewTrace,
} from "../../../../src/core/allocation-trace/trace-views.ts";
import type { TracedAllocation } from "../../../../src/core/allocation-trace/traced-allocation.ts";
import {
  findLoadedAddress,
  fitsSize,
  makerOf,
  wordType,
} from "../../../../src/core/allocation-trace/type-at-call.ts";

/** One record as trace.py packs it: struct "<IIQdQQQQQQQ", then the stack. */
function record(number: number, stack: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(80 + stack.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint32(4, 1, true);
  view.setBigUint64(8, BigInt(number), true);
  view.setFloat64(16, 1.5, true);
  [0xc000001000, 4096, 0x401000, 0xc000100000, 0xc000100040, 0xc000002000, 7]
    .map(BigInt)
    .forEach((value, index) => view.setBigUint64(24 + 8 * index, value, true));
  bytes.set(stack, 80);
  return bytes;
}

describe("records", () => {
  const two = new Uint8Array([...record(1, [1, 2, 3]), ...record(2, [])]);

  it.each([1, 7, 79, 80, 81, 84, 1000])(
    "are the same in pieces of %d bytes",
    (length) => {
      const reader = new HitReader();
      const hits = [];
      for (let at = 0; at < two.length; at += length)
        hits.push(...reader.push(two.slice(at, at + length)));
      expect(hits.map(({ number }) => number)).toEqual([1, 2]);
      expect(hits[0]).toEqual({
        number: 1,
        atMillis: 1500,
        object: 0xc000001000,
        bytes: 4096,
        pc: 0x401000,
        sp: 0xc000100000,
        goroutine: 7,
        stack: new Uint8Array([1, 2, 3]),
      });
    },
  );

  it("are refused when they are damaged, not read past", () => {
    const short = record(1, []);
    new DataView(short.buffer).setUint32(0, 12, true);
    expect(() => new HitReader().push(short)).toThrow("damaged");
    const other = record(1, []);
    new DataView(other.buffer).setUint32(4, 9, true);
    expect(() => new HitReader().push(other)).toThrow("damaged");
  });
});

describe("types in machine code", () => {
  // 48 8d 05 f9 0f 00 00  lea rax,[rip+0xff9]; e8 … call. At 0x1000: loads 0x2000.
  const code = new Uint8Array([
    0x48, 0x8d, 0x05, 0xf9, 0x0f, 0, 0, 0xe8, 1, 2, 3, 4,
  ]);
  const range = { low: 0x2000, high: 0x3000 };

  it("are what the last lea before the call loads", () => {
    expect(findLoadedAddress(code, 0x100c, range)).toBe(0x2000);
    // r8: REX.WR.
    const wide = code.slice();
    wide[0] = 0x4c;
    expect(findLoadedAddress(wide, 0x100c, range)).toBe(0x2000);
  });

  it("are not what lies elsewhere, or other instructions", () => {
    expect(
      findLoadedAddress(code, 0x100c, { low: 0x2001, high: 0x3000 }),
    ).toBeNull();
    const load = code.slice();
    load[1] = 0x8b;
    expect(findLoadedAddress(load, 0x100c, range)).toBeNull();
    expect(findLoadedAddress(new Uint8Array(3), 0x1003, range)).toBeNull();
  });

  it("are worded by what the function makes of them", () => {
    expect(makerOf("runtime.newobject")).toEqual({ role: "self" });
    expect(makerOf("runtime.makeslice")).toEqual({ role: "element" });
    expect(makerOf("runtime.mapassign_faststr")).toEqual({
      role: "container",
    });
    expect(makerOf("runtime.concatstring3")).toEqual({ type: "string" });
    expect(makerOf("runtime.mallocgcSmallNoScanSC3")).toEqual({ role: "self" });
    expect(makerOf("runtime.gcStart")).toBeNull();
    expect(wordType("element", "main.Order")).toBe("[]main.Order");
    expect(wordType("container", "map[string]int")).toBe(
      "map[string]int (inside)",
    );
  });

  it("must fit the size class that was allocated", () => {
    expect(fitsSize("self", 80, 80)).toBe(true);
    expect(fitsSize("self", 72, 80)).toBe(true);
    expect(fitsSize("self", 96, 80)).toBe(false);
    expect(fitsSize("self", 8, 65536)).toBe(false);
    expect(fitsSize("element", 8, 65536)).toBe(true);
  });
});

const allocation = (part: Partial<TracedAllocation>): TracedAllocation => ({
  number: 1,
  atMillis: 0,
  address: 0xc000001000,
  bytes: 512 * 1024,
  type: "main.Page",
  goroutine: 1,
  frames: [
    {
      function: "main.load",
      file: "main.go",
      line: 3,
      pc: 0x401000,
      inlined: false,
    },
  ],
  isComplete: true,
  isThere: true,
  ...part,
});

describe("places", () => {
  const rate = 512 * 1024;

  it("are estimates for all objects, as heap profiles scale them", () => {
    // runtime/pprof: 1 / (1 - exp(-size / rate)).
    expect(objectsPerSample(rate, rate)).toBeCloseTo(1.58198, 4);
    expect(objectsPerSample(16, rate)).toBeCloseTo(rate / 16, -1);
    expect(objectsPerSample(16, 1)).toBe(1);
  });

  it("add up what one line allocates of one type", () => {
    const sites = groupSites({
      rate,
      allocations: [
        allocation({}),
        allocation({ number: 2, isThere: false }),
        allocation({ number: 3, type: "string", bytes: 16, isThere: null }),
      ],
    });
    expect(
      sites.map(({ type, samples, there }) => [type, samples, there]),
    ).toEqual([
      ["main.Page", 2, 1],
      ["string", 1, null],
    ]);
    expect(sites[0]!.bytes).toBe(Math.round(2 * 1.5819767 * rate));
  });
});

describe("a price", () => {
  const budget = { rate: 512 * 1024, hits: 500, seconds: 10 };

  it("takes the stops off the time in which samples come", () => {
    // 100 MiB/s are 200 samples; of 1 ms each: 166.7 a second, one sixth of the time.
    const price = priceTrace({
      ...budget,
      bytesPerSecond: 100 * 2 ** 20,
      measuredMsPerHit: 1,
    });
    expect(price.hitsPerSecond).toBeCloseTo(166.67, 1);
    expect(price.stoppedShare).toBeCloseTo(1 / 6, 3);
    expect(price.endsAfterSeconds).toBeCloseTo(3, 1);
    expect(price.basis).toBe("measured-before");
  });

  it("never says more than all of the time", () => {
    const price = priceTrace({
      ...budget,
      bytesPerSecond: 1e12,
      measuredMsPerHit: null,
    });
    expect(price.stoppedShare).toBeLessThan(1);
    expect(price.basis).toBe("rule-of-thumb");
  });

  it("of a target that stands still is not known", () => {
    const price = priceTrace({
      ...budget,
      bytesPerSecond: null,
      measuredMsPerHit: null,
    });
    expect(price.stoppedShare).toBeNull();
    expect(price.hitsPerSecond).toBeNull();
  });
});

describe("what gdb answers", () => {
  const marked = (data: unknown): string =>
    `warning: x\n<<trivet-json\n${JSON.stringify(data)}\ntrivet-json>>\n`;

  it("is checked", () => {
    const status = {
      running: false,
      ended: "hits",
      hits: 3,
      dropped: 0,
      failures: 0,
      lastFailure: "",
      seconds: 1.5,
      startedMillis: 1000,
    };
    expect(parseTraceStatus(marked(status))).toEqual(status);
    expect(() => parseTraceStatus(marked({ ...status, hits: -1 }))).toThrow(
      "hits",
    );
    expect(() => parseTraceStatus("nothing")).toThrow("did not answer");
    expect(() => parseTraceStatus(marked(null))).toThrow("answer");
    expect(() =>
      parseTraceStatus(
        marked({ error: { code: "trace-unavailable", message: "no samples" } }),
      ),
    ).toThrow(expect.objectContaining({ code: "trace-unavailable" }));
  });

  it("tells a crash or none", () => {
    expect(
      parseCrashStatus(marked({ armed: true, failure: "", crash: null })).crash,
    ).toBeNull();
    const { crash } = parseCrashStatus(
      marked({
        armed: true,
        failure: "",
        crash: { kind: "exit", atMillis: 5, goroutine: 7, exitCode: 3 },
      }),
    );
    expect(crash).toEqual({
      kind: "exit",
      atMillis: 5,
      goroutine: 7,
      message: null,
      exitCode: 3,
      signal: null,
    });
    expect(describeCrash(crash!)).toBe("exit with code 3");
    expect(() =>
      parseCrashStatus(marked({ armed: true, crash: { kind: "sleep" } })),
    ).toThrow("no kind");
  });
});

describe("evidence", () => {
  it("becomes views, and what is none is refused", () => {
    const trace = {
      schema: "trivet.trace.allocations/1",
      method: "gdb",
      pid: 7,
      goVersion: "go1.26.8",
      startedMillis: 0,
      seconds: 1,
      rate: 512 * 1024,
      ended: "time",
      hits: 2,
      cost: { stoppedShare: null, msPerHit: null, looks: 0 },
      allocations: [allocation({}), allocation({ number: 2 })],
    };
    const view = viewTrace(JSON.stringify(trace));
    expect(view.latest.map(({ number }) => number)).toEqual([2, 1]);
    expect(view.sites).toHaveLength(1);
    for (const text of ["", "null", "{}", '{"schema":"trivet.crash/1"}'])
      expect(() => viewTrace(text)).toThrow(
        expect.objectContaining({ code: "bad-request" }),
      );
    expect(() => viewCrash(JSON.stringify(trace))).toThrow("trivet.crash/1");
  });
});
