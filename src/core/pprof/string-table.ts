// The profile's strings. Decoded from UTF-8 when they are first asked for: most are never shown.

import { Uint32Column } from "./uint32-column.ts";
import { malformedProfile, type WireReader } from "./wire-reader.ts";

export interface StringTable {
  readonly length: number;
  get(index: number): string;
}

/** Strings that lie in the profile's bytes. */
class EncodedStrings implements StringTable {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #bounds: Uint32Array;
  readonly #decoded: (string | undefined)[] = [];
  readonly #decoder = new TextDecoder();

  constructor(bytes: Uint8Array, bounds: Uint32Array) {
    this.#bytes = bytes;
    this.#bounds = bounds;
    this.length = bounds.length / 2;
  }

  get(index: number): string {
    const known = this.#decoded[index];
    if (known !== undefined) return known;
    const text = this.#decoder.decode(
      this.#bytes.subarray(
        this.#bounds[2 * index],
        this.#bounds[2 * index + 1],
      ),
    );
    this.#decoded[index] = text;
    return text;
  }
}

/** Collects where the strings lie, and the largest index that anything refers to. */
export class StringTableReader {
  readonly #bounds = new Uint32Column(2048);
  #largest = 0;
  #largestOffset = 0;

  readEntry(reader: WireReader): void {
    const end = reader.readEnd();
    if (this.#bounds.length === 0 && end !== reader.position)
      throw malformedProfile(reader.position, "string 0 is not empty");
    this.#bounds.push(reader.position);
    this.#bounds.push(end);
    reader.position = end;
  }

  /** Reads a reference; it is checked in `build`, because the table usually comes last. */
  readReference(reader: WireReader, what: string): number {
    const offset = reader.position;
    reader.expect(0, what);
    reader.readVarint();
    if (reader.high !== 0)
      throw malformedProfile(offset, `${what} is not an index of a string`);
    if (reader.low >= this.#largest) {
      this.#largest = reader.low;
      this.#largestOffset = offset;
    }
    return reader.low;
  }

  build(bytes: Uint8Array): StringTable {
    const count = this.#bounds.length / 2;
    if (this.#largest >= count)
      throw malformedProfile(
        this.#largestOffset,
        `string ${this.#largest} is referred to, and there are ${count}`,
      );
    return new EncodedStrings(bytes, this.#bounds.build());
  }
}

/** Strings collected from several profiles, each text once. Index 0 is "". */
export class StringPool implements StringTable {
  readonly #texts: string[] = [""];
  readonly #indexes = new Map<string, number>([["", 0]]);

  get length(): number {
    return this.#texts.length;
  }

  get(index: number): string {
    return this.#texts[index] ?? "";
  }

  intern(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#texts.push(text);
    this.#indexes.set(text, this.#texts.length - 1);
    return this.#texts.length - 1;
  }
}
