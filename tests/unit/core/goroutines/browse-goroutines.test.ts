import { describe, expect, it } from "vitest";
import {
  browseGoroutines,
  type BrowseOptions,
} from "../../../../src/core/goroutines/browse-goroutines.ts";
import type {
  BrowseQuery,
  BrowserRow,
} from "../../../../src/core/goroutines/browser-views.ts";
import {
  describeGoroutines,
  findGoroutine,
} from "../../../../src/core/goroutines/describe-goroutines.ts";
import type { GoroutineDump } from "../../../../src/core/goroutines/goroutine-dump.ts";
import type { Grouping } from "../../../../src/core/goroutines/group-goroutines.ts";
import { parseGoroutineDumps } from "../../../../src/core/goroutines/parse-dump.ts";
import { goroutineId } from "../../../../src/core/units.ts";

/** `7 recv 3 chan receive, 3 minutes`: id, function, parent, the bracket's text. */
function dumpOf(...lines: readonly string[]): GoroutineDump {
  const text = lines.map((line) => {
    const [id = "", name = "", parent = "", ...bracket] = line.split(" ");
    const creator =
      parent === "0"
        ? ""
        : `created by main.start${parent.length} in goroutine ${parent}\n\t/src/main.go:${parent.length} +0x1\n`;
    return `goroutine ${id} [${bracket.join(" ")}]:
sync.(*Mutex).Lock(0xc000${id})
\tsync/mutex.go:80 +0x5
main.${name}(0x${id})
\t/src/main.go:${name.length} +0x1
${creator}`;
  });
  return parseGoroutineDumps(new TextEncoder().encode(text.join("\n")))[0]!;
}

const options: BrowseOptions = {
  matches: null,
  id: null,
  isDistribution: (frame) => frame.function.startsWith("sync."),
  checkpoint: () => undefined,
};
const query = (
  levels: readonly Grouping["by"][],
  more: Partial<BrowseQuery> = {},
): BrowseQuery => ({
  levels: levels.map((by) => ({ by }) as Grouping),
  order: "count",
  open: [],
  limit: 100,
  ...more,
});
/** A row as a short text: indent, count, what. */
const words = (rows: readonly BrowserRow[]): readonly string[] =>
  rows.map(
    (row) =>
      `${"  ".repeat(row.depth)}${row.kind === "goroutine" ? `#${row.id}` : row.count} ${row.text ?? row.frame?.function ?? row.kind}`,
  );

const now = dumpOf(
  "1 main 0 chan receive, 90 minutes",
  "11 serve 1 chan receive, 5 minutes",
  "12 serve 1 chan receive, 9 minutes",
  "13 serve 1 select",
  "14 read 12 IO wait, 2 minutes",
  "15 read 12 IO wait",
);
const before = dumpOf(
  "1 main 0 chan receive, 80 minutes",
  "11 serve 1 chan receive",
  "20 gone 1 semacquire, 3 minutes",
);

describe("browsing a dump", () => {
  it("nests groups, and opens only those that are asked for", () => {
    const open = [["chan receive"]];
    const view = browseGoroutines(
      now,
      null,
      query(["state", "function"], { open }),
      options,
    );
    expect(words(view.rows)).toEqual([
      "3 chan receive",
      "  2 main.serve",
      "  1 main.main",
      "2 IO wait",
      "1 select",
    ]);
    expect(view.rows.map(({ isOpen }) => isOpen)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(view).toMatchObject({ goroutines: 6, selected: 6, groups: 3 });
  });

  it("ends in goroutines, longest wait first", () => {
    const levels = query(["function"], { open: [["main.serve"]] });
    const view = browseGoroutines(now, null, levels, options);
    expect(words(view.rows).slice(0, 4)).toEqual([
      "3 main.serve",
      "  #12 main.start1",
      "  #11 main.start1",
      "  #13 main.start1",
    ]);
    expect(view.rows[1]).toMatchObject({
      state: "chan receive",
      oldestWaitMinutes: 9,
      waitsIn: "sync.(*Mutex).Lock",
    });
  });

  it("groups by how long they wait", () => {
    const view = browseGoroutines(now, null, query(["wait"]), options);
    expect(new Map(view.rows.map(({ text, count }) => [text, count]))).toEqual(
      new Map([
        ["0", 2],
        ["5", 2],
        ["1", 1],
        ["60", 1],
      ]),
    );
  });

  it("says by how much each group grew, and keeps what is gone", () => {
    const view = browseGoroutines(
      now,
      before,
      query(["function"], { order: "change" }),
      options,
    );
    expect(
      view.rows.map(({ frame, count, before: then, stayed }) => [
        frame?.function,
        count,
        then,
        stayed,
      ]),
    ).toEqual([
      ["main.serve", 3, 1, 1],
      ["main.read", 2, 0, 0],
      ["main.main", 1, 1, 1],
      ["main.gone", 0, 1, 0],
    ]);
    expect(view.before).toBe(3);
    expect(view.followed).toMatchObject({ stayed: 2, started: 4, ended: 1 });
  });

  it("searches stacks, states and ids", () => {
    const found = (text: string, id: number | null = null): number =>
      browseGoroutines(now, null, query(["stack"]), {
        ...options,
        matches: (name) => name.includes(text),
        id,
      }).selected;
    expect(found("main.serve")).toBe(3);
    expect(found("IO wait")).toBe(2);
    expect(found("start2")).toBe(2);
    expect(found("nothing at all", 14)).toBe(1);
  });

  it("says how many rows it left out", () => {
    const levels = query(["stack"], { limit: 1 });
    const view = browseGoroutines(now, null, levels, options);
    expect(words(view.rows)).toEqual(["3 main.serve", "2 more"]);
  });

  it("stops when it is told to", () => {
    expect(() =>
      browseGoroutines(now, null, query(["stack"]), {
        ...options,
        checkpoint: () => {
          throw new Error("stop");
        },
      }),
    ).toThrow("stop");
  });
});

describe("describing", () => {
  const describePath = (
    ...path: readonly string[]
  ): ReturnType<typeof describeGoroutines> =>
    describeGoroutines(
      now,
      before,
      { levels: [{ by: "function" }], path },
      options,
    );

  it("sums up a group", () => {
    expect(describePath("main.serve")).toMatchObject({
      count: 3,
      before: 1,
      states: [
        { text: "chan receive", count: 2 },
        { text: "select", count: 1 },
      ],
      waits: [
        { from: 0, count: 1 },
        { from: 5, count: 2 },
      ],
      creators: [{ frame: { function: "main.start1" }, count: 3 }],
      ids: [11, 12, 13],
      arguments: [],
    });
  });

  it("walks from a goroutine to those that created it", () => {
    const details = describePath("main.read", "14");
    expect(details).toMatchObject({
      count: 1,
      chainOf: 14,
      arguments: ["0xc00014", "0x14"],
    });
    expect(
      details?.chain.map(({ frame, parent, parentState }) => [
        frame.function,
        parent,
        parentState,
      ]),
    ).toEqual([
      ["main.start2", 12, "chan receive"],
      ["main.start1", 1, "chan receive"],
    ]);
  });

  it("describes what is gone as it was, and nothing that never was", () => {
    expect(describePath("main.gone")).toMatchObject({
      count: 0,
      before: 1,
      states: [{ text: "semacquire", count: 1 }],
    });
    expect(describePath("main.never")).toBeNull();
  });

  it("finds one goroutine by its id", () => {
    expect(findGoroutine(now, goroutineId(14))).toMatchObject({
      state: "IO wait",
      waitMinutes: 2,
      createdBy: { parent: 12 },
    });
    expect(findGoroutine(before, goroutineId(14))).toBeNull();
  });
});
