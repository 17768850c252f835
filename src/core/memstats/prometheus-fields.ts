// From the metrics of one scrape to the fields of MemStats: what a page that was just read and a history that a server
// kept have in common.

import { memstatsNames, type MemStatsName } from "./memstats.ts";
import {
  lastGcMetric,
  memstatsMetrics,
  processMetrics,
  runtimeSums,
} from "./prometheus-names.ts";

type Metrics = ReadonlyMap<string, number>;

/** The fields that these metrics give, in the units of the series catalogue. */
export function fieldsOfMetrics(
  metrics: Metrics,
): Partial<Record<MemStatsName, number>> {
  const values: Partial<Record<MemStatsName, number>> = {};
  for (const name of memstatsNames) {
    const parts = runtimeSums[name]?.map((metric) => metrics.get(metric));
    if (parts === undefined) continue;
    const known = parts.filter((part) => part !== undefined);
    if (known.length === parts.length)
      values[name] = known.reduce((sum, part) => sum + part, 0);
  }
  // Where a page has both, the client's own arithmetic counts.
  for (const [metric, name] of memstatsMetrics) {
    const value = metrics.get(metric);
    if (value !== undefined) values[name] = value;
  }
  const lastGc = metrics.get(lastGcMetric);
  if (lastGc !== undefined) values.lastGc = Math.round(lastGc * 1e9);
  return values;
}

/** What they say of the process besides, by the names of the series catalogue. */
export function processFieldsOf(
  metrics: Metrics,
): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [metric, { series, factor }] of processMetrics) {
    const value = metrics.get(metric);
    if (value !== undefined)
      values[series] = factor === 1 ? value : Math.round(value * factor);
  }
  return values;
}
