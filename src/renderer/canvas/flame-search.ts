// What a search found, as marks on a flame graph; and the plain text filter of tables. Expressions are not tried here:
// they go to the worker, whose engine is RE2, because JavaScript's can hang the window.

import { plainMatcher } from "../../core/pprof/search-text.ts";
import type { FlameView } from "../../core/pprof/views.ts";

export interface FlameSearch {
  /** 1 for matching entries of `names`. */
  readonly names: Uint8Array;
}

/** The marks of what `profile.search` found. */
export function markFound(
  view: FlameView,
  found: readonly string[],
): FlameSearch {
  const wanted = new Set(found);
  // The root is not a function, whatever the text is.
  return {
    names: Uint8Array.from(view.names, (name, index) =>
      wanted.has(name) && index !== view.name[0] ? 1 : 0,
    ),
  };
}

/** The test that a filter text means, without regard to case; null for an empty one. */
export function compileSearch(
  text: string,
): ((name: string) => boolean) | null {
  const wanted = text.trim();
  return wanted === "" ? null : plainMatcher(wanted);
}
