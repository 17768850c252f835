// Bytes of the MI channel into lines. A read ends anywhere: in the middle of a line, of CR LF, of a UTF-8 character.

const lineFeed = 10;
const carriageReturn = 13;

export class MiLineSplitter {
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  readonly #longestBytes: number;

  /** A line longer than `longestBytes` is cut there: memory stays bounded whatever comes. */
  constructor(longestBytes = 64 * 1024 * 1024) {
    this.#longestBytes = longestBytes;
  }

  /** The lines that these bytes complete, without their ends. Empty lines are left out: MI has none. */
  push(bytes: Uint8Array): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(lineFeed, from);
      if (end < 0) break;
      this.#keep(bytes.subarray(from, end));
      this.#finish(lines);
      from = end + 1;
    }
    this.#keep(bytes.subarray(from));
    if (this.#pendingBytes > this.#longestBytes) this.#finish(lines);
    return lines;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#pending.push(part.slice());
    this.#pendingBytes += part.length;
  }

  #finish(lines: string[]): void {
    const whole = new Uint8Array(this.#pendingBytes);
    let at = 0;
    for (const part of this.#pending) {
      whole.set(part, at);
      at += part.length;
    }
    this.#pending = [];
    this.#pendingBytes = 0;
    let length = whole.length;
    while (length > 0 && whole[length - 1] === carriageReturn) length--;
    if (length === 0) return;
    lines.push(
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(
        whole.subarray(0, length),
      ),
    );
  }
}
