// The picked function over the snapshots, read once and shown in two places: the inspector's line and the timeline.

import { create } from "zustand";
import type { FunctionSeries } from "../../core/pprof/function-value.ts";

export interface NamedSeries {
  readonly of: string;
  readonly series: FunctionSeries;
}

export const useFunctionSeriesStore = create<{
  readonly named: NamedSeries | null;
}>(() => ({ named: null }));
