// One reading of MemStats over HTTP: what connecting, watching and capturing all need. heap?debug=1 is the only form in
// which net/http/pprof gives the counters.

import { TrivetError } from "../core/errors.ts";
import type { MemStatsReading } from "../core/memstats/memstats.ts";
import { parseHeapText } from "../core/memstats/parse-heap-text.ts";
import type { Clock } from "./ports/basics.ts";
import type { HttpFetcher, HttpResponse } from "./ports/target.ts";

/** A text profile of millions of stacks; the counters stand at its end, so all of it must come. */
const maxTextBytes = 64 << 20;

export interface MemStatsAnswer {
  readonly reading: MemStatsReading;
  /** The middle of the request: the counters were read somewhere inside it. */
  readonly atMillis: number;
  readonly tookMs: number;
  readonly bytes: number;
}

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Codes: the fetcher's, http-status, profile-not-served, not-go-pprof, memstats-malformed. */
export async function fetchMemStats(
  ports: { readonly http: HttpFetcher; readonly clock: Clock },
  baseUrl: string,
  options: RequestOptions,
): Promise<MemStatsAnswer> {
  const url = `${baseUrl}/heap?debug=1`;
  const requestedAt = ports.clock.nowMillis();
  const response = await ports.http.get({
    url,
    maxBytes: maxTextBytes,
    ...options,
  });
  refuseBadStatus(response, url);
  const text = new TextDecoder().decode(response.body);
  if (!text.startsWith("heap profile:"))
    throw new TrivetError(
      "not-go-pprof",
      `${url} answered ${describeBody(response)}, not a heap profile`,
    );
  return {
    reading: parseHeapText(text),
    atMillis: requestedAt + response.tookMs / 2,
    tookMs: response.tookMs,
    bytes: response.body.length,
  };
}

const slowAnswerMs = 500;

/**
 * When the counters of an answer were read, given the usual latency. A request that hung across a stop or a long
 * collection was read near its end, not in its middle: what waited was the target, before it came to read.
 */
export function momentOfReading(
  answer: Pick<MemStatsAnswer, "atMillis" | "tookMs">,
  usualLatencyMs: number | null,
): number {
  const { atMillis, tookMs } = answer;
  const usual = usualLatencyMs ?? tookMs;
  if (tookMs < slowAnswerMs || tookMs < 5 * usual) return atMillis;
  return atMillis + (tookMs - usual) / 2;
}

/** Turns every status but 200 into an error. Codes: profile-not-served, tls-failed, http-status. */
export function refuseBadStatus(response: HttpResponse, url: string): void {
  const { status } = response;
  if (status === 200) return;
  const said = firstLine(response.body);
  const detail = { status, url };
  if (status === 404)
    throw new TrivetError("profile-not-served", `${url} answered 404`, {
      detail,
    });
  // What Go's TLS server says in plain text to a request that is not TLS.
  if (status === 400 && /HTTPS server/i.test(said))
    throw new TrivetError("tls-failed", `${url}: ${said}`, { detail });
  const to = response.headers["location"];
  if (status >= 300 && status < 400 && to !== undefined)
    throw new TrivetError(
      "http-status",
      `${url} answered ${status}, a redirect to ${to.slice(0, 300)}, which is not followed: another host is another target`,
      { detail: { ...detail, location: to.slice(0, 2000) } },
    );
  throw new TrivetError(
    "http-status",
    `${url} answered ${status}${said === "" ? "" : `: ${said}`}`,
    { detail },
  );
}

/** `text/html, 512 bytes`: enough to see what kind of server it is. */
export function describeBody(response: HttpResponse): string {
  const type = response.headers["content-type"] ?? "no content type";
  return `${type}, ${response.body.length} bytes`;
}

function firstLine(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 400));
  const line = text.split("\n").find((part) => part.trim() !== "") ?? "";
  return /[<\0]/.test(line) ? "" : line.trim().slice(0, 200);
}
