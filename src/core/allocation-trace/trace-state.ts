// What the window shows of traces and crash stops while they run: it changes, and is not evidence.

import type { TraceBudget } from "./trace-price.ts";
import type { TraceCost, TracedAllocation } from "./traced-allocation.ts";

export interface TraceState {
  /** `attaching`: gdb is being put on the target; `ending`: what was seen is being written down. */
  readonly status: "idle" | "attaching" | "tracing" | "armed" | "ending";
  readonly targetId: string | null;
  readonly startedMillis: number | null;
  readonly budget: TraceBudget | null;
  /** Of a crash stop: the seconds of allocations that are kept; null = none are traced. */
  readonly recentSeconds: number | null;
  readonly hits: number;
  readonly seconds: number;
  readonly cost: TraceCost | null;
  /** The newest of them, oldest first. */
  readonly latest: readonly TracedAllocation[];
}

export const idleTrace: TraceState = {
  status: "idle",
  targetId: null,
  startedMillis: null,
  budget: null,
  recentSeconds: null,
  hits: 0,
  seconds: 0,
  cost: null,
  latest: [],
};
