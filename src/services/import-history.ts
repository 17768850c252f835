// The days before anybody looked: what a Prometheus server kept of Go processes becomes an investigation's series, at the
// moments at which it was scraped. Window by window, so that a month fits into memory and a server's limits hold.

import { TrivetError } from "../core/errors.ts";
import type { HistoryRow } from "../core/memstats/history-rows.ts";
import { findProcesses, type KnownProcesses } from "./history-processes.ts";
import { HistoryReader } from "./history-reader.ts";
import { putHistoryOnRecord } from "./history-record.ts";
import {
  historyEmpty,
  type HistoryPorts,
  type HistoryRequest,
  type HistoryResult,
  type ImportedProcess,
} from "./history-request.ts";
import { targetOfHistory } from "./history-target.ts";
import { HistoryTrack } from "./history-track.ts";
import { readWindows } from "./history-windows.ts";
import { PrometheusServer } from "./prometheus-server.ts";

/**
 * Codes: usage (matchers, too many processes), url-invalid, history-empty, history-refused, history-malformed, cancelled,
 * and the fetcher's. What fails after samples came is a `problem`: they are kept.
 */
export async function importHistory(
  request: HistoryRequest,
  ports: HistoryPorts,
): Promise<HistoryResult> {
  const { url, timeoutMs, signal, fromMillis, toMillis } = request;
  if (!(fromMillis < toMillis))
    throw new TrivetError("usage", "the time range ends before it begins");
  const server = new PrometheusServer(ports.http, url, { timeoutMs, signal });
  const known = await findProcesses(server, request);
  const reader = new HistoryReader(server, known, request);
  const tracks = new HistoryTracks(known, request, ports);
  const problem = await readWindows(request, {
    async read(window) {
      const { rows, bytes } = await reader.read(window);
      for (const [key, own] of rows) tracks.accept(key, own);
      return bytes;
    },
    report(untilMillis) {
      request.onProgress?.({
        untilMillis,
        fraction: (untilMillis - fromMillis) / (toMillis - fromMillis),
        samples: tracks.total("samples"),
        bytes: reader.bytes,
      });
    },
  });
  const processes = tracks.finish();
  const samples = tracks.total("samples");
  if (samples === 0 && tracks.total("leftOut") === 0)
    throw (
      problem?.error ??
      historyEmpty(server.url, request, "no samples in this time")
    );
  const result = {
    server: server.url,
    processes,
    samples,
    bytes: reader.bytes,
    warnings: reader.warnings,
    problem,
  };
  putHistoryOnRecord(result, request, ports);
  return result;
}

/** A track for each process of which there are rows: a target is there once something is known of it. */
class HistoryTracks {
  readonly #known: KnownProcesses;
  readonly #request: HistoryRequest;
  readonly #ports: HistoryPorts;
  readonly #tracks = new Map<string, HistoryTrack>();

  constructor(
    known: KnownProcesses,
    request: HistoryRequest,
    ports: HistoryPorts,
  ) {
    this.#known = known;
    this.#request = request;
    this.#ports = ports;
  }

  accept(key: string, rows: readonly HistoryRow[]): void {
    const labels = this.#known.labels.get(key);
    if (labels === undefined || rows.length === 0) return;
    let track = this.#tracks.get(key);
    if (track === undefined) {
      const { journal, ids } = this.#ports;
      const { targetId } = this.#request;
      track = new HistoryTrack({
        ...targetOfHistory(labels, targetId, this.#ports),
        journal,
        ids,
      });
      this.#tracks.set(key, track);
    }
    track.accept(rows);
  }

  finish(): readonly ImportedProcess[] {
    for (const track of this.#tracks.values()) track.finish();
    return [...this.#tracks.values()].map((track) => track.facts);
  }

  total(fact: "samples" | "leftOut"): number {
    let sum = 0;
    for (const track of this.#tracks.values()) sum += track[fact];
    return sum;
  }
}
