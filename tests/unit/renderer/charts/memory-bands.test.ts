import { describe, expect, it } from "vitest";
import {
  bandNames,
  memoryBands,
} from "../../../../src/renderer/charts/memory-bands.ts";
import type { Columns } from "../../../../src/renderer/charts/column.ts";

const MiB = 1024 * 1024;

/** A program at 1 Hz: 6 MiB/s of garbage over a live heap, a collection whenever the heap has doubled. */
function simulate(options: {
  readonly seconds: number;
  readonly liveBytes: (second: number) => number;
  readonly gap?: readonly [number, number];
}): Columns {
  const rows: Record<string, { times: number[]; values: number[] }> = {};
  const put = (name: string, at: number, value: number): void => {
    const column = (rows[name] ??= { times: [], values: [] });
    column.times.push(at);
    column.values.push(value);
  };
  let total = 500 * MiB;
  let alloc = options.liveBytes(0);
  let gc = 0;
  let lastGc = 0;
  for (let second = 0; second < options.seconds; second++) {
    const at = 1_700_000_000_000 + second * 1000;
    alloc += 6 * MiB;
    total += 6 * MiB;
    const live = options.liveBytes(second);
    if (alloc > 2 * live) {
      gc++;
      alloc = live;
      lastGc = at;
    }
    if (
      options.gap !== undefined &&
      second >= options.gap[0] &&
      second < options.gap[1]
    )
      continue;
    const idle = 8 * MiB;
    put("heapAlloc", at, alloc);
    put("totalAlloc", at, total);
    put("numGc", at, gc);
    put("lastGc", at, lastGc * 1e6);
    put("heapInuse", at, alloc + MiB);
    put("heapIdle", at, idle);
    put("heapReleased", at, 3 * MiB);
    put("stackSys", at, 2 * MiB);
    put("gcSys", at, 4 * MiB);
    put("sys", at, alloc + MiB + idle + 2 * MiB + 4 * MiB);
    put("rss", at + 15, alloc + MiB + idle - 3 * MiB + 6 * MiB + 10 * MiB);
  }
  return Object.fromEntries(
    Object.entries(rows).map(([name, { times, values }]) => [
      name,
      { times: Float64Array.from(times), values: Float64Array.from(values) },
    ]),
  );
}

const at = (column: Float64Array, index: number): number =>
  column[index] ?? NaN;

describe("memoryBands", () => {
  it("stacks to RSS and puts each part where it belongs", () => {
    const bands = memoryBands(
      simulate({ seconds: 300, liveBytes: () => 40 * MiB }),
    );
    const last = bands.times.length - 1;
    expect(at(bands.bands.live, last) / MiB).toBeCloseTo(40, 0);
    expect(at(bands.bands.heap, last)).toBeNaN();
    expect(at(bands.tops.heap, last)).toBe(at(bands.tops.garbage, last));
    expect(at(bands.bands.idle, last) / MiB).toBeCloseTo(8 - 3 + 1, 3);
    expect(at(bands.bands.stacks, last)).toBe(2 * MiB);
    expect(at(bands.bands.runtime, last)).toBe(4 * MiB);
    // RSS is read a moment after MemStats: the newest MemStats reading stands beside the RSS of the second before.
    expect(at(bands.tops.outside, last)).toBeGreaterThan(0);
    for (const name of bandNames)
      expect(bands.bands[name].every((value) => !(value < 0))).toBe(true);
  });

  it("does not part the heap until a collection was seen", () => {
    const bands = memoryBands(
      simulate({ seconds: 5, liveBytes: () => 400 * MiB }),
    );
    expect(at(bands.bands.live, 2)).toBeNaN();
    expect(at(bands.bands.garbage, 2)).toBeNaN();
    expect(at(bands.bands.heap, 2)).toBe(400 * MiB + 3 * 6 * MiB);
    expect(at(bands.tops.garbage, 2)).toBe(0);
    expect(at(bands.tops.heap, 2)).toBe(at(bands.bands.heap, 2));
  });

  it("breaks at a gap, and its edges are as high as what was measured", () => {
    const bands = memoryBands(
      simulate({ seconds: 400, liveBytes: () => 40 * MiB, gap: [200, 290] }),
    );
    const breaks = [...bands.tops.live.keys()].filter((index) =>
      Number.isNaN(at(bands.tops.live, index)),
    );
    expect(breaks).toHaveLength(2);
    const [first = 0, second = 0] = breaks;
    expect(second).toBe(first + 1);
    expect(at(bands.tops.live, first - 1) / MiB).toBeCloseTo(40, 0);
    expect(at(bands.tops.live, second + 1) / MiB).toBeCloseTo(40, 0);
  });

  it("shows RSS alone as memory that nobody explains", () => {
    const { rss } = simulate({ seconds: 3, liveBytes: () => 40 * MiB });
    const bands = memoryBands(rss === undefined ? {} : { rss });
    expect(at(bands.bands.outside, 1)).toBe(rss?.values[1]);
    expect(at(bands.bands.live, 1)).toBeNaN();
  });

  it("is empty without anything", () => {
    expect(memoryBands({}).times).toHaveLength(0);
  });

  it("takes the live heap that the collector found, where memory told it", () => {
    const columns = simulate({ seconds: 20, liveBytes: () => 40 * MiB });
    const { times } = columns.heapAlloc!;
    const { bands } = memoryBands({
      ...columns,
      heapMarked: {
        times: times.map((at) => at - 100),
        values: new Float64Array(times.length).fill(33 * MiB),
      },
    });
    // Also before the first collection that was seen.
    expect([...bands.live]).toEqual([...times].map(() => 33 * MiB));
    expect(bands.garbage[3]).toBe(columns.heapAlloc!.values[3]! - 33 * MiB);
    expect([...bands.heap].every((bytes) => Number.isNaN(bytes))).toBe(true);
  });
});
