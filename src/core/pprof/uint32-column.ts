// A growing column of uint32: indexes and offsets are collected before anyone knows how many there will be.

export class Uint32Column {
  /** Filled up to `length`; replaced when it grows. */
  values: Uint32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.values = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  /** Sets an entry anywhere; what lies between stays 0. */
  put(index: number, value: number): void {
    if (index >= this.values.length) this.reserve(index + 1);
    if (index >= this.length) this.length = index + 1;
    this.values[index] = value;
  }

  /** Makes room for this many entries. */
  reserve(count: number): void {
    if (count <= this.values.length) return;
    const grown = new Uint32Array(Math.max(count, this.values.length * 2));
    grown.set(this.values);
    this.values = grown;
  }

  /** Ends the column: a large one is not copied, so nothing may be pushed any more. */
  build(length = this.length): Uint32Array {
    this.reserve(length);
    // Memory behind the end was never written to, so most systems have never given it.
    return length * 2 >= this.values.length
      ? this.values.subarray(0, length)
      : this.values.slice(0, length);
  }
}
