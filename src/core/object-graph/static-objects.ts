// Values that the compiler laid into the data sections because a variable begins as a pointer to them: of
// `var audit = &auditLog{}` the log has no name of its own, and what it holds is `main.audit`'s.
// Source of truth: cmd/compile/internal/staticinit (StaticName: the symbols `..stmp_`, which have no debug information).

import type { GlobalVariable, StaticObject } from "./heap-image.ts";
import { sectionPointers, type DataSection } from "./read-roots.ts";

interface Section {
  readonly start: number;
  readonly end: number;
  readonly words: ReturnType<typeof sectionPointers>;
}

/** By address. `globals`: by address. What no variable leads to is left out. */
export function findStaticObjects(
  data: readonly DataSection[],
  globals: readonly GlobalVariable[],
): readonly StaticObject[] {
  const sections = data.map((section) => ({
    start: section.start,
    end: section.start + section.bytes.length,
    words: sectionPointers(section),
  }));
  const ends = endsOfUnnamed(sections, globals);
  const found = new Map<number, StaticObject>();
  const pending: GlobalVariable[] = [...globals].reverse();
  for (
    let holder = pending.pop();
    holder !== undefined;
    holder = pending.pop()
  ) {
    const { name, address } = holder;
    for (const { words } of sections.filter(
      ({ start, end }) => address >= start && address < end,
    ))
      for (
        let at = firstAtOrAfter(words.places, address);
        at < words.places.length && words.places[at]! < address + holder.size;
        at++
      ) {
        const target = words.values[at]!;
        const end = ends.get(target);
        if (end === undefined || found.has(target)) continue;
        const object: StaticObject = {
          name,
          address: target,
          size: end - target,
          holder: address,
          offset: words.places[at]! - address,
          previous: words.previous[at]!,
        };
        found.set(target, object);
        pending.push(object);
      }
  }
  return [...found.values()].sort((a, b) => a.address - b.address);
}

/** By the address of what is pointed to in the sections and belongs to no variable: where the next thing begins. */
function endsOfUnnamed(
  sections: readonly Section[],
  globals: readonly GlobalVariable[],
): ReadonlyMap<number, number> {
  const starts = Float64Array.from(globals, ({ address }) => address);
  const isNamed = (address: number): boolean => {
    const owner = globals[firstAtOrAfter(starts, address + 1) - 1];
    return owner !== undefined && address < owner.address + owner.size;
  };
  const targets = new Set<number>();
  for (const { words } of sections)
    for (const value of words.values)
      if (
        sections.some(({ start, end }) => value >= start && value < end) &&
        !isNamed(value)
      )
        targets.add(value);
  const sorted = Float64Array.from(targets).sort();
  const ends = new Map<number, number>();
  sorted.forEach((target, index) => {
    const section = sections.find(
      ({ start, end }) => target >= start && target < end,
    )!;
    ends.set(
      target,
      Math.min(
        section.end,
        sorted[index + 1] ?? Infinity,
        starts[firstAtOrAfter(starts, target)] ?? Infinity,
      ),
    );
  });
  return ends;
}

function firstAtOrAfter(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
