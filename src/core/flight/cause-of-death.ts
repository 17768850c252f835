// Why a process is gone, from what it left behind. Every witness may be missing: an exit status is seen only in the
// moments until the parent takes it, the kernel's log may be closed to us, what was printed may have gone into a pipe.

import { assertNever } from "../result.ts";
import type { LastWords } from "./death-words.ts";
import { decodeWaitStatus, type ExitStatus } from "./wait-status.ts";

export const deathCauses = [
  "oom-kill",
  "killed",
  "abort",
  "signal",
  "panic",
  "stack-overflow",
  "out-of-memory",
  "fatal-error",
  "exit",
  "unknown",
] as const;
export type DeathCause = (typeof deathCauses)[number];

/** What may have been seen of a death; null = was not seen. */
export interface DeathEvidence {
  readonly waitStatus: number | null;
  /** Kills of its cgroup during the watch. */
  readonly oomKills: number | null;
  /** The kernel's line about this very process. */
  readonly oomLine: string | null;
  readonly lastWords: LastWords | null;
}

export interface CauseOfDeath {
  readonly cause: DeathCause;
  /** `certain`: a witness names the cause; `likely`: what is known fits nothing else, but a witness is missing. */
  readonly certainty: "certain" | "likely" | "none";
}

const sigkill = 9;
const sigabrt = 6;
/** What the Go runtime exits with when it ends a program itself. */
const runtimeExit = 2;

export function findCause(evidence: DeathEvidence): CauseOfDeath {
  const { waitStatus, oomKills, oomLine, lastWords } = evidence;
  const exit = waitStatus === null ? null : decodeWaitStatus(waitStatus);
  if (oomLine !== null) return { cause: "oom-kill", certainty: "certain" };
  const wasKilled = oomKills !== null && oomKills > 0;
  if (exit === null) return withoutStatus(wasKilled, lastWords);
  if (exit.kind === "signal" && exit.signal === sigkill)
    return wasKilled
      ? { cause: "oom-kill", certainty: "certain" }
      : {
          cause: "killed",
          certainty: oomKills === null ? "likely" : "certain",
        };
  // Of a group with other processes the kernel may have killed one of those.
  return ofStatus(exit, lastWords);
}

function withoutStatus(
  wasKilled: boolean,
  lastWords: LastWords | null,
): CauseOfDeath {
  // Somebody of the group was killed and this one printed nothing.
  if (lastWords !== null)
    return { cause: causeOfWords(lastWords), certainty: "likely" };
  return wasKilled
    ? { cause: "oom-kill", certainty: "likely" }
    : { cause: "unknown", certainty: "none" };
}

function ofStatus(exit: ExitStatus, lastWords: LastWords | null): CauseOfDeath {
  if (exit.kind === "signal")
    return {
      cause: exit.signal === sigabrt ? "abort" : "signal",
      certainty: "certain",
    };
  if (exit.code !== runtimeExit) return { cause: "exit", certainty: "certain" };
  return lastWords === null
    ? // A panic, a fatal error, a signal that Go reports, or os.Exit(2): only what was printed would tell.
      { cause: "unknown", certainty: "none" }
    : { cause: causeOfWords(lastWords), certainty: "certain" };
}

function causeOfWords({ kind, line }: LastWords): DeathCause {
  switch (kind) {
    case "panic":
    case "stack-overflow":
    case "out-of-memory":
    case "fatal-error":
      return kind;
    case "signal":
      return line.startsWith("SIGABRT") ? "abort" : "signal";
    default:
      return assertNever(kind, "kind of last words");
  }
}
