// One error class. The message states the fact (what happened, where); the advice belongs to the front ends and is
// looked up by code in the message catalogue (`error.<code>`), so that window and command line say the same.

/** The closed set of things that can go wrong. Every code has an advice in the message catalogue; a test checks it. */
export const errorCodes = [
  // calls and front ends
  "bad-request",
  "cancelled",
  "internal",
  "not-found",
  "usage",
  // target over HTTP
  "url-invalid",
  "target-unreachable",
  "target-timeout",
  "target-died",
  "tls-failed",
  "http-status",
  "not-go-pprof",
  "profile-not-served",
  "body-too-large",
  "body-truncated",
  // history of a Prometheus server
  "history-refused",
  "history-malformed",
  "history-empty",
  // process on this machine
  "pid-not-found",
  "pid-forbidden",
  "pid-mismatch",
  "pid-reused",
  "procfs-unavailable",
  // the agent's ring, and the flight recorder's rules
  "ring-malformed",
  "rules-malformed",
  // profiles
  "profile-malformed",
  "profile-truncated",
  "profile-empty",
  "profile-incompatible",
  "profile-too-large",
  "memstats-malformed",
  "expression-invalid",
  // gdb
  "gdb-missing",
  "gdb-too-old",
  "gdb-died",
  "gdb-timeout",
  "gdb-busy",
  "gdb-failed",
  "gdb-refused",
  "ptrace-refused",
  "already-traced",
  "target-not-go",
  "trace-unavailable",
  // memory of a process or a core
  "layout-missing",
  "layout-unsupported",
  "layout-mismatch",
  "memory-unreadable",
  "memory-inconsistent",
  "pause-too-long",
  "core-malformed",
  "core-mismatch",
  // memory of a process on another host
  "remote-failed",
  "remote-lost",
  "remote-timeout",
  "remote-unsuitable",
  "remote-too-large",
  "remote-no-pause",
  // investigations and archives
  "disk-full",
  "disk-failed",
  "cache-unwritable",
  "journal-corrupt",
  "investigation-locked",
  "archive-malformed",
  "archive-mismatch",
  "archive-unsafe-path",
  "archive-too-large",
  "archive-too-new",
  // demo and set-up
  "go-missing",
  "build-failed",
  "sample-missing",
  // source files
  "source-missing",
  "source-outside-module",
  "source-not-compiled",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Where the code's advice does not fit the fact: the advice that does, `advice.<reason>` in the message catalogue. */
export const adviceReasons = [
  "empty-file",
  "file-too-large",
  "gdb-holds",
  "needs-full",
  "needs-labels",
  "no-counters",
  "no-demo",
  "no-evidence",
  "no-folder",
  "no-function",
  "no-goroutine",
  "no-group",
  "no-names",
  "no-sample-type",
  "no-type",
  "no-variable",
  "not-an-archive",
  "not-goroutines",
  "not-ordinary",
  "other-executable",
  "remote-forbidden",
  "root-forbidden",
] as const;
export type AdviceReason = (typeof adviceReasons)[number];

export interface TrivetErrorOptions {
  readonly cause?: unknown;
  /** Machine-readable facts (byte offset, member name, HTTP status), for tests and `--json`. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** Instead of the code's own advice; goes along as `detail.advice`. */
  readonly advice?: AdviceReason;
}

export class TrivetError extends Error {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, string | number | boolean>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: TrivetErrorOptions = {},
  ) {
    super(
      message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = "TrivetError";
    this.code = code;
    const { detail = {}, advice } = options;
    this.detail = advice === undefined ? detail : { ...detail, advice };
  }
}

/** Turns anything thrown into a TrivetError; what nobody foresaw becomes `internal` and keeps its cause. */
export function toTrivetError(thrown: unknown): TrivetError {
  if (thrown instanceof TrivetError) return thrown;
  if (thrown instanceof Error) {
    if (thrown.name === "AbortError")
      return new TrivetError("cancelled", "cancelled", { cause: thrown });
    return new TrivetError("internal", thrown.message, { cause: thrown });
  }
  return new TrivetError("internal", String(thrown));
}

/** The error of work that its signal ended: the reason where one was given, `cancelled` otherwise. */
export function cancelledBy(signal: { readonly reason: unknown }): TrivetError {
  return signal.reason instanceof TrivetError
    ? signal.reason
    : new TrivetError("cancelled", "cancelled", { cause: signal.reason });
}
