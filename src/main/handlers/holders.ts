// Graphs of a watched target's heap: priced, taken, and shown.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import {
  captureHolders,
  estimateHolders,
} from "../../services/capture-holders.ts";
import type { Desk } from "../desk.ts";

export function holdersHandlers(
  desk: Desk,
): Handlers<TrivetContract>["holders"] {
  const watcherOf = (targetId: string) => desk.current.target(targetId).watcher;
  return {
    estimate: ({ targetId }, signal) =>
      estimateHolders(watcherOf(targetId), desk.current.graphPorts, signal),
    take: ({ targetId, maxPauseMs }, signal) =>
      captureHolders(watcherOf(targetId), desk.current.graphPorts, {
        maxPauseMs,
        signal,
      }),
    read: ({ snapshotId, beforeId }, signal) =>
      desk.current.profiles.holders(snapshotId, beforeId, signal),
  };
}
