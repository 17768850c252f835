// Which goroutines a search or a path of groups means.

import type { GoroutineRecord, Stack } from "./goroutine-dump.ts";
import { GroupKeys, type GroupingOptions } from "./group-goroutines.ts";
import type { GoroutineSelection } from "./browser-views.ts";

export type TextTest = (text: string) => boolean;

/**
 * Goroutines of which anything matches: a function or file of the stack, the creator, the state, `key=value` of a label.
 * `id` = this one too, whatever it does. Both null = all.
 */
export function searchGoroutines(
  goroutines: readonly GoroutineRecord[],
  matches: TextTest | null,
  id: number | null = null,
): readonly GoroutineRecord[] {
  if (matches === null) return goroutines;
  const known = new Map<Stack | string, boolean>();
  const remember = (key: Stack | string, test: () => boolean): boolean => {
    const found = known.get(key) ?? test();
    known.set(key, found);
    return found;
  };
  const inStack = (stack: Stack): boolean =>
    remember(stack, () =>
      stack.frames.some(
        (frame) => matches(frame.function) || matches(frame.file),
      ),
    );
  const inText = (text: string): boolean => remember(text, () => matches(text));
  return goroutines.filter(
    (record) =>
      (id !== null && record.id === id) ||
      inStack(record.stack) ||
      (record.state !== null && inText(record.state)) ||
      (record.createdBy !== null && inText(record.createdBy.frame.function)) ||
      Object.entries(record.labels).some(([key, value]) =>
        inText(`${key}=${value}`),
      ),
  );
}

/** Keys for each level of a nesting: computed once a query. */
export function keysOfLevels(
  levels: GoroutineSelection["levels"],
  options: Omit<GroupingOptions, "grouping">,
): readonly GroupKeys[] {
  return levels.map((grouping) => new GroupKeys({ ...options, grouping }));
}

/** The goroutines of one group, or the one of the id that ends the path. */
export function followPath(
  goroutines: readonly GoroutineRecord[],
  path: readonly string[],
  keys: readonly GroupKeys[],
): readonly GoroutineRecord[] {
  return path.reduce<readonly GoroutineRecord[]>((rest, step, depth) => {
    const level = keys[depth];
    return level === undefined
      ? rest.filter(({ id }) => String(id) === step)
      : rest.filter((record) => level.of(record) === step);
  }, goroutines);
}
