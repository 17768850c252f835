// Lines of allocation under holders: added up below a holder, only the growth against an earlier tree, and the same
// after a way through a file.

import { expect, test } from "vitest";
import type { HolderSite } from "../../../../src/core/object-graph/allocation-place.ts";
import { sitesBelow } from "../../../../src/core/object-graph/holder-sites.ts";
import {
  holdersProfile,
  readHoldersProfile,
} from "../../../../src/core/object-graph/holders-profile.ts";
import {
  HolderTree,
  type HolderNode,
} from "../../../../src/core/object-graph/holder-tree.ts";
import {
  findGrowth,
  findSuspects,
} from "../../../../src/core/object-graph/leak-suspects.ts";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../../../src/core/pprof/encode.ts";

const megabyte = 1 << 20;
const site = (line: number, samples: number, bytes: number): HolderSite => ({
  function: "main.fill",
  file: "/src/shop/c:/fill.go",
  line,
  via: line === 3 ? "bytes.growSlice" : "",
  samples,
  bytes,
});

/** main.cache, .items, [] that holds it all. */
function treeOf(
  bytes: number,
  sites: Readonly<Record<number, readonly HolderSite[]>>,
): HolderTree {
  const node = (
    id: number,
    label: string,
    own: number,
  ): Omit<HolderNode, "kind"> => ({
    id,
    parent: Math.max(0, id - 1),
    label,
    key: label,
    type: id < 2 ? "" : "main.item",
    objects: own > 0 ? 1 : 0,
    bytes: own,
    retainedObjects: 1,
    retainedBytes: bytes,
    example: 0,
  });
  const nodes = [
    { ...node(0, "", 0), kind: null },
    { ...node(1, "main.cache", 0), kind: "global" as const },
    { ...node(2, ".items", 0), kind: null },
    { ...node(3, "[]", bytes), kind: null },
  ];
  return new HolderTree(nodes, {
    sites: new Map(Object.entries(sites).map(([id, list]) => [+id, list])),
  });
}

test("a holder has what it and all below it have", () => {
  const tree = treeOf(4 * megabyte, {
    2: [site(1, 1, 10)],
    3: [site(1, 2, 30), site(2, 5, 20)],
  });
  expect(sitesBelow(tree, 1)).toEqual([site(1, 3, 40), site(2, 5, 20)]);
  expect(sitesBelow(tree, 3)).toEqual([site(1, 2, 30), site(2, 5, 20)]);
});

test("a suspect has those of where it piles up, else of the nearest above", () => {
  const [low] = findSuspects(treeOf(100, { 1: [site(1, 1, 10)] }));
  expect(low?.sites).toEqual([site(1, 1, 10)]);
  const [own] = findSuspects(
    treeOf(100, { 1: [site(1, 1, 10)], 3: [site(2, 1, 5)] }),
  );
  expect(own?.sites).toEqual([site(2, 1, 5)]);
});

test("of growth only what there is more of, also when it is one array", () => {
  const before = treeOf(megabyte, {
    3: [site(1, 9, 900), site(2, 1, 100), site(3, 1, 50)],
  });
  const after = treeOf(4 * megabyte, {
    3: [site(1, 9, 900), site(2, 1, 400), site(3, 8, 250)],
  });
  const [top] = findGrowth(before, after);
  expect(top).toMatchObject({ name: "main.cache.items[]", isSuspect: true });
  expect(top?.sites).toEqual([site(2, 1, 300), site(3, 7, 200)]);
});

test("small change is nobody's leak", () => {
  const [top] = findGrowth(
    treeOf(4 * megabyte, {}),
    treeOf(4 * megabyte + 16_384, {}),
  );
  expect(top).toMatchObject({ isSuspect: false, sites: [] });
});

test("a file keeps them, and counts nothing twice", () => {
  const tree = treeOf(megabyte, { 3: [site(1, 9, 900), site(3, 1, 50)] });
  const header = { timeMillis: 1, isApproximate: false };
  const read = readHoldersProfile(
    decodeProfile(encodeProfile(holdersProfile(tree, header))),
  );
  expect(sitesBelow(read, 1)).toEqual(tree.sites.get(3));
  expect(read.nodes[0]).toMatchObject({
    retainedBytes: megabyte,
    retainedObjects: 1,
  });
});
