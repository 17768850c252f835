// MemStats out of lines that programs log by themselves: `HeapAlloc=3966680 HeapInuse=4194304 NumGC=52 PauseNs=154780`,
// with `=` or `:`, with or without units, in any order and among other words.

import { parseQuantity } from "../format/parse-quantity.ts";
import { memstatsByField, type MemStatsName } from "./memstats.ts";

export interface MemStatsLine {
  /** Bytes, counts, and nanoseconds, under the names of the series catalogue. */
  readonly values: Readonly<Partial<Record<MemStatsName, number>>>;
  /** Of the last collection: `PauseNs`, nanoseconds. Null when the line does not say. */
  readonly pauseNs: number | null;
}

/** The end of a number is a space, a delimiter or the end of the line: a number that goes on is another one. */
const field =
  /(?:^|[^\w])"?([A-Z]\w+)"?\s*[=:]\s*"?(\d+(?:\.\d+)?)\s?([KMGT]i?B|B|bytes|ns|us|µs|ms|s)?(?=$|[\s,;}\])"|])/g;

/** One field may be any program's word; two of MemStats' are MemStats. Null for other lines. */
const fewestFields = 2;

export function parseMemStatsLine(line: string): MemStatsLine | null {
  if (!/Heap|NumGC|Alloc|Sys/.test(line)) return null;
  const values: Partial<Record<MemStatsName, number>> = {};
  let pauseNs: number | null = null;
  for (const [, name = "", digits = "", unit = ""] of line.matchAll(field)) {
    const value = parseQuantity(digits + unit);
    if (value === null) continue;
    const known = memstatsByField.get(name);
    if (known !== undefined) values[known] = value;
    else if (name === "PauseNs") pauseNs = value;
  }
  return Object.keys(values).length + (pauseNs === null ? 0 : 1) < fewestFields
    ? null
    : { values, pauseNs };
}
