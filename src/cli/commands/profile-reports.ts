// One function a report of `trivet profile`: what it takes from the command line, its JSON document and its text. The
// texts are those of `go tool pprof`, so that scripts which read them go on working.

import { gzipSync } from "node:zlib";
import { TrivetError } from "../../core/errors.ts";
import { formatFolded } from "../../core/pprof/folded-stacks.ts";
import { formatCallgrind } from "../../core/pprof/report/callgrind.ts";
import { formatDot } from "../../core/pprof/report/dot.ts";
import { formatRaw } from "../../core/pprof/report/raw.ts";
import {
  buildSourceList,
  formatSourceList,
} from "../../core/pprof/report/source-list.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import { buildTags, formatTags } from "../../core/pprof/report/tags.ts";
import { buildTopProto } from "../../core/pprof/report/top-proto.ts";
import { buildTraces, formatTraces } from "../../core/pprof/report/traces.ts";
import { buildTreeReport, formatTree } from "../../core/pprof/report/tree.ts";
import type { TrimOptions } from "../../core/pprof/report/trim-graph.ts";
import { encodeProfile } from "../../core/pprof/encode.ts";
import { withoutInlines } from "../../core/pprof/edit-profile.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type {
  CompileExpression,
  TextMatcher,
} from "../../core/pprof/text-matcher.ts";
import { inertSubject } from "./profile-inert.ts";
import { checkOutputFile, writeOutputFile } from "../output-file.ts";
import {
  fractionOf,
  granularityOf,
  nodeCountOf,
  outputOptions,
  sourceFolders,
  type ProfileValues,
} from "./profile-options.ts";
import { sourceReader } from "./profile-source.ts";

export interface ReportInput {
  readonly subject: ReportSubject;
  readonly values: ProfileValues;
  /** The expression that `peek` and `list` take; "" = none. */
  readonly expression: string;
  readonly compile: CompileExpression;
  readonly checkpoint: Checkpoint;
}

export interface ReportOutput {
  /** Without `schema`. */
  readonly document: object;
  readonly text: string;
  /** For stderr, one line each. */
  readonly notes?: readonly string[];
}

type Report = (input: ReportInput) => ReportOutput | Promise<ReportOutput>;

/** What pprof trims its graphs to. */
const usualTrim = { nodeCount: 80, nodeFraction: 0.005, edgeFraction: 0.001 };
const noTrim = { nodeCount: 0, nodeFraction: 0, edgeFraction: 0 };

function trimOptions(
  { values }: ReportInput,
  usual: typeof usualTrim,
): TrimOptions {
  return {
    granularity: granularityOf(values, "functions"),
    noInlines: values["no-inlines"] ?? false,
    dropNegative: values["drop-negative"] ?? false,
    cum: values.cum ?? false,
    nodeCount: nodeCountOf(values, usual.nodeCount),
    nodeFraction: fractionOf(values, "node-fraction", usual.nodeFraction),
    edgeFraction: fractionOf(values, "edge-fraction", usual.edgeFraction),
  };
}

function treeReport(
  input: ReportInput,
  options: TrimOptions,
  matches: TextMatcher | null,
): ReportOutput {
  const report = buildTreeReport(
    input.subject,
    options,
    matches,
    input.checkpoint,
  );
  const { sampleType, total, nodes } = report;
  return { document: { sampleType, total, nodes }, text: formatTree(report) };
}

const tree: Report = (input) =>
  treeReport(input, trimOptions(input, usualTrim), null);

const peek: Report = (input) =>
  treeReport(
    input,
    { ...trimOptions(input, noTrim), ...noTrim },
    input.compile("peek", input.expression),
  );

const traces: Report = (input) => {
  const report = buildTraces(
    input.subject,
    granularityOf(input.values, "functions"),
    input.values["no-inlines"] ?? false,
    input.checkpoint,
  );
  return { document: report, text: formatTraces(input.subject, report) };
};

const tags: Report = (input) => {
  const report = buildTags(input.subject, input.checkpoint);
  return { document: report, text: formatTags(input.subject, report) };
};

/** What is written as a whole profile: by addresses whatever the granularity. */
function wholeProfile({ subject, values }: ReportInput): Profile {
  return values["no-inlines"] === true
    ? withoutInlines(subject.profile)
    : subject.profile;
}

const raw: Report = (input) => {
  const text = formatRaw(wholeProfile(input), input.checkpoint);
  return { document: { text }, text };
};

const list: Report = async (input) => {
  const { subject, values } = input;
  const report = await buildSourceList(
    subject,
    {
      noInlines: values["no-inlines"] ?? false,
      dropNegative: values["drop-negative"] ?? false,
    },
    input.compile("list", input.expression),
    sourceReader(sourceFolders(values)),
    input.checkpoint,
  );
  const missing = report.functions.filter((own) => own.missing !== "");
  return {
    document: report,
    text: formatSourceList(subject, report),
    notes:
      missing.length === 0
        ? []
        : [
            `the source of ${missing.length} of ${report.functions.length} functions is not here: --source-path DIR says where it is, --trim-path PREFIX what to take off the paths`,
          ],
  };
};

const callgrind: Report = ({ subject, values, checkpoint }) => {
  const text = formatCallgrind(
    subject,
    {
      noInlines: values["no-inlines"] ?? false,
      dropNegative: values["drop-negative"] ?? false,
      cum: values.cum ?? false,
    },
    checkpoint,
  );
  return { document: { text }, text };
};

const dot: Report = (input) => {
  const text = formatDot(
    input.subject,
    trimOptions(input, usualTrim),
    input.checkpoint,
  );
  return { document: { text }, text };
};

const proto: Report = async (input) =>
  writeProfile(
    input.values,
    encodeProfile(wholeProfile(input), input.checkpoint),
  );

const topProto: Report = async (input) => {
  const options = trimOptions(input, { ...usualTrim, nodeCount: 0 });
  const profile = buildTopProto(input.subject, options, input.checkpoint);
  return writeProfile(input.values, encodeProfile(profile, input.checkpoint));
};

const convert: Report = async (exact) => {
  const { values, checkpoint } = exact;
  const to = values.to ?? formatOfName(values.output ?? "");
  const subject = inertSubject(exact.subject);
  const input = { ...exact, subject };
  switch (to) {
    case "proto":
      return proto(exact);
    case "folded":
      return writeText(
        values,
        formatFolded(
          subject.profile,
          subject.typeIndex,
          granularityOf(values, "functions"),
          checkpoint,
        ),
      );
    case "callgrind":
    case "dot": {
      const report = await (to === "dot" ? dot : callgrind)(input);
      return writeText(values, report.text);
    }
    default:
      throw new TrivetError(
        "usage",
        `convert knows proto, folded, callgrind and dot, not ${JSON.stringify(to)}: say --to or name --output accordingly`,
      );
  }
};

function formatOfName(output: string): string {
  if (/\.(pb|pb\.gz|pprof|prof)$/.test(output)) return "proto";
  if (/\.(folded|collapsed)$/.test(output)) return "folded";
  if (/\.dot$/.test(output)) return "dot";
  return /(^|[\\/])callgrind\./.test(output) ? "callgrind" : output;
}

/** By its name gzipped or not: `.pb` is not. */
async function writeProfile(
  values: ProfileValues,
  bytes: Uint8Array,
): Promise<ReportOutput> {
  const { output } = values;
  if (output === undefined)
    throw new TrivetError(
      "usage",
      "a protobuf profile is written to a file: --output FILE",
    );
  const written = output.endsWith(".pb") ? bytes : gzipSync(bytes);
  await write(output, written, values);
  return {
    document: { output, bytes: written.length },
    text: `wrote ${output}, ${written.length} bytes\n`,
  };
}

async function writeText(
  values: ProfileValues,
  text: string,
): Promise<ReportOutput> {
  const { output } = values;
  if (output === undefined) return { document: { text }, text };
  await write(output, text, values);
  const bytes = Buffer.byteLength(text);
  return {
    document: { output, bytes },
    text: `wrote ${output}, ${bytes} bytes\n`,
  };
}

async function write(
  path: string,
  content: Uint8Array | string,
  values: ProfileValues,
): Promise<void> {
  const options = outputOptions(values);
  await writeOutputFile(await checkOutputFile(path, options), content, options);
}

/** By the word on the command line. */
export const reports: ReadonlyMap<string, Report> = new Map([
  ["tree", tree],
  ["peek", peek],
  ["traces", traces],
  ["tags", tags],
  ["raw", raw],
  ["list", list],
  ["callgrind", callgrind],
  ["dot", dot],
  ["proto", proto],
  ["topproto", topProto],
  ["convert", convert],
]);
