// `trivet import`: history from elsewhere, into a new investigation or one that is there.

import { mkdtemp, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import { formatBytes, formatCount } from "../../core/format/quantity.ts";
import { SequentialIdentifiers } from "../../node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../node/collectors/http/http-fetcher.ts";
import { FolderInvestigationStores } from "../../node/project-store/folder-investigation-stores.ts";
import type {
  HistoryProgress,
  HistoryResult,
} from "../../services/history-request.ts";
import { importHistory } from "../../services/import-history.ts";
import { InvestigationSession } from "../../services/investigation-session.ts";
import { toJson, type Command, type CommandIo } from "../command.ts";
import { requireFileOrFolder } from "../input-file.ts";
import { checkOutputFile } from "../output-file.ts";
import { printable } from "../printable.ts";
import { readToolVersion } from "../tool-version.ts";
import {
  importUsage,
  parseImportOptions,
  type ImportOptions,
} from "./import-options.ts";

interface SavedHistory extends HistoryResult {
  readonly path: string;
}

async function importPrometheus(
  options: ImportOptions,
  io: CommandIo,
): Promise<number> {
  const path =
    options.out === undefined
      ? resolve(options.into ?? "")
      : await checkOutputFile(options.out, options);
  if (options.into !== undefined) await requireFileOrFolder(options.into);
  // Where the journal grows until the archive is written; whatever happens, what stood there before is whole.
  const scratch = await mkdtemp(join(dirname(path), ".trivet-import-"));
  const http = new NodeHttpFetcher();
  try {
    const result = await importTo(path, { options, scratch, http, io });
    report(result, options, io);
    return result.problem === null ? 0 : 1;
  } finally {
    http.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function importTo(
  path: string,
  run: {
    readonly options: ImportOptions;
    readonly scratch: string;
    readonly http: NodeHttpFetcher;
    readonly io: CommandIo;
  },
): Promise<SavedHistory> {
  const { options, scratch, http, io } = run;
  const { url, match, fromMillis, toMillis, stepMs, timeoutMs } = options;
  const toolVersion = readToolVersion();
  const clock = new SystemClock();
  const stores = new FolderInvestigationStores(scratch, toolVersion);
  const ports = { stores, clock, ids: new SequentialIdentifiers() };
  const session =
    options.into === undefined
      ? await InvestigationSession.create(ports, {
          title: `History of ${match === "" ? url : match}`,
          toolVersion,
          host: hostname(),
          path: join(scratch, "history.trivet-live"),
        })
      : await InvestigationSession.open(ports, path, io.signal);
  try {
    const isFolder = options.into !== undefined && session.kind === "live";
    const { model } = session;
    const taken = [
      ...model.targets.keys(),
      ...model.events.map(({ id }) => id),
    ];
    const result = await importHistory(
      {
        url,
        match,
        fromMillis,
        toMillis,
        stepMs,
        timeoutMs,
        targetId: targetOf(session, options),
        signal: io.signal,
        onProgress: progressLines(io),
      },
      {
        http,
        clock,
        ids: new SequentialIdentifiers(taken),
        journal: session,
      },
    );
    if (isFolder) await session.flush();
    else await session.save(path, { signal: io.signal });
    return { ...result, path };
  } finally {
    await session.close();
  }
}

/** Null: targets of their own. Code: usage. */
function targetOf(
  { model }: InvestigationSession,
  { into, target }: ImportOptions,
): string | null {
  if (into === undefined || target === "new") return null;
  const targets = [...model.targets.values()];
  const named = targets
    .slice(0, 10)
    .map(({ id, label }) => `${id} (${label})`)
    .join(", ");
  if (target !== undefined) {
    if (model.targets.has(target)) return target;
    throw new TrivetError(
      "usage",
      `${into} has no target ${target}${named === "" ? "" : `; it has ${named}`}`,
    );
  }
  if (targets.length > 1)
    throw new TrivetError(
      "usage",
      `${into} has several targets: say --target with one of ${named}, or new`,
    );
  return targets[0]?.id ?? null;
}

const progressMs = 2000;

function progressLines(io: CommandIo): (progress: HistoryProgress) => void {
  let saidAt = performance.now();
  return ({ fraction, untilMillis, samples, bytes }) => {
    if (performance.now() - saidAt < progressMs) return;
    saidAt = performance.now();
    io.stderr(
      `${(fraction * 100).toFixed(0).padStart(3)} %  until ${new Date(untilMillis).toISOString()}  ${formatCount(samples)} samples, ${formatBytes(bytes)} read\n`,
    );
  };
}

function report(
  result: SavedHistory,
  options: ImportOptions,
  io: CommandIo,
): void {
  const { problem, warnings, processes, server, samples, bytes, path } = result;
  for (const words of warnings)
    io.stderr(`warning[history-refused]: ${printable(words)}\n`);
  if (problem !== null)
    io.stderr(
      `error[${problem.error.code}]: ${printable(problem.error.message)}; the history ends at ${new Date(problem.untilMillis).toISOString()}\n`,
    );
  if (options.json)
    io.stdout(
      `${toJson({
        schema: "trivet.import.prometheus/1",
        path,
        server,
        processes,
        samples,
        bytes,
        warnings,
        problem:
          problem === null
            ? null
            : {
                code: problem.error.code,
                message: problem.error.message,
                untilMillis: problem.untilMillis,
              },
      })}\n`,
    );
  else
    io.stdout(
      [
        ...processes.map(
          (of) =>
            `${printable(of.label)}  ${formatCount(of.samples)} samples, ${of.gaps} gaps, ${of.restarts} restarts${of.leftOut > 0 ? `, ${formatCount(of.leftOut)} left out where it was recorded` : ""}`,
        ),
        `${path}  ${formatCount(samples)} samples of ${processes.length} processes\n`,
      ].join("\n"),
    );
}

export const importCommand: Command = {
  name: "import",
  summary: "history that a Prometheus server kept, as an investigation",
  usage: importUsage,
  run: (args, io) => importPrometheus(parseImportOptions(args, Date.now()), io),
};
