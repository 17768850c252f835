import { describe, expect, it } from "vitest";
import { profileEveryMs } from "../../../../src/core/flight/escalation.ts";
import {
  flightSeries,
  slotsOf,
} from "../../../../src/core/flight/flight-plan.ts";
import {
  decodeRing,
  encodeHeader,
  encodeSample,
  headerBytes,
  slotBytes,
  type FlightSample,
} from "../../../../src/core/flight/flight-ring.ts";
import { frozenEntries } from "../../../../src/core/flight/frozen-samples.ts";

const sample = (number: number): FlightSample => ({
  number,
  atMillis: 1_700_000_000_000 + number * 20 + 0.25,
  tookMs: 0.125,
  values: { rss: number * 4096, cgroupOomKills: 0 },
});

function ringOf(slots: number, numbers: readonly number[]): Uint8Array {
  const ring = new Uint8Array(headerBytes + slots * slotBytes);
  ring.set(encodeHeader({ pid: 7, periodMs: 20, slots }));
  for (const number of numbers) {
    const at = headerBytes + ((number - 1) % slots) * slotBytes;
    encodeSample(new DataView(ring.buffer, at, slotBytes), sample(number));
  }
  return ring;
}

describe("the ring", () => {
  it("gives back what was written, oldest first, across its seam", () => {
    const ring = ringOf(4, [1, 2, 3, 4, 5, 6]);
    expect(decodeRing(ring)).toEqual([3, 4, 5, 6].map(sample));
  });

  it("leaves out slots that were never written, or half", () => {
    const ring = ringOf(4, [1, 2]);
    ring[headerBytes + slotBytes] = 1;
    expect(decodeRing(ring)).toEqual([sample(1)]);
  });

  it("ends where a file was cut", () => {
    const ring = ringOf(4, [1, 2, 3]).subarray(0, headerBytes + slotBytes + 9);
    expect(decodeRing(ring)).toEqual([sample(1)]);
  });

  it.each([
    ["nothing", ""],
    ["another file", "{}"],
    ["other series", '{"format":"trivet.flight/1","series":["rss"]}'],
  ])("refuses %s", (_, header) => {
    const bytes = new TextEncoder().encode(header.padEnd(headerBytes));
    expect(() => decodeRing(bytes)).toThrow("not a flight ring");
  });

  it("has room for its window", () => {
    expect(slotsOf({ periodMs: 20, windowMs: 60_000 })).toBe(3000);
    expect(flightSeries.length).toBeGreaterThan(0);
  });
});

describe("frozen samples", () => {
  it("are entries by source, standing counters once", () => {
    const entries = frozenEntries("t", [sample(1), sample(2), sample(3)], 1);
    expect(entries.map(({ source, values }) => ({ source, values }))).toEqual([
      { source: "procfs", values: { rss: 8192 } },
      { source: "cgroup", values: { cgroupOomKills: 0 } },
      { source: "procfs", values: { rss: 12_288 } },
    ]);
  });
});

describe("escalation", () => {
  it("takes profiles every second in an alarm, within a budget", () => {
    expect(profileEveryMs("calm", 10, 0)).toBeNull();
    expect(profileEveryMs("watchful", 10, 0)).toBe(15_000);
    expect(profileEveryMs("watchful", 400, 0)).toBe(40_000);
    expect(profileEveryMs("alarm", 10, 0)).toBe(1000);
    expect(profileEveryMs("alarm", 400, 0)).toBe(2000);
    expect(profileEveryMs("alarm", 10, 120)).toBe(15_000);
  });
});
