// What changed between the first and the last profile of a trend, by row, and what of it sampling explains.

import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import type { ChangeMeasure } from "../pprof/views.ts";
import { changeAt, columnsOfPairs } from "./change-columns.ts";
import { pairSamples, type SampledSides } from "./paired-samples.ts";
import type { RowWalker } from "./row-walker.ts";

/**
 * `difference`: as `compareProfiles` makes it with `diff-base`. The answer gives the change of a row by its number; of
 * everything for null.
 */
export function sumChanges(
  difference: Profile,
  options: {
    readonly typeIndex: number;
    readonly sides: SampledSides;
    readonly walker: RowWalker;
  },
  checkpoint: Checkpoint = neverStop,
): (row: number | null) => ChangeMeasure {
  const { typeIndex, sides, walker } = options;
  const pairs = pairSamples(difference, typeIndex, sides, checkpoint);
  const { columns, combine } = columnsOfPairs(pairs);
  const visit = walker.through(difference);
  // A first pass numbers the stacks that neither profile had alone, so that the columns have room for all rows.
  for (let pair = 0; pair < pairs.count; pair++)
    visit(pairs.sampleOf[pair]!, () => undefined);
  const everything = walker.rows;
  const sums = columns.map(() => new Float64Array(everything + 1));
  for (let pair = 0; pair < pairs.count; pair++) {
    if (pair % 1024 === 0) checkpoint();
    const put = (row: number): void => {
      columns.forEach((column, at) => {
        const sum = sums[at]!;
        const value = column[pair]!;
        sum[row] =
          combine[at] === "sum"
            ? sum[row]! + value
            : Math.max(sum[row]!, value);
      });
    };
    visit(pairs.sampleOf[pair]!, put);
    put(everything);
  }
  const heap = pairs.sampled?.heap ?? null;
  return (row) => changeAt(sums, row ?? everything, heap);
}
