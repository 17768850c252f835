// Which Go processes a server knows in a span of time, and which of our metrics it has of them.

import { TrivetError } from "../core/errors.ts";
import type { Labels } from "../core/memstats/prometheus-answer.ts";
import {
  durationMetric,
  historyMetrics,
  infoMetric,
  processKey,
  processLabel,
  selectorOf,
  upMetric,
} from "../core/memstats/prometheus-selector.ts";
import { historyEmpty, type HistoryRequest } from "./history-request.ts";
import type { PrometheusServer } from "./prometheus-server.ts";

export interface KnownProcesses {
  /** Label sets of all series of each, by `processKey`. */
  readonly labels: ReadonlyMap<string, readonly Labels[]>;
  /** Names to ask for. */
  readonly metrics: readonly string[];
  /** The server's words about a partial answer. */
  readonly warnings: readonly string[];
}

const mostProcesses = 50;

/** Codes: usage (too many processes), history-empty, and the server's. */
export async function findProcesses(
  server: PrometheusServer,
  request: HistoryRequest,
): Promise<KnownProcesses> {
  const { data, warnings } = await server.series(
    selectorOf(request.match, historyMetrics),
    request,
  );
  const known = groupByProcess(data);
  // Other exporters say process_… as well; Go's own metrics make it one of ours.
  for (const [key, labels] of known)
    if (!labels.some((of) => of["__name__"]?.startsWith("go_") === true))
      known.delete(key);
  if (known.size === 0)
    throw historyEmpty(
      server.url,
      request,
      "it knows no metrics of a Go process",
    );
  refuseTooMany(known, request);
  const names = new Set(data.map((of) => of["__name__"] ?? ""));
  names.delete(infoMetric);
  return {
    labels: known,
    metrics: [...names, upMetric, durationMetric],
    warnings,
  };
}

function groupByProcess(series: readonly Labels[]): Map<string, Labels[]> {
  const known = new Map<string, Labels[]>();
  for (const labels of series) {
    const key = processKey(labels);
    const of = known.get(key);
    if (of === undefined) known.set(key, [labels]);
    else of.push(labels);
  }
  return known;
}

function refuseTooMany(
  known: ReadonlyMap<string, readonly Labels[]>,
  { targetId }: HistoryRequest,
): void {
  const labels = [...known.values()].map((of) => processLabel(of[0] ?? {}));
  const some = labels.slice(0, 3).join(", ");
  if (known.size > mostProcesses)
    throw new TrivetError(
      "usage",
      `the matchers fit ${known.size} processes (${some}, …); name fewer, ${mostProcesses} at most`,
    );
  if (targetId !== null && known.size > 1)
    throw new TrivetError(
      "usage",
      `the matchers fit ${known.size} processes (${some}${known.size > 3 ? ", …" : ""}), and the target is one`,
    );
}
