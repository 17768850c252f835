// gdb's own words into codes. gdb runs in an English locale, so that these words are the same everywhere.

import { TrivetError, type ErrorCode } from "../core/errors.ts";

const known: readonly (readonly [RegExp, ErrorCode])[] = [
  [/already traced by process/i, "already-traced"],
  [/No such process/i, "pid-not-found"],
  [/Operation not permitted|Could not attach/i, "ptrace-refused"],
];

/** `log` holds gdb's warnings around the command: they say more than the error. */
export function gdbRefusal(message: string, log = ""): TrivetError {
  const said = [message, log.trim()].filter((part) => part !== "").join("; ");
  const code = known.find(([pattern]) => pattern.test(said))?.[1];
  return new TrivetError(code ?? "gdb-failed", `gdb: ${said}`);
}
