// `trivet diagnose`: findings and verdict over an archive, a live folder, or files that somebody sent.

import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import type { VerdictReport } from "../../core/findings/finding.ts";
import { Investigation } from "../../core/investigation/investigation.ts";
import { journalMember } from "../../core/project-file/member-path.ts";
import { diagnose } from "../../services/diagnose.ts";
import {
  investigateLooseFiles,
  type LooseFile,
} from "../../services/loose-evidence.ts";
import type { ProfileEngine } from "../../services/ports/profile-engine.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import {
  readingFailed,
  readInputFile,
  requireInput,
  statInput,
} from "../input-file.ts";
import { describeReport, formatReport } from "./diagnose-text.ts";

const usage = `
usage: trivet diagnose FILE.trivet [--json]
       trivet diagnose FOLDER [--json]
       trivet diagnose FILE… [--gc] [--json]

FOLDER is the live folder of a recording (….trivet-live), also while it grows, or one with files. FILE… are files of one
process: heap profiles (protobuf, or heap?debug=1, which carries the counters too), goroutine profiles, pages of
/debug/vars or of metrics, span censuses. Two heap profiles apart in time are the least that says where.

  --gc   the heap profiles were taken with gc=1

Weighs three witnesses: counters (the live heap after collections), profiles (which line holds more and more) and memory
(what the heap really holds). confirmed = all three agree, probable = two, suspected = one, contradictory = they cannot
all be right, none = no leak seen. Every rate is a 95 % interval. Exits 0 whatever the verdict is.

example:
  trivet record --url :6060 --for 60s --out case.trivet && trivet diagnose case.trivet --json
  heap='http://127.0.0.1:6060/debug/pprof/heap?gc=1'
  curl -fso 1.pb.gz "$heap"; sleep 60; curl -fso 2.pb.gz "$heap"; trivet diagnose --gc 1.pb.gz 2.pb.gz
`;

async function isRecording(path: string): Promise<boolean> {
  const stats = await statInput(path);
  if (stats.isDirectory())
    return stat(join(path, journalMember)).then(
      () => true,
      () => false,
    );
  return stats.isFile() && (await isZip(path));
}

async function isZip(path: string): Promise<boolean> {
  try {
    return await opensLikeZip(path);
  } catch (thrown) {
    throw readingFailed(path, thrown);
  }
}

async function opensLikeZip(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    // Whatever calls itself an archive is refused as one when it is damaged.
    return (
      path.endsWith(".trivet") ||
      (bytesRead === 4 && buffer.toString("latin1") === "PK\x03\x04")
    );
  } finally {
    await handle.close();
  }
}

async function diagnoseRecording(
  path: string,
  engine: ProfileEngine,
  io: CommandIo,
): Promise<VerdictReport> {
  const { openInvestigation } =
    await import("../../node/project-store/folder-investigation-stores.ts");
  const opened = await openInvestigation(path);
  try {
    for (const { code, message } of opened.warnings)
      io.stderr(`warning[${code}]: ${message}\n`);
    return await diagnoseModel(
      Investigation.from(opened.entries),
      (member) => opened.readEvidence(member),
      engine,
      io,
    );
  } finally {
    await opened.close();
  }
}

async function diagnoseFiles(
  paths: readonly string[],
  forcedGc: boolean,
  engine: ProfileEngine,
  io: CommandIo,
): Promise<VerdictReport> {
  const files = new Map<string, LooseFile>();
  for (const path of await namedFiles(paths)) {
    const bytes = await readInputFile(path, { signal: io.signal });
    const { mtimeMs } = await stat(path);
    files.set(path, { path, bytes, modifiedMillis: mtimeMs });
  }
  const model = await investigateLooseFiles({
    files: [...files.values()],
    engine,
    forcedGc,
    signal: io.signal,
    onUnused: (path, { code, message }) =>
      io.stderr(`warning[${code}]: ${path} is left out: ${message}\n`),
  });
  const readEvidence = (member: string): Promise<Uint8Array> => {
    const file = files.get(member);
    return file === undefined
      ? Promise.reject(new TrivetError("not-found", `no file ${member}`))
      : Promise.resolve(file.bytes);
  };
  return diagnoseModel(model, readEvidence, engine, io);
}

/** Files as they are, of folders the files right in them, by name. */
async function namedFiles(
  paths: readonly string[],
): Promise<readonly string[]> {
  const named: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) {
      named.push(path);
      continue;
    }
    const inside = await readdir(path, { withFileTypes: true });
    for (const each of inside.sort((a, b) => (a.name < b.name ? -1 : 1)))
      if (each.isFile()) named.push(join(path, each.name));
  }
  if (named.length === 0)
    throw new TrivetError("not-found", `${paths.join(", ")} holds no files`);
  return named;
}

function diagnoseModel(
  model: Investigation,
  readEvidence: (member: string) => Promise<Uint8Array>,
  engine: ProfileEngine,
  io: CommandIo,
): Promise<VerdictReport> {
  return diagnose({
    model,
    engine,
    readEvidence,
    signal: io.signal,
    onUnreadable: (snapshot, error) =>
      io.stderr(
        `warning[${error.code}]: snapshot ${snapshot.id} is left out: ${error.message}\n`,
      ),
  });
}

async function diagnosePaths(
  paths: readonly string[],
  forcedGc: boolean,
  io: CommandIo,
): Promise<VerdictReport> {
  for (const path of paths) await requireInput(path);
  const recordings = await Promise.all(paths.map(isRecording));
  const [first = ""] = paths;
  if (recordings.includes(true) && paths.length > 1)
    throw new TrivetError(
      "usage",
      "give one recording, or files of one process, not both",
    );
  const { InProcessProfileEngine } =
    await import("../../node/profile-engine/in-process-engine.ts");
  const engine = new InProcessProfileEngine();
  try {
    return recordings[0] === true
      ? await diagnoseRecording(first, engine, io)
      : await diagnoseFiles(paths, forcedGc, engine, io);
  } finally {
    await engine.close();
  }
}

export const diagnoseCommand: Command = {
  name: "diagnose",
  summary:
    "weigh the evidence of a recording or of files: is it leaking, where, how sure",
  usage,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, {
      gc: { type: "boolean" },
    });
    if (positionals.length === 0)
      throw new TrivetError(
        "usage",
        "give one FILE.trivet or live folder, or the files of one process",
      );
    const report = await diagnosePaths(positionals, values.gc === true, io);
    io.stdout(
      values.json === true
        ? `${toJson(describeReport(report))}\n`
        : formatReport(report),
    );
    return 0;
  },
};
