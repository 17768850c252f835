// What a variable's memory is, by the compiler's types; of what a variable points to in the data sections, by that
// variable's.

import type { Root, StaticObject } from "./heap-image.ts";
import {
  special,
  unknownType,
  type TypeTable,
  type WordMeaning,
} from "./type-table.ts";

export interface RootType {
  /** Number of the table. */
  readonly type: number;
  /** From the variable to it: `.log`; "" of variables. */
  readonly path: string;
}

/** Longer chains of pointers between such objects go in a circle. */
const maxChain = 64;
const untyped: RootType = { type: unknownType, path: "" };

export class RootTypes {
  readonly #types: TypeTable;
  readonly #statics: ReadonlyMap<number, StaticObject>;
  readonly #methodTables: ReadonlyMap<number, number>;
  readonly #known = new Map<number, RootType>();

  constructor(
    types: TypeTable,
    statics: readonly StaticObject[],
    methodTables: ReadonlyMap<number, number>,
  ) {
    this.#types = types;
    this.#statics = new Map(statics.map((object) => [object.address, object]));
    this.#methodTables = methodTables;
  }

  of(root: Root): RootType {
    return this.#at(root.address, 0);
  }

  /** The word of the root at `offset`; its label begins at the variable. */
  word(root: Root, offset: number): WordMeaning | null {
    const { type, path } = this.of(root);
    const meaning = this.#types.word(type, offset);
    if (meaning === null || path === "") return meaning;
    const label = path + this.#types.label(meaning.label);
    return { ...meaning, label: this.#types.labelNumber(label) };
  }

  #at(address: number, depth: number): RootType {
    const variable = this.#types.variableAt(address);
    if (variable !== null)
      return { type: this.#types.one(variable.type), path: "" };
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const object = this.#statics.get(address);
    if (object === undefined || depth >= maxChain) return untyped;
    const holder = this.#at(object.holder, depth + 1);
    const meaning = this.#types.word(holder.type, object.offset);
    const found =
      meaning === null
        ? untyped
        : {
            type: this.#resolve(meaning, object.previous),
            path: holder.path + this.#types.label(meaning.label),
          };
    this.#known.set(address, found);
    return found;
  }

  #resolve({ type }: WordMeaning, previous: number): number {
    switch (type) {
      case special.emptyInterface:
        return this.#types.ofInterface(this.#types.descriptor(previous));
      case special.interface: {
        const dynamic = this.#methodTables.get(previous);
        return dynamic === undefined
          ? unknownType
          : this.#types.ofInterface(this.#types.descriptor(dynamic));
      }
      default:
        return Math.max(unknownType, type);
    }
  }
}
