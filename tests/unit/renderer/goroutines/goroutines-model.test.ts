import { describe, expect, it } from "vitest";
import type {
  BrowserRow,
  GoroutineSighting,
} from "../../../../src/core/goroutines/browser-views.ts";
import type { GoroutineMoment } from "../../../../src/core/investigation/goroutine-history.ts";
import type { Snapshot } from "../../../../src/core/investigation/model.ts";
import { wordMessage } from "../../../../src/core/messages/catalogue.ts";
import { goroutineId } from "../../../../src/core/units.ts";
import {
  followSummary,
  goroutineIdOf,
} from "../../../../src/renderer/panels/goroutines/follow-model.ts";
import {
  defaultBefore,
  earlierSnapshots,
  groupingOf,
  levelsOf,
  offeredGroupings,
  rowTitle,
  stackAsText,
  tagRootOf,
  waitText,
  waitTitle,
} from "../../../../src/renderer/panels/goroutines/goroutines-model.ts";

const frame = {
  function: "main.work",
  file: "/src/main.go",
  line: 9,
  offset: null,
  pc: null,
};
const row = (more: Partial<BrowserRow>): BrowserRow => ({
  kind: "group",
  path: ["x"],
  depth: 0,
  count: 3,
  before: null,
  stayed: null,
  grouping: { by: "function" },
  text: null,
  frame: null,
  waitsIn: null,
  state: null,
  otherStates: 0,
  oldestWaitMinutes: null,
  leaked: 0,
  lockedToThread: 0,
  id: null,
  hasRows: true,
  isOpen: false,
  ...more,
});
const words = (title: ReturnType<typeof rowTitle>): string =>
  typeof title === "string" ? title : wordMessage("en", title);

describe("groupings", () => {
  it("offer what the snapshot tells", () => {
    const counted = { states: false, creators: false, labels: true };
    const ids = (facts: typeof counted | null): readonly string[] =>
      offeredGroupings(facts, ["pool"]).map(({ id }) => id);
    expect(ids(counted)).toEqual(["function", "stack", "all", "label:pool"]);
    expect(ids({ ...counted, states: true })).toContain("wait");
  });

  it("nest, and root the flame graph alike", () => {
    expect(levelsOf("state", "label:a:b")).toEqual([
      { by: "state" },
      { by: "label", key: "a:b" },
    ]);
    expect(levelsOf("state", "state")).toEqual([{ by: "state" }]);
    expect(levelsOf("state", "")).toEqual([{ by: "state" }]);
    expect(tagRootOf(levelsOf("wait", "label:a:b"))).toEqual([
      "goroutine::wait",
      "a:b",
    ]);
    expect(tagRootOf(levelsOf("function", "stack"))).toEqual([]);
    expect(groupingOf("no such thing")).toEqual({ by: "function" });
  });
});

describe("titles", () => {
  it("say what a group has in common", () => {
    expect(words(rowTitle(row({ frame })))).toBe("main.work");
    expect(words(rowTitle(row({})))).toBe("(runtime goroutine)");
    expect(
      words(rowTitle(row({ grouping: { by: "state" }, text: "select" }))),
    ).toBe("select");
    expect(words(rowTitle(row({ grouping: { by: "state" } })))).toBe(
      "(not told)",
    );
    expect(
      words(rowTitle(row({ grouping: { by: "label", key: "pool" } }))),
    ).toBe("(none)");
    expect(
      words(rowTitle(row({ kind: "goroutine", id: goroutineId(7) }))),
    ).toBe("goroutine 7");
    expect(words(rowTitle(row({ kind: "more", count: 1200 })))).toContain(
      "1,200 more",
    );
  });

  it("word waits in steps", () => {
    const step = (from: number): string => wordMessage("en", waitTitle(from));
    expect(step(0)).toBe("under 1 min");
    expect(step(5)).toBe("5 min to 15 min");
    expect(step(1440)).toBe("1 d and more");
    expect(waitText(90)).toBe("1 h 30 min");
    expect(waitText(0)).toBe("");
    expect(waitText(null)).toBe("");
  });
});

describe("stackAsText", () => {
  it("is what the runtime would print", () => {
    const stack = { frames: [frame], elided: null };
    expect(stackAsText(stack, null)).toBe("main.work(…)\n\t/src/main.go:9\n");
    expect(
      stackAsText(stack, {
        arguments: ["0x1"],
        chain: [
          {
            frame: { ...frame, function: "main.main", line: 2 },
            parent: goroutineId(1),
            parentState: null,
          },
        ],
      }),
    ).toBe(
      "main.work(0x1)\n\t/src/main.go:9\ncreated by main.main in goroutine 1\n\t/src/main.go:2\n",
    );
  });
});

const snapshot = (
  id: string,
  atMillis: number,
  request: string,
  targetId = "t1",
): Snapshot => ({
  id,
  targetId,
  kind: "goroutine",
  requestedAtMillis: atMillis,
  atMillis,
  member: "",
  bytes: 1,
  sha256: "",
  request,
  gcCount: null,
  forcedGc: false,
});

describe("what to compare with", () => {
  const all = [
    snapshot("a", 1, "u/goroutine"),
    snapshot("b", 2, "u/goroutine?debug=2"),
    snapshot("c", 3, "u/goroutine"),
    snapshot("d", 4, "u/goroutine?debug=2"),
    snapshot("other", 1, "u/goroutine", "t2"),
  ];
  const before = (id: string): string | undefined => {
    const own = all.find((one) => one.id === id)!;
    return defaultBefore(earlierSnapshots(all, own), own)?.id;
  };
  it("is the oldest snapshot of the same target that tells as much", () => {
    expect(before("d")).toBe("b");
    expect(before("c")).toBe("a");
    expect(before("b")).toBe("a");
    expect(before("a")).toBeUndefined();
  });
});

describe("following", () => {
  const moment = (
    atMillis: number,
    change: GoroutineMoment["change"],
  ): GoroutineMoment => ({
    snapshotId: String(atMillis),
    atMillis,
    sighting: change === null ? null : ({} as GoroutineSighting),
    change,
    problem: null,
  });
  const summary = (...moments: readonly GoroutineMoment[]): unknown => {
    const { id, params } = followSummary(7, moments, String);
    return [id, params];
  };

  it("takes ids as people write them", () => {
    expect(goroutineIdOf(" #12 ")).toBe(12);
    expect(goroutineIdOf("0")).toBeNull();
    expect(goroutineIdOf("12a")).toBeNull();
    expect(goroutineIdOf("")).toBeNull();
  });

  it("says since when it has not moved", () => {
    expect(summary()).toEqual(["goroutines.follow.none", {}]);
    expect(summary(moment(1, null))).toEqual([
      "goroutines.follow.never",
      { id: 7, count: 1 },
    ]);
    expect(
      summary(
        moment(1, "first"),
        moment(2, "moved"),
        moment(3, "stayed"),
        moment(4, null),
        moment(5, "stayed"),
      ),
    ).toEqual([
      "goroutines.follow.summary",
      { id: 7, seen: 4, count: 5, time: "2" },
    ]);
    expect(summary(moment(1, "first"), moment(2, "moved"))).toEqual([
      "goroutines.follow.summary-one",
      { id: 7, seen: 2, count: 2 },
    ]);
  });
});
