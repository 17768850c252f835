// Reads protocol buffer wire format (https://protobuf.dev/programming-guides/encoding/) out of one byte array. A varint
// is left as two 32-bit halves, because most are ids and small counts, and a bigint for each would cost ten times more.

import { TrivetError } from "../errors.ts";

export const wireVarint = 0;
export const wireFixed64 = 1;
export const wireBytes = 2;
export const wireFixed32 = 5;

export function malformedProfile(offset: number, fact: string): TrivetError {
  return new TrivetError(
    "profile-malformed",
    `malformed profile at byte ${offset}: ${fact}`,
    { detail: { offset } },
  );
}

export function truncatedProfile(offset: number, fact: string): TrivetError {
  return new TrivetError(
    "profile-truncated",
    `profile cut off at byte ${offset}: ${fact}`,
    { detail: { offset } },
  );
}

export class WireReader {
  readonly bytes: Uint8Array;
  position = 0;
  /** Where the message that is being read ends; never beyond `bytes`. */
  limit: number;
  /** The last varint, as unsigned halves. */
  low = 0;
  high = 0;
  /** The last tag. */
  field = 0;
  wireType = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.limit = bytes.length;
  }

  get atEnd(): boolean {
    return this.position >= this.limit;
  }

  /** Reads one varint into `low` and `high`. */
  readVarint(): void {
    const { bytes, limit } = this;
    let position = this.position;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (position >= limit) throw this.#outOfBytes("a varint");
      const byte = bytes[position++]!;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * index - 32);
      if (byte < 0x80) {
        this.position = position;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw malformedProfile(this.position, "a varint is longer than 10 bytes");
  }

  /** Reads `field` and `wireType` of the next field. */
  readTag(): void {
    const start = this.position;
    this.readVarint();
    this.wireType = this.low & 7;
    // Field numbers above 2^29 do not exist; what claims one is skipped like any field that is not known.
    this.field = this.high === 0 ? this.low >>> 3 : 0xffffffff;
    if (
      this.wireType > wireFixed32 ||
      this.wireType === 3 ||
      this.wireType === 4
    )
      throw malformedProfile(start, `wire type ${this.wireType} is not one`);
  }

  /** Reads the length of a delimited field and returns where its content ends. */
  readEnd(): number {
    const start = this.position;
    this.readVarint();
    const end = this.position + this.low;
    if (this.high !== 0 || end > this.bytes.length)
      throw truncatedProfile(
        start,
        `a field of ${this.low + this.high * 4294967296} bytes has ${this.bytes.length - this.position}`,
      );
    if (end > this.limit)
      throw malformedProfile(start, "a field is longer than its message");
    return end;
  }

  /** Enters a nested message; give the answer back to `leave`. */
  enter(): number {
    const end = this.readEnd();
    const outer = this.limit;
    this.limit = end;
    return outer;
  }

  leave(outer: number): void {
    this.limit = outer;
  }

  expect(wireType: number, what: string): void {
    if (this.wireType !== wireType)
      throw malformedProfile(
        this.position,
        `${what} has wire type ${this.wireType}, not ${wireType}`,
      );
  }

  /** The next varint as a number; exact up to 2^53 either way, the nearest double beyond. */
  readInt64(what: string): number {
    this.expect(wireVarint, what);
    this.readVarint();
    return (this.high | 0) * 4294967296 + this.low;
  }

  readUint64(what: string): bigint {
    this.expect(wireVarint, what);
    this.readVarint();
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  readBool(what: string): boolean {
    this.expect(wireVarint, what);
    this.readVarint();
    return (this.low | this.high) !== 0;
  }

  /** Steps over the field whose tag was just read. */
  skip(): void {
    switch (this.wireType) {
      case wireVarint:
        this.readVarint();
        return;
      case wireFixed64:
        this.#advance(8);
        return;
      case wireBytes:
        this.position = this.readEnd();
        return;
      default:
        this.#advance(4);
    }
  }

  #advance(count: number): void {
    if (this.position + count > this.limit)
      throw this.#outOfBytes(`a field of ${count} bytes`);
    this.position += count;
  }

  /** The message ended inside a field: with the file (it was cut off) or before it (its lengths contradict each other). */
  #outOfBytes(what: string): TrivetError {
    return this.limit === this.bytes.length
      ? truncatedProfile(this.limit, `it ends inside ${what}`)
      : malformedProfile(this.limit, `a message ends inside ${what}`);
  }
}
