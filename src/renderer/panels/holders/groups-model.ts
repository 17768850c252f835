// Values by a field: which order they stand in, what they are called, which types there are to name, and where a graph by
// another field can come from. No drawing.

import type {
  GroupRow,
  GroupsView,
} from "../../../core/object-graph/groups-view.ts";
import type { HoldersView } from "../../../core/object-graph/holders-view.ts";
import type { InvestigationEvent } from "../../../core/investigation/model.ts";
import { assertNever } from "../../../core/result.ts";
import type { Ordered } from "./holders-model.ts";

export const groupOrders = [
  "holds",
  "objects",
  "grown",
  "values",
  "own",
  "value",
] as const;
export type GroupOrder = (typeof groupOrders)[number];

/** Texts by their letters, numbers by their size; what could not be read comes last. */
export function sortGroups(
  rows: readonly GroupRow[],
  { column, direction }: Ordered<GroupOrder>,
): readonly GroupRow[] {
  const by = direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => by * compareGroups(column, a, b));
}

function compareGroups(column: GroupOrder, a: GroupRow, b: GroupRow): number {
  switch (column) {
    case "holds":
      return a.retainedBytes - b.retainedBytes;
    case "objects":
      return a.retainedObjects - b.retainedObjects;
    case "grown":
      return (a.grownBytes ?? 0) - (b.grownBytes ?? 0);
    case "values":
      return a.members - b.members;
    case "own":
      return a.bytes - b.bytes;
    case "value":
      return compareValues(a, b);
    default:
      return assertNever(column, "every column has an order");
  }
}

function compareValues(a: GroupRow, b: GroupRow): number {
  if (a.note !== null || b.note !== null)
    return Number(a.note !== null) - Number(b.note !== null);
  if (isNumber.test(a.value) && isNumber.test(b.value))
    return Number(a.value) - Number(b.value);
  return a.value === b.value ? 0 : a.value < b.value ? -1 : 1;
}

const isNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/** `main.Session.Tenant` */
export function groupedField({
  type,
  field,
}: Pick<GroupsView, "type" | "field">): string {
  return `${type}${field.startsWith("[") ? "" : "."}${field}`;
}

/** Values with a note are told apart by it; the text between quotes would be another value. */
export function groupKey({ value, note }: GroupRow): string {
  return `${note ?? ""}:${value}`;
}

/** Tab-separated lines with exact numbers, for a spreadsheet. `nameOf`: how a value is called. */
export function groupsAsText(
  groups: GroupsView,
  rows: readonly GroupRow[],
  nameOf: (row: GroupRow) => string,
): string {
  return [
    [
      "holds (bytes)",
      "holds (objects)",
      "of the heap",
      ...(groups.isCompared ? ["growth (bytes)"] : []),
      "values",
      "their bytes",
      groupedField(groups),
    ].join("\t"),
    ...rows.map((row) =>
      [
        row.retainedBytes,
        row.retainedObjects,
        `${(100 * row.share).toFixed(2)} %`,
        ...(groups.isCompared ? [row.grownBytes ?? ""] : []),
        row.members,
        row.bytes,
        nameOf(row),
      ].join("\t"),
    ),
  ].join("\n");
}

const mostSuggestions = 200;
const typeName = /(?:[\w.~-]+\/)*[\w~-]+\.[\p{L}_][\p{L}\p{N}_]*/gu;
/** The runtime's own parts of maps, and what only looks like a package. */
const noPackage = /^(?:map|noalg|type|hash|table|groupReference)\./;

/** Beginnings of what can be named, `main.Session.`: the types of the graph, those of most bytes first. */
export function suggestFields({
  types,
}: Pick<HoldersView, "types">): readonly string[] {
  const names = new Set<string>();
  for (const { type } of types)
    for (const [name] of type.matchAll(typeName))
      if (!noPackage.test(name)) names.add(`${name}.`);
  return [...names].slice(0, mostSuggestions);
}

/** Where a graph by another field comes from. */
export type GraphSource =
  | { readonly kind: "process"; readonly targetId: string }
  | {
      readonly kind: "core";
      readonly core: string;
      readonly executable: string;
    };

/** The core that the snapshot's graph was read from; null of a process's. */
export function coreOf(
  events: readonly InvestigationEvent[],
  snapshotId: string,
): Extract<GraphSource, { readonly kind: "core" }> | null {
  const taken = events.find(({ data }) => data["snapshotId"] === snapshotId);
  const core = taken?.data["core"];
  const executable = taken?.data["executable"];
  return typeof core === "string" && typeof executable === "string"
    ? { kind: "core", core, executable }
    : null;
}
