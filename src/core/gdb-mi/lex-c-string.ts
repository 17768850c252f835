// gdb writes text as C string literals. Bytes above ASCII come as octal escapes, one byte each, so a character of UTF-8
// is put together only after all its bytes are seen: `"\303\244"` is "ä".

export interface LexedString {
  readonly text: string;
  /** Just after the closing quote. */
  readonly end: number;
}

const simpleEscapes: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  '"': 34,
  "'": 39,
  "\\": 92,
};

/**
 * Reads the literal whose opening quote stands at `start`. Null when the quote is missing or the literal does not end.
 * Bytes that are not UTF-8 become U+FFFD; an unknown escape stands for its character.
 */
export function lexCString(line: string, start: number): LexedString | null {
  if (line[start] !== '"') return null;
  let text = "";
  let plainFrom = start + 1;
  let at = start + 1;
  while (at < line.length) {
    const character = line[at];
    if (character === '"')
      return { text: text + line.slice(plainFrom, at), end: at + 1 };
    if (character !== "\\") {
      at++;
      continue;
    }
    text += line.slice(plainFrom, at);
    const escapes = lexEscapes(line, at);
    if (escapes === null) return null;
    text += escapes.text;
    at = escapes.end;
    plainFrom = at;
  }
  return null;
}

/** A run of escapes, decoded together because one character may take several. */
function lexEscapes(line: string, start: number): LexedString | null {
  const bytes: number[] = [];
  let text = "";
  let at = start;
  while (line[at] === "\\") {
    const octal = /^[0-7]{1,3}/.exec(line.slice(at + 1, at + 4));
    if (octal !== null) {
      bytes.push(parseInt(octal[0], 8) & 0xff);
      at += 1 + octal[0].length;
      continue;
    }
    const letter = line[at + 1];
    if (letter === undefined) return null;
    const byte = simpleEscapes[letter];
    if (byte !== undefined) bytes.push(byte);
    else {
      text += decode(bytes.splice(0)) + letter;
    }
    at += 2;
  }
  return { text: text + decode(bytes), end: at };
}

function decode(bytes: readonly number[]): string {
  if (bytes.length === 0) return "";
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(bytes),
  );
}
