// Deferred calls and panics of goroutines: linked lists on their stacks and in the heap. All lists are followed at once,
// one bulk read a link.
// Source of truth: runtime/runtime2.go (_defer, _panic). Since Go 1.13 the compiler codes most defers into the function:
// those are in no list until a panic runs them.

import { readScattered, type TargetMemory } from "./target-memory.ts";
import { viewOf, type RuntimeLayout } from "./runtime-layout.ts";

export interface RawDefer {
  /** Entry of the deferred function; 0 when it cannot be read. */
  readonly entry: number;
  /** Behind the defer statement. */
  readonly pc: number;
}
export interface RawPanic {
  readonly type: number;
  readonly data: number;
  readonly recovered: boolean;
  readonly goexit: boolean;
}

/** A list longer than this is a runaway recursion; its length is still counted up to here. */
const maxLinks = 10_000;

/** Newest first, one list for each head; an empty one for head 0. */
async function followLists(
  memory: TargetMemory,
  heads: readonly number[],
  size: number,
  nextOf: (view: DataView) => number,
): Promise<readonly (readonly DataView[])[]> {
  const lists: DataView[][] = heads.map(() => []);
  let open = heads.flatMap((address, list) =>
    address === 0 ? [] : [{ address, list }],
  );
  for (let link = 0; open.length > 0 && link < maxLinks; link++) {
    const parts = await readScattered(
      memory,
      open.map(({ address }) => ({ address, length: size })),
    );
    open = open.flatMap(({ list }, index) => {
      const bytes = parts[index] ?? null;
      if (bytes === null) return [];
      const view = viewOf(bytes);
      lists[list]!.push(view);
      const next = nextOf(view);
      return next === 0 ? [] : [{ address: next, list }];
    });
  }
  return lists;
}

export async function readDefers(
  memory: TargetMemory,
  layout: RuntimeLayout,
  heads: readonly number[],
): Promise<readonly (readonly RawDefer[])[]> {
  const defer = layout.structure("defer");
  const lists = await followLists(memory, heads, defer.size, (view) =>
    defer.number(view, 0, "link"),
  );
  const { size } = layout.structure("funcval");
  const closures = lists.flat().map((view) => defer.number(view, 0, "fn"));
  const values = await readScattered(
    memory,
    closures.map((address) => ({ address, length: size })),
  );
  let at = 0;
  return lists.map((list) =>
    list.map((view) => {
      const value = values[at++] ?? null;
      return {
        entry:
          value === null
            ? 0
            : layout.structure("funcval").number(viewOf(value), 0, "fn"),
        pc: defer.number(view, 0, "pc"),
      };
    }),
  );
}

export async function readPanics(
  memory: TargetMemory,
  layout: RuntimeLayout,
  heads: readonly number[],
): Promise<readonly (readonly RawPanic[])[]> {
  const panic = layout.structure("panic");
  const lists = await followLists(memory, heads, panic.size, (view) =>
    panic.number(view, 0, "link"),
  );
  return lists.map((list) =>
    list.map((view) => ({
      type: panic.number(view, 0, "argType"),
      data: panic.number(view, 0, "argData"),
      recovered: panic.number(view, 0, "recovered") !== 0,
      goexit: panic.number(view, 0, "goexit") !== 0,
    })),
  );
}
