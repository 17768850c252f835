// Reads MemStats off a metrics page of Prometheus's Go client, in Prometheus's text format or OpenMetrics, whichever
// generation of names it has. Pages of 50 MB occur: only the lines that are wanted are looked at.
// Source: https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/.

import { TrivetError } from "../errors.ts";
import {
  memstatsNames,
  missingField,
  type MemStatsName,
  type MemStatsReading,
} from "./memstats.ts";
import {
  lastGcMetric,
  memstatsMetrics,
  runtimeSums,
} from "./prometheus-names.ts";

const wanted = new Set([
  lastGcMetric,
  ...memstatsMetrics.keys(),
  ...Object.values(runtimeSums).flat(),
]);

function malformed(what: string, line: number | null = null): TrivetError {
  const where = line === null ? "" : `, line ${line}`;
  return new TrivetError(
    "memstats-malformed",
    `metrics page${where}: ${what}`,
    {
      detail: line === null ? {} : { line },
    },
  );
}

/**
 * The page's Go metrics. Rings of pauses, MaxRSS and MemProfileRate are not exported. Code: memstats-malformed, also for
 * a page of several processes (a federation's), where nothing says which one is meant.
 */
export function parsePrometheus(text: string): MemStatsReading {
  const metrics = readMetrics(text);
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
  const missing = missingField(values);
  if (missing !== null)
    throw malformed(
      metrics.size === 0 ? "no metrics of a Go process" : `no ${missing}`,
    );
  return {
    values,
    pauseNs: new Float64Array(0),
    pauseEndMillis: new Float64Array(0),
    sampleRateBytes: null,
  };
}

/** `name{label="value"} 1.5e+06 1395066363000`: labels and time are optional. */
function readMetrics(text: string): ReadonlyMap<string, number> {
  const metrics = new Map<string, number>();
  let line = 0;
  for (let start = 0; start < text.length;) {
    line++;
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (text.startsWith("go_", start)) {
      const [, name = "", value = ""] =
        /^(\w+)(?:\{.*\})?\s*(\S*)/.exec(text.slice(start, end)) ?? [];
      if (wanted.has(name)) {
        if (metrics.has(name))
          throw malformed(
            `${name} a second time: the page speaks of several processes`,
            line,
          );
        const number = Number(value);
        if (value === "" || !Number.isFinite(number))
          throw malformed(`${name} is not a number`, line);
        metrics.set(name, number);
      }
    }
    start = end + 1;
  }
  return metrics;
}
