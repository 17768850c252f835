// Which report of which files a command line asks for, or which mistake it makes.

import { TrivetError } from "../../core/errors.ts";
import type { ProfileFiles } from "./profile-load.ts";
import {
  fractionOf,
  granularityOf,
  nodeCountOf,
  processPrefix,
  type ProfileValues,
} from "./profile-options.ts";

const reportNames = [
  "top",
  "tree",
  "peek",
  "traces",
  "tags",
  "raw",
  "list",
  "callgrind",
  "dot",
  "proto",
  "topproto",
  "diff",
  "trend",
  "convert",
] as const;
export type ReportName = (typeof reportNames)[number];

export interface Invocation {
  readonly report: ReportName;
  readonly expression: string;
  readonly files: ProfileFiles;
}

/** Code: usage. */
export function invocationOf(
  positionals: readonly string[],
  values: ProfileValues,
): Invocation {
  const [name = "", ...rest] = positionals;
  const report = reportNames.find((known) => known === name);
  if (report === undefined)
    throw new TrivetError(
      "usage",
      name === ""
        ? `profile needs a report: ${reportNames.join(", ")}`
        : `no report ${JSON.stringify(name)}: there are ${reportNames.join(", ")}`,
    );
  const takesExpression = report === "peek" || report === "list";
  const expression = takesExpression ? (rest[0] ?? "") : "";
  const files = [
    ...(takesExpression ? rest.slice(1) : rest),
    ...processesOf(values, report),
  ];
  if (report === "diff")
    return { report, expression, files: differenceOf(files, values) };
  if (takesExpression && (expression === "" || files.length === 0))
    throw new TrivetError(
      "usage",
      `profile ${report} takes an EXPRESSION and a FILE`,
    );
  if (files.length === 0)
    throw new TrivetError("usage", `profile ${report} takes a FILE`);
  return {
    report,
    expression,
    files: {
      files,
      base: baseOf(values),
      normalize: values.normalize ?? false,
      compact: ["raw", "proto", "convert"].includes(report),
    },
  };
}

/** `--pid` stands for one more FILE, the last. */
function processesOf(
  { pid }: ProfileValues,
  report: ReportName,
): readonly string[] {
  if (pid === undefined) return [];
  if (report === "trend")
    throw new TrivetError("usage", "profile trend takes profiles of before");
  if (!/^[1-9]\d{0,9}$/.test(pid))
    throw new TrivetError("usage", `not a process id: ${pid}`);
  return [`${processPrefix}${pid}`];
}

function differenceOf(
  files: readonly string[],
  values: ProfileValues,
): ProfileFiles {
  const [before, after] = files;
  if (before === undefined || after === undefined || files.length > 2)
    throw new TrivetError("usage", "profile diff takes BEFORE and AFTER");
  if (values.base !== undefined || values["diff-base"] !== undefined)
    throw new TrivetError("usage", "the base of profile diff is BEFORE");
  return {
    files: [after],
    base: { files: [before], mode: "diff-base" },
    normalize: values.normalize ?? false,
    compact: false,
  };
}

function baseOf(values: ProfileValues): ProfileFiles["base"] {
  const { base, "diff-base": diffBase } = values;
  if (base !== undefined && diffBase !== undefined)
    throw new TrivetError("usage", "--base and --diff-base exclude each other");
  if (base !== undefined) return { files: base, mode: "base" };
  if (diffBase !== undefined) return { files: diffBase, mode: "diff-base" };
  if (values.normalize === true)
    throw new TrivetError("usage", "--normalize needs --base or --diff-base");
  return null;
}

/** Mistakes are said before a large file is read. Code: usage. */
export function checkOptions(report: ReportName, values: ProfileValues): void {
  granularityOf(values, "functions");
  nodeCountOf(values, 0);
  fractionOf(values, "node-fraction", 0);
  fractionOf(values, "edge-fraction", 0);
  const writes = ["proto", "topproto", "convert"].includes(report);
  if (!writes && values.output !== undefined)
    throw new TrivetError("usage", `profile ${report} writes no file`);
  if (values.overwrite === true && values.output === undefined)
    throw new TrivetError("usage", "--overwrite needs --output FILE");
  if ((report === "proto" || report === "topproto") && !values.output)
    throw new TrivetError("usage", `profile ${report} needs --output FILE`);
  if (report !== "convert" && values.to !== undefined)
    throw new TrivetError("usage", "--to is for profile convert");
}
