// Lines with their byte offsets, from chunks that end anywhere. Nearly every dump is ASCII, where bytes and characters
// count alike: only blocks that are not are decoded line by line.

const newline = 0x0a;

export type LineListener = (line: string, offset: number) => void;

export class LineSplitter {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #onLine: LineListener;
  /** Pieces of a line whose end has not come yet. */
  #pieces: Uint8Array[] = [];
  #offset = 0;

  constructor(onLine: LineListener) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(newline);
    if (last === -1) {
      if (chunk.length > 0) this.#pieces.push(chunk);
      return;
    }
    const block = join([...this.#pieces, chunk.subarray(0, last)]);
    const rest = chunk.subarray(last + 1);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#emit(block);
    this.#offset += block.length + 1;
  }

  /** What follows the last line end; null when nothing does. */
  finish(): { readonly text: string; readonly offset: number } | null {
    const rest = join(this.#pieces);
    this.#pieces = [];
    return rest.length === 0
      ? null
      : { text: this.#decode(rest), offset: this.#offset };
  }

  #emit(block: Uint8Array): void {
    const text = this.#decoder.decode(block);
    if (text.length !== block.length) {
      this.#emitByBytes(block);
      return;
    }
    let start = 0;
    for (;;) {
      const end = text.indexOf("\n", start);
      if (end === -1) break;
      this.#onLine(withoutReturn(text.slice(start, end)), this.#offset + start);
      start = end + 1;
    }
    this.#onLine(withoutReturn(text.slice(start)), this.#offset + start);
  }

  #emitByBytes(block: Uint8Array): void {
    let start = 0;
    for (;;) {
      const found = block.indexOf(newline, start);
      const end = found === -1 ? block.length : found;
      this.#onLine(
        this.#decode(block.subarray(start, end)),
        this.#offset + start,
      );
      if (found === -1) return;
      start = end + 1;
    }
  }

  #decode(bytes: Uint8Array): string {
    return withoutReturn(this.#decoder.decode(bytes));
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(
    pieces.reduce((length, piece) => length + piece.length, 0),
  );
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
