// What a lens leaves of a profile, kept for the next question: flame graph, table and callers look through the same lens,
// and people go back and forth. The expressions' engine is loaded with the first filter, not before.

import { TrivetError } from "../../core/errors.ts";
import { applyFilters } from "../../core/pprof/filter/apply-filters.ts";
import {
  activeFilters,
  filterNames,
  type FilterName,
  type LensFilters,
  type ProfileLens,
} from "../../core/pprof/lens.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { baseLabel } from "../../core/pprof/sample-type.ts";
import type {
  CompileExpression,
  TextMatcher,
} from "../../core/pprof/text-matcher.ts";

export interface SeenProfile {
  readonly profile: Profile;
  readonly unmatched: readonly FilterName[];
}

/** Filtered copies share what the filters did not touch; still, a few of a large profile are enough. */
const kept = 4;
const checkEvery = 1024;

export class FilteredProfiles {
  /** Least recently used first. */
  readonly #kept = new Map<
    string,
    { readonly ids: readonly string[]; readonly seen: SeenProfile }
  >();

  /**
   * `key` names the profile, `ids` are the loaded profiles that it was made from. Code: expression-invalid, with the
   * filter's name in `detail.filter`.
   */
  async through(
    of: {
      readonly profile: Profile;
      readonly key: string;
      readonly ids: readonly string[];
    },
    lens: ProfileLens,
    checkpoint: Checkpoint,
  ): Promise<SeenProfile> {
    const active = activeFilters(lens);
    if (active.length === 0) return { profile: of.profile, unmatched: [] };
    const texts = active.map((name) => [name, lens.filters[name]]);
    const key = JSON.stringify([of.key, texts]);
    const known = this.#kept.get(key);
    const entry = known ?? {
      ids: of.ids,
      seen: await filter(of.profile, lens.filters, checkpoint),
    };
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > kept && oldest !== undefined)
      this.#kept.delete(oldest);
    return entry.seen;
  }

  /** Drops what was made from this profile. */
  forget(id: string): void {
    for (const [key, entry] of this.#kept)
      if (entry.ids.includes(id)) this.#kept.delete(key);
  }
}

async function filter(
  profile: Profile,
  filters: LensFilters,
  checkpoint: Checkpoint,
): Promise<SeenProfile> {
  const { compileExpression } = await import("./compile-expression.ts");
  checkpoint();
  return applyFilters(
    profile,
    filters,
    compileForLens(compileExpression, checkpoint),
  );
}

/** Names the filter in what is refused, stops when it is cancelled, and leaves the sides of a comparison apart. */
function compileForLens(
  compile: CompileExpression,
  checkpoint: Checkpoint,
): CompileExpression {
  let asked = 0;
  const stoppable =
    (matches: TextMatcher): TextMatcher =>
    (text) => {
      if (++asked % checkEvery === 0) checkpoint();
      return matches(text);
    };
  return (option, expression) => {
    const name = filterOf(option);
    let matches: TextMatcher;
    try {
      matches = compile(option, expression);
    } catch (error) {
      if (!(error instanceof TrivetError)) throw error;
      throw new TrivetError(
        "expression-invalid",
        error.message.slice(`${option}: `.length),
        { cause: error, detail: { filter: name } },
      );
    }
    // The label that parts the base from the rest is ours, not one of the profile's.
    if (name === "tagShow")
      return (text) => text === baseLabel.key || matches(text);
    if (name === "tagHide")
      return (text) => text !== baseLabel.key && matches(text);
    return stoppable(matches);
  };
}

/** `--show-from` is `showFrom`. */
function filterOf(option: string): FilterName {
  const name = option
    .replace(/^--/, "")
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const known = filterNames.find((candidate) => candidate === name);
  if (known === undefined) throw new Error(`no filter has option ${option}`);
  return known;
}
