// `trivet profile`: pprof-compatible reports of profile files. The reading and adding up is imported when it runs, so
// that `trivet --help` and the other commands do not pay for it.

import { TrivetError } from "../../core/errors.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import type { ReportSubject } from "../../core/pprof/report/subject.ts";
import type { CompileExpression } from "../../core/pprof/text-matcher.ts";
import type { TopTable } from "../../core/pprof/views.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { checkOutputFile } from "../output-file.ts";
import {
  checkOptions,
  invocationOf,
  type ReportName,
} from "./profile-invocation.ts";
import type { ProfileFiles } from "./profile-load.ts";
import {
  nodeCountOf,
  options,
  outputOptions,
  sourceFolders,
  subjectOptions,
  type ProfileValues,
} from "./profile-options.ts";
import { profileUsage, textRows } from "./profile-usage.ts";

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

export const profileCommand: Command = {
  name: "profile",
  summary: "pprof-compatible reports and differences of profile files",
  usage: profileUsage,
  run,
};
