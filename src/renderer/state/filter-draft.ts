// A filter that is being written, whichever profile panel shows the bar; begun by a key, the palette, a click on a chip.

import { create } from "zustand";
import type { FilterName } from "../../core/pprof/lens.ts";

export interface FilterDraft {
  readonly filter: FilterName;
  readonly text: string;
}

interface FilterDraftStore {
  readonly draft: FilterDraft | null;
  /** How many filter bars are in sight: with none there is nowhere to write. */
  readonly bars: number;
}

export const useFilterDraft = create<FilterDraftStore>(() => ({
  draft: null,
  bars: 0,
}));

export function editFilter(draft: FilterDraft | null): void {
  useFilterDraft.setState({ draft });
}

export function startFilter(): void {
  editFilter({ filter: "focus", text: "" });
}

export function canFilter(): boolean {
  return useFilterDraft.getState().bars > 0;
}

/** A bar came into sight; answers how to say that it is gone, and with it what was being written. */
export function showFilterBar(): () => void {
  useFilterDraft.setState(({ bars }) => ({ bars: bars + 1 }));
  return () =>
    useFilterDraft.setState(({ bars }) => ({ bars: bars - 1, draft: null }));
}
