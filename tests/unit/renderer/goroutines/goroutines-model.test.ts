import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import type { GoroutineGroup } from "../../../../src/core/pprof/views.ts";
import {
  arrangeGroups,
  earlierSnapshots,
  groupTitle,
  groupWait,
  totalsOf,
} from "../../../../src/renderer/panels/goroutines/goroutines-model.ts";

const group = (
  functions: readonly string[],
  count: number,
  before: number | null = null,
  labels: Readonly<Record<string, string>> = {},
): GoroutineGroup => ({
  frames: functions.map((name) => ({ function: name, file: "", line: 0 })),
  count,
  before,
  labels,
});
const worker = group(
  ["runtime.gopark", "runtime.chanrecv", "main.worker", "main.pool"],
  500,
  20,
  { queue: "glyphs" },
);
const idle = group(["runtime.gopark", "runtime.forcegchelper"], 1, 1);
const server = group(
  [
    "runtime.gopark",
    "internal/poll.runtime_pollWait",
    "net/http.(*conn).serve",
  ],
  900,
  900,
);

describe("goroutine groups", () => {
  it("are called after the program's own function, and say what it waits in", () => {
    expect(groupTitle(worker)).toBe("main.worker");
    expect(groupWait(worker)).toBe("runtime.chanrecv");
    // All of it is Go's own: where the goroutine began says most.
    expect(groupTitle(server)).toBe("net/http.(*conn).serve");
    expect(groupTitle(idle)).toBe("runtime.forcegchelper");
    expect(groupWait(idle)).toBeNull();
  });

  it("are ordered by count or by growth", () => {
    const groups = [idle, worker, server];
    expect(arrangeGroups(groups, "count", "")[0]).toBe(server);
    expect(arrangeGroups(groups, "change", "")[0]).toBe(worker);
  });

  it("are found by any frame and by label", () => {
    const groups = [idle, worker, server];
    expect(arrangeGroups(groups, "count", "chanrecv")).toEqual([worker]);
    expect(arrangeGroups(groups, "count", "queue=GLYPHS")).toEqual([worker]);
    expect(arrangeGroups(groups, "count", "nothing")).toEqual([]);
  });

  it("are counted with and without an earlier snapshot", () => {
    expect(totalsOf([worker, idle])).toEqual({
      goroutines: 501,
      groups: 2,
      before: 21,
    });
    expect(totalsOf([group(["main.a"], 3)]).before).toBeNull();
  });

  it("are compared with earlier snapshots of the same target only", () => {
    const at = (id: string, atMillis: number, targetId = "t1") =>
      ({ id, atMillis, targetId }) as Snapshot;
    const all = [at("c", 30), at("a", 10), at("x", 15, "t2"), at("b", 20)];
    expect(earlierSnapshots(all, all[0]!).map(({ id }) => id)).toEqual([
      "b",
      "a",
    ]);
    expect(earlierSnapshots(all, all[1]!)).toEqual([]);
  });
});
