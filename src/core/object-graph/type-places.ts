// What the words of a type mean, by the number of the word: the walk over millions of objects asks for it at each pointer,
// and an array answers faster than a map by offset.

import type { TypeTable, WordMeaning } from "./type-table.ts";

export interface TypePlaces {
  /** Words of one element where the object is a row of them; else 0. */
  readonly elementWords: number;
  /** By word of the element or of the value: null where no pointer is known, undefined where nobody asked yet. */
  readonly meanings: (WordMeaning | null | undefined)[];
}

/** Words of values longer than this are looked up each time. */
const maxWords = 4096;

export class PlacesOfTypes {
  readonly #types: TypeTable;
  readonly #known: (TypePlaces | null | undefined)[] = [];

  constructor(types: TypeTable) {
    this.#types = types;
  }

  /** Null of a type in which no pointers are known. */
  of(type: number): TypePlaces | null {
    const known = this.#known[type];
    return known === undefined ? this.#find(type) : known;
  }

  /** `word`: from the beginning of the object's value. */
  meaning(
    type: number,
    { elementWords, meanings }: TypePlaces,
    word: number,
  ): WordMeaning | null {
    const place = elementWords > 0 ? word % elementWords : word;
    const known = meanings[place];
    if (known !== undefined) return known;
    const found = this.#types.word(type, place * 8);
    if (place < maxWords) {
      while (meanings.length <= place) meanings.push(undefined);
      meanings[place] = found;
    }
    return found;
  }

  #find(type: number): TypePlaces | null {
    while (this.#known.length <= type) this.#known.push(undefined);
    const { type: goType, isArray } = this.#types.at(type);
    const places =
      goType === null
        ? null
        : {
            // Elements with pointers are whole words.
            elementWords: isArray ? Math.floor(goType.size / 8) : 0,
            meanings: [],
          };
    this.#known[type] = places;
    return places;
  }
}
