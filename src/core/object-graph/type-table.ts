// Types of objects as numbers, and what each word of a type points to: worked out once per type and place, so that the
// walk over millions of objects looks numbers up.

import type { GoType, GoVariable, TypeSource } from "../go-types/go-type.ts";
import {
  interfacePointee,
  isHidden,
  pointerSlot,
  type Pointee,
} from "../go-types/pointer-slots.ts";

/** What is known of an object: one value of the type, or as many as fit. */
export interface ObjectType {
  readonly name: string;
  /** Null for bytes of strings and for code with captured variables. */
  readonly type: GoType | null;
  readonly isArray: boolean;
}

/** What a pointer word leads to. `type`: a number of the table, or one of `special`. */
export interface WordMeaning {
  readonly type: number;
  /** Number of the path's text. */
  readonly label: number;
  /** Of `special.mapDirectory`. */
  readonly pointee: Pointee | null;
}

export const unknownType = 0;
export const noLabel = 0;
export const special = {
  emptyInterface: -1,
  interface: -2,
  mapDirectory: -3,
} as const;

export class TypeTable {
  readonly source: TypeSource | null;
  readonly #types: ObjectType[] = [
    { name: "(unknown)", type: null, isArray: false },
  ];
  readonly #ones = new Map<GoType, number>();
  readonly #arrays = new Map<GoType, number>();
  readonly #names = new Map<string, number>();
  readonly #labels: string[] = [""];
  readonly #labelIndex = new Map<string, number>();
  readonly #meanings: (Map<number, WordMeaning> | undefined)[] = [];
  readonly #descriptors = new Map<number, GoType | null>();
  readonly #variables: readonly GoVariable[];

  constructor(source: TypeSource | null) {
    this.source = source;
    this.#variables = source?.variables() ?? [];
  }

  get size(): number {
    return this.#types.length;
  }

  at(index: number): ObjectType {
    return this.#types[index]!;
  }

  label(index: number): string {
    return this.#labels[index]!;
  }

  labelNumber(text: string): number {
    const known = this.#labelIndex.get(text);
    if (known !== undefined) return known;
    const index = text === "" ? noLabel : this.#labels.length;
    if (index !== noLabel) this.#labels.push(text);
    this.#labelIndex.set(text, index);
    return index;
  }

  one(type: GoType): number {
    return this.#intern(this.#ones, type, false);
  }
  many(element: GoType): number {
    return this.#intern(this.#arrays, element, true);
  }
  /** Something without a Go type: `string bytes`, `closure`. */
  named(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const index = this.#types.length;
    this.#types.push({ name, type: null, isArray: false });
    this.#names.set(name, index);
    return index;
  }

  /** By the address of a runtime type; remembered, also when there is none. */
  descriptor(address: number): GoType | null {
    const known = this.#descriptors.get(address);
    if (known !== undefined) return known;
    const type = this.source?.byDescriptor(address) ?? null;
    this.#descriptors.set(address, type);
    return type;
  }

  /** The variable that begins at the address. */
  variableAt(address: number): GoVariable | null {
    let low = 0;
    let high = this.#variables.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#variables[middle]!.address < address) low = middle + 1;
      else high = middle;
    }
    const variable = this.#variables[low];
    return variable?.address === address ? variable : null;
  }

  /** The word at `offset` of an object of this type; null when it is not known to be a pointer. */
  word(type: number, offset: number): WordMeaning | null {
    const { type: goType, isArray } = this.#types[type]!;
    if (goType === null) return null;
    const size = isArray ? goType.size : 0;
    const at = size > 0 ? offset % size : offset;
    const meanings = (this.#meanings[type] ??= new Map<number, WordMeaning>());
    const known = meanings.get(at);
    if (known !== undefined) return known;
    const slot = pointerSlot(goType, at);
    if (slot === null) return null;
    const meaning = this.meaning(
      slot.pointee,
      `${isArray && !isHidden(goType) ? "[]" : ""}${foldIndexes(slot.path)}`,
    );
    meanings.set(at, meaning);
    return meaning;
  }

  meaning(pointee: Pointee, path: string): WordMeaning {
    const label = this.labelNumber(path);
    const plain = { label, pointee: null };
    switch (pointee.kind) {
      case "one":
        return { ...plain, type: this.one(pointee.type) };
      case "many":
        return { ...plain, type: this.many(pointee.element) };
      case "bytes":
        return { ...plain, type: this.named("string bytes") };
      case "function":
        return { ...plain, type: this.named("closure") };
      case "interface":
        return {
          ...plain,
          type: pointee.isEmpty ? special.emptyInterface : special.interface,
        };
      case "map-directory":
        return { label, pointee, type: special.mapDirectory };
      case "unknown":
        return { ...plain, type: unknownType };
    }
  }

  /** What the data word of an interface leads to when its value is of this type. */
  ofInterface(dynamic: GoType | null): number {
    const pointee = interfacePointee(dynamic);
    const { type } = this.meaning(pointee, "");
    return Math.max(unknownType, type);
  }

  #intern(known: Map<GoType, number>, type: GoType, isArray: boolean): number {
    const found = known.get(type);
    if (found !== undefined) return found;
    const index = this.#types.length;
    this.#types.push({
      name: isArray ? `[]${type.name}` : type.name,
      type,
      isArray,
    });
    known.set(type, index);
    return index;
  }
}

/** Elements of an array are alike: `[17].next` and `[3].next` are one place. */
function foldIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, "[]");
}
