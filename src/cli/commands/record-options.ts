// What `trivet record` may be told.

import { TrivetError } from "../../core/errors.ts";
import {
  defaultEveryMs,
  longestDurationMs,
} from "../../services/record-schedule.ts";
import { parseCommandLine, parseDuration } from "../command.ts";

export const recordUsage = `
usage: trivet record --url URL [--pid N] [--out FILE.trivet] [--overwrite] [--for 60s] [--every 15s] [--gc] [--json]
       trivet record --pid N [--no-endpoint] [--out FILE.trivet] [--overwrite] [--for 60s] [--every 15s] [--gc] [--json]

Watches a Go process (counters over its pprof port and from its memory, RSS and cgroup from /proc) and takes heap and
goroutine profiles at the start, then on a schedule, and shortly before the end. Everything goes into one archive.
A process of this machine needs no pprof: counters and heap profiles are then read from its memory, without stopping it
(Go 1.19 to 1.27, x86-64 Linux, the same user or root; goroutines are counted only).

  --url URL     pprof base URL, a profile's URL, host:port or :port; without pprof the page of expvar (/debug/vars) or of
                Prometheus's client (/metrics): counters only
  --pid N       the process; without --url its listening ports are tried for pprof, and without pprof its memory is read
  --no-endpoint with --pid: ask the program nothing, read its memory only
  --out FILE    the archive; default NAME-DATE.trivet here
  --overwrite   replace FILE where it exists
  --for TIME    how long (60s, 5m, 1h30m); default 60s, at most 720h, 0 = until Ctrl-C
  --every TIME  between snapshots; default a quarter of --for, 5 s to 5 min
  --log FILE    what the process logs to, followed from its end through rotations: gctrace and scavtrace lines, and,
                where there are no other counters, lines with MemStats' fields (HeapAlloc=… HeapInuse=… NumGC=…)
  --log-pattern RE  with --log: an expression (RE2) whose named groups are fields of MemStats; numbers may have units:
                'live: (?P<HeapAlloc>\\S+)'
  --flight      fly along: samples every 20 ms, heap profiles every second as memory nears its limit, and when the
                process dies its last minute and the cause (a process of this machine)
  --rules FILE  with --flight: when to look closer, instead of 30 s before the limit (trivet rules; docs/flight-rules.md)
  --gc          force a collection before each heap profile: exact, but the target pays for each

Ctrl-C ends the recording and saves it (exit 0); a second one gives up. While it records, everything is already on disk
in FILE.trivet-live, which also survives a crash and opens like an archive.

example:
  trivet record --url :6060 --for 60s --out case.trivet && trivet diagnose case.trivet
`;

export interface RecordOptions {
  readonly url: string | undefined;
  readonly pid: number | undefined;
  readonly out: string | undefined;
  readonly overwrite: boolean;
  /** Memory only, even where the process serves pprof. */
  readonly noEndpoint: boolean;
  readonly log: string | undefined;
  readonly logPattern: string | undefined;
  readonly durationMs: number | null;
  readonly everyMs: number;
  readonly gc: boolean;
  readonly flight: boolean;
  readonly rules: string | undefined;
  readonly json: boolean;
}

/** Code: usage. */
export function parseOptions(args: readonly string[]): RecordOptions {
  const { values, positionals } = parseCommandLine(args, {
    url: { type: "string" },
    pid: { type: "string" },
    out: { type: "string" },
    overwrite: { type: "boolean" },
    for: { type: "string" },
    every: { type: "string" },
    gc: { type: "boolean" },
    flight: { type: "boolean" },
    rules: { type: "string" },
    "no-endpoint": { type: "boolean" },
    log: { type: "string" },
    "log-pattern": { type: "string" },
  });
  if (positionals.length > 0)
    throw new TrivetError("usage", `unexpected: ${positionals.join(" ")}`);
  if (values.url === undefined && values.pid === undefined)
    throw new TrivetError("usage", "give --url URL or --pid N");
  const pid = values.pid === undefined ? undefined : Number(values.pid);
  if (pid !== undefined && !(Number.isSafeInteger(pid) && pid > 0))
    throw new TrivetError("usage", `--pid wants a number, not ${values.pid}`);
  const noEndpoint = values["no-endpoint"] === true;
  refuseContradictions(values, pid);
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
    noEndpoint,
    log: values.log,
    logPattern: values["log-pattern"],
    durationMs,
    everyMs,
    gc: values.gc === true,
    flight: values.flight === true,
    rules: values.rules,
    json: values.json === true,
  };
}

/** Code: usage. */
function refuseContradictions(
  values: {
    readonly url?: string | undefined;
    readonly gc?: boolean | undefined;
    readonly log?: string | undefined;
    readonly "log-pattern"?: string | undefined;
    readonly rules?: string | undefined;
    readonly flight?: boolean | undefined;
    readonly "no-endpoint"?: boolean | undefined;
  },
  pid: number | undefined,
): void {
  const noEndpoint = values["no-endpoint"] === true;
  if (noEndpoint && (pid === undefined || values.url !== undefined))
    throw new TrivetError("usage", "--no-endpoint goes with --pid, not --url");
  if (noEndpoint && values.gc === true)
    throw new TrivetError("usage", "--gc asks the program, --no-endpoint not");
  if (values.rules !== undefined && values.flight !== true)
    throw new TrivetError("usage", "--rules goes with --flight");
  if (values["log-pattern"] !== undefined && values.log === undefined)
    throw new TrivetError("usage", "--log-pattern goes with --log");
}
