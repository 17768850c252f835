// The process at the other end of a pipe, and how one sees that it is still the same.

import { TrivetError } from "../../../core/errors.ts";
import type { RemoteIdentity, RemoteSession } from "./remote-session.ts";

export interface RemoteTarget {
  readonly session: RemoteSession;
  readonly pid: number;
  /** As it was opened. */
  readonly identity: RemoteIdentity;
}

/** Code: target-died, also when the process has become another program. */
export function checkIdentity(
  { session, pid, identity }: RemoteTarget,
  now: RemoteIdentity | null,
): void {
  if (now?.startTicks === identity.startTicks && now.places === identity.places)
    return;
  throw session.fail(
    new TrivetError(
      "target-died",
      `process ${pid} ended while its memory was read through ${JSON.stringify(session.command)}`,
      { detail: { pid, command: session.command } },
    ),
  );
}
