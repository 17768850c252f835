// One reading of MemStats from a running target, by whichever page it serves: net/http/pprof's, expvar's, or the metrics
// page of Prometheus's client. Only the first says everything; the others are asked when it is not served.

import { TrivetError, toTrivetError, type ErrorCode } from "../core/errors.ts";
import {
  parseMemStats,
  type MemStatsSource,
} from "../core/memstats/parse-any.ts";
import { parseTargetAddress, type TargetAddress } from "./connect-url.ts";
import type { Clock, HttpFetcher } from "./ports.ts";
import {
  fetchMemStats,
  refuseBadStatus,
  type RequestOptions,
} from "./watch-memstats.ts";

interface ReadPorts {
  readonly http: HttpFetcher;
  readonly clock: Clock;
}

/** A metrics page of a large service; the Go metrics may stand anywhere in it. */
const maxPageBytes = 64 << 20;

/** `typed` is what people paste (connect-url.ts). Codes: those of parseTargetAddress, fetchMemStats and parseMemStats. */
export async function readMemStats(
  ports: ReadPorts,
  typed: string,
  options: RequestOptions,
): Promise<MemStatsSource> {
  const address = parseTargetAddress(typed);
  let problem: TrivetError | null = null;
  for (const baseUrl of address.baseUrls) {
    try {
      const { reading } = await fetchMemStats(ports, baseUrl, options);
      return { form: "heap-text", reading };
    } catch (thrown) {
      problem ??= unlessNotServed(thrown);
    }
  }
  for (const url of otherPages(address)) {
    try {
      return await readPage(ports, url, options);
    } catch (thrown) {
      problem ??= unlessNotServed(thrown);
    }
  }
  throw problem ?? new TrivetError("url-invalid", `no page in ${typed}`);
}

const notServed: ReadonlySet<ErrorCode> = new Set([
  "profile-not-served",
  "not-go-pprof",
  "memstats-malformed",
]);

/** The error, where another page may still have what this one has not; anything else is thrown on. */
function unlessNotServed(thrown: unknown): TrivetError {
  const error = toTrivetError(thrown);
  if (!notServed.has(error.code)) throw error;
  return error;
}

/** The page that was typed, or where only a host was, the usual ones. */
function otherPages({ origin, baseUrls }: TargetAddress): readonly string[] {
  const [first = "", ...more] = baseUrls;
  return more.length > 0
    ? [first]
    : [`${origin}/debug/vars`, `${origin}/metrics`];
}

async function readPage(
  { http }: ReadPorts,
  url: string,
  options: RequestOptions,
): Promise<MemStatsSource> {
  const response = await http.get({ url, maxBytes: maxPageBytes, ...options });
  refuseBadStatus(response, url);
  return parseMemStats(new TextDecoder().decode(response.body));
}
