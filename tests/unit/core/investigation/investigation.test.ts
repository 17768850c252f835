import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import {
  everyKind,
  sampleAt,
  startMillis,
} from "../../../support/sample-journal.ts";

const at = (atMillis: number, heapAlloc: number): JournalEntry => ({
  type: "sample",
  targetId: "target-1",
  source: "memstats",
  atMillis,
  tookMs: 1,
  values: { heapAlloc },
});
const gap = (fromMillis: number, toMillis: number | null): JournalEntry => ({
  type: "gap",
  gap: {
    targetId: "target-1",
    source: "memstats",
    fromMillis,
    toMillis,
    code: "target-timeout",
    reason: "no answer",
  },
});
const gc = (number: number, endMillis: number): JournalEntry => ({
  type: "gc",
  cycles: [{ targetId: "target-1", number, endMillis, pauseNs: 1 }],
});

describe("the fold over a journal", () => {
  it("takes one entry of every kind", () => {
    const model = Investigation.from(everyKind);
    expect(model.header?.title).toBe("gateway leaks 内存泄漏");
    expect([...model.targets.keys()]).toEqual(["target-1"]);
    expect(model.seriesNames("target-1")).toEqual(["heapAlloc", "numGc"]);
    expect(model.snapshots).toHaveLength(1);
    expect(model.events).toHaveLength(1);
    expect(model.gcCycles).toHaveLength(1);
    // The note was written and removed again.
    expect(model.notes).toEqual([]);
    expect(model.actions).toHaveLength(1);
    expect(model.transcript).toHaveLength(1);
    expect(model.view.panel).toBe("compare");
    expect(model.range).toEqual({
      fromMillis: startMillis + 1000,
      toMillis: startMillis + 4000,
    });
  });

  it("keeps a series in order of time when the clock steps back", () => {
    const model = Investigation.from([
      at(1000, 1),
      at(3000, 3),
      at(4000, 4),
      at(2000, 2),
      at(3000, 33),
    ]);
    const column = model.series("target-1", "heapAlloc");
    expect(Array.from(column!.times)).toEqual([1000, 2000, 3000, 3000, 4000]);
    // Of one moment, the later reading stands behind the earlier one.
    expect(Array.from(column!.values)).toEqual([1, 2, 3, 33, 4]);
  });

  it("sorts stably whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (times) => {
        const model = Investigation.from(times.map((time, i) => at(time, i)));
        const column = model.series("target-1", "heapAlloc");
        const expected = times
          .map((time, i) => ({ time, i }))
          .sort((a, b) => a.time - b.time || a.i - b.i);
        expect(Array.from(column?.times ?? [])).toEqual(
          expected.map(({ time }) => time),
        );
        expect(Array.from(column?.values ?? [])).toEqual(
          expected.map(({ i }) => i),
        );
      }),
    );
  });

  it("grows a column past its first allocation without a change", () => {
    const model = Investigation.from(
      Array.from({ length: 5000 }, (_, second) => sampleAt(second)),
    );
    const column = model.series("target-1", "numGc");
    expect(column?.length).toBe(5000);
    expect(column?.values.every((value, i) => value === i)).toBe(true);
  });

  it("replaces an open gap by the closed one, and only that", () => {
    const model = Investigation.from([
      gap(1000, null),
      gap(1000, 2000),
      gap(5000, null),
    ]);
    expect(
      model.gaps.map(({ fromMillis, toMillis }) => [fromMillis, toMillis]),
    ).toEqual([
      [1000, 2000],
      [5000, null],
    ]);
    // A second gap from the same moment is another one, once the first is closed.
    model.apply(gap(1000, 3000));
    expect(model.gaps).toHaveLength(3);
  });

  it("counts a collection once, however often PauseEnd's ring shows it", () => {
    const model = Investigation.from([
      gc(1, 100),
      gc(2, 200),
      gc(1, 100),
      gc(2, 200),
      // The target was restarted: collection 1 again, at another time.
      gc(1, 900),
    ]);
    expect(model.gcCycles.map(({ number }) => number)).toEqual([1, 2, 1]);
  });

  it("leaves series of a newer version alone", () => {
    const entry = { ...sampleAt(1), values: { heapAlloc: 1, humidity: 2 } };
    const model = Investigation.from([entry]);
    expect(model.seriesNames("target-1")).toEqual(["heapAlloc"]);
  });

  it("edits and removes notes by id", () => {
    const note = (id: string, text: string): JournalEntry => ({
      type: "note",
      note: { id, atMillis: 0, aboutMillis: null, text },
    });
    const model = Investigation.from([
      note("a", "one"),
      note("b", "two"),
      note("a", "one, again"),
      { type: "note-removed", id: "b" },
      { type: "note-removed", id: "never there" },
    ]);
    expect(model.notes.map(({ id, text }) => [id, text])).toEqual([
      ["a", "one, again"],
    ]);
  });

  it("has no range while there is nothing to show", () => {
    expect(new Investigation().range).toBeNull();
  });
});

describe("a history that was imported later", () => {
  const earlier = (entry: JournalEntry): JournalEntry =>
    entry.type === "sample" ? { ...entry, source: "prometheus" } : entry;

  it("takes its place in time, whenever the column is looked at", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean())),
        (points) => {
          const model = new Investigation();
          points.forEach(([time, looksOn], order) => {
            model.apply(at(time, order));
            if (looksOn) model.series("target-1", "heapAlloc")?.times.at(-1);
          });
          const column = model.series("target-1", "heapAlloc");
          const wanted = points
            .map(([time], order) => ({ time, order }))
            .sort((a, b) => a.time - b.time || a.order - b.order);
          expect([...(column?.times ?? [])]).toEqual(
            wanted.map(({ time }) => time),
          );
          expect([...(column?.values ?? [])]).toEqual(
            wanted.map(({ order }) => order),
          );
        },
      ),
    );
  });

  it("is told apart from what was recorded", () => {
    const model = Investigation.from([
      at(3000, 30),
      at(4000, 40),
      earlier(at(2000, 20)),
      earlier(at(1000, 10)),
    ]);
    expect(model.seriesShares("target-1", "heapAlloc")).toEqual([
      { source: "memstats", samples: 2, firstMillis: 3000, lastMillis: 4000 },
      { source: "prometheus", samples: 2, firstMillis: 1000, lastMillis: 2000 },
    ]);
    expect([...model.series("target-1", "heapAlloc")!.values]).toEqual([
      10, 20, 30, 40,
    ]);
  });
});
