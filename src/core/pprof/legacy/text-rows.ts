// What all of Go's text profiles (debug=1) share: rows `… @ 0xPC 0xPC`, each followed by comment lines with the symbols
// of its frames. pprof ignores the comments and shows bare addresses; here they name the frames.

import { malformedProfile } from "../wire-reader.ts";
import type { NewLabel, NewLine, ProfileBuilder } from "../profile-builder.ts";

export interface TextRow {
  /** What stands before the `@`. */
  readonly head: string;
  readonly offset: number;
  /** Return addresses, leaf first. */
  readonly addresses: readonly bigint[];
  /** Frames of the comments, by address of the call. */
  readonly frames: ReadonlyMap<bigint, readonly NewLine[]>;
  readonly labels: readonly NewLabel[];
}

export interface TextLine {
  readonly text: string;
  readonly offset: number;
}

/** Lines without their ends, with the offset of each in characters. */
export function* textLines(text: string): Generator<TextLine, void> {
  for (let offset = 0; offset < text.length;) {
    const found = text.indexOf("\n", offset);
    const end = found === -1 ? text.length : found;
    yield { text: text.slice(offset, end), offset };
    offset = end + 1;
  }
}

/** The next line that is neither empty nor a comment; a loop would close the generator when it is left. */
export function nextContentLine(
  lines: Generator<TextLine, void>,
): TextLine | null {
  for (;;) {
    const next = lines.next();
    if (next.done === true) return null;
    const text = next.value.text.trim();
    if (text !== "" && !text.startsWith("#")) return next.value;
  }
}

const labelsComment = /^# labels: \{(.*)\}\s*$/;
const labelPair = /"((?:[^"\\]|\\.)*)":"((?:[^"\\]|\\.)*)"/g;

/** Rows up to a line that begins with `---` or the end. Code: profile-malformed with the offset of the line. */
export function* textRows(
  lines: Generator<TextLine, void>,
): Generator<TextRow, void> {
  let row: {
    head: string;
    offset: number;
    addresses: readonly bigint[];
    frames: Map<bigint, NewLine[]>;
    labels: NewLabel[];
  } | null = null;
  for (const { text, offset } of lines) {
    if (text.startsWith("---")) break;
    if (row !== null && text.startsWith("#")) {
      readComment(text, row);
      continue;
    }
    if (text.trim() === "" || text.trimStart().startsWith("#")) continue;
    if (row !== null) yield row;
    const at = text.indexOf("@");
    if (at === -1)
      throw malformedProfile(offset, "a row of the text profile has no @");
    row = {
      head: text.slice(0, at).trim(),
      offset,
      addresses: parseAddresses(text.slice(at + 1), offset),
      frames: new Map(),
      labels: [],
    };
  }
  if (row !== null) yield row;
}

function readComment(
  text: string,
  row: {
    readonly frames: Map<bigint, NewLine[]>;
    readonly labels: NewLabel[];
  },
): void {
  const frame = parseFrame(text);
  if (frame !== null) {
    const own = row.frames.get(frame.address) ?? [];
    row.frames.set(frame.address, own);
    if (frame.line !== null) own.push(frame.line);
    return;
  }
  for (const [, key, value] of (labelsComment.exec(text)?.[1] ?? "").matchAll(
    labelPair,
  ))
    row.labels.push({ key: unquote(key!), text: unquote(value!) });
}

/**
 * `#`, `0xPC`, `function+0xoff` and `file:line`, apart by tabs; a PC alone has no symbol. Cut by hand: one expression for
 * all of it would take quadratic time on a hostile line.
 */
function parseFrame(
  text: string,
): { readonly address: bigint; readonly line: NewLine | null } | null {
  const [mark, address = "", symbol, place] = text
    .split("\t")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (mark !== "#" || !/^0x[0-9a-f]{1,16}$/.test(address)) return null;
  const nameEnd = symbol?.lastIndexOf("+0x") ?? -1;
  const colon = place?.lastIndexOf(":") ?? -1;
  if (symbol === undefined || place === undefined || nameEnd < 0 || colon < 0)
    return { address: BigInt(address), line: null };
  const line = Number(place.slice(colon + 1));
  return {
    address: BigInt(address),
    line: {
      name: symbol.slice(0, nameEnd),
      file: place.slice(0, colon),
      line: Number.isSafeInteger(line) ? line : 0,
    },
  };
}

/** Go's quoting is JSON's for what people write; what is not stays as it stands. */
function unquote(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}

function parseAddresses(text: string, offset: number): readonly bigint[] {
  return [...text.matchAll(/0x([0-9a-f]+)/g)].map(([whole, digits]) => {
    if (digits!.length > 16)
      throw malformedProfile(offset, `the address ${whole} has over 64 bits`);
    return BigInt(whole);
  });
}

/** Turns rows into stacks of locations: a location for each address, which is that of the call, one before the return. */
export class TextStacks {
  readonly #builder: ProfileBuilder;
  readonly #byAddress = new Map<bigint, number>();

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  /**
   * Location indexes, leaf first. Frames that Go's own comments hide (the allocator at the leaf, goexit at the root) are
   * left out, as Go leaves them out of the protobuf form.
   */
  stack(row: TextRow): readonly number[] {
    const stack: number[] = [];
    for (const returnAddress of row.addresses) {
      const address = BigInt.asUintN(64, returnAddress - 1n);
      if (row.frames.size > 0 && !row.frames.has(address)) continue;
      let location = this.#byAddress.get(address);
      if (location === undefined) {
        location = this.#builder.addLocation(
          address,
          row.frames.get(address) ?? [],
          0,
        );
        this.#byAddress.set(address, location);
      }
      stack.push(location);
    }
    return stack;
  }
}
