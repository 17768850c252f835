// The watcher's parts that need no target: pace, counters, gaps, the goroutine count's two sources, the moment.

import { describe, expect, it } from "vitest";
import { Investigation } from "../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../src/core/investigation/journal-entry.ts";
import type { MemStatsReading } from "../../../src/core/memstats/memstats.ts";
import type { JournalWriter } from "../../../src/services/journal-writer.ts";
import { TargetCostMeter } from "../../../src/services/watch-cost.ts";
import { CounterTrack } from "../../../src/services/watch-counters.ts";
import { GapLog } from "../../../src/services/watch-gaps.ts";
import { parseGoroutineCount } from "../../../src/services/watch-goroutine-count.ts";
import {
  momentOfReading,
  refuseBadStatus,
} from "../../../src/services/watch-memstats.ts";
import { PollPace, pollTimeoutMs } from "../../../src/services/watch-pace.ts";

describe("PollPace", () => {
  it("polls at the base while the median latency is below a tenth of it", () => {
    const pace = new PollPace(1000);
    expect(pace.periodMs).toBe(1000);
    for (let i = 0; i < 20; i++) pace.succeeded(99);
    expect(pace.periodMs).toBe(1000);
  });

  it("slows down so that requests take a tenth, and recovers", () => {
    const pace = new PollPace(1000);
    for (let i = 0; i < 15; i++) pace.succeeded(400);
    expect(pace.periodMs).toBe(4000);
    for (let i = 0; i < 15; i++) pace.succeeded(9000);
    expect(pace.periodMs).toBe(15_000);
    for (let i = 0; i < 8; i++) pace.succeeded(5);
    expect(pace.periodMs).toBe(1000);
  });

  it("is not slowed down by a few outliers", () => {
    const pace = new PollPace(1000);
    for (let i = 0; i < 15; i++) pace.succeeded(i % 3 === 0 ? 900 : 4);
    expect(pace.periodMs).toBe(1000);
  });

  it("backs off 1, 2, 4 … 15 s after failures, at once back after success", () => {
    const pace = new PollPace(1000);
    const periods = Array.from({ length: 7 }, () => {
      pace.failed();
      return pace.periodMs;
    });
    expect(periods).toEqual([1000, 2000, 4000, 8000, 15000, 15000, 15000]);
    pace.succeeded(3);
    expect(pace.periodMs).toBe(1000);
  });

  it("gives a target that misses more and more time to answer", () => {
    const pace = new PollPace(1000);
    expect(pollTimeoutMs(pace)).toBe(3000);
    pace.failed();
    pace.failed();
    expect(pollTimeoutMs(pace)).toBe(12_000);
    for (let i = 0; i < 9; i++) pace.failed();
    expect(pollTimeoutMs(pace)).toBe(30_000);
  });
});

const reading = (
  values: MemStatsReading["values"],
  ends: readonly number[] = [],
): MemStatsReading => {
  const pauseEndMillis = new Float64Array(256);
  ends.forEach((end, index) => (pauseEndMillis[index] = end));
  return {
    values,
    pauseNs: new Float64Array(256).fill(7),
    pauseEndMillis,
    sampleRateBytes: 524288,
  };
};

describe("CounterTrack", () => {
  it("gives each collection once, and all anew after a restart", () => {
    const track = new CounterTrack("t");
    const numbers = (step: ReturnType<CounterTrack["accept"]>) =>
      step.cycles.map((cycle) => [cycle.number, cycle.endMillis]);
    expect(numbers(track.accept(reading({ numGc: 2 }, [10, 20])))).toEqual([
      [1, 10],
      [2, 20],
    ]);
    expect(numbers(track.accept(reading({ numGc: 2 }, [10, 20])))).toEqual([]);
    expect(numbers(track.accept(reading({ numGc: 3 }, [10, 20, 30])))).toEqual([
      [3, 30],
    ]);
    track.reset();
    expect(numbers(track.accept(reading({ numGc: 1 }, [99])))).toEqual([
      [1, 99],
    ]);
  });

  it("sees a restart in a total that falls, not in a level that does", () => {
    const track = new CounterTrack("t");
    track.accept(reading({ numGc: 5, totalAlloc: 100, heapAlloc: 50 }));
    expect(
      track.describeFall(reading({ numGc: 6, totalAlloc: 120, heapAlloc: 1 })),
    ).toBeNull();
    expect(track.describeFall(reading({ numGc: 6, totalAlloc: 99 }))).toBe(
      "totalAlloc fell from 100 to 99",
    );
    expect(track.describeFall(reading({}))).toBeNull();
  });
});

describe("GapLog", () => {
  it("writes an opening and a closing, however often the source fails", () => {
    const entries: JournalEntry[] = [];
    const model = new Investigation();
    const journal: Pick<JournalWriter, "model" | "append"> = {
      model,
      append: (entry) => {
        entries.push(entry);
        model.apply(entry);
      },
    };
    const gaps = new GapLog("t", journal as JournalWriter);
    const why = { code: "target-timeout", message: "slow" } as const;
    gaps.close("memstats", 1);
    gaps.open("memstats", 10, why);
    gaps.open("memstats", 20, why);
    gaps.open("procfs", 30, why);
    expect(model.gaps.map((gap) => [gap.source, gap.toMillis])).toEqual([
      ["memstats", null],
      ["procfs", null],
    ]);
    gaps.close("memstats", 40);
    gaps.closeAll(5);
    expect(entries).toHaveLength(4);
    expect(model.gaps).toMatchObject([
      { source: "memstats", fromMillis: 10, toMillis: 40 },
      { source: "procfs", fromMillis: 30, toMillis: 30 },
    ]);
  });
});

describe("parseGoroutineCount", () => {
  it("reads pprof's index page and the dump's first line, and nothing else", () => {
    const index =
      "<tr><td>3</td><td><a href='allocs?debug=1'>allocs</a></td></tr>\n<tr><td>12345</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>";
    expect(parseGoroutineCount(index)).toBe(12345);
    expect(parseGoroutineCount("goroutine profile: total 42\n1 @ 0x1")).toBe(
      42,
    );
    expect(parseGoroutineCount("<html>hello</html>")).toBeNull();
  });
});

describe("momentOfReading", () => {
  it("is the middle of a usual request and near the end of one that hung", () => {
    const middle = { atMillis: 1000, tookMs: 4 };
    expect(momentOfReading(middle, 3)).toBe(1000);
    const hung = { atMillis: 1000, tookMs: 2000 };
    expect(momentOfReading(hung, 4)).toBe(1998);
    expect(momentOfReading(hung, null)).toBe(1000);
    expect(momentOfReading(hung, 1500)).toBe(1000);
  });
});

describe("refuseBadStatus", () => {
  const answer = (status: number, body = "") => ({
    status,
    headers: {},
    body: new TextEncoder().encode(body),
    tookMs: 1,
  });
  it.each([
    [404, "404 page not found", "profile-not-served"],
    [400, "Client sent an HTTP request to an HTTPS server.", "tls-failed"],
    [400, "bad", "http-status"],
    [302, "", "http-status"],
    [503, "busy", "http-status"],
  ])("%d %s is %s", (status, body, code) => {
    expect(() => refuseBadStatus(answer(status, body), "u")).toThrow(
      expect.objectContaining({ code }),
    );
  });
  it("repeats what the server said, but no page of HTML", () => {
    expect(() => refuseBadStatus(answer(503, "busy\n"), "u")).toThrow(
      "u answered 503: busy",
    );
    expect(() => refuseBadStatus(answer(500, "<html>"), "u")).toThrow(
      /answered 500$/,
    );
    expect(() => refuseBadStatus(answer(200), "u")).not.toThrow();
  });
});

describe("TargetCostMeter", () => {
  it("adds up and tells each time", () => {
    let changes = 0;
    const meter = new TargetCostMeter(() => changes++);
    meter.addRequest(10);
    meter.addRequest(5);
    meter.addForcedGc();
    meter.addStop(200);
    expect(meter.value).toEqual({
      stops: 1,
      stoppedMs: 200,
      requests: 2,
      bytesRead: 15,
      forcedGcs: 1,
    });
    expect(changes).toBe(4);
  });
});
