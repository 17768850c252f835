// Sets of groups as numbers: most objects are held by none or by one, and equal sets are one number, so that comparing
// and meeting them at each of millions of pointers is a look at two numbers.

/** The set without groups. */
export const noGroups = 0;

/** What all sets together may hold; of long chains through many groups the outer ones are left out beyond it. */
const maxEntries = 1 << 22;
/** Groups one inside the other. */
const maxNested = 1024;

export class GroupSets {
  /** Sorted, by number of the set. */
  readonly #sets: (readonly number[])[] = [[]];
  readonly #numbers = new Map<string, number>([["", noGroups]]);
  /** Of pairs that were worked out already, by both numbers. */
  readonly #added = new Map<number, number>();
  readonly #met = new Map<number, number>();
  readonly #maxEntries: number;
  #entries = 0;
  #isCut = false;

  constructor(entries = maxEntries) {
    this.#maxEntries = entries;
  }

  /** Some sets are smaller than they should be: their groups hold more than is counted. */
  get isCut(): boolean {
    return this.#isCut;
  }
  get size(): number {
    return this.#sets.length;
  }
  at(set: number): readonly number[] {
    return this.#sets[set]!;
  }

  /** The set and one group more. */
  add(set: number, group: number): number {
    const key = set * 2 ** 26 + group;
    const known = this.#added.get(key);
    if (known !== undefined) return known;
    const groups = this.at(set);
    const sum = groups.includes(group) ? set : this.#enlarged(groups, group);
    this.#added.set(key, sum);
    return sum;
  }

  /** What is in both. */
  meet(one: number, other: number): number {
    if (one === other) return one;
    if (one === noGroups || other === noGroups) return noGroups;
    const key = one < other ? one * 2 ** 26 + other : other * 2 ** 26 + one;
    const known = this.#met.get(key);
    if (known !== undefined) return known;
    const right = new Set(this.at(other));
    const both = this.#intern(this.at(one).filter((group) => right.has(group)));
    this.#met.set(key, both);
    return both;
  }

  #enlarged(groups: readonly number[], group: number): number {
    if (
      groups.length >= maxNested ||
      this.#entries + groups.length >= this.#maxEntries
    ) {
      this.#isCut = true;
      return this.#intern([group]);
    }
    return this.#intern([...groups, group].sort((a, b) => a - b));
  }

  #intern(groups: readonly number[]): number {
    const key = groups.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#sets.length;
    this.#sets.push(groups);
    this.#numbers.set(key, number);
    this.#entries += groups.length;
    return number;
  }
}
