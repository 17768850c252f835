import { describe, expect, it } from "vitest";
import { memoryBands } from "../../../../../src/renderer/charts/memory-bands.ts";
import type { ChartTokens } from "../../../../../src/renderer/charts/tokens.ts";
import { buildOption } from "../../../../../src/renderer/panels/timeline/timeline-option.ts";
import {
  legendOf,
  pickedLine,
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
  picked: pickedLine(named("inuse_space", "bytes"), "main.leak"),
};

/** The lines of one row, as they are drawn. */
function lines(
  name: "memory" | "counts",
  of: TimelineFacts,
): readonly (readonly number[])[] {
  const option = buildOption({
    facts: of,
    range: { fromMillis: 0, toMillis: 4000 },
    rows: [{ name, top: 0, height: 100 }],
    area: { left: 64, width: 500 },
    tokens: new Proxy({}, { get: (_, token) => String(token) }) as ChartTokens,
  });
  return (option["series"] as readonly { readonly data: Float64Array }[]).map(
    ({ data }) => [...data],
  );
}
const drawn = [1000, 10_000, 2000, 20_000, 3000, 30_000];
const withPicked = (type: string, unit: string): TimelineFacts => ({
  ...facts,
  picked: pickedLine(named(type, unit), "main.leak"),
});

describe("the picked function on the timeline", () => {
  it("is a line of the memory row, when its values are bytes in use", () => {
    expect(lines("memory", facts)).toContainEqual(drawn);
    expect(lines("memory", { ...facts, picked: null })).not.toContainEqual(
      drawn,
    );
    expect(pickedLine(named("inuse_space", "bytes"), "main.other")).toBeNull();
    expect(pickedLine(null, null)).toBeNull();
  });

  it.each([
    ["inuse_objects", "count", "count"],
    ["alloc_space", "bytes", "bytes"],
    ["cpu", "nanoseconds", "nanoseconds"],
  ])("of %s has a scale of its own, and its own unit", (type, unit, format) => {
    const of = withPicked(type, unit);
    // An empty row is one high.
    expect(lines("memory", of)).toContainEqual([
      1000,
      expect.closeTo(1 / 3),
      2000,
      expect.closeTo(2 / 3),
      3000,
      expect.closeTo(1),
    ]);
    expect(
      legendOf("memory", of, 2500).find(({ id }) => id === "picked"),
    ).toMatchObject({
      format,
      value: 20_000,
      hintId: "timeline.picked.hint.scaled",
    });
  });

  it("of goroutines is a line among the goroutines", () => {
    const of = withPicked("goroutine", "count");
    expect(lines("counts", of)).toContainEqual(drawn);
    expect(lines("memory", of)).not.toContainEqual(drawn);
    expect(legendOf("counts", of, 2500)[0]?.value).toBe(20_000);
    expect(
      legendOf("memory", of, 2500).find(({ id }) => id === "picked"),
    ).toBeUndefined();
  });

  it("has the value of the last snapshot at or before a moment", () => {
    const valueAt = (at: number) =>
      legendOf("memory", facts, at).find(({ id }) => id === "picked")?.value;
    expect(valueAt(999)).toBeNull();
    expect(valueAt(2500)).toBe(20_000);
    expect(valueAt(9999)).toBe(30_000);
  });
});
