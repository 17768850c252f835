// From one column a metric, as a server keeps them, to one row a scrape, as an investigation records them. All metrics of
// a scrape carry the same moment.

import type { HistorySeries } from "./prometheus-answer.ts";
import { processKey } from "./prometheus-selector.ts";

export interface HistoryRow {
  /** The scrape's moment by the server's clock, milliseconds since the epoch. */
  readonly atMillis: number;
  /** Finite values only: NaN and infinities say nothing. */
  readonly metrics: ReadonlyMap<string, number>;
}

/** Rows by process (`processKey`), each ascending. */
export function rowsByProcess(
  series: readonly HistorySeries[],
): ReadonlyMap<string, readonly HistoryRow[]> {
  const processes = new Map<string, Map<number, Map<string, number>>>();
  for (const { labels, times, values } of series) {
    const name = labels["__name__"];
    if (name === undefined) continue;
    const key = processKey(labels);
    let rows = processes.get(key);
    if (rows === undefined) {
      rows = new Map<number, Map<string, number>>();
      processes.set(key, rows);
    }
    for (let index = 0; index < times.length; index++) {
      const value = values[index] ?? NaN;
      if (!Number.isFinite(value)) continue;
      const at = times[index] ?? 0;
      let metrics = rows.get(at);
      if (metrics === undefined) {
        metrics = new Map<string, number>();
        rows.set(at, metrics);
      }
      metrics.set(name, value);
    }
  }
  return new Map(
    [...processes].map(([key, rows]) => [
      key,
      [...rows]
        .map(([atMillis, metrics]) => ({ atMillis, metrics }))
        .sort((a, b) => a.atMillis - b.atMillis),
    ]),
  );
}
