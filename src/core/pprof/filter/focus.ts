// focus and ignore: which samples count, by what is anywhere in their stacks (FilterSamplesByName in profile/filter.go).

import { withStackRanges } from "../edit-profile.ts";
import type { Profile } from "../profile.ts";
import { SymbolMatcher, type TextMatcher } from "../text-matcher.ts";

export interface FocusResult {
  readonly profile: Profile;
  /** Whether any location matched, used or not: what pprof warns about. */
  readonly focusMatched: boolean;
  readonly ignoreMatched: boolean;
}

/** Keeps samples that go through a `focus` location and through no `ignore` location. */
export function focusSamples(
  profile: Profile,
  focus: TextMatcher | null,
  ignore: TextMatcher | null,
): FocusResult {
  if (focus === null && ignore === null)
    return { profile, focusMatched: true, ignoreMatched: false };
  const focusOn = focus === null ? null : new SymbolMatcher(profile, focus);
  const ignoreOn = ignore === null ? null : new SymbolMatcher(profile, ignore);
  const { count } = profile.locations;
  const ignored = new Uint8Array(count);
  const focused = new Uint8Array(count);
  for (let location = 0; location < count; location++) {
    if (ignoreOn?.location(location) === true) ignored[location] = 1;
    else if (focusOn === null || focusOn.location(location))
      focused[location] = 1;
  }
  const { stack } = profile.samples;
  return {
    focusMatched: focused.includes(1),
    ignoreMatched: ignored.includes(1),
    profile: withStackRanges(profile, (_, from, to) => {
      let found = false;
      for (let at = from; at < to; at++) {
        if (ignored[stack[at]!] === 1) return null;
        if (focused[stack[at]!] === 1) found = true;
      }
      return found ? { from, to } : null;
    }),
  };
}
