// What the goroutine browser sees of a dump: rows of nested groups, and the facts of one group or goroutine. Small
// results, computed where the dump lives (a worker), because a dump can hold 100,000 goroutines.

import type { GoroutineId } from "../units.ts";
import type { FollowedGoroutines } from "./compare-goroutines.ts";
import type {
  DumpDamage,
  DumpForm,
  Stack,
  StackFrame,
} from "./goroutine-dump.ts";
import type { Grouping, KnownFacts } from "./group-goroutines.ts";

export const rowOrders = ["count", "change", "wait"] as const;
export type RowOrder = (typeof rowOrders)[number];

export interface GoroutineSelection {
  /** How goroutines are grouped, outermost first. */
  readonly levels: readonly Grouping[];
  /** Keys from the outermost group inwards; after a key for each level, a goroutine's id. Empty = all goroutines. */
  readonly path: readonly string[];
}

export interface BrowseQuery {
  readonly levels: readonly Grouping[];
  readonly order: RowOrder;
  /** Paths of the groups that are open. */
  readonly open: readonly (readonly string[])[];
  /** Rows of one group, at most. */
  readonly limit: number;
}

export interface BrowserRow {
  readonly kind: "group" | "goroutine" | "more";
  /** Of a `more` row: of the group that has more. */
  readonly path: readonly string[];
  /** 0 for the outermost groups. */
  readonly depth: number;
  /** Of a `more` row: how many rows are left out. */
  readonly count: number;
  /** In the earlier dump; null without one. */
  readonly before: number | null;
  /** Members that were in this group before too; null where ids are not told or mean nothing. */
  readonly stayed: number | null;
  /** What this level groups by; null for a goroutine. */
  readonly grouping: Grouping | null;
  /** The state, the label's value, the wait step's lower bound; null where the frame says it, or nobody does. */
  readonly text: string | null;
  /** The function, the creator's `go` statement, or the leaf-most frame outside the Go distribution. */
  readonly frame: StackFrame | null;
  /** What the leaf is doing there, when that is another function than the frame's: `sync.(*WaitGroup).Wait`. */
  readonly waitsIn: string | null;
  /** The most frequent one, and how many others there are. */
  readonly state: string | null;
  readonly otherStates: number;
  readonly oldestWaitMinutes: number | null;
  readonly leaked: number;
  readonly lockedToThread: number;
  /** Of a goroutine, else null. */
  readonly id: GoroutineId | null;
  readonly hasRows: boolean;
  readonly isOpen: boolean;
}

export interface DumpFacts {
  readonly form: DumpForm;
  /** What both dumps tell: states (with waits and ids), creators, labels. */
  readonly facts: KnownFacts;
  /** Keys of labels, most frequent first. */
  readonly labelKeys: readonly string[];
  readonly damage: readonly DumpDamage[];
}

export interface BrowserView extends DumpFacts {
  /** Before the search. */
  readonly goroutines: number;
  /** What the search left. */
  readonly selected: number;
  /** The same of the earlier dump; null without one. */
  readonly before: number | null;
  /** Outermost groups. */
  readonly groups: number;
  /** Null unless both dumps tell ids. */
  readonly followed: FollowedGoroutines | null;
  readonly rows: readonly BrowserRow[];
}

export interface CountedText {
  readonly text: string;
  readonly count: number;
}

/** A goroutine's ancestor: who ran the `go` statement. */
export interface CreationStep {
  /** The `go` statement. */
  readonly frame: StackFrame;
  /** Who ran it; told since Go 1.21. */
  readonly parent: GoroutineId | null;
  /** What the parent does now; null when it has ended or nobody says who it is. */
  readonly parentState: string | null;
}

export interface GoroutineDetails {
  readonly count: number;
  readonly before: number | null;
  readonly states: readonly CountedText[];
  /** Lower bounds of wait steps that occur, in order. */
  readonly waits: readonly { readonly from: number; readonly count: number }[];
  readonly creators: readonly {
    readonly frame: StackFrame | null;
    readonly count: number;
  }[];
  readonly labels: readonly {
    readonly key: string;
    readonly values: readonly CountedText[];
    /** Distinct values beyond those listed. */
    readonly others: number;
  }[];
  /** Distinct stacks; the most frequent one is the one that is shown. */
  readonly stacks: number;
  readonly stackCount: number;
  readonly stack: Stack;
  /** Parallel to the stack's frames for a single goroutine; else empty. */
  readonly arguments: readonly string[];
  /** Ascending, the first of them. */
  readonly ids: readonly GoroutineId[];
  readonly idCount: number;
  /** Of a single goroutine, or of the first member as an example; nearest first. */
  readonly chain: readonly CreationStep[];
  readonly chainOf: GoroutineId | null;
  readonly leaked: number;
  readonly lockedToThread: number;
}

/** One goroutine at one moment. */
export interface GoroutineSighting {
  readonly id: GoroutineId;
  readonly state: string | null;
  readonly waitMinutes: number | null;
  readonly stack: Stack;
  readonly arguments: readonly string[];
  readonly createdBy: CreationStep | null;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
  readonly labels: Readonly<Record<string, string>>;
}
