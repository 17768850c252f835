// What the named groups of a user's pattern stand for: series of MemStats, by the catalogue's names or Go's.

import { TrivetError } from "../errors.ts";
import { parseQuantity } from "../format/parse-quantity.ts";

/** The series that each group gives. Code: usage for a group of another name, and for a pattern without groups. */
export function seriesOfGroups<Name extends string>(
  groups: readonly string[],
  seriesOf: (name: string) => Name | null,
): ReadonlyMap<string, Name> {
  if (groups.length === 0)
    throw new TrivetError(
      "usage",
      "the pattern has no named groups: (?P<HeapAlloc>\\d+)",
    );
  const found = new Map<string, Name>();
  for (const group of groups) {
    const series = seriesOf(group);
    if (series === null)
      throw new TrivetError(
        "usage",
        `the pattern's group ${group} is no field of MemStats`,
      );
    found.set(group, series);
  }
  return found;
}

/** Values of one line, in the units of the series; what is no number is left out. */
export function valuesOfGroups(
  series: ReadonlyMap<string, string>,
  matched: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [group, name] of series) {
    const value = parseQuantity(matched[group] ?? "");
    if (value !== null) values[name] = value;
  }
  return values;
}
