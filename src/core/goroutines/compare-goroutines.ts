// Two dumps of one process: which groups grew, and which goroutines are still where they were. A group that grows while
// its members stay is how a goroutine leak looks.

import type { GoroutineId } from "../units.ts";
import type { GoroutineRecord } from "./goroutine-dump.ts";
import {
  groupGoroutines,
  type DumpGroup,
  type GroupKeys,
  type KnownFacts,
} from "./group-goroutines.ts";
import { StackKeys } from "./stack-key.ts";

export interface ComparedGroup extends DumpGroup {
  /** Goroutines of the group in the earlier dump. */
  readonly before: number;
  /** Members that were in this group in the earlier dump too; null where ids are not told or mean nothing. */
  readonly stayed: number | null;
}

/** Facts that both dumps tell. */
export function commonFacts(a: KnownFacts, b: KnownFacts): KnownFacts {
  return {
    states: a.states && b.states,
    creators: a.creators && b.creators,
    labels: a.labels && b.labels,
  };
}

/** Grown most first. Groups that are gone stay, with a count of 0 and the members they had. */
export function compareGroups(
  before: readonly GoroutineRecord[],
  after: readonly GoroutineRecord[],
  keys: GroupKeys,
): readonly ComparedGroup[] {
  const earlier = groupGoroutines(before, keys);
  const compared: ComparedGroup[] = [];
  const later = groupGoroutines(after, keys);
  for (const [key, group] of later) {
    const base = earlier.get(key);
    compared.push({
      ...group,
      before: base?.count ?? 0,
      stayed: countCommon(base?.ids ?? [], group.ids, before, after),
    });
  }
  for (const [key, group] of earlier)
    if (!later.has(key))
      compared.push({
        ...group,
        count: 0,
        before: group.count,
        stayed: group.ids.length > 0 ? 0 : null,
      });
  return compared.sort(
    (a, b) =>
      b.count - b.before - (a.count - a.before) ||
      b.count - a.count ||
      b.before - a.before,
  );
}

function countCommon(
  before: readonly GoroutineId[],
  after: readonly GoroutineId[],
  ...dumps: readonly (readonly GoroutineRecord[])[]
): number | null {
  if (dumps.some(([first]) => first?.id === null)) return null;
  const known = new Set(before);
  return after.reduce((sum, id) => sum + (known.has(id) ? 1 : 0), 0);
}

export interface FollowedGoroutines {
  /** In both dumps at the same place: program frames and state are equal. */
  readonly stayed: number;
  /** In both dumps, elsewhere now. */
  readonly moved: number;
  readonly started: number;
  readonly ended: number;
  /** Ids whose creator differs: ids are never used twice, so these are two processes. */
  readonly otherProcess: number;
}

/** Null unless both dumps tell ids. */
export function followGoroutines(
  before: readonly GoroutineRecord[],
  after: readonly GoroutineRecord[],
): FollowedGoroutines | null {
  const hasIds = (records: readonly GoroutineRecord[]): boolean =>
    records.length > 0 && records.every(({ id }) => id !== null);
  if (!hasIds(before) || !hasIds(after)) return null;
  const earlier = new Map(before.map((record) => [record.id, record]));
  const keys = new StackKeys();
  const sums = { stayed: 0, moved: 0, started: 0, otherProcess: 0 };
  for (const record of after) {
    const then = earlier.get(record.id);
    if (then === undefined) sums.started++;
    else if (!haveSameCreator(then, record)) sums.otherProcess++;
    else if (
      then.state === record.state &&
      keys.of(then.stack) === keys.of(record.stack)
    )
      sums.stayed++;
    else sums.moved++;
  }
  const met = sums.stayed + sums.moved + sums.otherProcess;
  return { ...sums, ended: earlier.size - met };
}

/** One goroutine through a series of dumps, in their order; null where it does not exist. */
export function followGoroutine(
  dumps: readonly (readonly GoroutineRecord[])[],
  id: GoroutineId,
): readonly (GoroutineRecord | null)[] {
  return dumps.map(
    (records) => records.find((record) => record.id === id) ?? null,
  );
}

function haveSameCreator(a: GoroutineRecord, b: GoroutineRecord): boolean {
  if (a.cut || b.cut) return true;
  const left = a.createdBy;
  const right = b.createdBy;
  if (left === null || right === null) return left === right;
  return (
    left.frame.function === right.frame.function &&
    left.frame.line === right.frame.line &&
    left.parent === right.parent
  );
}
