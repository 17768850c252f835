// A read-only copy of the open investigation: main owns the truth and sends it whole when it changes.

import { create } from "zustand";
import type { InvestigationState } from "../../contract/investigation-contract.ts";
import type { TargetState } from "../../core/investigation/live-state.ts";
import type { Snapshot } from "../../core/investigation/model.ts";

interface InvestigationStore {
  /** Null while none is open. */
  readonly investigation: InvestigationState | null;
  /** False until main has answered once. */
  readonly loaded: boolean;
}

export const useInvestigationStore = create<InvestigationStore>(() => ({
  investigation: null,
  loaded: false,
}));

/** `useInvestigation((investigation) => investigation.snapshots)`; undefined while none is open. */
export function useInvestigation<T>(
  select: (investigation: InvestigationState) => T,
): T | undefined {
  return useInvestigationStore(({ investigation }) =>
    investigation === null ? undefined : select(investigation),
  );
}

export function currentInvestigation(): InvestigationState | null {
  return useInvestigationStore.getState().investigation;
}

/** The target that panels speak of: the one that is being watched, else the last one. */
export function primaryTarget(
  investigation: InvestigationState | null,
): TargetState | null {
  if (investigation === null) return null;
  return (
    investigation.targets.findLast((target) => target.status !== "ended") ??
    investigation.targets.at(-1) ??
    null
  );
}

const noSnapshots: readonly Snapshot[] = [];

export function useSnapshots(): readonly Snapshot[] {
  return (
    useInvestigation((investigation) => investigation.snapshots) ?? noSnapshots
  );
}

export function usePrimaryTarget(): TargetState | null {
  return useInvestigationStore((state) => primaryTarget(state.investigation));
}
