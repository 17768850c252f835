// `trivet profile`: pprof-compatible reports of profile files. The reading and adding up is imported when it runs, so
// that `trivet --help` and the other commands do not pay for it.

import { readFile } from "node:fs/promises";
import { TrivetError } from "../../core/errors.ts";
import {
  granularities,
  type Granularity,
  type TopTable,
} from "../../core/pprof/views.ts";
import type { ProfileEngine, ProfileSubjectRef } from "../../services/ports.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";

/** Rows of the table for people, when they do not say. */
const textRows = 40;

const usage = `
usage: trivet profile top FILE [--base FILE | --diff-base FILE] [OPTIONS]
       trivet profile diff BEFORE AFTER [OPTIONS]

FILE is a protobuf profile as net/http/pprof serves it, gzip or not. The numbers are those of
\`go tool pprof -top -trim=false -unit=bytes\` with the same flags. \`diff\` is \`top AFTER --diff-base BEFORE\`.

  --base FILE          subtract this earlier profile; equal stacks cancel, percentages are of what is left
  --diff-base FILE     subtract this earlier profile; percentages are of its total
  --normalize          first scale FILE so that its totals are those of the base
  --sample-type TYPE   inuse_space, inuse_objects, alloc_space, alloc_objects, or a number
                       (default: the profile's own default, which for heap is inuse_space)
  --granularity G      ${granularities.join(", ")} (default: functions)
  --cum                sort by cum (with everything called) instead of flat
  --no-inlines         attribute inlined calls to the function that they were inlined into
  --drop-negative      leave out what shrank
  --node-count N       the first N rows; 0 = all (default: 0 with --json, else ${textRows})
  --json               {"schema","sampleType","total","rows":[{"name","flat","cum"}]}, integers exact

examples:
  curl -so heap.pb.gz http://127.0.0.1:6060/debug/pprof/heap && trivet profile top heap.pb.gz
  trivet profile diff before.pb.gz after.pb.gz --granularity lines
`;

const options = {
  base: { type: "string" },
  "diff-base": { type: "string" },
  normalize: { type: "boolean" },
  "sample-type": { type: "string" },
  granularity: { type: "string" },
  cum: { type: "boolean" },
  "no-inlines": { type: "boolean" },
  "drop-negative": { type: "boolean" },
  "node-count": { type: "string" },
} as const;

interface Files {
  readonly file: string;
  readonly base: {
    readonly file: string;
    readonly mode: "base" | "diff-base";
  } | null;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const files = filesOf(positionals, values.base, values["diff-base"]);
  const normalize = values.normalize ?? false;
  if (normalize && files.base === null)
    throw new TrivetError("usage", "--normalize needs --base or --diff-base");
  const granularity = granularityOf(values.granularity ?? "functions");
  const json = values.json ?? false;
  const nodeCount = nodeCountOf(values["node-count"], json ? 0 : textRows);

  const { InProcessProfileEngine } =
    await import("../../node/profile-engine/in-process-engine.ts");
  const engine = new InProcessProfileEngine();
  const table = await engine.top(
    {
      subject: await load(engine, files, normalize, io.signal),
      granularity,
      cum: values.cum ?? false,
      noInlines: values["no-inlines"] ?? false,
      dropNegative: values["drop-negative"] ?? false,
      ...(values["sample-type"] === undefined
        ? {}
        : { sampleType: values["sample-type"] }),
    },
    io.signal,
  );
  if (json) io.stdout(`${toJson(topJson(table, nodeCount))}\n`);
  else {
    const { formatTop, formatDifference } = await import("./profile-text.ts");
    const format = files.base === null ? formatTop : formatDifference;
    io.stdout(format(table, nodeCount));
  }
  return 0;
}

/** The document of `trivet.profile.top/1`; `nodeCount` 0 = every row. */
function topJson(table: TopTable, nodeCount: number): object {
  const rows = nodeCount === 0 ? table.rows : table.rows.slice(0, nodeCount);
  return {
    schema: "trivet.profile.top/1",
    sampleType: table.sampleType,
    total: table.total,
    rows: rows.map(({ name, flat, cum }) => ({ name, flat, cum })),
  };
}

function filesOf(
  positionals: readonly string[],
  base: string | undefined,
  diffBase: string | undefined,
): Files {
  const [report = "", ...files] = positionals;
  const [first, second] = files;
  if (report === "top") {
    if (first === undefined || files.length > 1)
      throw new TrivetError("usage", "profile top takes one FILE");
    if (base !== undefined && diffBase !== undefined)
      throw new TrivetError(
        "usage",
        "--base and --diff-base exclude each other",
      );
    if (base !== undefined)
      return { file: first, base: { file: base, mode: "base" } };
    if (diffBase !== undefined)
      return { file: first, base: { file: diffBase, mode: "diff-base" } };
    return { file: first, base: null };
  }
  if (report === "diff") {
    if (first === undefined || second === undefined || files.length > 2)
      throw new TrivetError("usage", "profile diff takes BEFORE and AFTER");
    if (base !== undefined || diffBase !== undefined)
      throw new TrivetError("usage", "the base of profile diff is BEFORE");
    return { file: second, base: { file: first, mode: "diff-base" } };
  }
  throw new TrivetError(
    "usage",
    report === ""
      ? "profile needs a report: top or diff"
      : `no report ${JSON.stringify(report)}: there are top and diff`,
  );
}

function granularityOf(text: string): Granularity {
  const granularity = granularities.find((known) => known === text);
  if (granularity === undefined)
    throw new TrivetError(
      "usage",
      `no granularity ${JSON.stringify(text)}: there are ${granularities.join(", ")}`,
    );
  return granularity;
}

function nodeCountOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text))
    throw new TrivetError("usage", `not a number of rows: ${text}`);
  return Number(text);
}

async function load(
  engine: ProfileEngine,
  files: Files,
  normalize: boolean,
  signal: AbortSignal,
): Promise<ProfileSubjectRef> {
  await loadFile(engine, "file", files.file, signal);
  if (files.base === null) return { kind: "single", id: "file" };
  await loadFile(engine, "base", files.base.file, signal);
  const { mode } = files.base;
  return { kind: "comparison", before: "base", after: "file", mode, normalize };
}

async function loadFile(
  engine: ProfileEngine,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await engine.load(id, await readFile(path), signal);
  } catch (error) {
    // Two files may be read: the message says which one.
    if (error instanceof TrivetError)
      throw new TrivetError(error.code, `${path}: ${error.message}`, {
        cause: error,
        detail: { ...error.detail, file: path },
      });
    const { code, message } = error as NodeJS.ErrnoException;
    throw new TrivetError(
      code === "ENOENT" ? "not-found" : "disk-failed",
      code === "ENOENT" ? `no file ${path}` : `reading ${path}: ${message}`,
      { cause: error, detail: { file: path } },
    );
  }
}

export const profileCommand: Command = {
  name: "profile",
  summary: "pprof-compatible tables and differences of profile files",
  usage,
  run,
};
