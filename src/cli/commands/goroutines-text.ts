// The words of `trivet goroutines`. Names, labels and panic texts come from a process that may be hostile:
// what a terminal would obey is spelled out.

import { formatCount } from "../../core/format/quantity.ts";
import type {
  ComparedGroup,
  FollowedGoroutines,
} from "../../core/goroutines/compare-goroutines.ts";
import type {
  Creator,
  DumpDamage,
  DumpForm,
  GoroutineDump,
  GoroutineRecord,
  Stack,
  StackFrame,
} from "../../core/goroutines/goroutine-dump.ts";
import type { DumpGroup } from "../../core/goroutines/group-goroutines.ts";
import { assertNever } from "../../core/result.ts";
import type { GoroutineReport } from "../../services/goroutines.ts";

/** Groups and frames for people; the rest is in `--json`. */
const textGroups = 40;
const textFrames = 24;
const textIds = 8;
const textHeadLines = 12;
const textLabelKeys = 20;

type Group = DumpGroup | ComparedGroup;

export function formatReport(report: GoroutineReport): string {
  const shown = report.groups.slice(0, textGroups);
  const left = report.groups.length - shown.length;
  return [
    ...headLines(report.head),
    headline(report),
    ...(report.followed === null ? [] : [followedLine(report.followed)]),
    "",
    ...groupTable(shown, report.base !== null),
    ...(shown.some(({ userFrame }) => userFrame === null)
      ? [
          "(no stack): the dump has none of it, as of what ran while it was taken",
        ]
      : []),
    ...(left > 0 ? [`${formatCount(left)} more groups: --json has all`] : []),
    ...shown.flatMap(groupDetails),
    "",
  ].join("\n");
}

const formNames: Readonly<Record<DumpForm, string>> = {
  stacks: "debug=2",
  crash: "crash log",
  counts: "debug=1",
  profile: "protobuf profile",
};

function headline(report: GoroutineReport): string {
  const { goroutines, selected, groups, base, form } = report;
  const of =
    selected === goroutines
      ? formatCount(goroutines)
      : `${formatCount(selected)} of ${formatCount(goroutines)}`;
  const change =
    base === null ? "" : `, ${signed(selected - base.selected)} since the base`;
  return `${of} ${goroutines === 1 ? "goroutine" : "goroutines"} in ${formatCount(groups.length)} ${groups.length === 1 ? "group" : "groups"} (${formNames[form]})${change}`;
}

function followedLine(followed: FollowedGoroutines): string {
  const { stayed, moved, started, ended, otherProcess } = followed;
  return otherProcess > 0
    ? `${formatCount(otherProcess)} ids have another creator now: the two dumps are of different processes`
    : `${formatCount(stayed)} stayed where they were, ${formatCount(moved)} moved, ${formatCount(started)} are new, ${formatCount(ended)} are gone`;
}

function headLines(head: string): readonly string[] {
  if (head === "") return [];
  const lines = head.split("\n");
  const left = lines.length - textHeadLines;
  return [
    ...lines.slice(0, textHeadLines).map(printable),
    ...(left > 0 ? [`(${formatCount(left)} more lines)`] : []),
    "",
  ];
}

function groupTable(
  groups: readonly Group[],
  isCompared: boolean,
): readonly string[] {
  const rows = groups.map((group) => [
    formatCount(group.count),
    ...("before" in group
      ? [
          signed(group.count - group.before),
          group.stayed === null ? "" : formatCount(group.stayed),
        ]
      : []),
    printable(stateOf(group)),
    waitOf(group.oldestWaitMinutes),
    group.userFrame === null
      ? "(no stack)"
      : printable(placeOf(group.userFrame)),
    printable(placeOf(group.createdBy?.frame ?? null)),
  ]);
  const numbers = isCompared ? ["count", "change", "stayed"] : ["count"];
  return align(
    [...numbers, "state", "oldest wait", "top user frame", "created by"],
    rows,
    numbers.length,
  );
}

function stateOf({ states }: Group): string {
  const [first, ...rest] = states;
  if (first === undefined) return "";
  return rest.length === 0
    ? first.state
    : `${first.state} (+${rest.length} more)`;
}

function waitOf(minutes: number | null): string {
  if (minutes === null) return "";
  return minutes === 0 ? "-" : `${formatCount(minutes)} min`;
}

/** `main.(*Server).serve server.go:42`. */
function placeOf(frame: StackFrame | null): string {
  if (frame === null) return "";
  const file = frame.file.slice(
    Math.max(frame.file.lastIndexOf("/"), frame.file.lastIndexOf("\\")) + 1,
  );
  return file === ""
    ? frame.function
    : `${frame.function} ${file}:${frame.line}`;
}

function groupDetails(group: Group): readonly string[] {
  const notes = [
    ...group.states.map(({ state, count }) =>
      group.states.length === 1 ? state : `${formatCount(count)} ${state}`,
    ),
    ...(group.oldestWaitMinutes === null || group.oldestWaitMinutes === 0
      ? []
      : [`up to ${waitOf(group.oldestWaitMinutes)}`]),
    ...(group.lockedToThread > 0
      ? [`${formatCount(group.lockedToThread)} locked to a thread`]
      : []),
    ...(group.leaked > 0 ? [`${formatCount(group.leaked)} leaked`] : []),
    ...Object.entries(group.labels).map(
      ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    ),
    ...(group.stacks > 1
      ? [`${formatCount(group.stacks)} stacks, the first:`]
      : []),
  ];
  return [
    "",
    printable(`${formatCount(group.count)} × ${notes.join(", ")}`.trimEnd()),
    ...(group.ids.length === 0 ? [] : [`  goroutines ${idList(group.ids)}`]),
    ...stackLines(group.stack, [], textFrames),
    ...creatorLines(group.createdBy),
  ];
}

function idList(ids: readonly number[]): string {
  const left = ids.length - textIds;
  return `${ids.slice(0, textIds).join(", ")}${left > 0 ? ` and ${formatCount(left)} more` : ""}`;
}

function stackLines(
  stack: Stack,
  args: readonly string[],
  limit: number,
): readonly string[] {
  const lines: string[] = [];
  const { frames, elided } = stack;
  frames.slice(0, limit).forEach((frame, index) => {
    if (elided?.after === index) lines.push(elidedLine(elided.count));
    const call = args[index] === undefined ? "" : `(${args[index]})`;
    lines.push(printable(`    ${frame.function}${call}`));
    if (frame.file !== "")
      lines.push(printable(`        ${frame.file}:${frame.line}`));
  });
  if (frames.length > limit)
    lines.push(`    … ${formatCount(frames.length - limit)} more frames`);
  else if (elided?.after === frames.length)
    lines.push(elidedLine(elided.count));
  return lines;
}

function elidedLine(count: number | null): string {
  return `    … ${count === null ? "more" : formatCount(count)} frames that the runtime left out`;
}

function creatorLines(creator: Creator | null): readonly string[] {
  if (creator === null) return [];
  const { frame, parent } = creator;
  return [
    printable(
      `    created by ${frame.function}${parent === null ? "" : ` in goroutine ${parent}`}`,
    ),
    printable(`        ${frame.file}:${frame.line}`),
  ];
}

/** One goroutine, dump by dump; `files` says of which file each dump is. */
export function formatFollowed(
  id: number,
  records: readonly (GoroutineRecord | null)[],
  files: readonly string[],
): string {
  const isOneFile = new Set(files).size === 1;
  return records
    .flatMap((record, index) => [
      records.length === 1
        ? `goroutine ${id}`
        : `goroutine ${id} in dump ${index + 1} of ${records.length}${isOneFile ? "" : `, ${printable(files[index] ?? "")}`}`,
      ...(record === null ? ["  does not exist"] : recordLines(record)),
      "",
    ])
    .join("\n");
}

function recordLines(record: GoroutineRecord): readonly string[] {
  const wait = record.waitMinutes ?? 0;
  const notes = [
    record.state ?? "",
    ...(wait > 0 ? [waitOf(wait)] : []),
    ...(record.lockedToThread ? ["locked to a thread"] : []),
    ...(record.leaked ? ["leaked"] : []),
    ...(record.cut ? ["the dump ends inside it"] : []),
  ];
  return [
    printable(`  ${notes.join(", ")}`),
    ...(record.stackUnavailable
      ? ["    running on another thread: its stack could not be printed"]
      : []),
    ...stackLines(record.stack, record.arguments, Number.MAX_SAFE_INTEGER),
    ...creatorLines(record.createdBy),
  ];
}

/** What to say of a label that nobody has: the keys that there are; null when somebody has it. */
export function describeMissingLabel(
  dump: GoroutineDump,
  key: string,
): string | null {
  const keys = new Set(
    dump.goroutines.flatMap(({ labels }) => Object.keys(labels ?? {})),
  );
  if (keys.has(key)) return null;
  const known = [...keys].sort().slice(0, textLabelKeys);
  const others =
    known.length === 0
      ? "none has any"
      : `there are ${known.map((each) => JSON.stringify(each)).join(", ")}`;
  return `warning: no goroutine has a label ${JSON.stringify(key)}; ${others}`;
}

/** One warning a line, for stderr. */
export function describeDamage(report: GoroutineReport): readonly string[] {
  const word = (damage: DumpDamage, where: string): string =>
    `warning: ${where}${wordDamage(damage)}`;
  return [
    ...report.damage.map((damage) => word(damage, "")),
    ...(report.base?.damage ?? []).map((damage) => word(damage, "base: ")),
  ];
}

function wordDamage(damage: DumpDamage): string {
  switch (damage.kind) {
    case "half-line":
      return `the text ends in the middle of a line (byte ${damage.offset}); what was whole is kept`;
    case "half-goroutine":
      return `the text ends inside ${damage.id === null ? "a stack" : `goroutine ${damage.id}`} (byte ${damage.offset}): frames may be missing`;
    case "size-limit":
      return `the dump has ${damage.bytes} bytes, where the runtime stops writing: there were more goroutines`;
    case "unknown-lines":
      return `${formatCount(damage.lines)} ${damage.lines === 1 ? "line belongs" : "lines belong"} to no dump (first at byte ${damage.offset})`;
    case "missing":
      return `the heading says ${formatCount(damage.declared)} goroutines, and ${formatCount(damage.found)} are there`;
    default:
      return assertNever(damage, "every damage is worded");
  }
}

function signed(change: number): string {
  return change > 0 ? `+${formatCount(change)}` : formatCount(change);
}

/** Control characters and those that turn the direction of writing, as escapes. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character === "\t"
      ? "    "
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** The first columns to the right, the others to the left. */
function align(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
): readonly string[] {
  // A column that nobody fills says nothing.
  const used = header.map(
    (_, column) =>
      column < numbers || rows.some((row) => (row[column] ?? "") !== ""),
  );
  const table = [header, ...rows];
  const widths = header.map((_, column) =>
    table.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return table.map((row) =>
    row
      .map((cell, column) =>
        column < numbers
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .filter((_, column) => used[column])
      .join("  ")
      .trimEnd(),
  );
}
