// What the window gets of a tree of holders: suspects with their way down, growth against an earlier tree, and no row for
// what nobody looks for.

import { expect, test } from "vitest";
import {
  HolderTree,
  type HolderNode,
} from "../../../../src/core/object-graph/holder-tree.ts";
import { buildHoldersView } from "../../../../src/core/object-graph/holders-view.ts";
import {
  nextSort,
  openAbove,
  openTo,
  pathName,
  pathToRow,
  sortTypes,
  visibleTree,
} from "../../../../src/renderer/panels/holders/holders-model.ts";

interface Planted {
  readonly label: string;
  readonly bytes: number;
  readonly parts?: readonly Planted[];
}

/** Roots are variables; what is below them, objects. */
function plant(roots: readonly Planted[]): HolderTree {
  const nodes: HolderNode[] = [];
  const add = (what: Planted, parent: number, isRoot: boolean): number => {
    const id = nodes.length;
    nodes.push(null as unknown as HolderNode);
    let retainedBytes = what.bytes;
    for (const part of what.parts ?? [])
      retainedBytes += add(part, id, id === 0);
    nodes[id] = {
      id,
      parent,
      kind: isRoot ? "global" : null,
      label: what.label,
      key: what.label,
      type: isRoot ? "" : "main.thing",
      objects: 1,
      bytes: what.bytes,
      retainedObjects: 1,
      retainedBytes,
      example: 0,
    };
    return retainedBytes;
  };
  add({ label: "", bytes: 0, parts: roots }, 0, false);
  return new HolderTree(nodes);
}

const cacheOf = (bytes: number): Planted => ({
  label: "main.cache",
  bytes: 0,
  parts: [{ label: ".items", bytes: 100, parts: [{ label: "[]", bytes }] }],
});
const steady: Planted = { label: "main.table", bytes: 500_000 };
const small: Planted = { label: "main.small", bytes: 10 };
const byHeld = { column: "holds", direction: "descending" } as const;

test("the heaviest holder is the first suspect, down to where it piles up", () => {
  const view = buildHoldersView(plant([small, steady, cacheOf(900_000)]), null);
  expect(view.suspects.map(({ name }) => name)).toEqual([
    "main.cache.items[]",
    "main.table",
  ]);
  expect(view.suspects[0]?.share).toBeCloseTo(900_100 / 1_400_110);
  expect(view.suspects[0]?.grownBytes).toBeNull();
  expect(view.rows.map(({ label }) => label)).not.toContain("main.small");
  expect(view.leftOut).toBe(1);
});

test("against an earlier graph what has grown is first, not what is largest", () => {
  const before = plant([steady, cacheOf(1_000)]);
  const view = buildHoldersView(plant([steady, cacheOf(300_000)]), before);
  expect(view.suspects[0]).toMatchObject({
    name: "main.cache.items[]",
    share: 1,
    grownBytes: 299_000,
  });
  expect(view.rows.find(({ label }) => label === "main.table")).toMatchObject({
    grownBytes: 0,
  });
});

test("a suspect opens the tree down to itself and nothing else", () => {
  const view = buildHoldersView(plant([steady, cacheOf(900_000)]), null);
  const suspect = view.suspects[0]!;
  const rows = visibleTree(view, openTo(new Set(), suspect), byHeld);
  expect(rows.map(({ label, depth }) => [label, depth])).toEqual([
    ["main.cache", 0],
    [".items", 1],
    ["[]", 2],
    ["main.table", 0],
  ]);
  expect(rows[2]).toMatchObject({ id: suspect.path.at(-1), hasRows: false });
  expect(visibleTree(view, new Set(), byHeld)).toHaveLength(2);
});

test("brothers stand in the order asked for, each below its holder", () => {
  const view = buildHoldersView(plant([steady, cacheOf(900_000)]), null);
  const open = openAbove(view, new Set(), view.suspects[0]!.path.at(-1)!);
  const labels = (
    column: "holds" | "own" | "name",
    direction: "ascending" | "descending",
  ) => visibleTree(view, open, { column, direction }).map(({ label }) => label);
  const cache = ["main.cache", ".items", "[]"];
  expect(labels("holds", "descending")).toEqual([...cache, "main.table"]);
  expect(labels("holds", "ascending")).toEqual(["main.table", ...cache]);
  expect(labels("own", "descending")).toEqual(["main.table", ...cache]);
  expect(labels("name", "ascending")).toEqual([...cache, "main.table"]);
});

test("a column begins with what is looked for, and turns", () => {
  const first = nextSort<"holds" | "name">(byHeld, "name", true);
  expect(first).toEqual({ column: "name", direction: "ascending" });
  expect(nextSort(first, "name", true).direction).toBe("descending");
  expect(nextSort<"holds" | "name">(first, "holds", false)).toEqual(byHeld);
});

test("the path to the root names every field, and ends where the tree does", () => {
  const view = buildHoldersView(plant([steady, cacheOf(900_000)]), null);
  const path = pathToRow(view, view.suspects[0]!.path.at(-1)!);
  expect(path.map(({ label }) => label)).toEqual([
    "main.cache",
    ".items",
    "[]",
  ]);
  expect(pathName(path)).toBe("main.cache.items[]");
  expect(pathToRow(view, 4_711)).toEqual([]);
  expect(pathToRow(view, null)).toEqual([]);
});

test("types count every live object once, against the earlier graph, with who has most of them", () => {
  const before = plant([steady, cacheOf(1_000)]);
  const after = plant([steady, cacheOf(300_000)]);
  const { types, rows, retainedBytes } = buildHoldersView(after, before);
  expect(types.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(retainedBytes);
  const thing = types.find(({ type }) => type === "main.thing")!;
  expect(thing).toMatchObject({
    objects: 2,
    bytes: 300_100,
    grownObjects: 0,
    grownBytes: 299_000,
  });
  expect(thing.mostlyShare).toBeCloseTo(300_000 / 300_100);
  expect(rows.find(({ id }) => id === thing.mostly)?.label).toBe("[]");
  const [first] = sortTypes(types, {
    column: "grown",
    direction: "descending",
  });
  expect(first).toBe(thing);
});

test("types that are gone are there with what went", () => {
  const gone = buildHoldersView(
    plant([steady]),
    plant([steady, cacheOf(1_000)]),
  );
  expect(gone.types.find(({ type }) => type === "main.thing")).toMatchObject({
    objects: 0,
    bytes: 0,
    grownObjects: -2,
    grownBytes: -1_100,
    mostly: 0,
  });
});
