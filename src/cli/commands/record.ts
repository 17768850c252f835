// `trivet record`: the headless recorder.

import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { toTrivetError, TrivetError } from "../../core/errors.ts";
import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import {
  isSeriesName,
  seriesCatalogue,
} from "../../core/investigation/series-catalogue.ts";
import type { InvestigationEvent } from "../../core/investigation/model.ts";
import { seriesOfGroups } from "../../core/logs/pattern-values.ts";
import { memstatsByField } from "../../core/memstats/memstats.ts";
import { SequentialIdentifiers } from "../../node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../node/collectors/http/http-fetcher.ts";
import { TailFiles } from "../../node/collectors/logs/tail-file.ts";
import { ProcfsInspector } from "../../node/collectors/procfs/procfs-inspector.ts";
import { InProcessProfileEngine } from "../../node/profile-engine/in-process-engine.ts";
import { FolderInvestigationStores } from "../../node/project-store/folder-investigation-stores.ts";
import { checkByDecoding } from "../../services/capture-check.ts";
import { findPprofPort } from "../../services/connect-process.ts";
import type { FlightOptions } from "../../services/flight-recorder.ts";
import { isPprofUrl } from "../../services/is-pprof-url.ts";
import { recordTarget, type RecordPorts } from "../../services/record.ts";
import type { LogRequest } from "../../services/watch-logs.ts";
import { toJson, type Command, type CommandIo } from "../command.ts";
import { checkOutputFile } from "../output-file.ts";
import { readToolVersion } from "../tool-version.ts";
import {
  parseOptions,
  recordUsage,
  type RecordOptions,
} from "./record-options.ts";
import { describeResult, formatProgress } from "./record-text.ts";
import { agentRings, flightSamplers, openRuntimes } from "./runtime-ports.ts";
import { secondInterrupt } from "./second-interrupt.ts";

const pathSafe = (text: string): string =>
  text.replace(/[^\w.-]+/g, "-").slice(0, 60);

function defaultArchiveName(name: string): string {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  return `${pathSafe(name)}-${stamp}.trivet`;
}

/** Beside the archive, so that a crash leaves it where people look; never over what an earlier crash left. */
function chooseLivePath(archivePath: string, io: CommandIo): string {
  const path = `${archivePath.replace(/\.trivet$/, "")}.trivet-live`;
  if (!existsSync(path)) return path;
  io.stderr(
    `note: ${path} is left of an earlier recording and is not touched\n`,
  );
  return path.replace(/\.trivet-live$/, `-${Date.now()}.trivet-live`);
}

async function record(options: RecordOptions, io: CommandIo): Promise<number> {
  const http = new NodeHttpFetcher();
  const engine = new InProcessProfileEngine();
  const interrupt = secondInterrupt(io.signal);
  const toolVersion = readToolVersion();
  const processes = process.platform === "linux" ? new ProcfsInspector() : null;
  try {
    const shared = {
      http,
      processes,
      clock: new SystemClock(),
      ids: new SequentialIdentifiers(),
      check: checkByDecoding(engine),
      runtimes: processes === null ? null : await openRuntimes(),
      flights:
        options.flight && processes !== null ? await flightSamplers() : null,
      agents: options.flight && processes !== null ? await agentRings() : null,
      logs: new TailFiles(),
    };
    const out = await checkOutputFile(
      options.out ?? defaultArchiveName(options.url ?? `pid-${options.pid}`),
      options,
    );
    const rules = await rulesOf(options, io);
    const url = options.url ?? (await findUrl(options, shared, io));
    const stores = new FolderInvestigationStores(dirname(out), toolVersion);
    const ports: RecordPorts = { ...shared, stores };
    const livePath = chooseLivePath(out, io);
    const result = await recordTarget(
      {
        url,
        ...(options.pid === undefined ? {} : { pid: options.pid }),
        log: await logOf(options),
        durationMs: options.durationMs,
        everyMs: options.everyMs,
        gc: options.gc,
        archivePath: out,
        livePath,
        ...(options.flight && {
          flight: { ringPath: `${livePath}.flight`, ...rules },
        }),
        host: hostname(),
        toolVersion,
        finish: io.signal,
        abort: interrupt.signal,
        onConnected: (target, warnings) => {
          io.stderr(
            `recording ${target.label}${target.pid === null || target.url === null ? "" : ` (pid ${target.pid})`}\n`,
          );
          for (const { code, message } of warnings)
            io.stderr(`warning[${code}]: ${message}\n`);
        },
        onProgress: (progress) => io.stderr(formatProgress(progress)),
      },
      ports,
    );
    // The archive holds every byte of it; it was written and synced.
    await rm(result.livePath, { recursive: true, force: true });
    for (const { code, message } of result.warnings.slice(0, 20))
      if (code.startsWith("disk")) io.stderr(`warning[${code}]: ${message}\n`);
    if (result.endedBecause === "target-died")
      tellDeath(result.session.events, options, io);
    io.stdout(
      options.json
        ? `${toJson(describeResult(result))}\n`
        : `${result.path}  ${formatBytes(result.bytes)}, ${result.session.snapshots.length} snapshots, ${formatDuration(result.elapsedMs)}\n`,
    );
    return 0;
  } finally {
    interrupt.dispose();
    http.close();
    await engine.close();
  }
}

/** With --flight also the cause, or why nobody saw it. */
function tellDeath(
  events: readonly InvestigationEvent[],
  { flight }: RecordOptions,
  io: CommandIo,
): void {
  io.stderr("the target died; everything until then is saved\n");
  const cause = events.find(({ kind }) => kind === "cause-of-death");
  if (cause !== undefined) io.stderr(`cause of death: ${cause.text}\n`);
  else if (flight)
    for (const { kind, text } of events)
      if (kind === "warning") io.stderr(`warning: ${text}\n`);
}

/** Before anything is watched: a rule that is misspelt is told at once. */
async function rulesOf(
  { rules: file, log }: RecordOptions,
  io: CommandIo,
): Promise<Pick<FlightOptions, "rules" | "ruleLog">> {
  if (file === undefined) return {};
  const { loadRules } = await import("./rules-file.ts");
  const { rules, patterns } = await loadRules(file, io.signal);
  if (patterns.size === 0) return { rules };
  if (log === undefined)
    throw new TrivetError("usage", `${file} looks into a log: give --log too`);
  return { rules, ruleLog: { path: log, files: new TailFiles(), patterns } };
}

async function logOf({
  log: path,
  logPattern,
}: RecordOptions): Promise<LogRequest | undefined> {
  if (path === undefined) return undefined;
  if (logPattern === undefined) return { path };
  const { compileLogPattern } =
    await import("../../node/collectors/logs/compile-pattern.ts");
  const { groups, match } = compileLogPattern(logPattern);
  const series = seriesOfGroups(groups, (name) =>
    isSeriesName(name) && seriesCatalogue[name].source === "memstats"
      ? name
      : (memstatsByField.get(name) ?? null),
  );
  return { path, pattern: { match, series } };
}

/** Null when the process serves no pprof, or is not to be asked: its memory is read then. */
async function findUrl(
  { pid, noEndpoint, gc }: RecordOptions,
  ports: Omit<RecordPorts, "stores">,
  io: CommandIo,
): Promise<string | null> {
  const { processes } = ports;
  if (pid === undefined) throw new TrivetError("usage", "give --url or --pid");
  if (processes === null)
    throw new TrivetError(
      "procfs-unavailable",
      "--pid alone needs /proc; give --url too",
    );
  if (noEndpoint) return null;
  try {
    return await findPprofPort(pid, processes, (url) =>
      isPprofUrl(url, ports, io.signal),
    );
  } catch (thrown) {
    const error = toTrivetError(thrown);
    const isGo = (await processes.identify(pid)).goVersion !== null;
    // A forced collection can only be asked for.
    if (error.code !== "not-go-pprof" || !isGo || gc) throw error;
    io.stderr(`note: ${error.message}; its memory is read instead\n`);
    return null;
  }
}

export const recordCommand: Command = {
  name: "record",
  summary: "watch a Go process, take profiles on a schedule, save one archive",
  usage: recordUsage,
  run: (args, io) => record(parseOptions(args), io),
};
