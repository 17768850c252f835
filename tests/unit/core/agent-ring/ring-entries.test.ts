import { describe, expect, it } from "vitest";
import { decodeAgentRing } from "../../../../src/core/agent-ring/decode-ring.ts";
import {
  ringEntries,
  seriesReaders,
} from "../../../../src/core/agent-ring/ring-entries.ts";
import { ringOf } from "../../../support/agent-ring-bytes.ts";

const columns = [
  "/memory/classes/heap/objects:bytes",
  "/memory/classes/heap/unused:bytes",
  "/sched/goroutines:goroutines",
  "/gc/heap/live:bytes",
  "/gc/gomemlimit:bytes",
  "/proc/self/statm/resident:bytes",
];
const about = JSON.stringify({ program: "api", go: "go1.26", columns });
const at = (number: number) => 1_700_000_000_000 + number * 50;
const ring = decodeAgentRing(
  ringOf(
    [
      {
        number: 1,
        kind: 1,
        atMillis: at(1),
        values: [100, 28, 9, 64, 2 ** 63, 500],
      },
      {
        number: 2,
        kind: 1,
        atMillis: at(2),
        values: [200, 28, 9, NaN, 300, 600],
      },
      { number: 3, kind: 2, atMillis: at(1.5), values: [4, 2500, 64] },
    ],
    { about },
  ),
);

describe("an agent's samples in the journal", () => {
  it("are fields of MemStats, by the sums that Go documents", () => {
    const [first] = ringEntries("t", ring, {
      sinceMillis: 0,
      untilMillis: 9e12,
    });
    expect(first).toEqual({
      type: "sample",
      targetId: "t",
      source: "memstats",
      atMillis: at(1),
      tookMs: 0,
      values: { heapAlloc: 100, heapInuse: 128, goroutines: 9 },
    });
  });

  it("leave out what was not there, and the limit that is none", () => {
    const memory = ringEntries("t", ring, { sinceMillis: 0, untilMillis: 9e12 })
      .filter((entry) => entry.type === "sample")
      .filter(({ source }) => source === "memory");
    expect(memory.map(({ values }) => values)).toEqual([
      { heapMarked: 64 },
      { goMemoryLimit: 300 },
    ]);
    expect(seriesReaders(columns).has("heapIdle")).toBe(false);
  });

  it("come with the collections of the same span, and no others", () => {
    const span = { sinceMillis: at(1.2), untilMillis: at(1.8) };
    expect(ringEntries("t", ring, span)).toEqual([
      {
        type: "gc",
        cycles: [
          { targetId: "t", number: 4, endMillis: at(1.5), pauseNs: 2500 },
        ],
      },
    ]);
  });
});
