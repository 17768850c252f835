import { describe, expect, it } from "vitest";
import { memoryBands } from "../../../../../src/renderer/charts/memory-bands.ts";
import type { ChartTokens } from "../../../../../src/renderer/charts/tokens.ts";
import { buildOption } from "../../../../../src/renderer/panels/timeline/timeline-option.ts";
import {
  legendOf,
  pickedColumn,
  type TimelineFacts,
} from "../../../../../src/renderer/panels/timeline/timeline-rows.ts";

const named = (type: string, unit: string) => ({
  of: "main.leak",
  series: {
    sampleType: { type, unit },
    left: 0,
    points: [1000, 2000, 3000].map((atMillis) => ({
      snapshotId: `heap-${atMillis}`,
      atMillis,
      flat: 0,
      cum: atMillis * 10,
    })),
  },
});
const facts: TimelineFacts = {
  columns: {},
  bands: memoryBands({}),
  cycles: [],
  staleMs: 100,
  limitBytes: null,
  picked: pickedColumn(named("inuse_space", "bytes"), "main.leak"),
};

describe("the picked function on the timeline", () => {
  it("is a line of the memory row, when its values are bytes in use", () => {
    expect([...(facts.picked?.values ?? [])]).toEqual([10_000, 20_000, 30_000]);
    expect(
      pickedColumn(named("inuse_objects", "count"), "main.leak"),
    ).toBeNull();
    expect(pickedColumn(named("goroutine", "count"), "main.leak")).toBeNull();
    expect(
      pickedColumn(named("inuse_space", "bytes"), "main.other"),
    ).toBeNull();
    expect(pickedColumn(null, null)).toBeNull();
    const lines = (of: TimelineFacts) => {
      const option = buildOption({
        facts: of,
        range: { fromMillis: 0, toMillis: 4000 },
        rows: [{ name: "memory", top: 0, height: 100 }],
        area: { left: 64, width: 500 },
        tokens: new Proxy(
          {},
          { get: (_, name) => String(name) },
        ) as ChartTokens,
      });
      return (
        option["series"] as readonly { readonly data: Float64Array }[]
      ).map(({ data }) => [...data]);
    };
    const drawn = [1000, 10_000, 2000, 20_000, 3000, 30_000];
    expect(lines(facts)).toContainEqual(drawn);
    expect(lines({ ...facts, picked: null })).not.toContainEqual(drawn);
  });

  it("has the value of the last snapshot at or before a moment", () => {
    const valueAt = (at: number) =>
      legendOf("memory", facts, at).find(({ id }) => id === "picked")?.value;
    expect(valueAt(999)).toBeNull();
    expect(valueAt(2500)).toBe(20_000);
    expect(valueAt(9999)).toBe(30_000);
  });
});
