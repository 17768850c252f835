// What the window gets of a tree of holders: suspects with their way down, growth against an earlier tree, and no row for
// what nobody looks for.

import { expect, test } from "vitest";
import {
  HolderTree,
  type HolderNode,
} from "../../../../src/core/object-graph/holder-tree.ts";
import { buildHoldersView } from "../../../../src/core/object-graph/holders-view.ts";
import {
  openTo,
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
  const rows = visibleTree(view, openTo(new Set(), suspect), "held");
  expect(rows.map(({ label, depth }) => [label, depth])).toEqual([
    ["main.cache", 0],
    [".items", 1],
    ["[]", 2],
    ["main.table", 0],
  ]);
  expect(rows[2]).toMatchObject({ id: suspect.path.at(-1), hasRows: false });
  expect(visibleTree(view, new Set(), "held")).toHaveLength(2);
});
