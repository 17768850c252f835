// The options that all reports of `trivet profile` share, from the command line to what the reports take.

import { TrivetError } from "../../core/errors.ts";
import type { SubjectOptions } from "../../core/pprof/report/subject.ts";
import { granularities, type Granularity } from "../../core/pprof/views.ts";
import type { ParsedCommandLine } from "../command.ts";
import type { OutputOptions } from "../output-file.ts";
import type { SourceFolders } from "./profile-source.ts";

/** What `--pid` makes of a process in the list of files; no file has such a name. */
export const processPrefix = "process\0";

export const options = {
  pid: { type: "string" },
  base: { type: "string", multiple: true },
  "diff-base": { type: "string", multiple: true },
  normalize: { type: "boolean" },
  "sample-type": { type: "string" },
  granularity: { type: "string" },
  "no-inlines": { type: "boolean" },
  cum: { type: "boolean" },
  "drop-negative": { type: "boolean" },
  focus: { type: "string" },
  ignore: { type: "string" },
  hide: { type: "string" },
  show: { type: "string" },
  "show-from": { type: "string" },
  "prune-from": { type: "string" },
  "tag-focus": { type: "string" },
  "tag-ignore": { type: "string" },
  "tag-show": { type: "string" },
  "tag-hide": { type: "string" },
  "tag-root": { type: "string" },
  "tag-leaf": { type: "string" },
  "relative-percentages": { type: "boolean" },
  mean: { type: "boolean" },
  "compact-labels": { type: "boolean" },
  "node-count": { type: "string" },
  "node-fraction": { type: "string" },
  "edge-fraction": { type: "string" },
  "no-trim": { type: "boolean" },
  unit: { type: "string" },
  "source-path": { type: "string" },
  "trim-path": { type: "string" },
  output: { type: "string" },
  overwrite: { type: "boolean" },
  to: { type: "string" },
  rows: { type: "string" },
  kind: { type: "string" },
} as const;

export type ProfileValues = ParsedCommandLine<typeof options>["values"];

export function subjectOptions(values: ProfileValues): SubjectOptions {
  const given = {
    sampleType: values["sample-type"],
    focus: values.focus,
    ignore: values.ignore,
    hide: values.hide,
    show: values.show,
    showFrom: values["show-from"],
    pruneFrom: values["prune-from"],
    tagFocus: values["tag-focus"],
    tagIgnore: values["tag-ignore"],
    tagShow: values["tag-show"],
    tagHide: values["tag-hide"],
    unit: values.unit,
  };
  return {
    ...(Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    ) as { readonly [K in keyof typeof given]?: string }),
    tagRoot: keyList(values["tag-root"]),
    tagLeaf: keyList(values["tag-leaf"]),
    relativePercentages: values["relative-percentages"] ?? false,
    mean: values.mean ?? false,
    compactLabels: values["compact-labels"] ?? false,
  };
}

function keyList(text = ""): readonly string[] {
  return text.split(",").filter((key) => key !== "");
}

export function granularityOf(
  values: ProfileValues,
  otherwise: Granularity,
): Granularity {
  const text = values.granularity ?? otherwise;
  const granularity = granularities.find((known) => known === text);
  if (granularity === undefined)
    throw new TrivetError(
      "usage",
      `no granularity ${JSON.stringify(text)}: there are ${granularities.join(", ")}`,
    );
  return granularity;
}

export function nodeCountOf(values: ProfileValues, otherwise: number): number {
  const text = values["node-count"];
  if (text === undefined) return values["no-trim"] === true ? 0 : otherwise;
  if (!/^\d{1,9}$/.test(text))
    throw new TrivetError("usage", `not a number of rows: ${text}`);
  return Number(text);
}

/** Where sources are, and what to take off their paths. */
export function sourceFolders(values: ProfileValues): SourceFolders {
  return {
    searchPath: values["source-path"] ?? "",
    trimPath: values["trim-path"] ?? "",
  };
}

/** What `--output` and `--overwrite` say of files, for `checkOutputFile`. */
export function outputOptions(values: ProfileValues): OutputOptions {
  return { overwrite: values.overwrite ?? false, option: "--output" };
}

/** A share from 0 to 1. */
export function fractionOf(
  values: ProfileValues,
  option: "node-fraction" | "edge-fraction",
  otherwise: number,
): number {
  const text = values[option];
  if (text === undefined) return values["no-trim"] === true ? 0 : otherwise;
  const fraction = text.trim() === "" ? NaN : Number(text);
  if (!(fraction >= 0 && fraction <= 1))
    throw new TrivetError(
      "usage",
      `--${option} is a share from 0 to 1, not ${text}`,
    );
  return fraction;
}
