// What was taken of a process at the last moment before it ended by itself. Plain data: it is evidence.

import { errorCodes, TrivetError } from "../errors.ts";
import type { GoroutineRecord } from "../go-runtime/goroutine-records.ts";
import type { AllocationTrace } from "./traced-allocation.ts";

/**
 * `panic`: nobody recovered it; `throw`: the runtime found itself or the program broken (deadlock, concurrent map
 * writes, stack overflow, out of memory); `exit`: os.Exit, or main came to its end; `signal`: SIGABRT.
 */
export const crashKinds = ["panic", "throw", "exit", "signal"] as const;
export type CrashKind = (typeof crashKinds)[number];

export interface CrashMoment {
  readonly kind: CrashKind;
  readonly atMillis: number;
  /** The one that crashed; null where the thread worked for none (a deadlock). */
  readonly goroutine: number | null;
  /** Of a throw: the runtime's words. */
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface CrashReport extends CrashMoment {
  readonly schema: "trivet.crash/1";
  readonly pid: number;
  readonly goVersion: string;
  /** How long the end was held up for this. */
  readonly stoppedMs: number;
  /** The panics of the goroutine that crashed, the last one first: what it panicked with. */
  readonly panics: GoroutineRecord["panics"];
  readonly goroutines: readonly GoroutineRecord[];
  readonly heap: {
    readonly heapAlloc: number;
    readonly heapInuse: number;
    readonly stackInuse: number;
    readonly sys: number;
    readonly numGc: number;
  } | null;
  /** The allocations of the last seconds, when they were traced. */
  readonly recent: AllocationTrace | null;
  /** What could not be taken, by name and reason. */
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

/** One line that says what happened, as a crash message would begin. */
export function describeCrash(
  crash: CrashMoment & { readonly panics?: CrashReport["panics"] },
): string {
  const [panic] = crash.panics ?? [];
  switch (crash.kind) {
    case "panic":
      return `panic: ${panic === undefined ? "?" : (panic.value ?? `(${panic.type ?? "?"})`)}`;
    case "throw":
      return `fatal error: ${crash.message ?? "?"}`;
    case "exit":
      return `exit with code ${crash.exitCode ?? "?"}`;
    case "signal":
      return `signal ${crash.signal ?? "?"}`;
  }
}

export interface CrashWatchStatus {
  readonly armed: boolean;
  readonly failure: string;
  readonly crash: CrashMoment | null;
}

const marked = /<<trivet-json\n([\s\S]*?)\ntrivet-json>>/;

/** The answer of gdb's `trivet-crash`. Codes: what the script refused with, or gdb-failed. */
export function parseCrashStatus(output: string): CrashWatchStatus {
  const json = marked.exec(output)?.[1];
  if (json === undefined)
    throw new TrivetError(
      "gdb-failed",
      `gdb did not answer about the crash stop: ${output.trim().slice(0, 300) || "no output"}`,
    );
  const status = fieldsOf(JSON.parse(json));
  const { error, armed, failure, crash } = status;
  if (error !== undefined) {
    const { code, message } = fieldsOf(error);
    throw new TrivetError(
      errorCodes.find((known) => known === code) ?? "gdb-failed",
      typeof message === "string" ? message : "the crash stop failed",
    );
  }
  return {
    armed: armed === true,
    failure: typeof failure === "string" ? failure : "",
    crash: crash === null ? null : parseMoment(fieldsOf(crash)),
  };
}

interface Fields {
  readonly [name: string]: unknown;
  readonly error?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly armed?: unknown;
  readonly failure?: unknown;
  readonly crash?: unknown;
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null)
    throw new TrivetError("gdb-failed", "gdb's answer is not an object");
  return value as Fields;
}

function parseMoment(crash: Fields): CrashMoment {
  const number = (name: string): number | null =>
    typeof crash[name] === "number" ? crash[name] : null;
  const text = (name: string): string | null =>
    typeof crash[name] === "string" ? crash[name] : null;
  const kind = crashKinds.find((known) => known === crash["kind"]);
  const atMillis = number("atMillis");
  if (kind === undefined || atMillis === null)
    throw new TrivetError("gdb-failed", "gdb's crash has no kind or time");
  return {
    kind,
    atMillis,
    goroutine: number("goroutine"),
    message: text("message"),
    exitCode: number("exitCode"),
    signal: text("signal"),
  };
}
