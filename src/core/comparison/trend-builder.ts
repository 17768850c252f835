// A trend over any number of profiles, one at a time: each leaves a column of values and can then be dropped, so that a
// hundred snapshots take the memory of a hundred columns. The first and the last are kept: what changed between them is
// judged sample by sample.

import { TrivetError } from "../errors.ts";
import { describeType } from "../pprof/combine-profiles.ts";
import { compareProfiles } from "../pprof/compare.ts";
import { neverStop, type Checkpoint, type Profile } from "../pprof/profile.ts";
import { sampleTypeIndex } from "../pprof/sample-type.ts";
import type { ChangeMeasure, SampleType, TrendTable } from "../pprof/views.ts";
import { RowWalker, type RowLens } from "./row-walker.ts";
import { sampledSides } from "./sampled-sides.ts";
import { sumChanges } from "./row-changes.ts";
import { buildTrendTable, type TrendPoint } from "./trend-table.ts";

export interface TrendOptions extends RowLens {
  readonly sampleType?: string;
}

/** More profiles are no better a trend, and its cost is quadratic in them. */
export const maxTrendProfiles = 200;
const checkpointEvery = 1024;

export class TrendBuilder {
  readonly #options: TrendOptions;
  readonly #walker: RowWalker;
  readonly #points: TrendPoint[] = [];
  #sampleType: SampleType | null = null;
  #first: Profile | null = null;
  #last: Profile | null = null;

  constructor(options: TrendOptions) {
    this.#options = options;
    this.#walker = new RowWalker(options);
  }

  get profiles(): number {
    return this.#points.length;
  }

  /**
   * In the order of time. Codes: not-found (sample type), profile-incompatible (another unit, or too many profiles),
   * cancelled.
   */
  add(
    profile: Profile,
    atMillis: number,
    checkpoint: Checkpoint = neverStop,
  ): void {
    const typeIndex = sampleTypeIndex(profile, this.#options.sampleType);
    this.#expect(profile.sampleTypes[typeIndex]!, atMillis);
    const { count, values } = profile.samples;
    const types = profile.sampleTypes.length;
    const visit = this.#walker.through(profile);
    let column = new Float64Array(1024);
    let total = 0;
    for (let sample = 0; sample < count; sample++) {
      if (sample % checkpointEvery === 0) checkpoint();
      const value = values.numbers[sample * types + typeIndex]!;
      if (value === 0) continue;
      total += value;
      visit(sample, (row) => {
        if (row >= column.length) column = grown(column, row);
        column[row]! += value;
      });
    }
    this.#sampleType ??= profile.sampleTypes[typeIndex]!;
    this.#first ??= profile;
    this.#last = profile;
    this.#points.push({ atMillis, total, column });
  }

  /**
   * The `limit` rows that moved most. Codes: profile-incompatible (fewer than two profiles, or of different kinds),
   * cancelled.
   */
  build(limit: number, checkpoint: Checkpoint = neverStop): TrendTable {
    const first = this.#first;
    const last = this.#last;
    if (first === null || last === null || this.#points.length < 2)
      throw new TrivetError(
        "profile-incompatible",
        `a trend takes two profiles or more, not ${this.#points.length}`,
      );
    const change = this.#changes(first, last, checkpoint);
    return buildTrendTable(
      {
        sampleType: this.#sampleType!,
        rowsAre: this.#options.rowsAre,
        points: this.#points,
        numbers: this.#walker.numbers,
        rows: this.#walker.rows,
        change,
        limit,
      },
      checkpoint,
    );
  }

  #changes(
    first: Profile,
    last: Profile,
    checkpoint: Checkpoint,
  ): (row: number | null) => ChangeMeasure {
    const difference = compareProfiles(
      first,
      last,
      { mode: "diff-base", normalize: false },
      checkpoint,
    );
    return sumChanges(
      difference,
      {
        typeIndex: sampleTypeIndex(difference, this.#options.sampleType),
        sides: sampledSides(first, last),
        walker: this.#walker,
      },
      checkpoint,
    );
  }

  #expect(own: SampleType, atMillis: number): void {
    const before = this.#points.at(-1)?.atMillis ?? -Infinity;
    if (atMillis < before) throw new Error("profiles come in order of time");
    if (this.#points.length >= maxTrendProfiles)
      throw new TrivetError(
        "profile-incompatible",
        `a trend takes at most ${maxTrendProfiles} profiles`,
      );
    const known = this.#sampleType;
    if (known !== null && describeType(known) !== describeType(own))
      throw new TrivetError(
        "profile-incompatible",
        `the profiles cannot be compared: ${describeType(known)} is not ${describeType(own)}`,
      );
  }
}

function grown(
  column: Float64Array<ArrayBuffer>,
  row: number,
): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.max(row + 1, column.length * 2));
  wider.set(column);
  return wider;
}
