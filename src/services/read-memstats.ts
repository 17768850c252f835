// One reading of MemStats from a running target, by whichever page it serves: net/http/pprof's, expvar's, or the metrics
// page of Prometheus's client. Only the first says everything; the others are asked when it is not served.

import { TrivetError, toTrivetError, type ErrorCode } from "../core/errors.ts";
import type { MemStatsSource } from "../core/memstats/parse-any.ts";
import { parseTargetAddress } from "./connect-url.ts";
import { counterPages, fetchCountersPage } from "./counters-page.ts";
import type { Clock } from "./ports/basics.ts";
import type { HttpFetcher } from "./ports/target.ts";
import { fetchMemStats, type RequestOptions } from "./watch-memstats.ts";

interface ReadPorts {
  readonly http: HttpFetcher;
  readonly clock: Clock;
}

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
      return { form: "heap-text", reading, process: {} };
    } catch (thrown) {
      problem ??= unlessNotServed(thrown);
    }
  }
  for (const url of counterPages(address)) {
    try {
      const { form, reading, process } = await fetchCountersPage(
        ports,
        url,
        options,
      );
      return { form, reading, process };
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
