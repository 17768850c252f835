// The answer of gdb's `trivet-trace`, checked field by field: it comes from a script in another process.

import { errorCodes, TrivetError } from "../errors.ts";
import { traceEnds, type TraceEnd } from "./traced-allocation.ts";

export interface TraceStatus {
  readonly running: boolean;
  readonly ended: TraceEnd | null;
  readonly hits: number;
  /** Samples that nobody came to read. */
  readonly dropped: number;
  readonly failures: number;
  readonly lastFailure: string;
  readonly seconds: number;
  readonly startedMillis: number;
}

const marked = /<<trivet-json\n([\s\S]*?)\ntrivet-json>>/;

/** Codes: what the script refused with (trace-unavailable, target-not-go, …), or gdb-failed when it said nothing. */
export function parseTraceStatus(output: string): TraceStatus {
  const json = marked.exec(output)?.[1];
  if (json === undefined)
    throw new TrivetError(
      "gdb-failed",
      `gdb did not answer about the trace: ${output.trim().slice(0, 300) || "no output"}`,
    );
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new TrivetError("gdb-failed", "gdb's answer is not JSON", { cause });
  }
  const status = requireRecord(data);
  const { error } = status as { readonly error?: unknown };
  if (error !== undefined) throw reported(requireRecord(error));
  const number = (name: string): number => {
    const value = status[name];
    if (typeof value !== "number" || !(value >= 0)) throw refused(name);
    return value;
  };
  const { running, ended, lastFailure } = status as Record<string, unknown>;
  if (typeof running !== "boolean") throw refused("running");
  const end = traceEnds.find((known) => known === ended) ?? null;
  if (ended !== null && end === null) throw refused("ended");
  return {
    running,
    ended: end,
    hits: number("hits"),
    dropped: number("dropped"),
    failures: number("failures"),
    lastFailure: typeof lastFailure === "string" ? lastFailure : "",
    seconds: number("seconds"),
    startedMillis: number("startedMillis"),
  };
}

function requireRecord(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== "object" || data === null) throw refused("answer");
  return data as Readonly<Record<string, unknown>>;
}

const refused = (what: string): TrivetError =>
  new TrivetError("gdb-failed", `gdb's word on the trace has no ${what}`);

function reported(error: Readonly<Record<string, unknown>>): TrivetError {
  const code = errorCodes.find((known) => known === error["code"]);
  const message = error["message"];
  return new TrivetError(
    code ?? "gdb-failed",
    typeof message === "string" ? message : "the trace failed",
  );
}
