// Groups in a file of holders: what is written is read again, nothing that is counted changes, and what a later graph
// says that each has grown by.

import { expect, test } from "vitest";
import { buildGroupsView } from "../../../../src/core/object-graph/groups-view.ts";
import { HolderTree } from "../../../../src/core/object-graph/holder-tree.ts";
import {
  holdersProfile,
  readHoldersProfile,
} from "../../../../src/core/object-graph/holders-profile.ts";
import {
  keepGroups,
  readGroups,
  type KeptGroups,
} from "../../../../src/core/object-graph/kept-groups.ts";
import type {
  RetainedGroup,
  RetainedGroups,
} from "../../../../src/core/object-graph/retained-groups.ts";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../../../src/core/pprof/encode.ts";

const groupOf = (
  value: string,
  retainedBytes: number,
  note: RetainedGroup["note"] = null,
): RetainedGroup => ({
  value,
  note,
  members: 3,
  bytes: 288,
  retainedBytes,
  retainedObjects: 7,
  share: retainedBytes / 10_000,
});

const groupsOf = (...groups: readonly RetainedGroup[]): RetainedGroups => ({
  type: "main.session",
  field: "Tenant.Name",
  groups,
  readLater: 2,
  untypedObjects: 5,
  untypedBytes: 80,
  isAtLeast: true,
});

const tree = new HolderTree([
  {
    id: 0,
    parent: 0,
    kind: null,
    label: "",
    key: "",
    type: "",
    objects: 0,
    bytes: 0,
    retainedObjects: 4,
    retainedBytes: 10_000,
    example: 0,
  },
  {
    id: 1,
    parent: 0,
    kind: "global",
    label: "main.sessions",
    key: "main.sessions",
    type: "",
    objects: 4,
    bytes: 10_000,
    retainedObjects: 4,
    retainedBytes: 10_000,
    example: 0,
  },
]);

const written = (groups: KeptGroups | null) =>
  decodeProfile(
    encodeProfile(
      holdersProfile(tree, { timeMillis: 1, isApproximate: false, groups }),
    ),
  );

test("what is written is read again, texts of any kind among them", () => {
  const groups = groupsOf(
    groupOf("a\ttab, 租户", 5_000),
    groupOf("", 400),
    groupOf("", 300, "none"),
    groupOf("", 200, "torn"),
    groupOf("-1", 0),
  );
  const kept = readGroups(written(keepGroups(groups)));
  expect(kept).toEqual({
    ...groups,
    leftOut: 0,
    groups: groups.groups.map(({ share: _, ...group }) => group),
  });
});

test("no sum of the file changes", () => {
  const plain = readHoldersProfile(written(null));
  const grouped = readHoldersProfile(
    written(keepGroups(groupsOf(groupOf("acme", 5_000)))),
  );
  expect(grouped.nodes).toEqual(plain.nodes);
  expect(grouped.sites).toEqual(plain.sites);
  expect(readGroups(written(null))).toBeNull();
});

test("a type without live values is kept as one, and said to be", () => {
  expect(readGroups(written(keepGroups(groupsOf())))).toMatchObject({
    type: "main.session",
    groups: [],
  });
});

test("of too many those that hold least are left out, and counted", () => {
  const many = Array.from({ length: 1_500 }, (_, at) =>
    groupOf(`user${at}`, 10_000 - at),
  );
  const kept = keepGroups(groupsOf(...many));
  expect(kept.groups).toHaveLength(1_000);
  expect(kept.groups.at(-1)?.value).toBe("user999");
  expect(kept.leftOut).toBe(500);
});

test("growth is known against a graph by the same field alone", () => {
  const now = keepGroups(
    groupsOf(groupOf("acme", 5_000), groupOf("new", 100), groupOf("", 50)),
  );
  const before = keepGroups(
    groupsOf(
      groupOf("acme", 3_000),
      groupOf("gone", 700),
      groupOf("", 9, "torn"),
    ),
  );
  expect(buildGroupsView(now, null, 10_000)).toMatchObject({
    isCompared: false,
    rows: [
      { value: "acme", share: 0.5, grownBytes: null },
      { value: "new", grownBytes: null },
      { value: "", grownBytes: null },
    ],
  });
  const other = { ...before, field: "Plan" };
  expect(buildGroupsView(now, other, 10_000).isCompared).toBe(false);
  const compared = buildGroupsView(now, before, 10_000);
  expect(compared.isCompared).toBe(true);
  expect(
    compared.rows.map(({ value, note, retainedBytes, grownBytes }) => [
      note ?? value,
      retainedBytes,
      grownBytes,
    ]),
  ).toEqual([
    ["acme", 5_000, 2_000],
    ["new", 100, 100],
    ["", 50, 50],
    ["gone", 0, -700],
    ["torn", 0, -9],
  ]);
});

test("what was left out before has grown by nobody knows how much", () => {
  const now = keepGroups(groupsOf(groupOf("acme", 5_000), groupOf("b", 10)));
  const before = {
    ...keepGroups(groupsOf(groupOf("acme", 3_000))),
    leftOut: 4,
  };
  expect(
    buildGroupsView(now, before, 10_000).rows.map((row) => row.grownBytes),
  ).toEqual([2_000, null]);
  // Nor is it gone because it is not among the largest any more.
  const cut = { ...keepGroups(groupsOf(groupOf("acme", 1))), leftOut: 1 };
  expect(buildGroupsView(cut, now, 10_000).rows).toHaveLength(1);
});
