// Reads MemStats off a metrics page of Prometheus's Go client, in Prometheus's text format or OpenMetrics, whichever
// generation of names it has. Pages of 50 MB occur: only the lines that are wanted are looked at.
// Source: https://prometheus.io/docs/instrumenting/exposition_formats/, https://prometheus.io/docs/specs/om/.

import { TrivetError } from "../errors.ts";
import { missingField, type MemStatsReading } from "./memstats.ts";
import { fieldsOfMetrics, processFieldsOf } from "./prometheus-fields.ts";
import { memoryMetrics, processMetrics } from "./prometheus-names.ts";

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

export interface PrometheusPage {
  readonly reading: MemStatsReading;
  /** What the page says of the process besides MemStats, by series. */
  readonly process: Readonly<Record<string, number>>;
}

/**
 * The page's Go metrics. Rings of pauses, MaxRSS and MemProfileRate are not exported. Code: memstats-malformed, also for
 * a page of several processes (a federation's), where nothing says which one is meant, and for one that ends in the
 * middle of a number.
 */
export function parsePrometheusPage(text: string): PrometheusPage {
  const metrics = readMetrics(text);
  const values = fieldsOfMetrics(metrics);
  const missing = missingField(values);
  if (missing !== null)
    throw malformed(
      metrics.size === 0 ? "no metrics of a Go process" : `no ${missing}`,
    );
  return {
    reading: {
      values,
      pauseNs: new Float64Array(0),
      pauseEndMillis: new Float64Array(0),
      sampleRateBytes: null,
    },
    process: processFieldsOf(metrics),
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
    if (text.startsWith("go_", start) || text.startsWith("process_", start)) {
      const [, name = "", value = ""] =
        /^(\w+)(?:\{.*\})?\s*(\S*)/.exec(text.slice(start, end)) ?? [];
      if (memoryMetrics.has(name)) {
        if (metrics.has(name))
          throw malformed(
            `${name} a second time: the page speaks of several processes`,
            line,
          );
        const number = toNumber(value);
        // Every line ends with a line feed, the last one too: `12` may have been the beginning of `1234`.
        if (newline < 0)
          throw malformed(`the page ends in the middle of ${name}`, line);
        if (number !== null) metrics.set(name, number);
        // A process metric that is not known is said as NaN by some exporters; Go's own are numbers or nothing.
        else if (!(processMetrics.has(name) && /^nan$/i.test(value)))
          throw malformed(`${name} is not a number`, line);
      }
    }
    start = end + 1;
  }
  return metrics;
}

function toNumber(value: string): number | null {
  const number = Number(value);
  return value === "" || !Number.isFinite(number) ? null : number;
}
