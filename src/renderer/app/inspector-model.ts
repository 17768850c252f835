// The row of the selected function in the shown snapshot, as facts.

import type { ExactInteger, TopTable } from "../../core/pprof/views.ts";

export interface FunctionFacts {
  readonly flat: number;
  readonly cum: number;
  /** Of the profile's total, 0 to 1; 0 for an empty profile. */
  readonly flatShare: number;
  readonly cumShare: number;
  readonly file: string;
  readonly isBytes: boolean;
}

/** Shares and sums for the eye: beyond 2^53 the last digits do not show. */
const toNumber = (value: ExactInteger): number => Number(value);

/** Null when the function is not in this profile. */
export function factsOfFunction(
  table: TopTable,
  name: string,
): FunctionFacts | null {
  const rows = table.rows.filter((row) => row.name === name);
  const [first] = rows;
  if (first === undefined) return null;
  const flat = rows.reduce((sum, row) => sum + toNumber(row.flat), 0);
  const cum = rows.reduce((most, row) => Math.max(most, toNumber(row.cum)), 0);
  const total = Math.abs(toNumber(table.total));
  return {
    flat,
    cum,
    flatShare: total === 0 ? 0 : flat / total,
    cumShare: total === 0 ? 0 : cum / total,
    file: first.file,
    isBytes: table.sampleType.unit === "bytes",
  };
}
