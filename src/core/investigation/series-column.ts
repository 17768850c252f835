// One series as two growing columns. Charts and rules read the columns directly: no object per point.

export class SeriesColumn {
  #times = new Float64Array(256);
  #values = new Float64Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Milliseconds since the epoch, ascending; a view, valid until the next `push`. */
  get times(): Float64Array {
    return this.#times.subarray(0, this.#length);
  }

  /** Same length as `times`, in the unit of the series' definition. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  /** Appends one point. A time before the newest one (a clock that stepped back) is inserted where it belongs. */
  push(atMillis: number, value: number): void {
    if (this.#length === this.#times.length) this.#grow();
    let slot = this.#length;
    while (slot > 0 && (this.#times[slot - 1] ?? 0) > atMillis) slot--;
    if (slot < this.#length) {
      this.#times.copyWithin(slot + 1, slot, this.#length);
      this.#values.copyWithin(slot + 1, slot, this.#length);
    }
    this.#times[slot] = atMillis;
    this.#values[slot] = value;
    this.#length++;
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    const values = new Float64Array(this.#values.length * 2);
    times.set(this.#times);
    values.set(this.#values);
    this.#times = times;
    this.#values = values;
  }
}
