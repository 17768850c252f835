// The intervals of a top table's rows: for one profile of what each value may be, for a difference of what each change
// may be. Apart from the table itself, which is exact and needs no statistics.

import { printableName } from "../pprof/frame-nodes.ts";
import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import { baseSamples, sampleTypeIndex } from "../pprof/sample-type.ts";
import type {
  ChangeMeasure,
  Granularity,
  TopRow,
  TopTable,
  ValueInterval,
} from "../pprof/views.ts";
import { sampledSum } from "../statistics/sampling.ts";
import { valueInterval } from "./change-measure.ts";
import { buildComparisonTable } from "./comparison-table.ts";
import { sumOverNodes } from "./node-sums.ts";
import type { SampledSides } from "./paired-samples.ts";
import {
  combineSampled,
  SampledColumns,
  sampledSumAt,
} from "./sampled-columns.ts";
import { countBehind, sampledHeap } from "./sampled-heap.ts";

export interface IntervalOptions {
  readonly sampleType?: string;
  readonly granularity: Granularity;
  readonly noInlines?: boolean;
  /** Of the two sides, where the profile is a difference with a labelled base (`diff-base`). */
  readonly sides?: SampledSides;
}

interface RowIntervals {
  readonly flat: ValueInterval | null;
  readonly cum: ValueInterval | null;
}

/**
 * The table with `flatInterval` and `cumInterval`, which was made of `profile` with the same options. As it is where the
 * values are not those of a sampled heap, or where samples have cancelled (`base`) so that nobody knows how many there
 * were. Codes: not-found (sample type), profile-empty, cancelled.
 */
export function withIntervals(
  table: TopTable,
  profile: Profile,
  options: IntervalOptions,
  checkpoint: Checkpoint = neverStop,
): TopTable {
  const intervals =
    baseSamples(profile) === null
      ? valueIntervals(profile, options, checkpoint)
      : changeIntervals(profile, options, checkpoint);
  if (intervals === null) return table;
  return {
    ...table,
    rows: table.rows.map((row) => {
      const found = intervals.get(keyOf(row));
      return {
        ...row,
        flatInterval: found?.flat ?? null,
        cumInterval: found?.cum ?? null,
      };
    }),
  };
}

type IntervalsByRow = ReadonlyMap<string, RowIntervals>;

const keyOf = ({ name, file, line }: Pick<TopRow, "name" | "file" | "line">) =>
  `${name}\0${file}\0${line}`;

function valueIntervals(
  profile: Profile,
  options: IntervalOptions,
  checkpoint: Checkpoint,
): IntervalsByRow | null {
  const typeIndex = sampleTypeIndex(profile, options.sampleType);
  const heap = sampledHeap(profile, typeIndex);
  if (heap === null) return null;
  const { count, values } = profile.samples;
  const types = profile.sampleTypes.length;
  const own = new Float64Array(count);
  const sampled = new SampledColumns(count);
  for (let sample = 0; sample < count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const value = values.numbers[sample * types + typeIndex]!;
    const bytes = heap.cumulative
      ? heap.allocatedBytes(sample)
      : heap.inuseBytes(sample);
    // A delta (`seconds=`, `base`): what came and went has cancelled, and with it the counts.
    if (value < 0 || bytes < 0) return null;
    own[sample] = value;
    const size = heap.objectBytes(sample);
    const sampledCount = countBehind(bytes, size, heap.rateBytes);
    sampled.put(
      sample,
      sampledSum({ count: sampledCount, size }, heap.rateBytes, heap.measure),
    );
  }
  const sums = sumOverNodes(
    profile,
    {
      granularity: options.granularity,
      noInlines: options.noInlines ?? false,
    },
    {
      count,
      sampleOf: (sample) => sample,
      columns: [own, ...sampled.columns],
      combine: ["sum", ...combineSampled],
    },
    checkpoint,
  );
  const at = (columns: readonly Float64Array[], node: number) =>
    valueInterval(columns[0]![node]!, sampledSumAt(columns, 1, node), heap);
  return new Map(
    sums.nodes.map((node, index) => [
      keyOf({ ...node, name: printableName(node) }),
      { flat: at(sums.flat, index), cum: at(sums.cum, index) },
    ]),
  );
}

function changeIntervals(
  profile: Profile,
  options: IntervalOptions,
  checkpoint: Checkpoint,
): IntervalsByRow | null {
  const rate = profile.period;
  const table = buildComparisonTable(
    profile,
    {
      ...options,
      sides: options.sides ?? {
        beforeRate: rate,
        afterRate: rate,
        related: true,
      },
    },
    checkpoint,
  );
  if (!table.sampled) return null;
  return new Map(
    table.rows.map((row) => [
      keyOf(row),
      { flat: changeOf(row.flat), cum: changeOf(row.cum) },
    ]),
  );
}

function changeOf(measure: ChangeMeasure): ValueInterval {
  const { low, high, beforeInterval, afterInterval } = measure;
  const samples =
    (afterInterval?.samples ?? 0) - (beforeInterval?.samples ?? 0);
  return { low, high, samples };
}
