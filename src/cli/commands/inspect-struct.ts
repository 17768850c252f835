// `trivet inspect struct`: a value of the target by its type, as a tree with its raw bytes, or fields of many values as
// columns.

import { TrivetError } from "../../core/errors.ts";
import type { DecodedValue } from "../../core/go-types/decoded-value.ts";
import { usualLimits } from "../../core/go-types/decoded-value.ts";
import { formatAddress } from "../../core/go-types/scalar-text.ts";
import {
  inspectFields,
  inspectStruct,
  type FieldReport,
  type StructReport,
} from "../../services/inspect-struct.ts";
import { parseCommandLine, toJson, type CommandIo } from "../command.ts";
import { printable } from "../printable.ts";
import { targetOptions, withInspection } from "./inspect-target.ts";

const options = {
  ...targetOptions,
  type: { type: "string" },
  depth: { type: "string" },
  width: { type: "string" },
  field: { type: "string", multiple: true },
  rows: { type: "string" },
} as const;

const maxDepth = 64;
const maxWidth = 100_000;
const usualRows = 100;

export async function runInspectStruct(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const [place, ...rest] = positionals;
  if (place === undefined || rest.length > 0)
    throw new TrivetError(
      "usage",
      "give one place: an address, or a package-level variable",
    );
  const request = {
    place,
    ...(values.type !== undefined && { type: values.type }),
  };
  const depth = wholeNumber("depth", values.depth, maxDepth);
  const width = wholeNumber("width", values.width, maxWidth);
  const rows = wholeNumber("rows", values.rows, maxWidth) ?? usualRows;
  const text = await withInspection(values, io, async (inspection) => {
    const head = { goVersion: inspection.goVersion };
    if (values.field !== undefined) {
      const paths = values.field;
      const report = await inspectFields(
        inspection,
        { ...request, paths, rows },
        io.signal,
      );
      return values.json === true
        ? `${toJson({ schema: "trivet.inspect.fields/1", ...head, ...report })}\n`
        : formatFields(report);
    }
    const limits = {
      ...usualLimits,
      depth: depth ?? usualLimits.depth,
      width: width ?? usualLimits.width,
      nodes: Math.max(usualLimits.nodes, (width ?? 0) * 16),
    };
    const report = await inspectStruct(
      inspection,
      { ...request, limits },
      io.signal,
    );
    return values.json === true
      ? `${toJson({ schema: "trivet.inspect.struct/1", ...head, ...report })}\n`
      : formatTree(report);
  });
  io.stdout(text);
  return 0;
}

function wholeNumber(
  option: string,
  text: string | undefined,
  most: number,
): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most)
    throw new TrivetError(
      "usage",
      `--${option} takes a whole number up to ${most}, not ${text}`,
    );
  return Number(text);
}

/** Digits of raw bytes beside each row: sixteen bytes. */
const byteDigits = 32;

function formatTree({ value, origin }: StructReport): string {
  const lines: string[] = [];
  const add = (item: DecodedValue, level: number): void => {
    const raw = item.bytes.slice(0, byteDigits);
    const lead = "  ".repeat(level);
    const name = item.name === "" ? "" : `${item.name} `;
    lines.push(
      printable(
        `${formatAddress(item.address).padEnd(14)} ${raw.padEnd(byteDigits)}  ${lead}${name}${item.type} = ${item.text}${item.note === null ? "" : ` (${noteText(item)})`}`,
      ),
    );
    for (const child of item.children) add(child, level + 1);
    if (item.hidden > 0 && item.children.length > 0)
      lines.push(
        `${"".padEnd(14)} ${"".padEnd(byteDigits)}  ${lead}  … and ${item.hidden} more`,
      );
  };
  add(value, 0);
  if (origin === "header")
    lines.push("", "the type is the one that the runtime keeps of this object");
  return `${lines.join("\n")}\n`;
}

const noteTexts = {
  unreadable: "cannot be read",
  torn: "torn: changed while it was read, or not of this type",
  cycle: "a cycle: shown above",
  deeper: "deeper: raise --depth, or give this address",
  limit: "the limit of values was reached",
} as const;

function noteText({ note }: DecodedValue): string {
  return note === null ? "" : noteTexts[note];
}

function formatFields(report: FieldReport): string {
  const heading = ["address", "element", ...report.paths];
  const rows = report.rows.map(({ address, name, fields }) => [
    formatAddress(address),
    name,
    ...fields.map((field) => field ?? "-"),
  ]);
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  if (report.hidden > 0)
    lines.push(`… and ${report.hidden} more: raise --rows`);
  return `${lines.join("\n")}\n`;
}
