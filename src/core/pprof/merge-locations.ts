// Locations of several profiles, each kept once. A hash table over columns: as strings the keys of a hundred thousand
// locations took longer than reading the profiles.

import type { LineColumns, LocationColumns, Mapping } from "./profile.ts";
import { countedFromOne } from "./profile-builder.ts";
import { Uint32Column } from "./uint32-column.ts";

/** A location in merged terms. */
export interface NewLocation {
  /** Its address counted from the start of its mapping, as unsigned halves. */
  readonly fromStartLow: number;
  readonly fromStartHigh: number;
  /** Merged mapping; -1 = none. */
  readonly mapping: number;
  readonly folded: number;
  /** Its lines in the source's columns. */
  readonly lineStart: number;
  readonly lineCount: number;
}

export class MergedLocations {
  readonly #low = new Uint32Column(4096);
  readonly #high = new Uint32Column(4096);
  /** Plus one. */
  readonly #mapping = new Uint32Column(4096);
  readonly #folded = new Uint32Column(4096);
  readonly #lineStart = new Uint32Column(4096);
  readonly #lineCount = new Uint32Column(4096);
  readonly #hash = new Uint32Column(4096);
  readonly #lineFunction = new Uint32Column(4096);
  readonly #lineNumber: number[] = [];
  readonly #lineColumn: number[] = [];
  /** Open addressing: location + 1, 0 = free. */
  #slots = new Uint32Array(8192);

  /**
   * The index of a location, new or known. `lines` are the source's, `functionOf` answers the merged function of one of
   * them.
   */
  intern(
    own: NewLocation,
    lines: LineColumns,
    functionOf: (line: number) => number,
  ): number {
    // The lines are written behind the others: they stay there if the location is new.
    const firstLine = this.#lineFunction.length;
    for (
      let line = own.lineStart;
      line < own.lineStart + own.lineCount;
      line++
    ) {
      this.#lineFunction.push(functionOf(line));
      this.#lineNumber.push(lines.line[line]!);
      this.#lineColumn.push(lines.column[line]!);
    }
    const hash = this.#hashOf(own, firstLine);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry; (entry = this.#slots[slot]!) !== 0;) {
      if (
        this.#hash.values[entry - 1] === hash &&
        this.#isSame(entry - 1, own, firstLine)
      ) {
        this.#lineFunction.length = firstLine;
        this.#lineNumber.length = firstLine;
        this.#lineColumn.length = firstLine;
        return entry - 1;
      }
      slot = (slot + 1) & mask;
    }
    const index = this.#low.length;
    this.#low.push(own.fromStartLow);
    this.#high.push(own.fromStartHigh);
    this.#mapping.push(own.mapping + 1);
    this.#folded.push(own.folded);
    this.#lineStart.push(firstLine);
    this.#lineCount.push(own.lineCount);
    this.#hash.push(hash);
    this.#slots[slot] = index + 1;
    if ((index + 1) * 2 > this.#slots.length) this.#grow();
    return index;
  }

  build(mappings: readonly Mapping[]): {
    readonly locations: LocationColumns;
    readonly lines: LineColumns;
  } {
    const count = this.#low.length;
    const address = new BigUint64Array(count);
    const mapping = new Int32Array(count);
    for (let index = 0; index < count; index++) {
      const fromStart =
        (BigInt(this.#high.values[index]!) << 32n) |
        BigInt(this.#low.values[index]!);
      mapping[index] = this.#mapping.values[index]! - 1;
      // The array keeps 64 bits of the sum, as Go does.
      address[index] = fromStart + (mappings[mapping[index]!]?.start ?? 0n);
    }
    return {
      locations: {
        count,
        ...countedFromOne(count),
        address,
        mapping,
        folded: Uint8Array.from(this.#folded.build()),
        lineStart: this.#lineStart.build(),
        lineCount: this.#lineCount.build(),
      },
      lines: {
        function: this.#lineFunction.build(),
        line: Float64Array.from(this.#lineNumber),
        column: Float64Array.from(this.#lineColumn),
      },
    };
  }

  #hashOf(own: NewLocation, firstLine: number): number {
    let hash = Math.imul(own.fromStartLow ^ own.mapping, 0x9e3779b1);
    hash = Math.imul(hash ^ own.fromStartHigh, 0x01000193) ^ own.folded;
    for (let line = firstLine; line < this.#lineFunction.length; line++) {
      hash = Math.imul(hash ^ this.#lineFunction.values[line]!, 0x01000193);
      hash = Math.imul(hash ^ this.#lineNumber[line]!, 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  #isSame(index: number, own: NewLocation, firstLine: number): boolean {
    if (
      this.#low.values[index] !== own.fromStartLow ||
      this.#high.values[index] !== own.fromStartHigh ||
      this.#mapping.values[index] !== own.mapping + 1 ||
      this.#folded.values[index] !== own.folded ||
      this.#lineCount.values[index] !== own.lineCount
    )
      return false;
    const start = this.#lineStart.values[index]!;
    for (let line = 0; line < own.lineCount; line++)
      if (
        this.#lineFunction.values[start + line] !==
          this.#lineFunction.values[firstLine + line] ||
        this.#lineNumber[start + line] !== this.#lineNumber[firstLine + line]
      )
        return false;
    // Of the columns only the last line's counts: pprof's key overwrites the others.
    const last = own.lineCount - 1;
    return (
      last < 0 ||
      this.#lineColumn[start + last] === this.#lineColumn[firstLine + last]
    );
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.#hash.length; index++) {
      let slot = this.#hash.values[index]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index + 1;
    }
  }
}
