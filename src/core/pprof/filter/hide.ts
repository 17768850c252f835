// hide and show: which lines of the stacks are seen (FilterSamplesByName in profile/filter.go). Values stay where they
// were: what a hidden leaf accounted for goes to the frame that called it.

import { withLines, withStacks } from "../edit-profile.ts";
import type { Profile } from "../profile.ts";
import { SymbolMatcher, type TextMatcher } from "../text-matcher.ts";

export interface HideResult {
  readonly profile: Profile;
  readonly hideMatched: boolean;
  readonly showMatched: boolean;
}

/** A sample of which nothing is left to see is left out. */
export function hideLines(
  profile: Profile,
  hide: TextMatcher | null,
  show: TextMatcher | null,
): HideResult {
  if (hide === null && show === null)
    return { profile, hideMatched: false, showMatched: false };
  const hideOn = hide === null ? null : new SymbolMatcher(profile, hide);
  const showOn = show === null ? null : new SymbolMatcher(profile, show);
  const hidden = new Uint8Array(profile.locations.count);
  let hideMatched = false;
  let showMatched = false;
  const edited = withLines(profile, (location, start, end) => {
    let kept: readonly number[] = range(start, end);
    if (hideOn?.location(location) === true) {
      hideMatched = true;
      kept = hideOn.mapping(location)
        ? []
        : kept.filter((line) => !hideOn.line(line));
      if (kept.length === 0) hidden[location] = 1;
    }
    if (showOn !== null) {
      if (!showOn.mapping(location))
        kept = kept.filter((line) => showOn.line(line));
      if (kept.length === 0) hidden[location] = 1;
      else showMatched = true;
    }
    return kept;
  });
  return {
    hideMatched,
    showMatched,
    profile: hidden.includes(1) ? withoutLocations(edited, hidden) : edited,
  };
}

function withoutLocations(profile: Profile, hidden: Uint8Array): Profile {
  const { stackStart, stack } = profile.samples;
  return withStacks(profile, (sample, push) => {
    let any = false;
    for (let at = stackStart[sample]!; at < stackStart[sample + 1]!; at++) {
      if (hidden[stack[at]!] === 1) continue;
      push(stack[at]!);
      any = true;
    }
    return any;
  });
}

export function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
