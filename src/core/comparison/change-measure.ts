// One change with what it is worth: its interval, and whether sampling explains it.

import type {
  ChangeCertainty,
  ChangeMeasure,
  ValueInterval,
} from "../pprof/views.ts";
import {
  differenceInterval,
  sumInterval,
  unseenBytes,
  type SampledSum,
} from "../statistics/sampling.ts";
import type { SampledHeap } from "./sampled-heap.ts";

/** The runtime truncates objects and bytes after scaling: so much of a sample's weight may be missing. */
const truncation = 1.001;

export interface SidesOf {
  readonly before: number;
  readonly after: number;
  readonly grown: number;
  readonly shrunk: number;
}

export interface SampledSidesOf {
  readonly heap: SampledHeap;
  readonly came: SampledSum;
  readonly went: SampledSum;
  /** Everything on either side. */
  readonly before: SampledSum;
  readonly after: SampledSum;
}

export function countedChange(sides: SidesOf): ChangeMeasure {
  const change = sides.after - sides.before;
  return {
    ...sides,
    low: change,
    high: change,
    beforeInterval: null,
    afterInterval: null,
    certainty: "exact",
  };
}

export function sampledChange(
  sides: SidesOf,
  { heap, came, went, before, after }: SampledSidesOf,
): ChangeMeasure {
  const change = sides.after - sides.before;
  const unseen = unseenWeight(heap, Math.max(came.heaviest, went.heaviest));
  const interval = differenceInterval(
    sumInterval(came, unseen),
    // What was ever allocated cannot become less, so that nothing unseen can have gone.
    sumInterval(went, heap.cumulative ? 0 : unseen),
  );
  // Around the profile's own values, which the runtime truncated after scaling.
  const low = change - (interval.estimate - interval.low);
  const high = change + (interval.high - interval.estimate);
  return {
    ...sides,
    low,
    high,
    beforeInterval: valueInterval(sides.before, before, heap),
    afterInterval: valueInterval(sides.after, after, heap),
    certainty: certaintyOf(change, { low, high }, change > 0 ? came : went),
  };
}

/** Null where nothing was sampled, which says that there is little, but not how little. */
export function valueInterval(
  value: number,
  sum: SampledSum,
  heap: SampledHeap,
): ValueInterval | null {
  if (sum.samples === 0) return null;
  const { estimate, low, high } = sumInterval(sum, unseenWeight(heap, 0));
  return {
    low: Math.min(value, Math.max(0, value - (estimate - low))),
    high: value + (high - estimate),
    samples: sum.samples,
  };
}

/** Bytes: one event of `rate` may hide in any place. Objects: of unknown size, so it is taken for one like the others. */
function unseenWeight({ measure, rateBytes }: SampledHeap, heaviest: number) {
  return measure === "bytes" ? unseenBytes(rateBytes) : heaviest;
}

function certaintyOf(
  change: number,
  { low, high }: { readonly low: number; readonly high: number },
  moved: SampledSum,
): ChangeCertainty {
  if (low === high) return "exact";
  if (low > 0 || high < 0) return "beyond-sampling";
  return Math.abs(change) <= moved.heaviest * truncation
    ? "one-sample"
    : "within-sampling";
}
