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
  /** Leaf first, as the comments name them; fewer than the addresses where Go hides some, more where calls were inlined. */
  readonly frames: readonly TextFrame[];
  readonly labels: readonly NewLabel[];
}

export interface TextFrame {
  /** Of the call, one before the return address. */
  readonly address: bigint;
  /** Null = without a symbol. */
  readonly line: NewLine | null;
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
    frames: TextFrame[];
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
      frames: [],
      labels: [],
    };
  }
  if (row !== null) yield row;
}

function readComment(
  text: string,
  row: {
    readonly frames: TextFrame[];
    readonly labels: NewLabel[];
  },
): void {
  const frame = parseFrame(text);
  if (frame !== null) {
    row.frames.push(frame);
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
function parseFrame(text: string): TextFrame | null {
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

interface Call {
  readonly address: bigint;
  readonly lines: readonly NewLine[];
}

/** Turns rows into stacks of locations: one for each address and what was inlined there. */
export class TextStacks {
  readonly #builder: ProfileBuilder;
  readonly #byCall = new Map<string, number>();
  /** The first location with a name. */
  readonly #byAddress = new Map<bigint, number>();

  constructor(builder: ProfileBuilder) {
    this.#builder = builder;
  }

  /**
   * Location indexes, leaf first. Frames that Go's own comments hide (the allocator at the leaf, goexit at the root) are
   * left out, as Go leaves them out of the protobuf form.
   */
  stack(row: TextRow): readonly number[] {
    return callsOf(row).map((call) => {
      // A row without comments: another one may have named the address.
      const named = this.#byAddress.get(call.address);
      if (call.lines.length === 0 && named !== undefined) return named;
      const key = [
        call.address,
        ...call.lines.map(({ name, line }) => `${line} ${name}`),
      ].join("\n");
      const location =
        this.#byCall.get(key) ??
        this.#builder.addLocation(call.address, call.lines, 0);
      this.#byCall.set(key, location);
      if (named === undefined && call.lines.length > 0)
        this.#byAddress.set(call.address, location);
      return location;
    });
  }
}

/**
 * Addresses with the comments that are about them. Both are in the same order; an address that was called from itself
 * (recursion) stands there several times, and so do its comments, as often or, with inlined calls, a multiple of it.
 */
function callsOf(row: TextRow): readonly Call[] {
  const addresses = row.addresses.map((returned) =>
    BigInt.asUintN(64, returned - 1n),
  );
  const { frames } = row;
  if (frames.length === 0)
    return addresses.map((address) => ({ address, lines: [] }));
  const lastPlace = new Map(addresses.map((address, at) => [address, at]));
  const calls: Call[] = [];
  let at = 0;
  let frame = 0;
  while (at < addresses.length && frame < frames.length) {
    const { address } = frames[frame]!;
    if (addresses[at] !== address) {
      // Either the address is hidden, or the comment is about none of those that come.
      if ((lastPlace.get(address) ?? -1) > at) at++;
      else frame++;
      continue;
    }
    let repeated = 1;
    while (addresses[at + repeated] === address) repeated++;
    let named = 1;
    while (frames[frame + named]?.address === address) named++;
    const each = Math.max(1, Math.floor(named / repeated));
    for (let call = 0; call < Math.min(repeated, named); call++) {
      const start = frame + call * each;
      const end = call === repeated - 1 ? frame + named : start + each;
      calls.push({
        address,
        lines: frames
          .slice(start, end)
          .flatMap(({ line }) => (line === null ? [] : [line])),
      });
    }
    at += repeated;
    frame += named;
  }
  return calls;
}
