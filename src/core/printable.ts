// Text of servers and files where it is shown as it stands: a status line or a function's name must not move a terminal's
// cursor, retitle it, or reverse what people read, there or in a window's title.

/** C0 but for tab and line feed, DEL, C1, line separators and the marks that change the direction of writing. */
const drivesTerminal =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with what would drive a terminal written as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(drivesTerminal, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2
      ? `\\x${code.padStart(2, "0")}`
      : `\\u${code.padStart(4, "0")}`;
  });
}

/** The same for what has to stay within its line: line feeds and tabs too are written out. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, (character) =>
    character === "\n" ? "\\n" : "\\t",
  );
}
