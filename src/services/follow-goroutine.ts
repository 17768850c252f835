// One goroutine by its id through all snapshots that tell ids, oldest first: when it is there, what it does, and how long
// it has been at it.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import {
  goroutineHistory,
  type GoroutineMoment,
  type ReadMoment,
} from "../core/investigation/goroutine-history.ts";
import { tellsGoroutineIds } from "../core/investigation/goroutine-stacks.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import type { ProfileService } from "./profiles.ts";

export interface FollowRequest {
  readonly targetId: string;
  readonly goroutine: number;
  readonly snapshots: readonly Snapshot[];
  readonly signal?: AbortSignal | undefined;
}

/** A snapshot that cannot be read is told in its row. Code: cancelled. */
export async function followGoroutineThrough(
  profiles: Pick<ProfileService, "findGoroutine">,
  { targetId, goroutine, snapshots, signal }: FollowRequest,
): Promise<readonly GoroutineMoment[]> {
  const inOrder = snapshots
    .filter((one) => one.targetId === targetId && tellsGoroutineIds(one))
    .sort((a, b) => a.atMillis - b.atMillis);
  const read: ReadMoment[] = [];
  // One after the other: each may have to be decoded, and the worker keeps the last few only.
  for (const snapshot of inOrder) {
    if (signal?.aborted === true)
      throw new TrivetError("cancelled", "cancelled");
    read.push(await readMoment(profiles, snapshot, goroutine, signal));
  }
  return goroutineHistory(read);
}

async function readMoment(
  profiles: Pick<ProfileService, "findGoroutine">,
  snapshot: Snapshot,
  goroutine: number,
  signal: AbortSignal | undefined,
): Promise<ReadMoment> {
  try {
    const found = await profiles.findGoroutine(snapshot.id, goroutine, signal);
    return { snapshot, sighting: found.goroutine, problem: null };
  } catch (thrown) {
    const { code, message } = toTrivetError(thrown);
    if (code === "cancelled") throw thrown;
    return { snapshot, sighting: null, problem: { code, message } };
  }
}
