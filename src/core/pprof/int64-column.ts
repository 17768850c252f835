// A column of int64 values: doubles while all of them are exact (up to 2^53 either way, which is every real profile),
// 64-bit integers from the first one that is not. Sums follow the same rule.

import type { ExactInteger } from "./views.ts";

export interface Int64Column {
  readonly length: number;
  /** Always there; the nearest doubles when `exact` is not null. */
  readonly numbers: Float64Array;
  readonly exact: BigInt64Array | null;
}

const limit = 2 ** 53;

export function isExactDouble(value: number): boolean {
  return value >= -limit && value <= limit;
}

/** One value: a number where that is exact, else a bigint. */
export function int64At(column: Int64Column, index: number): ExactInteger {
  if (column.exact === null) return column.numbers[index]!;
  return toExactInteger(column.exact[index]!);
}

export function toExactInteger(value: bigint): ExactInteger {
  const rounded = Number(value);
  return isExactDouble(rounded) && BigInt(rounded) === value ? rounded : value;
}

/** Whether every sum over `stride`-spaced entries from `offset` stays exact in doubles, whatever the order. */
export function sumsAreExact(
  column: Int64Column,
  stride: number,
  offset: number,
): boolean {
  if (column.exact !== null) return false;
  let sum = 0;
  for (let index = offset; index < column.length; index += stride)
    sum += Math.abs(column.numbers[index]!);
  // Not at the limit itself: 2^53 + 1 rounds to it.
  return sum < limit;
}

/** Sum of the entries, or of their magnitudes. */
export function sumInt64(
  column: Int64Column,
  options: {
    readonly stride: number;
    readonly offset: number;
    readonly absolute?: boolean;
    readonly include?: (row: number) => boolean;
  },
): ExactInteger {
  const { stride, offset, absolute = false, include } = options;
  if (sumsAreExact(column, stride, offset)) {
    let sum = 0;
    for (
      let index = offset, row = 0;
      index < column.length;
      index += stride, row++
    ) {
      if (include !== undefined && !include(row)) continue;
      const value = column.numbers[index]!;
      sum += absolute ? Math.abs(value) : value;
    }
    return sum;
  }
  let sum = 0n;
  for (
    let index = offset, row = 0;
    index < column.length;
    index += stride, row++
  ) {
    if (include !== undefined && !include(row)) continue;
    const value = BigInt(int64At(column, index));
    sum += absolute && value < 0n ? -value : value;
  }
  return toExactInteger(sum);
}

/** A column while it is being filled. */
export class Int64ColumnBuilder {
  #numbers: Float64Array;
  #exact: BigInt64Array | null = null;
  #length = 0;

  constructor(capacity = 1024) {
    this.#numbers = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends the two's complement value whose halves these are. */
  pushHalves(low: number, high: number): void {
    if (this.#length === this.#numbers.length) this.#grow();
    const signed = high | 0;
    const value = signed * 4294967296 + low;
    if (
      this.#exact === null &&
      (signed < -0x200000 ||
        signed > 0x200000 ||
        (signed === 0x200000 && low !== 0))
    )
      this.#useExact();
    if (this.#exact !== null)
      this.#exact[this.#length] = (BigInt(signed) << 32n) | BigInt(low);
    this.#numbers[this.#length++] = value;
  }

  push(value: ExactInteger): void {
    if (this.#length === this.#numbers.length) this.#grow();
    this.#length++;
    this.#set(this.#length - 1, value);
  }

  /** Adds to an entry, which wraps at 2^63 as int64 does. */
  add(index: number, value: ExactInteger): void {
    const old = this.#numbers[index]!;
    if (this.#exact === null && typeof value === "number") {
      const sum = old + value;
      if (Math.abs(sum) < limit) {
        this.#numbers[index] = sum;
        return;
      }
    }
    this.#set(index, BigInt(this.#exact?.[index] ?? old) + BigInt(value));
  }

  /** Appends `count` entries of another column. */
  pushFrom(column: Int64Column, from: number, count: number): void {
    if (this.#exact !== null || column.exact !== null) {
      for (let at = from; at < from + count; at++)
        this.push(int64At(column, at));
      return;
    }
    while (this.#length + count > this.#numbers.length) this.#grow();
    for (let at = from; at < from + count; at++)
      this.#numbers[this.#length++] = column.numbers[at]!;
  }

  /** Adds `count` entries of another column to those from `index` on. */
  addFrom(
    index: number,
    column: Int64Column,
    from: number,
    count: number,
  ): void {
    for (let at = 0; at < count; at++)
      this.add(index + at, int64At(column, from + at));
  }

  isZero(index: number): boolean {
    return this.#exact === null
      ? this.#numbers[index] === 0
      : this.#exact[index] === 0n;
  }

  /** Ends the column: a large one is not copied, so nothing may be added any more. */
  build(): Int64Column {
    const length = this.#length;
    const full = length * 2 >= this.#numbers.length;
    return {
      length,
      numbers: full
        ? this.#numbers.subarray(0, length)
        : this.#numbers.slice(0, length),
      exact: this.#exact?.slice(0, length) ?? null,
    };
  }

  #set(index: number, value: ExactInteger): void {
    const wrapped =
      typeof value === "bigint"
        ? toExactInteger(BigInt.asIntN(64, value))
        : value;
    if (this.#exact === null && typeof wrapped === "bigint") this.#useExact();
    if (this.#exact !== null) this.#exact[index] = BigInt(wrapped);
    this.#numbers[index] = Number(wrapped);
  }

  #useExact(): void {
    const exact = new BigInt64Array(this.#numbers.length);
    for (let index = 0; index < this.#length; index++) {
      const value = this.#numbers[index]!;
      exact[index] = isExactDouble(value) ? BigInt(value) : 0n;
    }
    this.#exact = exact;
  }

  #grow(): void {
    const numbers = new Float64Array(this.#numbers.length * 2);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    if (this.#exact === null) return;
    const exact = new BigInt64Array(numbers.length);
    exact.set(this.#exact);
    this.#exact = exact;
  }
}
