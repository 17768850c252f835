// Reads the page of the expvar package, /debug/vars: one JSON object with whatever the program publishes, and under
// `memstats` the whole runtime.MemStats as encoding/json writes it. Source: Go's expvar package.

import { TrivetError } from "../errors.ts";
import {
  memstatsByField,
  missingField,
  ringLength,
  type MemStatsName,
  type MemStatsReading,
} from "./memstats.ts";

function malformed(what: string): TrivetError {
  return new TrivetError("memstats-malformed", `expvar page: ${what}`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The page's `memstats`. Integers beyond 2^53 (times in nanoseconds) are read to the nearest double, a fraction of a
 * microsecond. MaxRSS and MemProfileRate are not on this page. Code: memstats-malformed.
 */
export function parseExpvar(text: string): MemStatsReading {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (error) {
    throw malformed(
      `not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const stats = isRecord(page) ? page["memstats"] : undefined;
  if (!isRecord(stats)) throw malformed("no object `memstats`");
  const values: Partial<Record<MemStatsName, number>> = {};
  for (const [field, value] of Object.entries(stats)) {
    const name = memstatsByField.get(field);
    if (name === undefined) continue;
    if (typeof value !== "number") throw malformed(`${field} is not a number`);
    values[name] = value;
  }
  const missing = missingField(values);
  if (missing !== null) throw malformed(`no ${missing} in \`memstats\``);
  return {
    values,
    pauseNs: readRing(stats, "PauseNs"),
    pauseEndMillis: readRing(stats, "PauseEnd").map((ns) => ns / 1e6),
    sampleRateBytes: null,
  };
}

function readRing(
  stats: Readonly<Record<string, unknown>>,
  field: string,
): Float64Array {
  const ring = stats[field];
  if (!Array.isArray(ring) || ring.length !== ringLength)
    throw malformed(`${field} is not a list of ${ringLength}`);
  return Float64Array.from(ring, (item: unknown) => {
    if (typeof item !== "number") throw malformed(`${field} holds no number`);
    return item;
  });
}
