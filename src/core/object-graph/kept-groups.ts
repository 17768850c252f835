// Groups by a field in a file of holders: as labels of samples that count nothing and stand under no holder. Readers that
// do not know them see a graph without groups.

import type { NewLabel } from "../pprof/profile-builder.ts";
import type { Profile } from "../pprof/profile.ts";
import type { RetainedGroup, RetainedGroups } from "./retained-groups.ts";
import { readLabels, type SampleLabels } from "./sample-labels.ts";

export type KeptGroup = Omit<RetainedGroup, "share">;

export interface KeptGroups extends Omit<RetainedGroups, "groups"> {
  /** Those that hold most first. */
  readonly groups: readonly KeptGroup[];
  /** Groups that hold less than all of these, and are not kept. */
  readonly leftOut: number;
}

/** A field with a value of its own for each object has as many groups as there are objects. */
const mostGroups = 1_000;

export function keepGroups(groups: RetainedGroups): KeptGroups {
  return {
    ...groups,
    groups: groups.groups.slice(0, mostGroups),
    leftOut: Math.max(0, groups.groups.length - mostGroups),
  };
}

const head = {
  type: "grouped type",
  field: "grouped by",
  leftOut: "groups left out",
  readLater: "values read later",
  untypedObjects: "objects without type",
  untypedBytes: "bytes without type",
  isAtLeast: "holds at least",
} as const;
const row = {
  value: "group",
  note: "group note",
  members: "group members",
  bytes: "group bytes",
  retainedObjects: "group holds objects",
  retainedBytes: "group holds",
} as const;

/** By sample: the first says what all are. */
export function groupLabels(
  kept: KeptGroups,
): readonly (readonly NewLabel[])[] {
  return [
    [
      { key: head.type, text: kept.type },
      { key: head.field, text: kept.field },
      count(head.leftOut, kept.leftOut),
      count(head.readLater, kept.readLater),
      count(head.untypedObjects, kept.untypedObjects),
      bytes(head.untypedBytes, kept.untypedBytes),
      count(head.isAtLeast, kept.isAtLeast ? 1 : 0),
    ],
    ...kept.groups.map((group) => [
      { key: row.value, text: group.value },
      ...(group.note === null ? [] : [{ key: row.note, text: group.note }]),
      count(row.members, group.members),
      bytes(row.bytes, group.bytes),
      count(row.retainedObjects, group.retainedObjects),
      bytes(row.retainedBytes, group.retainedBytes),
    ]),
  ];
}

const count = (key: string, number: number): NewLabel => ({
  key,
  number,
  unit: "count",
});
const bytes = (key: string, number: number): NewLabel => ({
  key,
  number,
  unit: "bytes",
});

/** Null of a graph that was taken without. */
export function readGroups(profile: Profile): KeptGroups | null {
  let found: Omit<KeptGroups, "groups"> | null = null;
  const groups: KeptGroup[] = [];
  const { count: samples, stackStart } = profile.samples;
  for (let sample = 0; sample < samples; sample++) {
    if (stackStart[sample] !== stackStart[sample + 1]) continue;
    const labels = readLabels(profile, sample);
    found ??= readHead(labels);
    const group = readRow(labels);
    if (group !== null && groups.length < mostGroups) groups.push(group);
  }
  return found === null ? null : { ...found, groups };
}

function readHead({
  texts,
  numbers,
}: SampleLabels): Omit<KeptGroups, "groups"> | null {
  const type = texts.get(head.type);
  const field = texts.get(head.field);
  if (type === undefined || field === undefined) return null;
  const number = (key: string): number => numbers.get(key) ?? 0;
  return {
    type,
    field,
    leftOut: number(head.leftOut),
    readLater: number(head.readLater),
    untypedObjects: number(head.untypedObjects),
    untypedBytes: number(head.untypedBytes),
    isAtLeast: number(head.isAtLeast) !== 0,
  };
}

function readRow({ texts, numbers }: SampleLabels): KeptGroup | null {
  // The empty text is no label.
  if (!numbers.has(row.members)) return null;
  const note = texts.get(row.note);
  const number = (key: string): number => numbers.get(key) ?? 0;
  return {
    value: texts.get(row.value) ?? "",
    note: note === "none" || note === "torn" ? note : null,
    members: number(row.members),
    bytes: number(row.bytes),
    retainedObjects: number(row.retainedObjects),
    retainedBytes: number(row.retainedBytes),
  };
}
