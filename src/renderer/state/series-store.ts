// Counts up when a target has new samples: charts read again when the number changes. All of it is of the open
// investigation: the next one's targets have the same ids.

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

/** Another investigation was opened: nothing is known of its series, and what was read must be read again. */
export function forgetSeries(): void {
  useSeriesStore.setState((state) => ({
    revision: state.revision + 1,
    untilMillis: {},
  }));
}

export function useSeriesRevision(): number {
  return useSeriesStore((state) => state.revision);
}
