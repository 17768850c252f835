// Values by a field as the window lists them: their order, their text for a spreadsheet, names to begin with, and the core
// that a graph was read from.

import { expect, test } from "vitest";
import type {
  GroupRow,
  GroupsView,
} from "../../../../../src/core/object-graph/groups-view.ts";
import type { InvestigationEvent } from "../../../../../src/core/investigation/model.ts";
import {
  coreOf,
  groupedField,
  groupOrders,
  groupsAsText,
  sortGroups,
  suggestFields,
} from "../../../../../src/renderer/panels/holders/groups-model.ts";

const rowOf = (value: string, more: Partial<GroupRow> = {}): GroupRow => ({
  value,
  note: null,
  members: 1,
  bytes: 8,
  retainedBytes: 16,
  retainedObjects: 2,
  share: 0.25,
  grownBytes: null,
  ...more,
});

const valuesBy = (
  rows: readonly GroupRow[],
  column: (typeof groupOrders)[number],
  direction: "ascending" | "descending" = "ascending",
): readonly string[] =>
  sortGroups(rows, { column, direction }).map(
    ({ value, note }) => note ?? value,
  );

test("numbers stand by their size, texts by their letters, what could not be read last", () => {
  expect(
    valuesBy([rowOf("10"), rowOf("9"), rowOf("-1"), rowOf("1.5")], "value"),
  ).toEqual(["-1", "1.5", "9", "10"]);
  expect(
    valuesBy([rowOf("b"), rowOf("", { note: "torn" }), rowOf("a")], "value"),
  ).toEqual(["a", "b", "torn"]);
});

test("every column orders by what it shows", () => {
  const small = rowOf("small");
  const large = rowOf("large", {
    members: 2,
    bytes: 9,
    retainedBytes: 17,
    retainedObjects: 3,
    grownBytes: 1,
  });
  for (const column of groupOrders.filter((name) => name !== "value")) {
    expect(valuesBy([large, small], column)).toEqual(["small", "large"]);
    expect(valuesBy([small, large], column, "descending")).toEqual([
      "large",
      "small",
    ]);
  }
});

test("the text for a spreadsheet has exact numbers, and growth where it is known", () => {
  const rows = [rowOf("acme", { retainedBytes: 1_234_567, grownBytes: -3 })];
  const groups: GroupsView = {
    type: "main.session",
    field: "Tenant.Name",
    rows,
    leftOut: 0,
    readLater: 0,
    untypedObjects: 0,
    untypedBytes: 0,
    isAtLeast: false,
    isCompared: true,
  };
  const lines = groupsAsText(groups, rows, ({ value }) => value).split("\n");
  expect(lines.map((line) => line.split("\t"))).toEqual([
    [
      "holds (bytes)",
      "holds (objects)",
      "of the heap",
      "growth (bytes)",
      "values",
      "their bytes",
      "main.session.Tenant.Name",
    ],
    ["1234567", "2", "25.00 %", "-3", "1", "8", "acme"],
  ]);
  expect(
    groupsAsText({ ...groups, isCompared: false }, rows, () => "x"),
  ).not.toContain("growth");
});

test("a field of an array is written as Go writes it", () => {
  expect(groupedField({ type: "main.pair", field: "Left" })).toBe(
    "main.pair.Left",
  );
  expect(groupedField({ type: "[2]main.pair", field: "[0].Left" })).toBe(
    "[2]main.pair[0].Left",
  );
});

test("types of the graph are what a field can begin with, each once", () => {
  const typeOf = (type: string) => ({
    type,
    objects: 1,
    bytes: 1,
    grownObjects: null,
    grownBytes: null,
    mostly: 0,
    mostlyShare: 0,
  });
  expect(
    suggestFields({
      types: [
        "[]*main.Item",
        "map.bucket[string]example.com/shop.Order",
        "main.Item",
        "noalg.map.group[int]main.row",
        "uint8",
        "",
      ].map(typeOf),
    }),
  ).toEqual(["main.Item.", "example.com/shop.Order.", "main.row."]);
});

test("a graph of a core says which core it is of", () => {
  const event = (data: InvestigationEvent["data"]): InvestigationEvent =>
    ({ data }) as InvestigationEvent;
  const events = [
    event({ snapshotId: "h1", objects: 3 }),
    event({ snapshotId: "h2", core: "/c/core.1", executable: "/c/app" }),
  ];
  expect(coreOf(events, "h1")).toBeNull();
  expect(coreOf(events, "h2")).toEqual({
    kind: "core",
    core: "/c/core.1",
    executable: "/c/app",
  });
});
