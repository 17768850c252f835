import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VerdictReport } from "../../../src/core/findings/finding.ts";
import { message } from "../../../src/core/messages/message.ts";
import { BackgroundVerdict } from "../../../src/main/background-verdict.ts";

const reportOf = (low: number): VerdictReport => ({
  verdict: {
    kind: "heap-leak",
    confidence: "probable",
    growthBytesPerSecond: { low, high: low + 1 },
    sites: [],
    alternatives: [],
    nextMeasurement: null,
    summary: message("app.name"),
  },
  findings: [],
});

function setUp(compute: () => Promise<VerdictReport | null>) {
  const published: (number | null)[] = [];
  const problems: string[] = [];
  let computed = 0;
  const verdict = new BackgroundVerdict({
    compute: () => {
      computed++;
      return compute();
    },
    publish: (report) =>
      published.push(report?.verdict.growthBytesPerSecond?.low ?? null),
    intervalMs: 3_000,
    report: (line) => problems.push(line),
  });
  return { published, problems, verdict, computed: () => computed };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("BackgroundVerdict", () => {
  it("judges at once when first asked, later at most once per interval", async () => {
    let low = 0;
    const { verdict, published, computed } = setUp(async () => reportOf(low++));
    expect((await verdict.read())?.verdict.growthBytesPerSecond?.low).toBe(0);
    for (let second = 0; second < 30; second++) {
      verdict.touch();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(computed()).toBeGreaterThanOrEqual(8);
    expect(computed()).toBeLessThanOrEqual(11);
    expect(published).toEqual(published.map((_value, index) => index));
    verdict.dispose();
  });

  it("judges again when evidence came while it was judging, and never twice at a time", async () => {
    const pending: ((report: VerdictReport) => void)[] = [];
    const { verdict, published, computed } = setUp(
      () => new Promise((resolve) => pending.push(resolve)),
    );
    verdict.touch();
    await vi.advanceTimersByTimeAsync(0);
    verdict.touch();
    verdict.touch();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computed()).toBe(1);
    pending[0]?.(reportOf(1));
    // It took a minute: the next one waits longer than usual, but not for ever.
    await vi.advanceTimersByTimeAsync(9_000);
    expect(computed()).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(computed()).toBe(2);
    pending[1]?.(reportOf(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computed()).toBe(2);
    expect(published).toEqual([1, 2]);
  });

  it("judges at once what is urgent, also when a later time was set", async () => {
    let low = 0;
    const { verdict, published, computed } = setUp(async () => reportOf(low++));
    await verdict.read();
    verdict.touch();
    await vi.advanceTimersByTimeAsync(100);
    expect(computed()).toBe(1);
    verdict.touch(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(computed()).toBe(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computed()).toBe(2);
    expect(published).toEqual([0, 1]);
  });

  it("answers a question with the verdict over everything so far", async () => {
    let low = 0;
    const { verdict, computed } = setUp(async () => reportOf(low++));
    await verdict.read();
    await verdict.read();
    expect(computed()).toBe(1);
    verdict.touch();
    expect((await verdict.read())?.verdict.growthBytesPerSecond?.low).toBe(1);
    verdict.dispose();
  });

  it("says nothing when nothing changed", async () => {
    const { verdict, published } = setUp(async () => reportOf(5));
    await verdict.read();
    verdict.touch();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(published).toEqual([5]);
  });

  it("keeps the verdict it has when judging fails, and reports the failure", async () => {
    let fails = false;
    const { verdict, problems } = setUp(async () => {
      if (fails) throw new Error("worker died");
      return reportOf(5);
    });
    await verdict.read();
    fails = true;
    verdict.touch();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(problems).toEqual(["verdict: internal: worker died"]);
    expect((await verdict.read())?.verdict.growthBytesPerSecond?.low).toBe(5);
  });

  it("stops when disposed", async () => {
    const { verdict, computed } = setUp(async () => reportOf(5));
    verdict.touch();
    verdict.dispose();
    verdict.touch();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(computed()).toBe(0);
  });
});
