// `trivet record`: the headless recorder.

import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import { SequentialIdentifiers } from "../../node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../node/collectors/http/http-fetcher.ts";
import { ProcfsInspector } from "../../node/collectors/procfs/procfs-inspector.ts";
import { InProcessProfileEngine } from "../../node/profile-engine/in-process-engine.ts";
import { FolderInvestigationStores } from "../../node/project-store/folder-investigation-stores.ts";
import { checkByDecoding } from "../../services/capture-check.ts";
import { findPprofPort } from "../../services/connect-process.ts";
import { isPprofUrl } from "../../services/is-pprof-url.ts";
import {
  recordTarget,
  type RecordPorts,
  type RecordResult,
} from "../../services/record.ts";
import type { RecordProgress } from "../../services/record-request.ts";
import { countSamples } from "../../services/record-run.ts";
import {
  defaultEveryMs,
  longestDurationMs,
} from "../../services/record-schedule.ts";
import {
  parseCommandLine,
  parseDuration,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { checkOutputFile } from "../output-file.ts";
import { readToolVersion } from "../tool-version.ts";

const usage = `
usage: trivet record --url URL [--pid N] [--out FILE.trivet] [--overwrite] [--for 60s] [--every 15s] [--gc] [--json]
       trivet record --pid N   [--out FILE.trivet] [--overwrite] [--for 60s] [--every 15s] [--gc] [--json]

Watches a Go process (counters over its pprof port, RSS and cgroup from /proc) and takes heap and goroutine profiles
at the start, then on a schedule, and shortly before the end. Everything goes into one archive.

  --url URL     pprof base URL, a profile's URL, host:port or :port
  --pid N       the process; without --url its listening ports are tried for pprof
  --out FILE    the archive; default NAME-DATE.trivet here
  --overwrite   replace FILE where it exists
  --for TIME    how long (60s, 5m, 1h30m); default 60s, at most 720h, 0 = until Ctrl-C
  --every TIME  between snapshots; default a quarter of --for, 5 s to 5 min
  --gc          force a collection before each heap profile: exact, but the target pays for each

Ctrl-C ends the recording and saves it (exit 0); a second one gives up. While it records, everything is already on disk
in FILE.trivet-live, which also survives a crash and opens like an archive.

example:
  trivet record --url :6060 --for 60s --out case.trivet && trivet diagnose case.trivet
`;

interface RecordOptions {
  readonly url: string | undefined;
  readonly pid: number | undefined;
  readonly out: string | undefined;
  readonly overwrite: boolean;
  readonly durationMs: number | null;
  readonly everyMs: number;
  readonly gc: boolean;
  readonly json: boolean;
}

function parseOptions(args: readonly string[]): RecordOptions {
  const { values, positionals } = parseCommandLine(args, {
    url: { type: "string" },
    pid: { type: "string" },
    out: { type: "string" },
    overwrite: { type: "boolean" },
    for: { type: "string" },
    every: { type: "string" },
    gc: { type: "boolean" },
  });
  if (positionals.length > 0)
    throw new TrivetError("usage", `unexpected: ${positionals.join(" ")}`);
  if (values.url === undefined && values.pid === undefined)
    throw new TrivetError("usage", "give --url URL or --pid N");
  const pid = values.pid === undefined ? undefined : Number(values.pid);
  if (pid !== undefined && !(Number.isSafeInteger(pid) && pid > 0))
    throw new TrivetError("usage", `--pid wants a number, not ${values.pid}`);
  const forMs = parseDuration(values.for ?? "60s");
  if (forMs > longestDurationMs)
    throw new TrivetError(
      "usage",
      `--for is at most ${longestDurationMs / 3_600_000}h; 0 records until Ctrl-C`,
    );
  const durationMs = forMs === 0 ? null : forMs;
  const everyMs =
    values.every === undefined
      ? defaultEveryMs(durationMs)
      : parseDuration(values.every);
  if (everyMs < 1000)
    throw new TrivetError("usage", "--every must be at least 1s");
  if (everyMs > longestDurationMs)
    throw new TrivetError(
      "usage",
      `--every is at most ${longestDurationMs / 3_600_000}h`,
    );
  return {
    url: values.url,
    pid,
    out: values.out,
    overwrite: values.overwrite === true,
    durationMs,
    everyMs,
    gc: values.gc === true,
    json: values.json === true,
  };
}

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

function formatProgress(progress: RecordProgress): string {
  if (progress.phase === "saving") return "saving …\n";
  const of =
    progress.durationMs === null
      ? ""
      : ` of ${formatDuration(progress.durationMs)}`;
  const bytes = (value: number | null): string =>
    value === null ? "–" : formatBytes(value);
  return `${formatDuration(Math.round(progress.elapsedMs / 1000) * 1000)}${of}  heap ${bytes(progress.heapAlloc)}  RSS ${bytes(progress.rss)}  ${progress.snapshots} snapshots  ${progress.status}\n`;
}

function describeResult(result: RecordResult): unknown {
  const { session, ...rest } = result;
  const targets = [...session.targets.values()];
  return {
    schema: "trivet.record/1",
    path: rest.path,
    bytes: rest.bytes,
    members: rest.members,
    endedBecause: rest.endedBecause,
    elapsedMs: Math.round(rest.elapsedMs),
    targets,
    samples: targets.reduce(
      (sum, target) => sum + countSamples(session, target.id),
      0,
    ),
    gcCycles: session.gcCycles.length,
    snapshots: session.snapshots.map(
      ({ id, kind, atMillis, gcCount, forcedGc, member, bytes }) => ({
        id,
        kind,
        atMillis,
        gcCount,
        forcedGc,
        member,
        bytes,
      }),
    ),
    events: session.events.map(({ kind, atMillis, text }) => ({
      kind,
      atMillis,
      text,
    })),
    gaps: session.gaps,
    warnings: rest.warnings,
  };
}

/** The second Ctrl-C: the first one is the `signal` that every command gets. */
function secondInterrupt(first: AbortSignal): {
  readonly signal: AbortSignal;
  dispose(): void;
} {
  const controller = new AbortController();
  const abort = (): void =>
    controller.abort(new TrivetError("cancelled", "aborted by the user"));
  const arm = (): void => {
    // Not within the delivery of the first signal itself.
    setImmediate(() => process.on("SIGINT", abort).on("SIGTERM", abort));
  };
  if (first.aborted) arm();
  else first.addEventListener("abort", arm, { once: true });
  return {
    signal: controller.signal,
    dispose: () => {
      first.removeEventListener("abort", arm);
      process.off("SIGINT", abort).off("SIGTERM", abort);
    },
  };
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
    };
    const out = await checkOutputFile(
      options.out ?? defaultArchiveName(options.url ?? `pid-${options.pid}`),
      options,
    );
    if (!existsSync(dirname(out)))
      throw new TrivetError(
        "disk-failed",
        `there is no folder ${dirname(out)}`,
      );
    const url = options.url ?? (await findUrl(options, shared, io.signal));
    const stores = new FolderInvestigationStores(dirname(out), toolVersion);
    const ports: RecordPorts = { ...shared, stores };
    const result = await recordTarget(
      {
        url,
        ...(options.pid === undefined ? {} : { pid: options.pid }),
        durationMs: options.durationMs,
        everyMs: options.everyMs,
        gc: options.gc,
        archivePath: out,
        livePath: chooseLivePath(out, io),
        host: hostname(),
        toolVersion,
        finish: io.signal,
        abort: interrupt.signal,
        onConnected: (target, warnings) => {
          io.stderr(
            `recording ${target.label}${target.pid === null ? "" : ` (pid ${target.pid})`}\n`,
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
      io.stderr("the target died; everything until then is saved\n");
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

async function findUrl(
  options: RecordOptions,
  ports: Omit<RecordPorts, "stores">,
  signal: AbortSignal,
): Promise<string> {
  const { pid } = options;
  if (pid === undefined) throw new TrivetError("usage", "give --url or --pid");
  if (ports.processes === null)
    throw new TrivetError(
      "procfs-unavailable",
      "--pid alone needs /proc; give --url too",
    );
  return findPprofPort(pid, ports.processes, (url) =>
    isPprofUrl(url, ports, signal),
  );
}

export const recordCommand: Command = {
  name: "record",
  summary: "watch a Go process, take profiles on a schedule, save one archive",
  usage,
  run: (args, io) => record(parseOptions(args), io),
};
