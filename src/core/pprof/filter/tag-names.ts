// tag-show and tag-hide: which labels are seen, by their keys (FilterTagsByName in profile/filter.go).

import { withLabels } from "../edit-profile.ts";
import type { Profile } from "../profile.ts";
import type { TextMatcher } from "../text-matcher.ts";

export interface TagNamesResult {
  readonly profile: Profile;
  readonly showMatched: boolean;
  readonly hideMatched: boolean;
}

export function filterTagNames(
  profile: Profile,
  show: TextMatcher | null,
  hide: TextMatcher | null,
): TagNamesResult {
  let showMatched = false;
  let hideMatched = false;
  const kept = new Map<number, boolean>();
  const decide = (key: number): boolean => {
    const name = profile.strings.get(key);
    const shown = show?.(name) ?? true;
    const hidden = hide?.(name) ?? false;
    showMatched ||= shown;
    hideMatched ||= hidden;
    return shown && !hidden;
  };
  const edited =
    show === null && hide === null
      ? profile
      : withLabels(profile, (label) => {
          const key = profile.labels.key[label]!;
          const known = kept.get(key) ?? decide(key);
          kept.set(key, known);
          return known;
        });
  return { profile: edited, showMatched, hideMatched };
}
