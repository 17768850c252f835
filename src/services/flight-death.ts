// A death in words for the journal and the command line, and as the plain facts that the crash view shows.

import type {
  CauseOfDeath,
  DeathCause,
} from "../core/flight/cause-of-death.ts";
import { decodeWaitStatus, signalName } from "../core/flight/wait-status.ts";
import type { FlightDeath } from "./ports/flight-recorder.ts";

const sentences: Readonly<Record<DeathCause, string>> = {
  "oom-kill": "the kernel killed it: its cgroup was out of memory",
  killed: "somebody sent it SIGKILL; its cgroup was not out of memory",
  abort: "SIGABRT ended it",
  signal: "a signal ended it",
  panic: "a panic ended it",
  "stack-overflow": "a goroutine's stack overflowed",
  "out-of-memory": "the Go runtime got no more memory",
  "fatal-error": "the Go runtime ended it",
  exit: "it exited by itself",
  unknown: "why it ended is not known",
};

/** One line, English: the journal's. */
export function describeDeath(
  { waitStatus, lastWords }: FlightDeath,
  { cause, certainty }: CauseOfDeath,
): string {
  const parts = [
    certainty === "likely" ? `likely: ${sentences[cause]}` : sentences[cause],
  ];
  if (waitStatus !== null) parts.push(statusWords(waitStatus));
  if (lastWords !== null) parts.push(lastWords.line);
  return parts.join("; ");
}

function statusWords(waitStatus: number): string {
  const exit = decodeWaitStatus(waitStatus);
  return exit.kind === "exit"
    ? `exit status ${exit.code}`
    : signalName(exit.signal);
}

/** What the event carries; -1 and "" for what was not seen. */
export function deathFacts(
  death: FlightDeath,
  { cause, certainty }: CauseOfDeath,
  pid: number,
): Readonly<Record<string, string | number | boolean>> {
  return {
    pid,
    cause,
    certainty,
    waitStatus: death.waitStatus ?? -1,
    oomKills: death.oomKills ?? -1,
    oomLine: death.oomLine ?? "",
    lastWords: death.lastWords?.line ?? "",
    lastSampleMillis: death.lastSampleMillis ?? -1,
    endingMillis: death.endingMillis ?? -1,
    lastGroupMillis: death.lastGroupMillis ?? -1,
    zombieMillis: death.zombieMillis ?? -1,
    samples: death.samples,
    missing: death.missing.join(" "),
  };
}
