// One series as two growing columns. Charts and rules read the columns directly: no object per point.

export class SeriesColumn {
  #times = new Float64Array(256);
  #values = new Float64Array(256);
  #length = 0;
  /** So many points from the front are ascending, the last of them at `#newest`. */
  #sorted = 0;
  #newest = -Infinity;

  get length(): number {
    return this.#length;
  }

  /** Milliseconds since the epoch, ascending; a view, valid until the next `push`. */
  get times(): Float64Array {
    this.#sort();
    return this.#times.subarray(0, this.#length);
  }

  /** Same length as `times`, in the unit of the series' definition. */
  get values(): Float64Array {
    this.#sort();
    return this.#values.subarray(0, this.#length);
  }

  /**
   * Appends one point. A time before the newest one (a clock that stepped back, a history that was imported later) takes
   * its place when the column is next looked at.
   */
  push(atMillis: number, value: number): void {
    if (this.#length === this.#times.length) this.#grow();
    if (this.#sorted === this.#length && !(atMillis < this.#newest)) {
      this.#newest = atMillis;
      this.#sorted++;
    }
    this.#times[this.#length] = atMillis;
    this.#values[this.#length] = value;
    this.#length++;
  }

  /** Orders what came out of order; equal times stay in the order in which they came. */
  #sort(): void {
    if (this.#sorted === this.#length) return;
    const order = Uint32Array.from({ length: this.#length }, (_, at) => at);
    const times = this.#times.slice(0, this.#length);
    const values = this.#values.slice(0, this.#length);
    order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    order.forEach((from, to) => {
      this.#times[to] = times[from] ?? 0;
      this.#values[to] = values[from] ?? 0;
    });
    this.#sorted = this.#length;
    this.#newest = this.#times[this.#length - 1] ?? -Infinity;
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
