// How profiles are looked at: what counts as one place, and what is left out. One lens for every profile panel, so that
// a filter set in the flame graph is a filter of the table, the callers, the trend; it is saved with the view.

import type { ExactInteger, Granularity, SampleType } from "./views.ts";

/** In the order in which pprof applies them. */
export const filterNames = [
  "focus",
  "ignore",
  "hide",
  "show",
  "showFrom",
  "tagFocus",
  "tagIgnore",
  "tagShow",
  "tagHide",
  "pruneFrom",
] as const;
export type FilterName = (typeof filterNames)[number];

/** RE2 expressions and label filters as `go tool pprof` takes them; "" = none. */
export type LensFilters = Readonly<Record<FilterName, string>>;

export interface ProfileLens {
  readonly granularity: Granularity;
  /** Attributes inlined calls to the function that they were inlined into. */
  readonly noInlines: boolean;
  /** Leaves out what shrank. */
  readonly dropNegative: boolean;
  readonly filters: LensFilters;
}

/** The longest filter that is taken; an expression's automaton may need a few hundred bytes a character. */
export const longestFilter = 10_000;

const noFilters: LensFilters = {
  focus: "",
  ignore: "",
  hide: "",
  show: "",
  showFrom: "",
  tagFocus: "",
  tagIgnore: "",
  tagShow: "",
  tagHide: "",
  pruneFrom: "",
};

/** Everything there is, by function: what pprof shows when it is asked for nothing else. */
export const plainLens: ProfileLens = {
  granularity: "functions",
  noInlines: false,
  dropNegative: false,
  filters: noFilters,
};

/** What the filters of a lens do to a profile. */
export interface LensEffect {
  readonly sampleType: SampleType;
  /** Σ|value| of what is left, and of everything; for a comparison of both sides. */
  readonly shown: ExactInteger;
  readonly total: ExactInteger;
  /** Filters that match nothing here: either a mistake, or the profile has none of it. */
  readonly unmatched: readonly FilterName[];
}

export function activeFilters(lens: ProfileLens): readonly FilterName[] {
  return filterNames.filter((name) => lens.filters[name] !== "");
}

export function withFilter(
  lens: ProfileLens,
  name: FilterName,
  text: string,
): ProfileLens {
  return { ...lens, filters: { ...lens.filters, [name]: text } };
}

/** Granularity and switches stay. */
export function withoutFilters(lens: ProfileLens): ProfileLens {
  return { ...lens, filters: noFilters };
}

export function isSameLens(a: ProfileLens, b: ProfileLens): boolean {
  return (
    a.granularity === b.granularity &&
    a.noInlines === b.noInlines &&
    a.dropNegative === b.dropNegative &&
    filterNames.every((name) => a.filters[name] === b.filters[name])
  );
}
