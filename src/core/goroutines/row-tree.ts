// The rows of nested groups: what is open is looked into, the rest is one row a group. Of a group at most `limit` rows are
// given, and one that says how many more there are.

import type { BrowseQuery, BrowserRow, RowOrder } from "./browser-views.ts";
import type { GoroutineRecord } from "./goroutine-dump.ts";
import {
  groupGoroutines,
  type DumpGroup,
  type GroupKeys,
} from "./group-goroutines.ts";
import { leafCall } from "./stack-key.ts";

export class RowTree {
  readonly rows: BrowserRow[] = [];
  readonly #query: BrowseQuery;
  readonly #keys: readonly GroupKeys[];
  readonly #tellsStayed: boolean;
  readonly #checkpoint: () => void;
  readonly #open: ReadonlySet<string>;

  constructor(
    query: BrowseQuery,
    keys: readonly GroupKeys[],
    tellsStayed: boolean,
    checkpoint: () => void,
  ) {
    this.#query = query;
    this.#keys = keys;
    this.#tellsStayed = tellsStayed;
    this.#checkpoint = checkpoint;
    this.#open = new Set(query.open.map((path) => pathKey(path)));
  }

  /** Rows of all that is inside the group at `path`; answers how many there are, shown or not. */
  addLevel(
    now: readonly GoroutineRecord[],
    before: readonly GoroutineRecord[] | null,
    path: readonly string[],
  ): number {
    this.#checkpoint();
    const keys = this.#keys[path.length];
    if (keys === undefined) return this.#addGoroutines(now, path);
    const later = groupGoroutines(now, keys);
    const earlier = before === null ? null : groupGoroutines(before, keys);
    const all = [...new Set([...later.keys(), ...(earlier?.keys() ?? [])])].map(
      (key) =>
        compareGroup(key, later.get(key), earlier?.get(key), {
          isCompared: before !== null,
          tellsStayed: this.#tellsStayed,
        }),
    );
    all.sort(byOrder(this.#query.order));
    const shown = all.slice(0, this.#query.limit);
    // Members are looked for once for all groups that are open, not once a group.
    const wanted = new Set(
      shown
        .map(({ key }) => key)
        .filter((key) => this.#open.has(pathKey([...path, key]))),
    );
    const nowOf = membersOf(now, keys, wanted);
    const beforeOf = before === null ? null : membersOf(before, keys, wanted);
    for (const { key, group, row } of shown) {
      const own = [...path, key];
      const isOpen = wanted.has(key);
      const grouping = this.#query.levels[path.length] ?? null;
      this.rows.push({
        ...row,
        ...titleOf(keys, group, key, grouping),
        path: own,
        depth: path.length,
        hasRows: own.length < this.#keys.length || group.ids.length > 0,
        isOpen,
      });
      if (isOpen)
        this.addLevel(
          nowOf.get(key) ?? [],
          beforeOf === null ? null : (beforeOf.get(key) ?? []),
          own,
        );
    }
    this.#addMore(all.length - shown.length, path);
    return all.length;
  }

  #addGoroutines(
    members: readonly GoroutineRecord[],
    path: readonly string[],
  ): number {
    const own = members.filter(({ id }) => id !== null);
    const sorted = own.sort(
      (a, b) =>
        (b.waitMinutes ?? 0) - (a.waitMinutes ?? 0) ||
        (a.id ?? 0) - (b.id ?? 0),
    );
    for (const record of sorted.slice(0, this.#query.limit))
      this.rows.push({
        ...emptyRow,
        kind: "goroutine",
        path: [...path, String(record.id)],
        depth: path.length,
        count: 1,
        frame: record.createdBy?.frame ?? null,
        waitsIn: leafCall(record.stack)?.function ?? null,
        state: record.state,
        oldestWaitMinutes: record.waitMinutes,
        leaked: record.leaked ? 1 : 0,
        lockedToThread: record.lockedToThread ? 1 : 0,
        id: record.id,
      });
    this.#addMore(own.length - this.#query.limit, path);
    return own.length;
  }

  #addMore(count: number, path: readonly string[]): void {
    if (count > 0)
      this.rows.push({
        ...emptyRow,
        kind: "more",
        path,
        depth: path.length,
        count,
      });
  }
}

interface Compared {
  readonly key: string;
  readonly group: DumpGroup;
  readonly row: BrowserRow;
}

function compareGroup(
  key: string,
  now: DumpGroup | undefined,
  then: DumpGroup | undefined,
  options: { readonly isCompared: boolean; readonly tellsStayed: boolean },
): Compared {
  const stayed = new Set(then?.ids);
  const before = options.isCompared ? (then?.count ?? 0) : null;
  const gone = { key, group: (now ?? then)!, row: { ...emptyRow, before } };
  if (now === undefined)
    return options.tellsStayed
      ? { ...gone, row: { ...gone.row, stayed: 0 } }
      : gone;
  const [first, ...others] = now.states;
  return {
    key,
    group: now,
    row: {
      ...gone.row,
      count: now.count,
      stayed: options.tellsStayed
        ? now.ids.filter((id) => stayed.has(id)).length
        : null,
      state: first?.state ?? null,
      otherStates: others.length,
      oldestWaitMinutes: now.oldestWaitMinutes,
      leaked: now.leaked,
      lockedToThread: now.lockedToThread,
    },
  };
}

const emptyRow: BrowserRow = {
  kind: "group",
  path: [],
  depth: 0,
  count: 0,
  before: null,
  stayed: null,
  grouping: null,
  text: null,
  frame: null,
  waitsIn: null,
  state: null,
  otherStates: 0,
  oldestWaitMinutes: null,
  leaked: 0,
  lockedToThread: 0,
  id: null,
  hasRows: false,
  isOpen: false,
};

/** Equal for equal paths, whatever is in their keys. */
export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

function titleOf(
  keys: GroupKeys,
  group: DumpGroup,
  key: string,
  grouping: BrowserRow["grouping"],
): Pick<BrowserRow, "grouping" | "text" | "frame" | "waitsIn"> {
  switch (grouping?.by) {
    case "state":
    case "wait":
    case "label":
      return {
        grouping,
        text: key === "" ? null : key,
        frame: null,
        waitsIn: null,
      };
    case "creator":
      return {
        grouping,
        text: null,
        frame: group.createdBy?.frame ?? null,
        waitsIn: null,
      };
    case "all":
    case "stack":
    case "function":
    case undefined: {
      const frame = keys.userFrame(group.stack);
      const leaf = leafCall(group.stack);
      const isOther = leaf !== null && leaf.function !== frame?.function;
      return {
        grouping,
        text: null,
        frame,
        waitsIn: isOther && grouping?.by !== "function" ? leaf.function : null,
      };
    }
  }
}

function membersOf(
  goroutines: readonly GoroutineRecord[],
  keys: GroupKeys,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly GoroutineRecord[]> {
  const members = new Map<string, GoroutineRecord[]>();
  if (wanted.size === 0) return members;
  for (const record of goroutines) {
    const key = keys.of(record);
    if (!wanted.has(key)) continue;
    const known = members.get(key);
    if (known === undefined) members.set(key, [record]);
    else known.push(record);
  }
  return members;
}

function byOrder(order: RowOrder): (a: Compared, b: Compared) => number {
  const change = ({ row }: Compared): number => row.count - (row.before ?? 0);
  const wait = ({ row }: Compared): number => row.oldestWaitMinutes ?? -1;
  const byCount = (a: Compared, b: Compared): number =>
    b.row.count - a.row.count ||
    (b.row.before ?? 0) - (a.row.before ?? 0) ||
    wait(b) - wait(a);
  switch (order) {
    case "count":
      return byCount;
    case "change":
      return (a, b) => change(b) - change(a) || byCount(a, b);
    case "wait":
      return (a, b) => wait(b) - wait(a) || byCount(a, b);
  }
}
