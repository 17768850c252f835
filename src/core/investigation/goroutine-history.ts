// One goroutine through the snapshots of an investigation. Ids are never used twice within a process, so the same id is
// the same goroutine, unless the process was restarted in between.

import type { GoroutineSighting } from "../goroutines/browser-views.ts";
import { frameKey, StackKeys } from "../goroutines/stack-key.ts";
import type { Snapshot } from "./model.ts";

export interface GoroutineMoment {
  readonly snapshotId: string;
  readonly atMillis: number;
  /** Null where there is no such goroutine, and where the snapshot could not be read. */
  readonly sighting: GoroutineSighting | null;
  /** Against the last sighting: at the same place in the same state, elsewhere, or created by another line. */
  readonly change: "first" | "stayed" | "moved" | "other-process" | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export type ReadMoment = Pick<GoroutineMoment, "sighting" | "problem"> & {
  readonly snapshot: Pick<Snapshot, "id" | "atMillis">;
};

/** `read` in the order of time. */
export function goroutineHistory(
  read: readonly ReadMoment[],
): readonly GoroutineMoment[] {
  const keys = new StackKeys();
  let last: GoroutineSighting | null = null;
  return read.map(({ snapshot, sighting, problem }) => {
    const change = sighting === null ? null : changeOf(last, sighting, keys);
    last = sighting ?? last;
    return {
      snapshotId: snapshot.id,
      atMillis: snapshot.atMillis,
      sighting,
      change,
      problem,
    };
  });
}

function changeOf(
  last: GoroutineSighting | null,
  now: GoroutineSighting,
  keys: StackKeys,
): GoroutineMoment["change"] {
  if (last === null) return "first";
  const creator = ({ createdBy }: GoroutineSighting): string =>
    createdBy === null
      ? ""
      : `${frameKey(createdBy.frame)} ${createdBy.parent ?? ""}`;
  if (creator(last) !== creator(now)) return "other-process";
  return last.state === now.state && keys.of(last.stack) === keys.of(now.stack)
    ? "stayed"
    : "moved";
}
