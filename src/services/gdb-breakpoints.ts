// Breakpoints and watchpoints over MI, beside those that are typed in the console: both see the same list.

import { TrivetError } from "../core/errors.ts";
import { formatMiCommand } from "../core/gdb-mi/format-command.ts";
import type { GdbBreakpoint } from "../core/gdb-mi/inspection.ts";
import { parseBreakpoints } from "../core/gdb-mi/parse-inspection.ts";
import type { GdbSession } from "./gdb-session.ts";

const answerMs = 10_000;

export interface NewBreakpoint {
  readonly kind:
    "breakpoint" | "watchpoint" | "read-watchpoint" | "access-watchpoint";
  /** Where to stop (`main.run`, `gateway.go:120`), or the expression to watch. */
  readonly what: string;
  /** An expression; null = always. Evaluated by gdb at every hit, which costs the target about half a millisecond. */
  readonly condition: string | null;
}

/** Codes of all: not-found when nothing is attached, gdb-refused in read-only mode, gdb-failed, gdb-timeout, gdb-died. */
export async function listBreakpoints(
  session: GdbSession,
): Promise<readonly GdbBreakpoint[]> {
  const { results } = await session.runMi("-break-list", answerMs);
  return parseBreakpoints(results);
}

export async function insertBreakpoint(
  session: GdbSession,
  { kind, what, condition }: NewBreakpoint,
): Promise<readonly GdbBreakpoint[]> {
  const place = oneLine(what);
  // An option of MI's is no place.
  if (place === "" || place.startsWith("-"))
    throw new TrivetError("gdb-failed", `${what || "nothing"} is no place`);
  if (kind === "breakpoint")
    await session.runMi(
      condition === null
        ? formatMiCommand("break-insert", place)
        : formatMiCommand("break-insert", "-c", oneLine(condition), place),
      answerMs,
    );
  else {
    const before = new Set(
      (await listBreakpoints(session)).map(({ number }) => number),
    );
    const option = { "read-watchpoint": " -r", "access-watchpoint": " -a" };
    const choice = kind === "watchpoint" ? "" : option[kind];
    await session.runMi(
      formatMiCommand(`break-watch${choice}`, place),
      answerMs,
    );
    if (condition !== null)
      for (const { number } of await listBreakpoints(session))
        if (!before.has(number))
          await session.runConsole(
            `condition ${number} ${oneLine(condition)}`,
            answerMs,
          );
  }
  return listBreakpoints(session);
}

/** `number` as gdb gives it. */
export async function changeBreakpoint(
  session: GdbSession,
  number: string,
  change: "enable" | "disable" | "delete",
): Promise<readonly GdbBreakpoint[]> {
  if (!/^\d+(?:\.\d+)?$/.test(number))
    throw new TrivetError("not-found", `there is no breakpoint ${number}`);
  // Not by MI's own commands: of those gdb tells nobody, and the state would not know that they are gone.
  await session.runConsole(`${change} ${number}`, answerMs);
  return listBreakpoints(session);
}

function oneLine(text: string): string {
  return text.trim().replace(/[\r\n]+/g, " ");
}
