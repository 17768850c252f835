// The zoom outlives the panel: who looks something up in the table comes back to the same frame.

import { create } from "zustand";
import { useInvestigation } from "../../state/investigation-store.ts";

interface FlameZoomStore {
  readonly investigationId: string | null;
  readonly path: readonly string[];
}

const useFlameZoomStore = create<FlameZoomStore>(() => ({
  investigationId: null,
  path: [],
}));

const whole: readonly string[] = [];

/** The zoomed path of the open investigation, and how to change it. */
export function useFlameZoom(): readonly [
  readonly string[],
  (path: readonly string[]) => void,
] {
  const id = useInvestigation((investigation) => investigation.id) ?? null;
  const stored = useFlameZoomStore();
  const path = stored.investigationId === id ? stored.path : whole;
  return [
    path,
    (next) => useFlameZoomStore.setState({ investigationId: id, path: next }),
  ];
}
