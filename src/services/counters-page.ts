// Counters off a page that is not net/http/pprof's: expvar's, or the metrics page of Prometheus's client. What such a
// program can be asked ends there: it gives no profiles.

import {
  parseMemStats,
  type MemStatsForm,
} from "../core/memstats/parse-any.ts";
import type { TargetAddress } from "./connect-url.ts";
import type { Clock } from "./ports/basics.ts";
import type { HttpFetcher } from "./ports/target.ts";
import {
  refuseBadStatus,
  type MemStatsAnswer,
  type RequestOptions,
} from "./watch-memstats.ts";

/** A metrics page of a large service; the Go metrics may stand anywhere in it. */
const maxPageBytes = 64 << 20;

export interface CountersPage extends MemStatsAnswer {
  readonly form: MemStatsForm;
  /** What the page says of the process besides MemStats, by series. */
  readonly process: Readonly<Record<string, number>>;
}

/** The page that was typed, or where only a host was, the usual ones. */
export function counterPages({
  origin,
  baseUrls,
}: TargetAddress): readonly string[] {
  const [first = "", ...more] = baseUrls;
  return more.length > 0
    ? [first]
    : [`${origin}/debug/vars`, `${origin}/metrics`];
}

/** Codes: the fetcher's, http-status, profile-not-served, memstats-malformed. */
export async function fetchCountersPage(
  ports: { readonly http: HttpFetcher; readonly clock: Clock },
  url: string,
  options: RequestOptions,
): Promise<CountersPage> {
  const requestedAt = ports.clock.nowMillis();
  const response = await ports.http.get({
    url,
    maxBytes: maxPageBytes,
    ...options,
  });
  refuseBadStatus(response, url);
  return {
    ...parseMemStats(new TextDecoder().decode(response.body)),
    atMillis: requestedAt + response.tookMs / 2,
    tookMs: response.tookMs,
    bytes: response.body.length,
  };
}
