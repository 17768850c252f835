// What the table is compared with outlives the panel: who looks something up in the graph comes back to the same columns.

import { create } from "zustand";
import { useInvestigation } from "../../state/investigation-store.ts";

interface ComparedWithStore {
  readonly investigationId: string | null;
  readonly snapshotId: string | null;
}

const useStore = create<ComparedWithStore>(() => ({
  investigationId: null,
  snapshotId: null,
}));

/** The earlier snapshot in the open investigation, null = none; and how to choose it. */
export function useComparedWith(): readonly [
  string | null,
  (snapshotId: string | null) => void,
] {
  const id = useInvestigation((investigation) => investigation.id) ?? null;
  const stored = useStore();
  return [
    stored.investigationId === id ? stored.snapshotId : null,
    (snapshotId) => useStore.setState({ investigationId: id, snapshotId }),
  ];
}
