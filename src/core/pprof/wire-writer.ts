// Writes protocol buffer wire format into one growing byte array. Messages are nested by writing them first and their
// length afterwards, into a gap that is closed up: no object per message.

import type { ExactInteger } from "./views.ts";

const encoder = new TextEncoder();

export class WireWriter {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  /** A field that is left out when it is zero, as proto3 does. */
  integer(field: number, value: ExactInteger): void {
    if (value === 0 || value === 0n) return;
    this.#varint(field * 8);
    this.varint(value);
  }

  bool(field: number, value: boolean): void {
    this.integer(field, value ? 1 : 0);
  }

  text(field: number, value: string): void {
    const bytes = encoder.encode(value);
    this.#varint(field * 8 + 2);
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A nested message, or packed values, which `write` writes. */
  nested(field: number, write: () => void): void {
    this.#varint(field * 8 + 2);
    const start = this.#length;
    write();
    const size = this.#length - start;
    let sizeOfSize = 1;
    for (let rest = size; rest >= 0x80; rest = Math.floor(rest / 0x80))
      sizeOfSize++;
    this.#reserve(sizeOfSize);
    this.#bytes.copyWithin(start + sizeOfSize, start, this.#length);
    this.#length = start;
    this.#varint(size);
    this.#length += size;
  }

  /** int64 and uint64 alike: a negative value takes ten bytes. */
  varint(value: ExactInteger): void {
    if (typeof value === "number" && value >= 0) {
      this.#varint(value);
      return;
    }
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  build(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(
      Math.max(this.#length + count, this.#bytes.length * 2),
    );
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
