// show-from: stacks begin at the match that is nearest to the root (ShowFrom in profile/filter.go).

import { withLines, withStackRanges } from "../edit-profile.ts";
import type { Profile } from "../profile.ts";
import { SymbolMatcher, type TextMatcher } from "../text-matcher.ts";
import { range } from "./hide.ts";

/** Samples without a match are left out. */
export function showFrom(
  profile: Profile,
  expression: TextMatcher,
): { readonly profile: Profile; readonly matched: boolean } {
  const matcher = new SymbolMatcher(profile, expression);
  const roots = new Uint8Array(profile.locations.count);
  const edited = withLines(profile, (location, start, end) => {
    if (matcher.mapping(location)) {
      roots[location] = 1;
      return range(start, end);
    }
    for (let line = end - 1; line >= start; line--) {
      if (!matcher.line(line)) continue;
      roots[location] = 1;
      return range(start, line + 1);
    }
    return range(start, end);
  });
  const { stack } = profile.samples;
  return {
    matched: roots.includes(1),
    profile: withStackRanges(edited, (_, from, to) => {
      for (let at = to - 1; at >= from; at--)
        if (roots[stack[at]!] === 1) return { from, to: at + 1 };
      return null;
    }),
  };
}
