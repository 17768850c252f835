// The copied heap as memory that can be read: values then are those of the moment that the graph shows. What was not
// copied (objects without pointers, the data sections) comes from the target itself, which may have run on.

import type { MemoryRange, TargetMemory } from "../go-runtime/target-memory.ts";
import type { HeapImage } from "./heap-image.ts";
import type { SlotFinder } from "./slot-finder.ts";

export class CopiedMemory implements TargetMemory {
  readonly #image: HeapImage;
  readonly #finder: SlotFinder;
  readonly #target: TargetMemory;

  constructor(image: HeapImage, finder: SlotFinder, target: TargetMemory) {
    this.#image = image;
    this.#finder = finder;
    this.#target = target;
  }

  /** Null also where a range is partly in the copy: those who read several objects at once read each by itself then. */
  async read(
    ranges: readonly MemoryRange[],
    signal?: AbortSignal,
  ): Promise<readonly (Uint8Array | null)[]> {
    const parts: (Uint8Array | null)[] = [];
    const outside: MemoryRange[] = [];
    const places: number[] = [];
    ranges.forEach((range, index) => {
      const span = this.#copiedSpan(range.address);
      parts.push(span < 0 ? null : this.#copied(span, range));
      if (span >= 0 || this.#touchesCopy(range)) return;
      outside.push(range);
      places.push(index);
    });
    if (outside.length === 0) return parts;
    const read = await this.#target.read(outside, signal);
    read.forEach((bytes, at) => (parts[places[at]!] = bytes));
    return parts;
  }

  /** Is the object at the address in the copy? */
  has(address: number): boolean {
    return this.#copiedSpan(address) >= 0;
  }

  /** -1 where the address is in no span that was copied. */
  #copiedSpan(address: number): number {
    const span = this.#finder.spanAt(address);
    return span >= 0 && this.#image.spans.block[span]! >= 0 ? span : -1;
  }

  #touchesCopy({ address, length }: MemoryRange): boolean {
    const { pageBytes } = this.#image;
    const end = address + length;
    const first = Math.floor(address / pageBytes) * pageBytes;
    for (let page = first; page < end; page += pageBytes)
      if (this.#copiedSpan(page) >= 0) return true;
    return false;
  }

  #copied(span: number, { address, length }: MemoryRange): Uint8Array | null {
    const { start, pages, block, blockWord } = this.#image.spans;
    const offset = address - start[span]!;
    if (offset + length > pages[span]! * this.#image.pageBytes) return null;
    const words = this.#image.blocks[block[span]!]!;
    return new Uint8Array(
      words.buffer,
      words.byteOffset + blockWord[span]! * 8 + offset,
      length,
    );
  }
}
