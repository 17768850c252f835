// Sums of ranges of a column, asked for again and again: a subtraction where running sums are exact in doubles, which is
// every real profile, and an addition of the entries where they are not.

export class RangeSums {
  readonly #entries: Float64Array;
  /** `entries.length + 1` running sums; null when they would round. */
  readonly #running: Float64Array | null;

  /** The entries are integers. */
  constructor(entries: Float64Array) {
    this.#entries = entries;
    const running = new Float64Array(entries.length + 1);
    let magnitude = 0;
    for (let at = 0; at < entries.length; at++) {
      running[at + 1] = running[at]! + entries[at]!;
      magnitude += Math.abs(entries[at]!);
    }
    this.#running = magnitude < 2 ** 53 ? running : null;
  }

  /** The sum of the entries [from, to). */
  sum(from: number, to: number): number {
    if (this.#running !== null)
      return this.#running[to]! - this.#running[from]!;
    let sum = 0;
    for (let at = from; at < to; at++) sum += this.#entries[at]!;
    return sum;
  }
}
