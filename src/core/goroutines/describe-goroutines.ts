// All that a dump tells of one group or one goroutine: stack, states, waits, labels, ids, and who created it, back to the
// first ancestor that still exists.

import type { GoroutineId } from "../units.ts";
import type {
  CreationStep,
  GoroutineDetails,
  GoroutineSelection,
  GoroutineSighting,
} from "./browser-views.ts";
import { commonFacts } from "./compare-goroutines.ts";
import type {
  Creator,
  GoroutineDump,
  GoroutineRecord,
  Stack,
} from "./goroutine-dump.ts";
import { knownFacts } from "./group-goroutines.ts";
import type { BrowseOptions } from "./browse-goroutines.ts";
import {
  followPath,
  keysOfLevels,
  searchGoroutines,
} from "./select-goroutines.ts";
import { frameKey } from "./stack-key.ts";
import { waitStep } from "./wait-steps.ts";

const shownValues = 20;
const shownIds = 200;
/** Goroutines that create each other in turn would go on for ever. */
const longestChain = 50;

/** Null when the path leads to no goroutine of either dump. A group that is gone is described as it was before. */
export function describeGoroutines(
  dump: GoroutineDump,
  before: GoroutineDump | null,
  selection: GoroutineSelection,
  options: BrowseOptions,
): GoroutineDetails | null {
  const own = knownFacts(dump.goroutines);
  const facts =
    before === null ? own : commonFacts(own, knownFacts(before.goroutines));
  const { isDistribution, matches, id } = options;
  const keys = keysOfLevels(selection.levels, { facts, isDistribution });
  const membersOf = (of: GoroutineDump): readonly GoroutineRecord[] =>
    followPath(
      searchGoroutines(of.goroutines, matches, id),
      selection.path,
      keys,
    );
  const now = membersOf(dump);
  options.checkpoint();
  const then = before === null ? null : membersOf(before);
  const isGone = now.length === 0 && then !== null;
  const shown = isGone ? then : now;
  const first = shown[0];
  if (first === undefined) return null;
  const isSingle = shown.length === 1 && first.id !== null;
  return {
    ...summarize(shown),
    count: countOf(now),
    before: then === null ? null : countOf(then),
    arguments: isSingle ? first.arguments : [],
    chain: creationChain(isGone && before !== null ? before : dump, first),
    chainOf: first.id,
  };
}

/** One goroutine of a dump that tells ids; null when it is not there. */
export function findGoroutine(
  dump: GoroutineDump,
  id: GoroutineId,
): GoroutineSighting | null {
  const record = dump.goroutines.find((candidate) => candidate.id === id);
  if (record === undefined) return null;
  const [createdBy = null] = creationChain(dump, record);
  return {
    id,
    state: record.state,
    waitMinutes: record.waitMinutes,
    stack: record.stack,
    arguments: record.arguments,
    createdBy,
    lockedToThread: record.lockedToThread,
    leaked: record.leaked,
    labels: record.labels,
  };
}

/** Who created it, who created that one, and so on while the dump knows them; then what GODEBUG=tracebackancestors told. */
export function creationChain(
  dump: GoroutineDump,
  record: GoroutineRecord,
): readonly CreationStep[] {
  const byId = new Map(dump.goroutines.map((other) => [other.id, other]));
  const chain: CreationStep[] = [];
  const seen = new Set<GoroutineId | null>([record.id]);
  let creator: Creator | null = record.createdBy;
  while (creator !== null && chain.length < longestChain) {
    const { parent, frame } = creator;
    const living = parent === null ? undefined : byId.get(parent);
    chain.push({ frame, parent, parentState: living?.state ?? null });
    if (living === undefined || seen.has(parent)) break;
    seen.add(parent);
    creator = living.createdBy;
  }
  for (const { id, createdBy } of record.ancestors.slice(chain.length - 1))
    if (createdBy !== null && !seen.has(id)) {
      seen.add(id);
      chain.push({ ...createdBy, parentState: null });
    }
  return chain;
}

type Summary = Omit<
  GoroutineDetails,
  "count" | "before" | "arguments" | "chain" | "chainOf"
>;

function summarize(records: readonly GoroutineRecord[]): Summary {
  const states = new Counts<string>();
  const waits = new Counts<number>();
  const stacks = new Counts<Stack>();
  const creators = new Map<string, Summary["creators"][number]>();
  const labels = new Map<string, Counts<string>>();
  const ids: GoroutineId[] = [];
  const sums = { leaked: 0, locked: 0 };
  for (const record of records) {
    const { count } = record;
    if (record.state !== null) states.add(record.state, count);
    if (record.waitMinutes !== null)
      waits.add(waitStep(record.waitMinutes), count);
    stacks.add(record.stack, count);
    if (record.id !== null) {
      ids.push(record.id);
      const frame = record.createdBy?.frame ?? null;
      const key = frame === null ? "" : frameKey(frame);
      const known = creators.get(key)?.count ?? 0;
      creators.set(key, { frame, count: known + count });
    }
    for (const [key, value] of Object.entries(record.labels)) {
      const values = labels.get(key) ?? new Counts<string>();
      values.add(value, count);
      labels.set(key, values);
    }
    if (record.leaked) sums.leaked += count;
    if (record.lockedToThread) sums.locked += count;
  }
  const [[stack, stackCount] = [records[0]!.stack, 0]] = stacks.sorted();
  return {
    states: texts(states.sorted()),
    waits: waits
      .sorted()
      .map(([from, count]) => ({ from, count }))
      .sort((a, b) => a.from - b.from),
    creators: [...creators.values()]
      .sort((a, b) => b.count - a.count)
      .slice(0, shownValues),
    labels: [...labels].map(([key, values]) => {
      const sorted = values.sorted();
      return {
        key,
        values: texts(sorted.slice(0, shownValues)),
        others: Math.max(0, sorted.length - shownValues),
      };
    }),
    stacks: stacks.size,
    stackCount,
    stack,
    ids: ids.sort((a, b) => a - b).slice(0, shownIds),
    idCount: ids.length,
    leaked: sums.leaked,
    lockedToThread: sums.locked,
  };
}

class Counts<K> {
  readonly #counts = new Map<K, number>();

  add(key: K, count: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  get size(): number {
    return this.#counts.size;
  }

  /** Most frequent first. */
  sorted(): (readonly [K, number])[] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }
}

function texts(
  counts: readonly (readonly [string, number])[],
): GoroutineDetails["states"] {
  return counts.map(([text, count]) => ({ text, count }));
}

function countOf(records: readonly GoroutineRecord[]): number {
  return records.reduce((sum, { count }) => sum + count, 0);
}
