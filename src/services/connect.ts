// From what a user typed to a target: is this a Go process with pprof, and which process is it on this machine?

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import { parseTargetAddress, type TargetAddress } from "./connect-url.ts";
import {
  describeIdentity,
  locateProcess,
  type LocatedProcess,
} from "./connect-process.ts";
import { counterPages, fetchCountersPage } from "./counters-page.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { HttpFetcher, ProcessInspector } from "./ports/target.ts";
import { fetchMemStats, type MemStatsAnswer } from "./watch-memstats.ts";

export interface ConnectPorts {
  readonly http: HttpFetcher;
  /** Null where the system has no /proc: everything over HTTP works. */
  readonly processes: ProcessInspector | null;
  readonly clock: Clock;
  readonly ids: Identifiers;
}

export interface ConnectRequest {
  /** As typed: a base URL, a profile's URL, `host:port`, `:port`. */
  readonly url: string;
  /** The process behind the URL, where the user knows better than the listening socket. */
  readonly pid?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Connection {
  readonly target: Target;
  /** What could not be had, though the target can be watched: no PID, no rights. */
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
}

const defaultTimeoutMs = 10_000;

/**
 * Proves that the URL is a Go pprof server by reading its MemStats, then looks for its process. A page of expvar or of
 * Prometheus's client will do where there is no pprof: `countersUrl` instead of `url`. Codes: url-invalid,
 * not-go-pprof, profile-not-served, http-status, the fetcher's; for a given `pid` also pid-not-found, pid-forbidden.
 */
export async function connectTarget(
  request: ConnectRequest,
  ports: ConnectPorts,
): Promise<Connection> {
  const address = parseTargetAddress(request.url);
  const options = {
    timeoutMs: request.timeoutMs ?? defaultTimeoutMs,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  };
  let baseUrl: string;
  try {
    ({ baseUrl } = await probeBaseUrls(address, ports, options));
  } catch (thrown) {
    const error = toTrivetError(thrown);
    if (error.code !== "not-go-pprof" && error.code !== "profile-not-served")
      throw error;
    const page = await findCountersPage(address, ports, options);
    if (page === null) throw error;
    return connectToPage(page, request, { address, ports });
  }
  const located = await locateProcess(
    { baseUrl, address, pid: request.pid ?? null, ...options },
    ports,
  );
  return {
    target: buildTarget(ports.ids.next("target"), baseUrl, address, located),
    warnings: located.warnings,
  };
}

/** Null where no page has a Go program's counters. Codes: the fetcher's, http-status; memstats-malformed of a page that was typed. */
async function findCountersPage(
  address: TargetAddress,
  ports: ConnectPorts,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<string | null> {
  const pages = counterPages(address);
  for (const url of pages) {
    try {
      await fetchCountersPage(ports, url, options);
      return url;
    } catch (thrown) {
      const error = toTrivetError(thrown);
      const isElsewhere =
        error.code === "profile-not-served" ||
        error.code === "http-status" ||
        error.code === "memstats-malformed";
      if (!isElsewhere) throw error;
      // A page of Go's metrics that is damaged is not another kind of server.
      if (/^(?:metrics|expvar) page/.test(error.message) && pages.length === 1)
        throw error;
    }
  }
  return null;
}

/**
 * Only the page is known of the program: which process it is nobody says, so that one counts only where it was given (a
 * port may belong to what forwards it).
 */
async function connectToPage(
  page: string,
  { pid, timeoutMs, signal }: ConnectRequest,
  {
    address,
    ports,
  }: { readonly address: TargetAddress; readonly ports: ConnectPorts },
): Promise<Connection> {
  const located =
    pid === undefined
      ? null
      : await locateProcess(
          {
            baseUrl: page,
            address,
            pid,
            timeoutMs: timeoutMs ?? defaultTimeoutMs,
            ...(signal === undefined ? {} : { signal }),
          },
          ports,
        );
  const host = `${address.hostname}:${address.port}`;
  const name = located?.programName ?? null;
  return {
    target: {
      id: ports.ids.next("target"),
      label: name === null ? host : `${name} @ ${host}`,
      url: null,
      countersUrl: page,
      ...describeIdentity(located?.identity ?? null),
      host: address.hostname,
      memoryLimitBytes: located?.memoryLimitBytes ?? null,
    },
    warnings: [
      ...(located?.warnings ?? []),
      {
        code: "not-go-pprof",
        message: `${page} has counters only: no profiles can be taken${pid === undefined ? "" : " but from the process's memory"}`,
      },
    ],
  };
}

async function probeBaseUrls(
  address: TargetAddress,
  ports: ConnectPorts,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<{ readonly baseUrl: string; readonly answer: MemStatsAnswer }> {
  let notServed: TrivetError | null = null;
  for (const baseUrl of address.baseUrls) {
    try {
      return { baseUrl, answer: await fetchMemStats(ports, baseUrl, options) };
    } catch (thrown) {
      const error = toTrivetError(thrown);
      const mayBeElsewhere =
        error.code === "profile-not-served" || error.code === "not-go-pprof";
      if (!mayBeElsewhere) throw error;
      notServed ??= error;
      if (await servesPprofIndex(baseUrl, ports, options)) throw error;
    }
  }
  throw new TrivetError(
    "not-go-pprof",
    notServed?.message ?? "nothing answered",
    { cause: notServed },
  );
}

/** A 404 on `heap` below a pprof index is a profile left out; without an index it is another kind of server. */
async function servesPprofIndex(
  baseUrl: string,
  ports: ConnectPorts,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<boolean> {
  try {
    const index = await ports.http.get({
      url: `${baseUrl}/`,
      maxBytes: 1 << 20,
      ...options,
    });
    return (
      index.status === 200 &&
      /goroutine\?debug=1/.test(new TextDecoder().decode(index.body))
    );
  } catch (thrown) {
    const error = toTrivetError(thrown);
    if (error.code === "cancelled") throw error;
    return false;
  }
}

function buildTarget(
  id: string,
  baseUrl: string,
  address: TargetAddress,
  { identity, programName, memoryLimitBytes }: LocatedProcess,
): Target {
  const host = `${address.hostname}:${address.port}`;
  return {
    id,
    label: programName === null ? host : `${programName} @ ${host}`,
    url: baseUrl,
    ...describeIdentity(identity),
    host: address.hostname,
    memoryLimitBytes,
  };
}
