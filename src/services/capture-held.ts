// A process that gdb holds stopped answers nobody: a request to it would only run into its timeout, a minute later.

import { TrivetError } from "../core/errors.ts";
import type { GdbState } from "../core/investigation/live-state.ts";
import type { Target } from "../core/investigation/model.ts";

/**
 * Refuses a request over HTTP at once while gdb holds the target. What is read out of memory is not held up.
 * Code: gdb-busy, with the advice `gdb-holds`.
 */
export function refuseWhileHeld(
  gdb: Pick<GdbState, "status" | "pid" | "subject">,
  target: Pick<Target, "pid" | "url" | "label">,
): void {
  const { pid } = target;
  const isStopped = gdb.status === "stopped" || gdb.status === "attaching";
  // A core may bear the number of a process that lives.
  const isProcess = gdb.subject?.kind !== "core";
  if (!isStopped || !isProcess || pid === null || gdb.pid !== pid) return;
  if (target.url === null) return;
  throw new TrivetError(
    "gdb-busy",
    `gdb holds ${target.label} (process ${pid}) stopped: it answers no request`,
    { advice: "gdb-holds", detail: { pid } },
  );
}
