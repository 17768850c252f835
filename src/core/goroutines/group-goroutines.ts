// A dump of 10,000 goroutines is a few dozen groups: goroutines that wait at the same place, for the same reason, started
// by the same line, under the same labels. Or by one of these alone.

import type { GoroutineId } from "../units.ts";
import type {
  Creator,
  GoroutineRecord,
  Stack,
  StackFrame,
} from "./goroutine-dump.ts";
import {
  frameKey,
  printedName,
  programFrames,
  StackKeys,
} from "./stack-key.ts";
import { waitStep } from "./wait-steps.ts";

export type Grouping =
  /** `all`: by stack, state, creator and labels together; `wait`: by how long, in steps (wait-steps.ts). */
  | {
      readonly by: "all" | "stack" | "state" | "function" | "creator" | "wait";
    }
  | { readonly by: "label"; readonly key: string };

/** What both sides of a comparison tell: only that may tell groups apart. */
export interface KnownFacts {
  readonly states: boolean;
  readonly creators: boolean;
  readonly labels: boolean;
}

export interface DumpGroup {
  readonly count: number;
  /** Most frequent first; empty where goroutines are counted. */
  readonly states: readonly {
    readonly state: string;
    readonly count: number;
  }[];
  /** Of the member that has waited longest; null where goroutines are counted. */
  readonly oldestWaitMinutes: number | null;
  readonly lockedToThread: number;
  readonly leaked: number;
  /** How many distinct stacks, creators and values of labels the members have. */
  readonly stacks: number;
  /** Of the first member: leaf-most frame outside the Go distribution, else the root. */
  readonly userFrame: StackFrame | null;
  readonly stack: Stack;
  readonly createdBy: Creator | null;
  /** Those that all members share. */
  readonly labels: Readonly<Record<string, string>>;
  /** Ascending; empty where goroutines are counted. */
  readonly ids: readonly GoroutineId[];
}

export interface GroupingOptions {
  readonly grouping: Grouping;
  readonly facts: KnownFacts;
  /** Whether a frame is Go's own code and not the program's. */
  readonly isDistribution: (frame: StackFrame) => boolean;
}

/** What a list of goroutines tells. Labels are printed only by those who have any, and by debug=2 only if told to. */
export function knownFacts(goroutines: readonly GoroutineRecord[]): KnownFacts {
  const isCounted = goroutines.some(({ id }) => id === null);
  return {
    states: !isCounted,
    creators: !isCounted,
    labels: isCounted || goroutines.some(({ labels }) => hasAny(labels)),
  };
}

/** Names the group of a goroutine: equal keys, same group, also across dumps. */
export class GroupKeys {
  readonly #options: GroupingOptions;
  readonly #stackKeys = new StackKeys();
  readonly #userFrames = new Map<Stack, StackFrame | null>();

  constructor(options: GroupingOptions) {
    this.#options = options;
  }

  of(record: GoroutineRecord): string {
    const { grouping, facts } = this.#options;
    switch (grouping.by) {
      case "stack":
        return this.#stackKeys.of(record.stack);
      case "state":
        return facts.states ? (record.state ?? "") : "";
      case "function":
        return printedName(this.userFrame(record.stack)?.function ?? "");
      case "creator":
        return facts.creators ? creatorKey(record) : "";
      case "wait":
        return facts.states ? String(waitStep(record.waitMinutes ?? 0)) : "";
      case "label":
        return facts.labels ? (labelOf(record, grouping.key) ?? "") : "";
      case "all":
        return [
          this.#stackKeys.of(record.stack),
          facts.states ? record.state : "",
          facts.creators ? creatorKey(record) : "",
          facts.labels ? labelsKey(record.labels) : "",
        ].join("\0");
    }
  }

  /** The frame people can act on. */
  userFrame(stack: Stack): StackFrame | null {
    const known = this.#userFrames.get(stack);
    if (known !== undefined) return known;
    const frames = programFrames(stack);
    const frame =
      frames.find((candidate) => !this.#options.isDistribution(candidate)) ??
      // The runtime's own goroutines: what each is for stands at the root, above the same gopark.
      frames.findLast((candidate) => candidate.function !== "runtime.goexit") ??
      null;
    this.#userFrames.set(stack, frame);
    return frame;
  }
}

/** Largest first, then by longest wait, then in the order of the dump; the map is by key. */
export function groupGoroutines(
  goroutines: readonly GoroutineRecord[],
  keys: GroupKeys,
): ReadonlyMap<string, DumpGroup> {
  const members = new Map<string, GoroutineRecord[]>();
  for (const record of goroutines) {
    const key = keys.of(record);
    const known = members.get(key);
    if (known === undefined) members.set(key, [record]);
    else known.push(record);
  }
  return new Map(
    [...members]
      .map(([key, records]) => [key, summarize(records, keys)] as const)
      .sort(
        ([, a], [, b]) =>
          b.count - a.count ||
          (b.oldestWaitMinutes ?? 0) - (a.oldestWaitMinutes ?? 0),
      ),
  );
}

function summarize(
  records: readonly GoroutineRecord[],
  keys: GroupKeys,
): DumpGroup {
  const first = records[0]!;
  const states = new Map<string, number>();
  const stacks = new Set<Stack>();
  const ids: GoroutineId[] = [];
  const labels = new Map(Object.entries(first.labels));
  const sums = { count: 0, locked: 0, leaked: 0 };
  let oldest: number | null = null;
  for (const record of records) {
    sums.count += record.count;
    if (record.lockedToThread) sums.locked += record.count;
    if (record.leaked) sums.leaked += record.count;
    if (record.id !== null) ids.push(record.id);
    if (record.state !== null)
      states.set(record.state, (states.get(record.state) ?? 0) + record.count);
    if (record.waitMinutes !== null)
      oldest = Math.max(oldest ?? 0, record.waitMinutes);
    stacks.add(record.stack);
    for (const [key, value] of labels)
      if (labelOf(record, key) !== value) labels.delete(key);
  }
  return {
    count: sums.count,
    states: [...states]
      .map(([state, count]) => ({ state, count }))
      .sort((a, b) => b.count - a.count),
    oldestWaitMinutes: oldest,
    lockedToThread: sums.locked,
    leaked: sums.leaked,
    stacks: stacks.size,
    userFrame: keys.userFrame(first.stack),
    stack: first.stack,
    createdBy: first.createdBy,
    labels: Object.fromEntries(labels),
    ids: ids.sort((a, b) => a - b),
  };
}

/** Not the parent's id: every request has its own. */
function creatorKey({ createdBy }: GoroutineRecord): string {
  return createdBy === null ? "" : frameKey(createdBy.frame);
}

/** Undefined when it has no such label, whatever the key is called. */
function labelOf(record: GoroutineRecord, key: string): string | undefined {
  return Object.hasOwn(record.labels, key) ? record.labels[key] : undefined;
}

function labelsKey(labels: Readonly<Record<string, string>>): string {
  return hasAny(labels)
    ? JSON.stringify(
        Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : "";
}

function hasAny(labels: Readonly<Record<string, string>>): boolean {
  for (const _key in labels) return true;
  return false;
}
