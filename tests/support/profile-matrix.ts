// One cell of the golden matrix: a profile, a sample type, a flag and a report, as Trivet and as pprof say it.

import {
  subjectOptions,
  type ProfileValues,
} from "../../src/cli/commands/profile-options.ts";
import { reports } from "../../src/cli/commands/profile-reports.ts";
import { topDocument, topOf } from "../../src/cli/commands/profile-top.ts";
import { TrivetError } from "../../src/core/errors.ts";
import { neverStop, type Profile } from "../../src/core/pprof/profile.ts";
import {
  prepareSubject,
  type ReportSubject,
} from "../../src/core/pprof/report/subject.ts";
import type { SampleType } from "../../src/core/pprof/views.ts";
import { compileExpression } from "../../src/node/profile-engine/compile-expression.ts";
import type { MatrixFlags } from "./profile-flags.ts";
import type { PprofStep } from "./profile-interactive.ts";
import { parseTop } from "./profile-oracle.ts";

export const matrixReports = [
  "top",
  "tree",
  "peek",
  "traces",
  "tags",
  "raw",
  "list",
] as const;
export type MatrixReport = (typeof matrixReports)[number];

/** One sample type and one flag; several reports of it share the filtered profile. */
export interface Cell {
  readonly type: SampleType;
  readonly flags: MatrixFlags;
  readonly reports: readonly MatrixReport[];
}

/** What `peek` and `list` look for. */
const expression = "main\\.|cache";

export function stepsOf({ type, flags, reports: asked }: Cell): PprofStep[] {
  return asked.map((report) => ({
    command:
      report === "peek" || report === "list"
        ? `${report} ${expression}`
        : report,
    settings: [
      `sample_index=${type.type}`,
      // Whole numbers, or equal texts could hide unequal numbers.
      `unit=${exactUnit(type)}`,
      ...flags.theirs,
    ],
  }));
}

/** pprof writes whole numbers only in the unit that a profile is in. */
function exactUnit({ unit }: SampleType): string {
  return unit === "nanoseconds" ? "ns" : unit;
}

/** One a report; null where Trivet refuses, as pprof does where nothing matches. */
export async function ourTexts(
  profile: Profile,
  { type, flags, reports: asked }: Cell,
): Promise<readonly (string | null)[]> {
  const values: ProfileValues = {
    ...flags.ours,
    "sample-type": type.type,
    unit: exactUnit(type),
  };
  const subject = prepareSubject(
    profile,
    subjectOptions(values),
    compileExpression,
  );
  const texts: (string | null)[] = [];
  for (const report of asked)
    texts.push(await ourText(subject, values, report));
  return texts;
}

async function ourText(
  subject: ReportSubject,
  values: ProfileValues,
  report: MatrixReport,
): Promise<string | null> {
  if (report === "top")
    return canonicalTop(
      topDocument(topOf(subject, values, neverStop), values) as OurTop,
    );
  try {
    const output = await reports.get(report)!({
      subject,
      values,
      expression: report === "peek" || report === "list" ? expression : "",
      compile: compileExpression,
      checkpoint: neverStop,
    });
    return canonical(report, output.text, values.cum ?? false);
  } catch (error) {
    if (error instanceof TrivetError && error.code === "not-found") return null;
    throw error;
  }
}

export function theirText(
  report: MatrixReport,
  text: string | null,
  flags: MatrixFlags,
): string | null {
  if (text === null) return null;
  return report === "top"
    ? canonicalTop(parseTop(text))
    : canonical(report, text, flags.ours.cum ?? false);
}

interface OurTop {
  readonly total: number | bigint;
  readonly rows: readonly {
    readonly name: string;
    readonly flat: number | bigint;
    readonly cum: number | bigint;
  }[];
}

function canonicalTop({ total, rows }: OurTop): string {
  return [
    `total ${total}`,
    ...rows.map(({ name, flat, cum }) => `${flat} ${cum} ${name}`).sort(),
  ].join("\n");
}

/** What pprof leaves in any order is sorted: the rest stays where it is. */
function canonical(report: MatrixReport, text: string, byCum: boolean): string {
  switch (report) {
    case "tree":
    case "peek":
      return canonicalTree(text, byCum);
    case "tags":
      // Values of the same magnitude and opposite signs come in any order.
      return text
        .split("\n\n")
        .map((block) => block.split("\n").sort().join("\n"))
        .join("\n\n");
    case "top":
    case "traces":
    case "raw":
    case "list":
      return text;
  }
}

const nodeLine = /^ *(\S+) +(\S+%) +(\S+%) +(\S+) +(\S+%) +\| (\S.*)$/;

/**
 * Edges of the same magnitude and opposite signs come in any order, and so do nodes that are not the same, weigh the same
 * and are printed the same, as all functions of a file are at the granularity of files.
 */
function canonicalTree(text: string, byCum: boolean): string {
  const [head = "", ...blocks] = text.split(/^-{58}\+-{13}\n/m);
  const nodes = blocks.map((block) => {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => nodeLine.test(line));
    if (at === -1) return { key: null, text: block };
    const [, flat = "", flatShare, , cum = "", cumShare, name = ""] =
      nodeLine.exec(lines[at]!)!;
    const weight = (byCum ? cum : flat).replace("-", "");
    return {
      key: `${weight} ${name}`,
      text: [
        ...lines.slice(0, at).sort(),
        // The running sum is left out, as it depends on the order.
        [flat, flatShare, cum, cumShare, name].join(" | "),
        ...lines.slice(at + 1).sort(),
      ].join("\n"),
      line: lines[at]!,
    };
  });
  const sorted: string[] = [head];
  let start = 0;
  while (start < nodes.length) {
    const { key, line } = nodes[start]!;
    let end = start + 1;
    while (key !== null && nodes[end]?.key === key) end++;
    const alike = nodes.slice(start, end).map((node) => node.text);
    if (alike.length === 1 && line !== undefined) sorted.push(line);
    sorted.push(...alike.sort());
    start = end;
  }
  return sorted.join("\n");
}
