// What the evidence panel lists: members with their hashes, what was done, where nothing was recorded.

import type { InvestigationState } from "../../../contract/investigation-contract.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { EvidenceView } from "../../state/evidence-view.ts";
import type { TableSort } from "../../ui/virtual-table.tsx";

type MemberColumn = "kind" | "at" | "gc" | "bytes";

const keyOf: Readonly<Record<MemberColumn, (s: Snapshot) => number | string>> =
  {
    kind: (snapshot) => snapshot.kind,
    at: (snapshot) => snapshot.atMillis,
    gc: (snapshot) => snapshot.gcCount ?? -1,
    bytes: (snapshot) => snapshot.bytes,
  };

function isMemberColumn(column: string): column is MemberColumn {
  return Object.hasOwn(keyOf, column);
}

export function sortMembers(
  snapshots: readonly Snapshot[],
  sort: TableSort,
): readonly Snapshot[] {
  if (!isMemberColumn(sort.column)) return snapshots;
  const key = keyOf[sort.column];
  const sign = sort.direction === "ascending" ? 1 : -1;
  return snapshots.toSorted((a, b) => {
    const one = key(a);
    const other = key(b);
    return one === other ? 0 : one < other ? -sign : sign;
  });
}

/** The same column again turns round; a new one starts with what is asked most: newest, biggest. */
export function nextSort(sort: TableSort, column: string): TableSort {
  if (sort.column !== column) return { column, direction: "descending" };
  return {
    column,
    direction: sort.direction === "ascending" ? "descending" : "ascending",
  };
}

/** How many entries each list has, for its button. */
export function countsOf(
  investigation: InvestigationState,
): Readonly<Record<EvidenceView, number>> {
  return {
    members: investigation.snapshots.length,
    events: investigation.events.length,
    actions: investigation.actions.length,
    gaps: investigation.gaps.length + investigation.warnings.length,
  };
}

/** One snapshot as text, for a report or a message to a colleague. */
export function describeMember(snapshot: Snapshot): string {
  return [
    `member   ${snapshot.member}`,
    `sha256   ${snapshot.sha256}`,
    `bytes    ${snapshot.bytes}`,
    `kind     ${snapshot.kind}`,
    `request  ${snapshot.request}`,
    `asked    ${new Date(snapshot.requestedAtMillis).toISOString()}`,
    `received ${new Date(snapshot.atMillis).toISOString()}`,
    `gcCount  ${snapshot.gcCount ?? "unknown"}${snapshot.forcedGc ? " (gc=1)" : ""}`,
  ].join("\n");
}
