// Walks little-endian bytes: fixed integers, LEB128 and NUL-ended texts, which is all that DWARF is made of. Go has no
// big-endian target among those that Trivet reads.
// Source of truth: DWARF 5, sections 7.5 and 7.6.

/** Damage: the reader ran out of bytes or met something that cannot be. Callers turn it into a code. */
export class DwarfDamage extends Error {}

export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  get length(): number {
    return this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u24(): number {
    const at = this.#advance(3);
    return this.#view.getUint16(at, true) + this.#bytes[at + 2]! * 0x10000;
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** Exact up to 2^53, which addresses and sizes stay below; larger constants are rounded. */
  u64(): number {
    const at = this.#advance(8);
    return (
      this.#view.getUint32(at, true) +
      this.#view.getUint32(at + 4, true) * 0x1_0000_0000
    );
  }

  /** `size` of 1, 2, 4 or 8 bytes. */
  unsigned(size: number): number {
    switch (size) {
      case 1:
        return this.u8();
      case 2:
        return this.u16();
      case 4:
        return this.u32();
      case 8:
        return this.u64();
      default:
        throw new DwarfDamage(`an integer of ${size} bytes`);
    }
  }

  uleb(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  sleb(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - scale;
    }
  }

  /** Skips one LEB128 of either sign. */
  skipLeb(): void {
    const bytes = this.#bytes;
    let at = this.position;
    while (bytes[at]! >= 0x80) at++;
    this.position = at;
    this.#advance(1);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  text(): string {
    const start = this.position;
    this.skipText();
    return decodeText(this.#bytes, start, this.position - 1);
  }

  skipText(): void {
    const end = this.#bytes.indexOf(0, this.position);
    if (end < 0) throw new DwarfDamage(`a text at ${this.position} has no end`);
    this.position = end + 1;
  }

  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  #advance(length: number): number {
    const at = this.position;
    if (at + length > this.#bytes.length)
      throw new DwarfDamage(
        `${length} bytes at ${at} of ${this.#bytes.length}`,
      );
    this.position = at + length;
    return at;
  }
}

const decoder = new TextDecoder();

function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
