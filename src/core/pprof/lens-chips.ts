// A lens as a row of removable parts: each active filter, and each function by itself where a filter names functions.

import { exactExpression, exactNames } from "./exact-names.ts";
import {
  activeFilters,
  withFilter,
  type FilterName,
  type ProfileLens,
} from "./lens.ts";

export interface LensChip {
  readonly filter: FilterName;
  /** A function's whole name, or the expression as it was typed. */
  readonly text: string;
  readonly isName: boolean;
}

export function lensChips(lens: ProfileLens): readonly LensChip[] {
  return activeFilters(lens).flatMap((filter): readonly LensChip[] => {
    const text = lens.filters[filter];
    const names = exactNames(text);
    return names === null
      ? [{ filter, text, isName: false }]
      : names.map((name) => ({ filter, text: name, isName: true }));
  });
}

export function withoutChip(lens: ProfileLens, chip: LensChip): ProfileLens {
  const names = chip.isName ? exactNames(lens.filters[chip.filter]) : null;
  const rest = names?.filter((name) => name !== chip.text) ?? [];
  return withFilter(lens, chip.filter, exactExpression(rest));
}

/** Filters of which a second function means "both of them"; of the others the new one takes the old one's place. */
const adding: readonly FilterName[] = ["ignore", "hide", "pruneFrom"];

/** The lens with one more function in a filter. */
export function withFunction(
  lens: ProfileLens,
  filter: FilterName,
  name: string,
): ProfileLens {
  const present = lens.filters[filter];
  if (present === "" || !adding.includes(filter))
    return withFilter(lens, filter, exactExpression([name]));
  const names = exactNames(present);
  // A typed expression keeps its flags to itself.
  if (names === null)
    return withFilter(
      lens,
      filter,
      `(?:${present})|${exactExpression([name])}`,
    );
  return names.includes(name)
    ? lens
    : withFilter(lens, filter, exactExpression([...names, name]));
}
