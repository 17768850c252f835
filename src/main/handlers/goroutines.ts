// Goroutine snapshots: browsed, described, and one goroutine followed through all of them.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import { followGoroutineThrough } from "../../services/follow-goroutine.ts";
import type { Desk } from "../desk.ts";

export function goroutineHandlers(
  desk: Desk,
): Handlers<TrivetContract>["goroutines"] {
  return {
    browse: ({ snapshotId, ...query }, signal) =>
      desk.current.profiles.browseGoroutines(
        { ...query, id: snapshotId },
        signal,
      ),
    describe: ({ snapshotId, ...query }, signal) =>
      desk.current.profiles.describeGoroutines(
        { ...query, id: snapshotId },
        signal,
      ),
    follow: ({ targetId, goroutine }, signal) => {
      const { profiles, session } = desk.current;
      const { snapshots } = session.model;
      const request = { targetId, goroutine, snapshots, signal };
      return followGoroutineThrough(profiles, request);
    },
  };
}
