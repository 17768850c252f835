// How goroutines are looked at: what is saved with the view, and what is of the moment (which groups are open, which is
// chosen). Both outlive the panel: who looks something up in the table comes back to the same rows.

import { create } from "zustand";
import type { GoroutineSettings } from "../../../core/investigation/view-state.ts";
import { useInvestigation } from "../../state/investigation-store.ts";
import { changeGoroutines, useView } from "../../state/view-store.ts";

/** Paths of groups hold whole stacks: too much to be written down with every click. */
interface Unsaved {
  readonly open: readonly (readonly string[])[];
  readonly chosen: readonly string[] | null;
  readonly limit: number;
}
export interface GoroutinesLook extends GoroutineSettings, Unsaved {}

/** Rows of one group at first: more than anyone reads, few enough to send. */
export const firstLimit = 500;

const initial: Unsaved = { open: [], chosen: null, limit: firstLimit };

interface Store {
  readonly investigationId: string | null;
  readonly unsaved: Unsaved;
}
const useStore = create<Store>(() => ({
  investigationId: null,
  unsaved: initial,
}));

/** The look at the open investigation, and how to change parts of it. */
export function useGoroutinesLook(): readonly [
  GoroutinesLook,
  (change: Partial<GoroutinesLook>) => void,
] {
  const id = useInvestigation((investigation) => investigation.id) ?? null;
  const saved = useView((view) => view.goroutines);
  const stored = useStore();
  const unsaved = stored.investigationId === id ? stored.unsaved : initial;
  return [
    { ...saved, ...unsaved },
    ({ open, chosen, limit, ...change }) => {
      if (Object.keys(change).length > 0) changeGoroutines(change);
      if (open === undefined && chosen === undefined && limit === undefined)
        return;
      useStore.setState((now) => {
        const own = now.investigationId === id ? now.unsaved : initial;
        return {
          investigationId: id,
          unsaved: {
            open: open ?? own.open,
            chosen: chosen === undefined ? own.chosen : chosen,
            limit: limit ?? own.limit,
          },
        };
      });
    },
  ];
}
