// Profile ids are arbitrary uint64, and Go emits samples before the locations that they name. So ids are numbered in the
// order they are first seen, by a reference or by a definition, and at the end every number must have been defined.

import { Uint32Column } from "./uint32-column.ts";
import { malformedProfile } from "./wire-reader.ts";

export class IdTable {
  readonly #what: string;
  /** Small ids, index + 1; 0 = not seen. Ids beyond it live in a map, so that one huge id costs no memory. */
  #direct = new Uint32Array(1024);
  readonly #directLimit: number;
  readonly #sparse = new Map<number | bigint, number>();
  readonly #firstOffset = new Uint32Column(256);
  readonly #defined: boolean[] = [];

  /** `maxCount`: no more than this many different ids can be in the input (its length in bytes will do). */
  constructor(what: string, maxCount: number) {
    this.#what = what;
    this.#directLimit = Math.max(1024, Math.min(maxCount, 0x7fffffff));
  }

  /** Index + 1 by small id, 0 = not seen: for the one loop where a call an id is too slow. `indexOf` may replace it. */
  get direct(): Uint32Array {
    return this.#direct;
  }

  get count(): number {
    return this.#firstOffset.length;
  }

  /** The number of an id given as halves; `offset` is remembered for error messages when it is new. */
  indexOf(low: number, high: number, offset: number): number {
    if (high === 0 && low < this.#direct.length) {
      const known = this.#direct[low]!;
      if (known !== 0) return known - 1;
      const index = this.#add(offset);
      this.#direct[low] = index + 1;
      return index;
    }
    if (high === 0 && low < this.#directLimit) {
      this.#grow(low);
      return this.indexOf(low, high, offset);
    }
    const key =
      high < 0x200000
        ? high * 4294967296 + low
        : (BigInt(high) << 32n) | BigInt(low);
    const known = this.#sparse.get(key);
    if (known !== undefined) return known;
    const index = this.#add(offset);
    this.#sparse.set(key, index);
    return index;
  }

  /** Like `indexOf`, for the message that defines the id. */
  define(low: number, high: number, offset: number): number {
    if (low === 0 && high === 0)
      throw malformedProfile(offset, `a ${this.#what} has the reserved id 0`);
    const index = this.indexOf(low, high, offset);
    if (this.#defined[index] === true)
      throw malformedProfile(offset, `two ${this.#what}s have the same id`);
    this.#defined[index] = true;
    return index;
  }

  isDefined(index: number): boolean {
    return this.#defined[index] === true;
  }

  requireAllDefined(): void {
    for (let index = 0; index < this.count; index++)
      if (!this.isDefined(index))
        throw malformedProfile(
          this.#firstOffset.values[index]!,
          `a ${this.#what} is referred to that the profile does not have`,
        );
  }

  #add(offset: number): number {
    this.#firstOffset.push(offset);
    this.#defined.push(false);
    return this.#firstOffset.length - 1;
  }

  #grow(low: number): void {
    const grown = new Uint32Array(
      Math.min(this.#directLimit, Math.max(low + 1, this.#direct.length * 2)),
    );
    grown.set(this.#direct);
    this.#direct = grown;
  }
}
