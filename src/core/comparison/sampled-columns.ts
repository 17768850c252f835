// Sums of sampled objects as columns, one entry a stack or a place: what core/statistics/sampling.ts calls a SampledSum,
// for hundreds of thousands of them.

import type { SampledSum } from "../statistics/sampling.ts";
import type { Combine } from "./node-sums.ts";

const fields = [
  "estimate",
  "variance",
  "seen",
  "samples",
  "heaviest",
] as const satisfies readonly (keyof SampledSum)[];

/** Parallel to the columns of `SampledColumns`. */
export const combineSampled: readonly Combine[] = fields.map((field) =>
  field === "heaviest" ? "max" : "sum",
);

export class SampledColumns {
  readonly columns: readonly Float64Array[];

  constructor(count: number) {
    this.columns = fields.map(() => new Float64Array(count));
  }

  put(index: number, sum: SampledSum): void {
    fields.forEach((field, column) => {
      this.columns[column]![index] = sum[field];
    });
  }
}

/** The sum at `index` of columns in the order of `SampledColumns`, which begin at `first` among others. */
export function sampledSumAt(
  columns: readonly Float64Array[],
  first: number,
  index: number,
): SampledSum {
  const at = (offset: number): number => columns[first + offset]?.[index] ?? 0;
  return {
    estimate: at(0),
    variance: at(1),
    seen: at(2),
    samples: at(3),
    heaviest: at(4),
  };
}
export const sampledColumnCount = fields.length;
