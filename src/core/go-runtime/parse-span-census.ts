// The answer of gdb's `go-spans --json`, checked field by field: it comes from a script in another process that reads
// another process's memory, and it becomes evidence.

import { errorCodes, TrivetError } from "../errors.ts";
import type { SpanCensus, SpanClass } from "./span-census.ts";

const begin = "<<trivet-json\n";
const end = "\ntrivet-json>>";

/** The JSON between the markers; gdb's warnings may stand around it. Code: gdb-failed. */
export function extractMarkedJson(output: string): string {
  const from = output.lastIndexOf(begin);
  const to = output.indexOf(end, from);
  if (from < 0 || to < 0)
    throw new TrivetError(
      "gdb-failed",
      `gdb did not print a census: ${output.trim().slice(0, 500) || "no output"}`,
    );
  return output.slice(from + begin.length, to);
}

/** Codes: what the helper reported (`target-not-go`, …), or gdb-failed when the census is not one. */
export function parseSpanCensus(json: string): SpanCensus {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new TrivetError("gdb-failed", "the census is not JSON", { cause });
  }
  const census = record(data, "census");
  if (census["error"] !== undefined)
    throw reported(record(census["error"], "error"));
  if (census["schema"] !== "trivet.spans/1")
    throw refused("schema", census["schema"]);
  const classes = census["classes"];
  if (!Array.isArray(classes)) throw refused("classes", classes);
  const version = census["goVersion"];
  if (typeof version !== "string" || version === "")
    throw refused("goVersion", version);
  return {
    schema: "trivet.spans/1",
    goVersion: version,
    atMillis: count(census, "atMillis"),
    heapInUseBytes: count(census, "heapInUseBytes"),
    numGc: census["numGc"] === null ? null : count(census, "numGc"),
    classes: classes.map(parseClass),
  };
}

function parseClass(data: unknown): SpanClass {
  const row = record(data, "class");
  const noscan = row["noscan"];
  if (typeof noscan !== "boolean") throw refused("noscan", noscan);
  const parsed = {
    sizeClass: count(row, "sizeClass"),
    objectSize: count(row, "objectSize"),
    noscan,
    spans: count(row, "spans"),
    objects: count(row, "objects"),
    freeSlots: count(row, "freeSlots"),
    bytes: count(row, "bytes"),
  };
  if (
    parsed.sizeClass > 0 &&
    parsed.bytes !== parsed.objects * parsed.objectSize
  )
    throw refused("bytes", parsed.bytes);
  return parsed;
}

function record(
  data: unknown,
  what: string,
): Readonly<Record<string, unknown>> {
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw refused(what, data);
  return data as Readonly<Record<string, unknown>>;
}

function count(row: Readonly<Record<string, unknown>>, name: string): number {
  const value = row[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw refused(name, value);
  return value;
}

function refused(what: string, value: unknown): TrivetError {
  return new TrivetError(
    "gdb-failed",
    `the census has an impossible ${what}: ${String(JSON.stringify(value)).slice(0, 100)}`,
  );
}

function reported(error: Readonly<Record<string, unknown>>): TrivetError {
  const code = errorCodes.find((known) => known === error["code"]);
  return new TrivetError(
    code ?? "gdb-failed",
    typeof error["message"] === "string" ? error["message"] : "go-spans failed",
  );
}
