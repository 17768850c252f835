// Counts up when a target has new samples: charts read again when the number changes.

import { create } from "zustand";

interface SeriesStore {
  readonly revision: number;
  /** Newest sample per target, Unix milliseconds. */
  readonly untilMillis: Readonly<Record<string, number>>;
}

export const useSeriesStore = create<SeriesStore>(() => ({
  revision: 0,
  untilMillis: {},
}));

export function receiveAppended(targetId: string, untilMillis: number): void {
  useSeriesStore.setState((state) => ({
    revision: state.revision + 1,
    untilMillis: { ...state.untilMillis, [targetId]: untilMillis },
  }));
}

export function useSeriesRevision(): number {
  return useSeriesStore((state) => state.revision);
}
