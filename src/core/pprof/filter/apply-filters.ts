// All filters in pprof's order: tag frames before anything else, so that the others can match them, then names, lines,
// roots, labels, and last what is pruned (applyFocus and generateRawReport in internal/driver).

import { exactNames } from "../exact-names.ts";
import type { FilterName } from "../lens.ts";
import type { Profile } from "../profile.ts";
import { numericLabelUnits } from "../label-units.ts";
import type { CompileExpression, TextMatcher } from "../text-matcher.ts";
import { focusSamples } from "./focus.ts";
import { hideLines } from "./hide.ts";
import { pruneFrom } from "./prune.ts";
import { showFrom } from "./show-from.ts";
import { filterTagNames } from "./tag-names.ts";
import { focusByTags, isTagRange, parseTagFilter } from "./tag-filter.ts";

/** RE2 expressions and label filters; absent or "" = none. */
export interface ProfileFilters {
  readonly focus?: string;
  readonly ignore?: string;
  readonly hide?: string;
  readonly show?: string;
  readonly showFrom?: string;
  readonly tagFocus?: string;
  readonly tagIgnore?: string;
  readonly tagShow?: string;
  readonly tagHide?: string;
  readonly pruneFrom?: string;
}

export interface FilteredProfile {
  readonly profile: Profile;
  /** What a reader should know: an expression that matched nothing, a tag filter that was taken for a range. */
  readonly warnings: readonly string[];
  /** The expressions that matched nothing; what is pruned does not tell. */
  readonly unmatched: readonly FilterName[];
}

/** The profile with what the filters leave of it; `units` of its numeric labels. Throws what `compile` throws. */
export function applyFilters(
  profile: Profile,
  filters: ProfileFilters,
  compile: CompileExpression,
  units: ReadonlyMap<string, string> = numericLabelUnits(profile).units,
): FilteredProfile {
  const warnings: string[] = [];
  const unmatched: FilterName[] = [];
  const expression = (option: string, text = ""): TextMatcher | null =>
    text === "" ? null : compile(option, text);
  const warn = (option: string, name: FilterName, matched: boolean) => {
    if (matched || (filters[name] ?? "") === "") return;
    warnings.push(`${option} matched nothing`);
    unmatched.push(name);
  };
  const tagFilter = (option: string, text = "") => {
    if (text === "") return null;
    if (isTagRange(text))
      warnings.push(`${option}: ${text} is taken for a range, not for RE2`);
    return parseTagFilter(option, text, units, compile);
  };
  // All are compiled before any is applied: a mistake in the last one costs no work.
  const compiled = {
    focus: expression("--focus", filters.focus),
    ignore: expression("--ignore", filters.ignore),
    hide: expression("--hide", filters.hide),
    show: expression("--show", filters.show),
    showFrom: expression("--show-from", filters.showFrom),
    tagFocus: tagFilter("--tag-focus", filters.tagFocus),
    tagIgnore: tagFilter("--tag-ignore", filters.tagIgnore),
    tagShow: expression("--tag-show", filters.tagShow),
    tagHide: expression("--tag-hide", filters.tagHide),
    pruneFrom: expression("--prune-from", filters.pruneFrom),
  };

  const focused = focusSamples(profile, compiled.focus, compiled.ignore);
  warn("--focus", "focus", focused.focusMatched);
  warn("--ignore", "ignore", focused.ignoreMatched);
  const seen = hideLines(focused.profile, compiled.hide, compiled.show);
  warn("--hide", "hide", seen.hideMatched);
  warn("--show", "show", seen.showMatched);
  let current = seen.profile;
  if (compiled.showFrom !== null) {
    const rooted = showFrom(current, compiled.showFrom);
    warn("--show-from", "showFrom", rooted.matched);
    current = rooted.profile;
  }
  const tagged = focusByTags(current, compiled.tagFocus, compiled.tagIgnore);
  warn("--tag-focus", "tagFocus", tagged.focusMatched);
  warn("--tag-ignore", "tagIgnore", tagged.ignoreMatched);
  const named = filterTagNames(
    tagged.profile,
    compiled.tagShow,
    compiled.tagHide,
  );
  warn("--tag-show", "tagShow", named.showMatched);
  warn("--tag-hide", "tagHide", named.hideMatched);
  current = named.profile;
  return {
    profile:
      compiled.pruneFrom === null
        ? current
        : pruneFrom(
            current,
            compiled.pruneFrom,
            // Of functions named one by one, methods are meant too; no such expression matches anything in pprof.
            exactNames(filters.pruneFrom ?? "")?.some((name) =>
              name.includes("("),
            ),
          ),
    warnings,
    unmatched,
  };
}
