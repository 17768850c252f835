// What `trivet import prometheus` may be told, and how its moments are written.

import { TrivetError } from "../../core/errors.ts";
import { parseCommandLine, parseDuration } from "../command.ts";

export const importUsage = `
usage: trivet import prometheus --url URL --from TIME [--to TIME] [--match MATCHERS] [--step TIME] --out FILE.trivet
                                [--overwrite] [--timeout 60s] [--json]
       trivet import prometheus --url URL --from TIME [--to TIME] [--match MATCHERS] [--step TIME] --into FILE.trivet
                                [--target ID|new] [--timeout 60s] [--json]

Brings the history that a Prometheus server kept of Go processes into an investigation: MemStats (both generations of
the Go client's metrics), goroutines, resident memory, CPU and file descriptors, each sample at the moment of its scrape.
Scrapes that failed become gaps, and counters that fell a restart. Servers that speak the same API (Thanos, Mimir,
VictoriaMetrics) do as well.

  --url URL     the server: host:port, or its address with a path prefix
  --from, --to  2026-11-23T15:04:05Z, seconds since 1970, or so long ago: 24h, 7d; --to is now unless given
  --match M     label matchers in braces: '{job="gateway",instance="10.0.0.7:8080"}'; without them every Go process
  --step TIME   one sample each so often, where every one would be too much; it keeps its own moment
  --out FILE    a new archive; every process is a target of it
  --overwrite   replace FILE where it exists
  --into FILE   an archive, or the folder of a recording that ended: the history goes before, between or behind what was
                recorded, and never over it
  --target ID   with --into: whose history it is. Default: its only target. \`new\`: a target of its own
  --timeout TIME  for each answer of the server

Exit code 1 also when the server failed on the way: what came until then is kept, and the report says until when.

example:
  trivet import prometheus --url http://127.0.0.1:9090 --match '{job="gateway"}' --from 24h --out days.trivet
`;

export interface ImportOptions {
  readonly url: string;
  readonly match: string;
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly stepMs: number | null;
  readonly out: string | undefined;
  readonly overwrite: boolean;
  readonly into: string | undefined;
  readonly target: string | undefined;
  readonly timeoutMs: number;
  readonly json: boolean;
}

/** `nowMillis`: what times that are so long ago count from. Code: usage. */
export function parseImportOptions(
  args: readonly string[],
  nowMillis: number,
): ImportOptions {
  const { values, positionals } = parseCommandLine(args, {
    url: { type: "string" },
    match: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    step: { type: "string" },
    out: { type: "string" },
    overwrite: { type: "boolean" },
    into: { type: "string" },
    target: { type: "string" },
    timeout: { type: "string" },
  });
  const [source, ...rest] = positionals;
  if (source !== "prometheus" || rest.length > 0)
    throw new TrivetError(
      "usage",
      "trivet import wants one source: trivet import prometheus",
    );
  const { url, from, out, into } = values;
  if (url === undefined) throw new TrivetError("usage", "give --url URL");
  if (from === undefined) throw new TrivetError("usage", "give --from TIME");
  if ((out === undefined) === (into === undefined))
    throw new TrivetError("usage", "give --out FILE or --into FILE");
  if (values.target !== undefined && into === undefined)
    throw new TrivetError("usage", "--target goes with --into");
  if (values.overwrite === true && into !== undefined)
    throw new TrivetError("usage", "--overwrite goes with --out");
  const fromMillis = parseMoment(from, nowMillis, "--from");
  const toMillis = parseMoment(values.to ?? "0s", nowMillis, "--to");
  if (fromMillis >= toMillis)
    throw new TrivetError("usage", "--from is not before --to");
  return {
    url,
    match: values.match ?? "",
    fromMillis,
    toMillis,
    stepMs: parseStep(values.step),
    out,
    overwrite: values.overwrite === true,
    into,
    target: values.target,
    timeoutMs: parseTimeout(values.timeout ?? "60s"),
    json: values.json === true,
  };
}

const dayMs = 24 * 3_600_000;

/** Milliseconds since the epoch. Code: usage. */
export function parseMoment(
  text: string,
  nowMillis: number,
  option: string,
): number {
  const refused = new TrivetError(
    "usage",
    `${option} wants 2026-11-23T15:04:05Z, seconds since 1970, or so long ago (24h, 7d), not ${JSON.stringify(text.slice(0, 60))}`,
  );
  const at = ((): number => {
    if (text === "now") return nowMillis;
    if (/^\d{9,11}(?:\.\d{1,3})?$/.test(text)) return Number(text) * 1000;
    if (/^\d{4}-\d\d-\d\d/.test(text)) return Date.parse(text);
    const [, days, rest = ""] =
      /^(?:now-)?(?:(\d+)d)?((?:\d+(?:\.\d+)?(?:ms|s|m|h))*)$/.exec(text) ?? [];
    if (days === undefined && rest === "") return NaN;
    const restMs = rest === "" ? 0 : parseDuration(rest);
    return nowMillis - Number(days ?? 0) * dayMs - restMs;
  })();
  // What a journal may hold.
  if (!(at >= 0 && at <= 4_102_444_800_000)) throw refused;
  return Math.round(at);
}

function parseStep(text: string | undefined): number | null {
  if (text === undefined) return null;
  const stepMs = parseDuration(text);
  if (stepMs < 1000 || stepMs > dayMs)
    throw new TrivetError("usage", "--step is 1s to 24h");
  return Math.round(stepMs);
}

function parseTimeout(text: string): number {
  const timeoutMs = parseDuration(text);
  if (timeoutMs < 1000 || timeoutMs > 3_600_000)
    throw new TrivetError("usage", "--timeout is 1s to 1h");
  return timeoutMs;
}
