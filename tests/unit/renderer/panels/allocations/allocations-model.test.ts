import { describe, expect, it } from "vitest";
import { idleTrace } from "../../../../../src/core/allocation-trace/trace-state.ts";
import type { InvestigationEvent } from "../../../../../src/core/investigation/model.ts";
import {
  chooseShown,
  parseBudget,
  placeLine,
  recordedTraces,
  wordCost,
  wordPrice,
} from "../../../../../src/renderer/panels/allocations/allocations-model.ts";
import { t } from "../../../../../src/renderer/state/use-message.ts";

const event = (
  id: string,
  kind: InvestigationEvent["kind"],
  data: InvestigationEvent["data"] = {},
): InvestigationEvent => ({
  id,
  targetId: "t",
  kind,
  atMillis: 1000,
  text: "panic: boom",
  data,
});

describe("recorded traces", () => {
  const recorded = recordedTraces([
    event("e1", "connected"),
    event("e2", "allocation-trace", { hits: 40 }),
    event("e3", "crash"),
  ]);

  it("are the traces and crashes among the events, newest first", () => {
    expect(recorded.map(({ eventId, kind }) => `${eventId} ${kind}`)).toEqual([
      "e3 crash",
      "e2 trace",
    ]);
    expect(recorded[1]!.hits).toBe(40);
  });

  it("come after what is under way, unless one is chosen", () => {
    const running = { ...idleTrace, status: "tracing" } as const;
    expect(chooseShown(recorded, running, null)).toEqual({ kind: "live" });
    expect(chooseShown(recorded, running, "e2")).toEqual({
      kind: "trace",
      eventId: "e2",
    });
    expect(chooseShown(recorded, idleTrace, null)).toEqual({
      kind: "crash",
      eventId: "e3",
    });
    expect(chooseShown([], idleTrace, null)).toBeNull();
  });
});

it("takes only budgets that main would take", () => {
  expect(parseBudget({ hits: "500", seconds: "1.5" })).toEqual({
    hits: 500,
    seconds: 1.5,
  });
  for (const [hits, seconds] of [
    ["", "10"],
    ["0", "10"],
    ["1.5", "10"],
    ["1000001", "10"],
    ["500", "0"],
    ["500", "86401"],
    ["500", "x"],
  ])
    expect(parseBudget({ hits: hits!, seconds: seconds! })).toBeNull();
});

it("words a price with all that it consists of", () => {
  const words = wordPrice(
    {
      bytesPerSecond: 100 * 2 ** 20,
      hitsPerSecond: 174,
      msPerHit: 0.8,
      basis: "rule-of-thumb",
      stoppedShare: 0.14,
      endsAfterSeconds: 2.87,
    },
    40,
    t,
  );
  expect(words).toContain("100 MiB/s");
  expect(words).toContain("174 samples");
  expect(words).toContain("14 %");
  expect(words).toContain("2.9 s");
  expect(words).toContain("40 ms");
});

it("says nothing of a cost that is not known", () => {
  expect(wordCost(null, t)).toBe("");
  expect(wordCost({ stoppedShare: null, msPerHit: null, looks: 3 }, t)).toBe(
    "",
  );
  expect(
    wordCost({ stoppedShare: 0.09, msPerHit: 0.45, looks: 300 }, t),
  ).toContain("9 %");
});

it("shortens a place to its file", () => {
  expect(placeLine("/srv/app/cache.go", 12)).toBe("cache.go:12");
});
