// `trivet profile`: pprof-compatible reports of profile files. The reading and adding up is imported when it runs, so
// that `trivet --help` and the other commands do not pay for it.

import { TrivetError } from "../../core/errors.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import type { CompileExpression } from "../../core/pprof/text-matcher.ts";
import { granularities, type TopTable } from "../../core/pprof/views.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { checkOutputFile } from "../output-file.ts";
import type { ProfileFiles } from "./profile-load.ts";
import {
  fractionOf,
  granularityOf,
  nodeCountOf,
  options,
  outputOptions,
  processPrefix,
  sourceFolders,
  subjectOptions,
  type ProfileValues,
} from "./profile-options.ts";

/** Rows of the table for people, when they do not say. */
const textRows = 40;

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
type ReportName = (typeof reportNames)[number];

const usage = `
usage: trivet profile top|tree|traces|tags|raw|callgrind|dot FILE… [OPTIONS]
       trivet profile peek|list EXPRESSION FILE… [OPTIONS]
       trivet profile proto|topproto FILE… --output FILE.pb.gz [OPTIONS]
       trivet profile diff BEFORE AFTER [OPTIONS]
       trivet profile trend FILE FILE… [OPTIONS] | FILE.trivet [--kind heap|allocs|goroutine] [OPTIONS]
       trivet profile convert FILE… --to proto|folded|callgrind|dot [--output FILE] [OPTIONS]

FILE is a profile as net/http/pprof serves it: protobuf, gzip or not, or the text of debug=1 (heap, allocs, goroutine,
goroutineleak, threadcreate, mutex, block); or folded stacks; or the URL of one, where a target's base URL (or host:port,
:port) means its heap. Several are added up. The numbers are those of \`go tool pprof\` with the
same flags, and so are the texts of all reports but top and diff. EXPRESSION and RE are RE2, as in Go.

reports
  top        what each function accounts for: flat itself, cum with everything it called
  tree       each function with its callers and callees          peek   the same, of the functions that match
  traces     every sample with its labels and stack              tags   how the total divides among labels
  raw        everything in the file, as text                     list   source lines with what each accounts for
  callgrind  for KCachegrind          dot  for Graphviz          proto  the profile after filters, as a file
  topproto   the table of top as a profile                       diff   top AFTER --diff-base BEFORE, with intervals
  trend      how each function grew over many profiles: slope, in how many intervals, share
             diff, trend: 95 % intervals; what sampling explains comes last, marked ~

a process of this machine instead of a FILE
  --pid N                its heap profile up to this moment, out of its memory: no port, no stop, no collection; garbage
                         that waits for the next one is in it (Go 1.19 to 1.27, x86-64 Linux, the same user or root)

comparing
  --base FILE            subtract this earlier profile; equal stacks cancel, percentages are of what is left
  --diff-base FILE       subtract this earlier profile; percentages are of its total
  --normalize            first scale FILE so that its totals are those of the base
  --drop-negative        leave out what shrank

choosing
  --sample-type TYPE     inuse_space, inuse_objects, alloc_space, alloc_objects, or a number
                         (default: the profile's own default, which for heap is inuse_space)
  --granularity G        ${granularities.join(", ")} (default: functions)
  --no-inlines           attribute inlined calls to the function that they were inlined into
  --focus RE             only samples that go through a function, file or binary that matches
  --ignore RE            no samples that go through one
  --hide RE, --show RE   leave out frames that match, or that do not; what they account for goes to their callers
  --show-from RE         begin stacks at the match nearest to the root
  --prune-from RE        drop what the match nearest to the leaf called
  --tag-focus EXPR       only samples with such a label: RE, KEY=RE,RE, or a range such as 4kb, 4kb:1mb, KEY=:64kb
  --tag-ignore EXPR      no samples with such a label
  --tag-show RE          only labels whose key matches         --tag-hide RE  none whose key matches
  --tag-root KEY,…       labels as frames at the root          --tag-leaf KEY,…  at the leaf
  --relative-percentages percentages of what the filters leave, not of everything
  --mean                 amounts by the first sample type: bytes an object, delay a contention

trend
  --rows R               flat: what functions allocate themselves (default), cum: with what they call, stack: stacks
  --kind KIND            which snapshots of an investigation: heap (default), allocs, goroutine

showing
  --cum                  sort by cum instead of flat
  --node-count N         the first N rows or nodes; 0 = all (top: 0 with --json, else ${textRows}; tree, dot: 80)
  --node-fraction F      leave out nodes whose cum is below this share of the total (tree, dot, topproto: 0.005)
  --edge-fraction F      leave out calls below this share (tree, dot: 0.001)
  --no-trim              leave out nothing
  --compact-labels       no lines about the profile above tree and peek
  --unit UNIT            bytes, MB, ms, …; minimum (default) suits the smallest, auto each value
  --source-path DIR      where list looks for sources           --trim-path PREFIX  what it takes off their paths
  --output FILE          write to a file (proto, topproto, convert)
  --overwrite            replace that file where it exists
  --json                 {"schema","sampleType","total","rows":[{"name","flat","cum"}]}, integers exact

examples:
  curl -so heap.pb.gz http://127.0.0.1:6060/debug/pprof/heap && trivet profile top heap.pb.gz
  trivet profile diff before.pb.gz after.pb.gz --granularity lines --ignore '^runtime\\.'
  trivet profile top 'http://127.0.0.1:6060/debug/pprof/allocs?seconds=30' --sample-type alloc_space --cum
  trivet profile peek 'cache\\.Put$' heap.pb.gz
  trivet profile convert heap.txt --sample-type inuse_space --output heap.folded
`;

interface Invocation {
  readonly report: ReportName;
  readonly expression: string;
  readonly files: ProfileFiles;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const { report, expression, files } = invocationOf(positionals, values);
  checkOptions(report, values);
  if (values.output !== undefined)
    await checkOutputFile(values.output, outputOptions(values));
  const checkpoint = (): void => {
    if (io.signal.aborted) throw new TrivetError("cancelled", "cancelled");
  };
  if (report === "trend") return runTrend(files.files, values, io, checkpoint);
  const { loadProfile } = await import("./profile-load.ts");
  if (report === "diff") return runDiff(files, values, io, checkpoint);
  const profile = await loadProfile(files, io);
  const compile = await expressionCompiler(profile, values, expression);
  const { prepareSubject } = await import("../../core/pprof/report/subject.ts");
  const prepared = prepareSubject(profile, subjectOptions(values), compile);
  for (const warning of prepared.warnings) io.stderr(`warning: ${warning}\n`);
  const { subjectNotes } = await import("./profile-notes.ts");
  for (const note of subjectNotes(prepared, files.files))
    io.stderr(`${note}\n`);
  const subject = await subjectFor(report, prepared, values);
  if (report === "top") {
    const { topOf } = await import("./profile-top.ts");
    const table = topOf(subject, values, checkpoint);
    await printTop(table, values, files.base !== null, io);
    return 0;
  }
  const { reports } = await import("./profile-reports.ts");
  const output = await reports.get(report)!({
    subject,
    values,
    expression,
    compile,
    checkpoint,
  });
  for (const note of output.notes ?? []) io.stderr(`note: ${note}\n`);
  io.stdout(
    values.json === true
      ? `${toJson({ schema: `trivet.profile.${report}/1`, ...output.document })}\n`
      : output.text,
  );
  return 0;
}

/** pprof cuts paths for what it draws as a graph; the rest it prints as the profile has it. */
const reportsOfGraphs: ReadonlySet<ReportName> = new Set([
  "top",
  "tree",
  "peek",
  "list",
  "callgrind",
  "dot",
  "topproto",
]);

async function subjectFor(
  report: ReportName,
  subject: ReportSubject,
  values: ProfileValues,
): Promise<ReportSubject> {
  const { withTrimmedPaths } = await import("./profile-source.ts");
  const cut = reportsOfGraphs.has(report)
    ? {
        ...subject,
        profile: withTrimmedPaths(subject.profile, sourceFolders(values)),
      }
    : subject;
  const isExact =
    values.json === true || ["proto", "topproto", "convert"].includes(report);
  // The tables of top are cleaned as they are printed: rows of alike names stay apart.
  if (isExact || report === "top") return cut;
  const { inertSubject } = await import("./profile-inert.ts");
  return inertSubject(cut);
}

async function runDiff(
  { files, base, normalize, compact }: ProfileFiles,
  values: ProfileValues,
  io: CommandIo,
  checkpoint: Checkpoint,
): Promise<number> {
  const { loadProfile } = await import("./profile-load.ts");
  const { diffReport } = await import("./profile-diff.ts");
  const load = (own: readonly string[]): Promise<Profile> =>
    loadProfile({ files: own, base: null, normalize, compact }, io);
  const before = await load(base?.files ?? []);
  const after = await load(files);
  const compile = await expressionCompiler(after, values, "");
  const report = diffReport({ before, after }, values, compile, checkpoint);
  for (const warning of report.warnings) io.stderr(`${warning}\n`);
  io.stdout(
    values.json === true ? `${toJson(report.document)}\n` : report.text,
  );
  return 0;
}

async function runTrend(
  paths: readonly string[],
  values: ProfileValues,
  io: CommandIo,
  checkpoint: Checkpoint,
): Promise<number> {
  const { followTrend, trendDocument } = await import("./profile-trend.ts");
  const table = await followTrend(paths, values, {
    io,
    checkpoint,
    compilerFor: (profile) => expressionCompiler(profile, values, ""),
  });
  const { trendNotes } = await import("./profile-notes.ts");
  for (const note of trendNotes(table)) io.stderr(`${note}\n`);
  if (values.json === true) io.stdout(`${toJson(trendDocument(table))}\n`);
  else {
    const { formatTrend } = await import("./profile-text.ts");
    io.stdout(formatTrend(table, nodeCountOf(values, textRows)));
  }
  return 0;
}

async function printTop(
  table: TopTable,
  values: ProfileValues,
  difference: boolean,
  io: CommandIo,
): Promise<void> {
  if (values.json === true) {
    const { topDocument } = await import("./profile-top.ts");
    io.stdout(`${toJson(topDocument(table, values))}\n`);
    return;
  }
  const { formatTop, formatDifference } = await import("./profile-text.ts");
  const format = difference ? formatDifference : formatTop;
  io.stdout(format(table, nodeCountOf(values, textRows)));
}

/** The engine is loaded only where there is something to compile: it takes longer to load than a small profile. */
async function expressionCompiler(
  profile: Profile,
  values: ProfileValues,
  expression: string,
): Promise<CompileExpression> {
  const given = [
    expression,
    profile.dropFrames,
    values.focus,
    values.ignore,
    values.hide,
    values.show,
    values["show-from"],
    values["prune-from"],
    values["tag-focus"],
    values["tag-ignore"],
    values["tag-show"],
    values["tag-hide"],
  ];
  if (given.every((text = "") => text === ""))
    return (option) => {
      throw new Error(`${option} was not expected`);
    };
  const { compileExpression } =
    await import("../../node/profile-engine/compile-expression.ts");
  return compileExpression;
}

function invocationOf(
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

/** Mistakes are said before a large file is read. */
function checkOptions(report: ReportName, values: ProfileValues): void {
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

export const profileCommand: Command = {
  name: "profile",
  summary: "pprof-compatible reports and differences of profile files",
  usage,
  run,
};
