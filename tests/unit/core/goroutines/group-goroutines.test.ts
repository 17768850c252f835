import { describe, expect, it } from "vitest";
import {
  compareGroups,
  followGoroutine,
  followGoroutines,
} from "../../../../src/core/goroutines/compare-goroutines.ts";
import {
  GroupKeys,
  groupGoroutines,
  knownFacts,
  type Grouping,
} from "../../../../src/core/goroutines/group-goroutines.ts";
import type { GoroutineRecord } from "../../../../src/core/goroutines/goroutine-dump.ts";
import { parseGoroutineDumps } from "../../../../src/core/goroutines/parse-dump.ts";
import { goroutineId } from "../../../../src/core/units.ts";

/** `7 receive chan receive, 3 minutes`: id, function, the bracket's text. */
function records(...lines: readonly string[]): readonly GoroutineRecord[] {
  const text = lines.map((line) => {
    const [id = "", name = "", ...bracket] = line.split(" ");
    return `goroutine ${id} [${bracket.join(" ")}]:
sync.(*Mutex).Lock(...)
\tsync/mutex.go:80
main.${name}()
\t/src/main.go:${name.length} +0x1
created by main.start in goroutine ${Number(id) + 100}
\t/src/main.go:1 +0x1
`;
  });
  return parseGoroutineDumps(new TextEncoder().encode(text.join("\n")))[0]!
    .goroutines;
}

const keysFor = (
  of: readonly GoroutineRecord[],
  grouping: Grouping = { by: "all" },
): GroupKeys =>
  new GroupKeys({
    grouping,
    facts: knownFacts(of),
    isDistribution: (frame) => frame.function.startsWith("sync."),
  });

const now = records(
  "1 read select, 5 minutes",
  "2 read select, 9 minutes",
  "3 read IO wait",
  '4 write select labels:{"pool": "a", "n": "1"}',
  '5 write select, locked to thread labels:{"pool": "a", "n": "1"}',
  '6 write select (leaked) labels:{"pool": "b", "n": "1"}',
);

const sizes = (grouping: Grouping): readonly number[] =>
  [...groupGoroutines(now, keysFor(now, grouping)).values()].map(
    ({ count }) => count,
  );

describe("groupGoroutines", () => {
  it("groups by everything, or by one thing", () => {
    expect(sizes({ by: "all" })).toEqual([2, 2, 1, 1]);
    expect(sizes({ by: "stack" })).toEqual([3, 3]);
    expect(sizes({ by: "state" })).toEqual([5, 1]);
    expect(sizes({ by: "function" })).toEqual([3, 3]);
    expect(sizes({ by: "creator" })).toEqual([6]);
    expect(sizes({ by: "label", key: "pool" })).toEqual([3, 2, 1]);
    expect(sizes({ by: "label", key: "constructor" })).toEqual([6]);
  });

  it("sums up its members", () => {
    const groups = groupGoroutines(now, keysFor(now, { by: "function" }));
    const [first, second] = [...groups.values()];
    expect(first).toMatchObject({
      count: 3,
      states: [
        { state: "select", count: 2 },
        { state: "IO wait", count: 1 },
      ],
      oldestWaitMinutes: 9,
      stacks: 1,
      userFrame: { function: "main.read" },
      createdBy: { frame: { function: "main.start" } },
      labels: {},
      ids: [1, 2, 3],
    });
    expect(second).toMatchObject({
      lockedToThread: 1,
      leaked: 1,
      labels: { n: "1" },
    });
  });
});

describe("two dumps", () => {
  const later = records(
    "2 read select, 10 minutes",
    "3 read select",
    "8 read select",
    "9 read select",
    "10 sweep select",
  );
  const earlier = now.slice(0, 3);

  it("are compared group by group, grown most first, the gone ones kept", () => {
    const groups = compareGroups(earlier, later, keysFor(later));
    expect(
      groups.map(({ userFrame, states, before, count, stayed }) => [
        userFrame?.function,
        states[0]?.state,
        before,
        count,
        stayed,
      ]),
    ).toEqual([
      ["main.read", "select", 2, 4, 1],
      ["main.sweep", "select", 0, 1, 0],
      ["main.read", "IO wait", 1, 0, 0],
    ]);
  });

  it("follow goroutines by id", () => {
    expect(followGoroutines(earlier, later)).toEqual({
      stayed: 1,
      moved: 1,
      started: 3,
      ended: 1,
      otherProcess: 0,
    });
    expect(
      followGoroutine([earlier, later], goroutineId(3)).map(
        (record) => record?.state,
      ),
    ).toEqual(["IO wait", "select"]);
    expect(followGoroutine([earlier, later], goroutineId(8))[0]).toBeNull();
  });

  it("of different processes are recognised by their creators", () => {
    const other = later.map((record) => ({
      ...record,
      createdBy: record.createdBy && {
        ...record.createdBy,
        parent: goroutineId(7),
      },
    }));
    expect(followGoroutines(earlier, other)?.otherProcess).toBe(2);
  });
});
