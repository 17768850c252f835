// A dump as the tree that the goroutine browser draws: searched, grouped, compared with an earlier dump.

import type { BrowseQuery, BrowserView } from "./browser-views.ts";
import { commonFacts, followGoroutines } from "./compare-goroutines.ts";
import type {
  GoroutineDump,
  GoroutineRecord,
  StackFrame,
} from "./goroutine-dump.ts";
import { knownFacts } from "./group-goroutines.ts";
import { RowTree } from "./row-tree.ts";
import {
  keysOfLevels,
  searchGoroutines,
  type TextTest,
} from "./select-goroutines.ts";

export interface BrowseOptions {
  /** Null = no search. */
  readonly matches: TextTest | null;
  /** The id that was searched for. */
  readonly id: number | null;
  readonly isDistribution: (frame: StackFrame) => boolean;
  readonly checkpoint: () => void;
}

/** A level that the dump cannot tell apart is one group with an empty key. */
export function browseGoroutines(
  dump: GoroutineDump,
  before: GoroutineDump | null,
  query: BrowseQuery,
  options: BrowseOptions,
): BrowserView {
  const own = knownFacts(dump.goroutines);
  const facts =
    before === null ? own : commonFacts(own, knownFacts(before.goroutines));
  const followed =
    before === null
      ? null
      : followGoroutines(before.goroutines, dump.goroutines);
  options.checkpoint();
  const { matches, id } = options;
  const now = searchGoroutines(dump.goroutines, matches, id);
  const then =
    before === null ? null : searchGoroutines(before.goroutines, matches, id);
  options.checkpoint();
  const { isDistribution } = options;
  const tree = new RowTree(
    query,
    keysOfLevels(query.levels, { facts, isDistribution }),
    followed !== null && followed.otherProcess === 0,
    options.checkpoint,
  );
  const groups = tree.addLevel(now, then, []);
  return {
    form: dump.form,
    facts,
    labelKeys: labelKeys(dump.goroutines),
    damage: dump.damage,
    goroutines: countOf(dump.goroutines),
    selected: countOf(now),
    before: then === null ? null : countOf(then),
    groups,
    followed,
    rows: tree.rows,
  };
}

function labelKeys(goroutines: readonly GoroutineRecord[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { labels, count } of goroutines)
    for (const key in labels) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key);
}

function countOf(goroutines: readonly GoroutineRecord[]): number {
  return goroutines.reduce((sum, { count }) => sum + count, 0);
}
