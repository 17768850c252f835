// The reconciliation as a use case: finds the heap snapshot of the moment, has its largest stacks counted, and lays them
// beside what counters and kernel said.

import {
  nearestHeapSnapshot,
  reconcileTarget,
  type MemoryReconciliation,
} from "../core/investigation/reconcile-target.ts";
import type { Investigation } from "../core/investigation/investigation.ts";
import type { ProfileService } from "./profiles.ts";

export interface ReconcileRequest {
  readonly targetId: string;
  /** The heap snapshot to use; null = the one nearest to `atMillis`. */
  readonly snapshotId: string | null;
  /** Null = the newest moment. */
  readonly atMillis: number | null;
  /** Stacks that get a bar of their own. */
  readonly stacks: number;
}

/** Null when the target gave no counters. Codes: not-found, those of reading evidence and of the engine, cancelled. */
export async function reconcileInvestigation(
  parts: {
    readonly model: Investigation;
    readonly profiles: Pick<ProfileService, "topStacks">;
  },
  request: ReconcileRequest,
  signal?: AbortSignal,
): Promise<MemoryReconciliation | null> {
  const { model, profiles } = parts;
  const { targetId, atMillis } = request;
  const snapshot =
    model.snapshots.find(
      ({ id, kind }) => id === request.snapshotId && kind === "heap",
    ) ?? nearestHeapSnapshot(model, targetId, atMillis);
  const stacks =
    snapshot === null
      ? null
      : await profiles.topStacks(snapshot.id, request.stacks, signal);
  return reconcileTarget(model, { targetId, atMillis, snapshot, stacks });
}
