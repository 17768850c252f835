// Lines out of a log that grows: chunks end anywhere, also within a character, and a line may never end.

/** What one line may be long; the rest of a longer one is dropped. */
export const longestLineBytes = 64 << 10;

const newline = 0x0a;
const empty = new Uint8Array(0);

export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = empty;
  /** In the middle of a line that is too long: drop up to its end. */
  #isDropping = false;
  #droppedLines = 0;

  /** Lines that were too long, or cut off by `forget`. */
  get droppedLines(): number {
    return this.#droppedLines;
  }

  /** The lines that are complete now, without their ends. */
  push(chunk: Uint8Array): readonly string[] {
    const lines: string[] = [];
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) break;
      const line = this.#join(chunk.subarray(start, end));
      if (line !== null) lines.push(line.replace(/\r$/, ""));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /**
   * The file was replaced or cut, or a part of it left out: what was begun will not go on here, and half of a number is
   * another number. `inMiddle`: what comes next is the end of a line of which the beginning is not known.
   */
  forget({ inMiddle }: { readonly inMiddle: boolean }): void {
    if (this.#rest.length > 0 && !this.#isDropping) this.#droppedLines++;
    this.#rest = empty;
    this.#isDropping = inMiddle;
  }

  #join(part: Uint8Array): string | null {
    const wasDropping = this.#isDropping;
    this.#isDropping = false;
    const begun = this.#rest;
    this.#rest = empty;
    if (wasDropping) return null;
    if (begun.length + part.length > longestLineBytes) {
      this.#droppedLines++;
      return null;
    }
    return this.#decoder.decode(
      begun.length === 0 ? part : concatenate(begun, part),
    );
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0 || this.#isDropping) return;
    if (this.#rest.length + part.length > longestLineBytes) {
      this.#droppedLines++;
      this.#rest = empty;
      this.#isDropping = true;
      return;
    }
    this.#rest = concatenate(this.#rest, part);
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
