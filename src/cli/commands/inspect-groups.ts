// `trivet inspect retainers --group main.Session.Tenant`: the live values of a type by one of their fields, and what each
// group holds; against what an earlier `--json` said.

import { TrivetError } from "../../core/errors.ts";
import {
  groupRetained,
  type RetainedGroup,
  type RetainedGroups,
} from "../../core/object-graph/retained-groups.ts";
import type { Inspection } from "../../services/inspect.ts";
import { openGrouping } from "../../services/open-grouping.ts";
import { toJson, type CommandIo } from "../command.ts";
import { readInputFile } from "../input-file.ts";
import { printableLine } from "../printable.ts";
import { graphHead, takeGraph, type GraphValues } from "./inspect-graph.ts";

const schema = "trivet.inspect.groups/1";
const shownGroups = 30;

export interface GroupRequest {
  /** Type and path of fields. */
  readonly group: string;
  /** An earlier result's; null without one. */
  readonly base: GroupBase | null;
  readonly isJson: boolean;
}

/** Retained bytes by value. */
export interface GroupBase {
  readonly type: string;
  readonly field: string;
  readonly bytes: ReadonlyMap<string, number>;
}

/** The whole text. Codes: usage, not-found, those of `takeHeap`. */
export async function describeGroups(
  inspection: Inspection,
  { group, base, isJson }: GroupRequest,
  values: GraphValues,
  io: CommandIo,
): Promise<string> {
  const { path, decoding } = await openGrouping(inspection, group, io.signal);
  if (
    base !== null &&
    (base.type !== path.type.name || base.field !== path.field)
  )
    throw new TrivetError(
      "usage",
      `--base is of ${base.type}.${base.field}, not of ${path.type.name}.${path.field}`,
    );
  const taken = await takeGraph(inspection, values, io);
  const result = await groupRetained(taken.typed, path, {
    decoding,
    checkpoint: () => io.signal.throwIfAborted(),
  });
  if (result.groups.length === 0) throw noValue(result);
  const isMoving = inspection.image.kind === "live" && taken.taken.pausedMs > 0;
  warnOf(result, isMoving, io);
  const { groups, ...head } = result;
  const rows = base === null ? groups : withGrowth(groups, base);
  return isJson
    ? `${toJson({ schema, ...graphHead(taken), ...head, groups: rows })}\n`
    : formatGroups(result, rows);
}

function noValue({
  type,
  untypedObjects,
  untypedBytes,
}: RetainedGroups): TrivetError {
  const untyped = `of ${untypedObjects} live objects (${untypedBytes} bytes) the type is not known`;
  return new TrivetError(
    "not-found",
    `no live value of ${type} is known${untypedObjects === 0 ? "" : `; ${untyped}`}`,
    { detail: { type } },
  );
}

function warnOf(
  {
    readLater,
    groups,
    isAtLeast,
    untypedObjects,
    untypedBytes,
  }: RetainedGroups,
  isMoving: boolean,
  io: CommandIo,
): void {
  if (isMoving && readLater > 0)
    io.stderr(
      `warning: ${readLater} values have no pointers, are not in the copy and were read after it: some may have changed\n`,
    );
  const torn = groups.find(({ note }) => note === "torn");
  if (torn !== undefined)
    io.stderr(
      `warning: of ${torn.members} values the text was gone before it was read, or cannot be read\n`,
    );
  if (isAtLeast)
    io.stderr(
      "warning: too many groups hold one another: of the outer ones not all is counted\n",
    );
  if (untypedObjects > 0)
    io.stderr(
      `note: of ${untypedObjects} live objects (${untypedBytes} bytes) the type is not known; values in them are not counted\n`,
    );
}

interface GroupRow extends RetainedGroup {
  /** Since the base; a group that was not there then has grown by all. */
  readonly growthBytes?: number;
}

const keyOf = (value: string, note: string | null): string =>
  `${note ?? ""}:${value}`;

/** With those that are gone, at the end. */
function withGrowth(
  groups: readonly RetainedGroup[],
  { bytes }: GroupBase,
): readonly GroupRow[] {
  const left = new Map(bytes);
  const rows: GroupRow[] = groups.map((group) => {
    const key = keyOf(group.value, group.note);
    const before = left.get(key) ?? 0;
    left.delete(key);
    return { ...group, growthBytes: group.retainedBytes - before };
  });
  for (const [key, before] of left) {
    const [note = "", ...value] = key.split(":");
    rows.push({
      value: value.join(":"),
      note: note === "none" || note === "torn" ? note : null,
      members: 0,
      bytes: 0,
      retainedBytes: 0,
      retainedObjects: 0,
      share: 0,
      growthBytes: -before,
    });
  }
  return rows;
}

function formatGroups(
  { type, field }: RetainedGroups,
  rows: readonly GroupRow[],
): string {
  const hasGrowth = rows.some(({ growthBytes }) => growthBytes !== undefined);
  const rest = rows.length - shownGroups;
  const head = [
    "       holds",
    "   heap",
    "   objects",
    "    values",
    "   their bytes",
    ...(hasGrowth ? ["  since --base"] : []),
    `  ${printableLine(`${type}.${field}`)}`,
  ];
  return `${[
    head.join(""),
    ...rows
      .slice(0, shownGroups)
      .map((row) =>
        [
          String(row.retainedBytes).padStart(12),
          `${(row.share * 100).toFixed(1)} %`.padStart(7),
          String(row.retainedObjects).padStart(10),
          String(row.members).padStart(10),
          String(row.bytes).padStart(14),
          ...(row.growthBytes === undefined
            ? []
            : [signed(row.growthBytes).padStart(14)]),
          `  ${nameOf(row)}`,
        ].join(""),
      ),
    ...(rest > 0 ? [`… and ${rest} more; --json has all`] : []),
  ].join("\n")}\n`;
}

const signed = (bytes: number): string => `${bytes > 0 ? "+" : ""}${bytes}`;

function nameOf({ value, note }: RetainedGroup): string {
  if (note === "none") return "(a pointer on the way is nil)";
  if (note === "torn") return "(could not be read)";
  return value === "" ? '""' : printableLine(value);
}

/** What an earlier `--group … --json` printed. Codes: usage (it is something else), those of reading the file. */
export async function readGroupBase(
  path: string,
  io: CommandIo,
): Promise<GroupBase> {
  const bytes = await readInputFile(path, { signal: io.signal });
  const base = parseBase(new TextDecoder().decode(bytes));
  if (base === null)
    throw new TrivetError(
      "usage",
      `${path} is not what retainers --group --json prints`,
    );
  return base;
}

function parseBase(text: string): GroupBase | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(json) || json["schema"] !== schema) return null;
  const { type, field, groups } = json as Readonly<Record<string, unknown>> & {
    readonly type?: unknown;
    readonly field?: unknown;
    readonly groups?: unknown;
  };
  if (typeof type !== "string" || typeof field !== "string") return null;
  if (!Array.isArray(groups)) return null;
  const held = new Map<string, number>();
  for (const group of groups as readonly unknown[]) {
    if (!isRecord(group)) return null;
    const { value, note, retainedBytes } = group as {
      readonly value?: unknown;
      readonly note?: unknown;
      readonly retainedBytes?: unknown;
    };
    if (typeof value !== "string" || !Number.isFinite(retainedBytes))
      return null;
    if (note !== null && note !== "none" && note !== "torn") return null;
    // Of those that were gone already there is nothing to compare.
    if (retainedBytes !== 0)
      held.set(keyOf(value, note), retainedBytes as number);
  }
  return { type, field, bytes: held };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
