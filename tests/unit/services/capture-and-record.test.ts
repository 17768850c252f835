import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateCapture } from "../../../src/services/capture-estimate.ts";
import {
  acceptProfile,
  captureUrl,
} from "../../../src/services/capture-request.ts";
import {
  defaultEveryMs,
  isCaptureDue,
  captureAtMs,
  longestDurationMs,
  planRecording,
  type RecordingPlan,
  shouldAwaitGc,
} from "../../../src/services/record-schedule.ts";

describe("captureUrl", () => {
  it("forces a collection for the heap profile only", () => {
    expect(captureUrl("b", "heap")).toBe("b/heap");
    expect(captureUrl("b", "heap", { gc: true })).toBe("b/heap?gc=1");
    expect(captureUrl("b", "allocs", { gc: true })).toBe("b/allocs");
    expect(captureUrl("b", "goroutine", { gc: true })).toBe("b/goroutine");
    expect(captureUrl("b", "goroutine", { stacks: true })).toBe(
      "b/goroutine?debug=2",
    );
    expect(captureUrl("b", "heap", { stacks: true })).toBe("b/heap");
  });
});

describe("acceptProfile", () => {
  const answer = (bytes: readonly number[]) => ({
    status: 200,
    headers: {},
    body: new Uint8Array(bytes),
    tookMs: 1,
  });
  it("names the form by its first bytes", () => {
    expect(acceptProfile(answer([0x1f, 0x8b, 8]), "u")).toBe("pb.gz");
    expect(acceptProfile(answer([0x0a, 4, 8, 1]), "u")).toBe("pb");
  });
  it("refuses a text that begins with an empty line, and an empty body", () => {
    expect(() => acceptProfile(answer([0x0a, 0x3c, 0x68]), "u")).toThrow(
      expect.objectContaining({ code: "not-go-pprof" }),
    );
    expect(() => acceptProfile(answer([]), "u")).toThrow(
      expect.objectContaining({ code: "body-truncated" }),
    );
  });
});

describe("estimateCapture", () => {
  const base = {
    kind: "heap",
    gc: true,
    measuredMs: [],
    measuredWithGcMs: [],
    pollMs: 3,
    heapObjects: null,
  } as const;
  it("reckons a collection by the number of objects until one was measured", () => {
    const rule = estimateCapture({ ...base, heapObjects: 10_900_000 });
    expect(rule.basis).toBe("rule-of-thumb");
    expect(rule.requestMs).toBe(3);
    // Measured once on such a heap: 408 ms.
    expect(rule.gcMs).toBeGreaterThan(300);
    expect(rule.gcMs).toBeLessThan(600);
    expect(
      estimateCapture({
        ...base,
        measuredMs: [5],
        measuredWithGcMs: [90, 105, 300],
      }),
    ).toEqual({ requestMs: 5, gcMs: 100, basis: "measured-before" });
  });
  it("knows what it does not know", () => {
    expect(estimateCapture(base).gcMs).toBeNull();
    expect(estimateCapture({ ...base, kind: "goroutine", gc: true })).toEqual({
      requestMs: null,
      gcMs: null,
      basis: "rule-of-thumb",
    });
  });
});

function capturesOf(plan: RecordingPlan): readonly number[] {
  const times: number[] = [];
  for (let index = 0; ; index++) {
    const at = captureAtMs(plan, index);
    if (at === undefined) return times;
    times.push(at);
  }
}

describe("the schedule", () => {
  it("costs nothing for the longest recording", () => {
    const plan = planRecording(longestDurationMs, 1000);
    expect(plan.regular).toBe(30 * 86_400 - 5);
    expect(captureAtMs(plan, plan.regular)).toBe(longestDurationMs - 5000);
    expect(captureAtMs(plan, plan.regular + 1)).toBeUndefined();
  });

  it("gives a minute five snapshots, the last shortly before the end", () => {
    expect(defaultEveryMs(60_000)).toBe(15_000);
    expect(capturesOf(planRecording(60_000, 15_000))).toEqual([
      0, 15_000, 30_000, 45_000, 57_000,
    ]);
    expect(defaultEveryMs(5_000)).toBe(5000);
    expect(defaultEveryMs(86_400_000)).toBe(300_000);
    expect(defaultEveryMs(null)).toBe(60_000);
  });

  it("always begins at once when there is time, ends in time and never crowds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7_200_000 }),
        fc.integer({ min: 1000, max: 600_000 }),
        (durationMs, everyMs) => {
          const times = capturesOf(planRecording(durationMs, everyMs));
          expect(times.length).toBeGreaterThan(0);
          expect(times.at(-1)).toBeLessThan(durationMs);
          for (let i = 1; i < times.length; i++)
            expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(
              everyMs / 3,
            );
        },
      ),
    );
  });

  it("goes on for ever without a duration", () => {
    expect(isCaptureDue(null, 3, 29_999, 10_000)).toBe(false);
    expect(isCaptureDue(null, 3, 30_000, 10_000)).toBe(true);
    const plan = planRecording(10_000, 5000);
    expect(isCaptureDue(plan, plan.regular + 1, 1e9, 5000)).toBe(false);
  });

  it("waits for two collections, half a period at most, and only when it can count", () => {
    const wait = { dueForMs: 0, everyMs: 10_000, numGc: 6, numGcBefore: 5 };
    expect(shouldAwaitGc(wait)).toBe(true);
    expect(shouldAwaitGc({ ...wait, numGc: 7 })).toBe(false);
    expect(shouldAwaitGc({ ...wait, dueForMs: 5000 })).toBe(false);
    expect(shouldAwaitGc({ ...wait, numGc: null })).toBe(false);
    expect(shouldAwaitGc({ ...wait, numGcBefore: null })).toBe(false);
  });
});
