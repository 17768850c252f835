// Turns the bytes at an address into a value of a type, and follows its pointers as deep as is asked for. Memory may be
// torn or hostile: what does not fit is marked in the tree, and never ends the decoding.

import { assertNever } from "../result.ts";
import {
  readSlice,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import type { TargetMemory } from "../go-runtime/target-memory.ts";
import {
  BoundedReader,
  windowBytes,
  within,
  type Window,
} from "./bounded-reader.ts";
import { readChannel } from "./channel-queue.ts";
import {
  shownBytes,
  usualLimits,
  type DecodedValue,
  type DecodeLimits,
  type ValueNote,
} from "./decoded-value.ts";
import {
  isPointerShaped,
  wordBytes,
  type ArrayType,
  type ChannelType,
  type GoType,
  type InterfaceType,
  type MapType,
  type PointerType,
  type SliceType,
  type StructType,
  type TypeSource,
} from "./go-type.ts";
import { readMap } from "./map-entries.ts";
import { readPool } from "./pool-values.ts";
import {
  formatAddress,
  formatHex,
  formatScalar,
  formatTime,
  isByte,
  quoteText,
} from "./scalar-text.ts";
import { summarize } from "./summarize.ts";

export interface DecodeSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly types: TypeSource;
  /** The function whose code lies at an address; null when it is none. */
  readonly functionAt: (pc: number) => string | null;
  readonly signal?: AbortSignal;
}

/** Of slices, maps and texts: more than this is no length. */
const maxLength = 2 ** 40;

/**
 * The value at an address as a tree. Codes: target-died, core-malformed, cancelled; whatever else is wrong with the
 * memory is in the tree.
 */
export function decodeValue(
  source: DecodeSource,
  place: { readonly type: GoType; readonly address: number },
  limits: DecodeLimits = usualLimits,
): Promise<DecodedValue> {
  return new ValueDecoder(source, limits).decode(place, {
    name: "",
    depth: limits.depth,
    window: null,
    parents: [],
  });
}

/** `repeated` values in a row, as the array that a slice stands on. */
export function arrayOf(element: GoType, count: number): ArrayType {
  return {
    kind: "array",
    name: `[${count}]${element.name}`,
    size: count * element.size,
    element,
    count,
  };
}

interface Context {
  readonly name: string;
  /** Levels that may still be followed. */
  readonly depth: number;
  /** Bytes around the value that were read already. */
  readonly window: Window | null;
  /** Address and type of what leads here. */
  readonly parents: readonly string[];
}

interface Place {
  readonly type: GoType;
  readonly address: number;
}

/** What the kinds add to the head that all values have. */
interface Body {
  readonly text: string;
  readonly length?: number;
  readonly note?: ValueNote | null;
  readonly children?: readonly DecodedValue[];
  readonly hidden?: number;
}

class ValueDecoder {
  readonly #source: DecodeSource;
  readonly #limits: DecodeLimits;
  readonly #reader: BoundedReader;
  #nodes: number;

  constructor(source: DecodeSource, limits: DecodeLimits) {
    this.#source = source;
    this.#limits = limits;
    this.#nodes = limits.nodes;
    this.#reader = new BoundedReader(
      source.memory,
      limits.bytes,
      source.signal,
    );
  }

  async decode(place: Place, context: Context): Promise<DecodedValue> {
    const { type, address } = place;
    this.#nodes--;
    const window = await this.#windowOf(place, context);
    const head = {
      name: context.name,
      type: type.name,
      kind: type.kind,
      address,
      size: type.size,
      bytes:
        window === null
          ? ""
          : formatHex(window.bytes, Math.min(type.size, shownBytes)),
      length: null,
      note: null,
      children: [],
      hidden: 0,
    };
    if (window === null && type.size > 0)
      return {
        ...head,
        text: "?",
        note: this.#reader.isSpent ? "limit" : "unreadable",
      };
    const body = await this.#body(type, window ?? empty(address), context);
    return { ...head, ...body };
  }

  /** The whole value, or of a long one its first 64 KB. */
  async #windowOf(
    { type, address }: Place,
    { window }: Context,
  ): Promise<Window | null> {
    const length = Math.min(type.size, windowBytes);
    const known = window === null ? null : within(window, address, length);
    return known ?? (await this.#reader.read(address, length));
  }

  #body(type: GoType, window: Window, context: Context): Promise<Body> | Body {
    switch (type.kind) {
      case "bool":
      case "int":
      case "uint":
      case "float":
      case "complex":
      case "uintptr":
      case "unsafe-pointer":
        return { text: formatScalar(type, window.bytes) };
      case "unknown":
        return { text: `${type.size} bytes` };
      case "string":
        return this.#text(window);
      case "func":
        return this.#function(window);
      case "pointer":
        return this.#pointer(type, window, context);
      case "slice":
        return this.#slice(type, window, context);
      case "array":
        return this.#array(type, window, context);
      case "struct":
        return this.#struct(type, window, context);
      case "map":
        return this.#map(type, window, context);
      case "channel":
        return this.#channel(type, window, context);
      case "interface":
        return this.#interface(type, window, context);
      default:
        return assertNever(type, "kind of type");
    }
  }

  async #text({ bytes }: Window): Promise<Body> {
    const { address, length } = readSlice(viewOf(bytes), 0);
    if (length === 0) return { text: '""', length };
    if (length > maxLength) return { text: "?", length, note: "torn" };
    const shown = Math.min(length, this.#limits.text);
    const text = await this.#reader.read(address, shown);
    if (text === null) return { text: "?", length, note: "unreadable" };
    return { text: quoteText(text.bytes, shown < length), length };
  }

  /** A function value points to its code's address; what it captured lies behind it. */
  async #function({ bytes }: Window): Promise<Body> {
    const address = readWord(viewOf(bytes), 0);
    if (address === 0) return { text: "nil" };
    const closure = await this.#reader.read(address, wordBytes);
    if (closure === null)
      return { text: formatAddress(address), note: "unreadable" };
    const name = this.#source.functionAt(readWord(viewOf(closure.bytes), 0));
    return name === null
      ? { text: formatAddress(address), note: "torn" }
      : { text: name };
  }

  async #pointer(
    type: PointerType,
    { bytes }: Window,
    context: Context,
  ): Promise<Body> {
    const address = readWord(viewOf(bytes), 0);
    if (address === 0) return { text: "nil" };
    const text = formatAddress(address);
    const { target } = type;
    if (target === null) return { text };
    return { text, ...(await this.#follow("*", target, address, context)) };
  }

  /** One value behind a pointer, if it is not too deep and not among its parents. */
  async #follow(
    name: string,
    type: GoType,
    address: number,
    context: Context,
  ): Promise<Pick<Body, "note" | "children">> {
    const key = `${address} ${type.name}`;
    if (context.parents.includes(key)) return { note: "cycle" };
    if (context.depth <= 0) return { note: "deeper" };
    if (this.#isSpent) return { note: "limit" };
    const child = await this.decode(
      { type, address },
      {
        name,
        depth: context.depth - 1,
        window: null,
        parents: [...context.parents, key],
      },
    );
    return { note: null, children: [child] };
  }

  async #slice(
    { element }: SliceType,
    { bytes }: Window,
    context: Context,
  ): Promise<Body> {
    const view = viewOf(bytes);
    const { address, length } = readSlice(view, 0);
    const capacity = readWord(view, 2 * wordBytes);
    const text = `len ${length}, cap ${capacity}`;
    if (length > capacity || length * element.size > maxLength)
      return { text, length, note: "torn" };
    if (length === 0) return { text: address === 0 ? "nil" : text, length };
    if (isByte(element)) return this.#bytes(address, length, text);
    return {
      text,
      length,
      ...(await this.#row(arrayOf(element, length), address, context)),
    };
  }

  async #bytes(address: number, length: number, text: string): Promise<Body> {
    const shown = Math.min(length, this.#limits.text);
    const read = await this.#reader.read(address, shown);
    if (read === null) return { text, length, note: "unreadable" };
    const quoted = quoteText(read.bytes, shown < length);
    return { text: `${text} ${quoted}`, length };
  }

  /** Elements behind a pointer. */
  async #row(
    row: ArrayType,
    address: number,
    context: Context,
  ): Promise<Pick<Body, "note" | "children" | "hidden">> {
    const key = `${address} ${row.name}`;
    if (context.parents.includes(key)) return { note: "cycle" };
    if (context.depth <= 0) return { note: "deeper", hidden: row.count };
    const inner = {
      ...context,
      depth: context.depth - 1,
      window: null,
      parents: [...context.parents, key],
    };
    return this.#elements(row, address, inner);
  }

  async #array(
    type: ArrayType,
    window: Window,
    context: Context,
  ): Promise<Body> {
    const { count, element } = type;
    if (isByte(element)) {
      const shown = window.bytes.subarray(0, this.#limits.text);
      const isCut = shown.length < type.size;
      return { text: quoteText(shown, isCut), length: count };
    }
    return {
      text: `${count} elements`,
      length: count,
      ...(await this.#elements(type, window.address, { ...context, window })),
    };
  }

  async #elements(
    { element, count }: ArrayType,
    address: number,
    context: Context,
  ): Promise<Pick<Body, "note" | "children" | "hidden">> {
    const wanted = Math.min(count, this.#limits.width);
    const length = Math.min(wanted * element.size, windowBytes);
    const window =
      (context.window && within(context.window, address, length)) ??
      (length === 0
        ? empty(address)
        : await this.#reader.read(address, length));
    if (window === null)
      return { note: "unreadable", hidden: count, children: [] };
    const children: DecodedValue[] = [];
    while (children.length < wanted && !this.#isSpent)
      children.push(
        await this.decode(
          { type: element, address: address + children.length * element.size },
          { ...context, name: `[${children.length}]`, window },
        ),
      );
    return {
      note: children.length < wanted ? "limit" : null,
      children,
      hidden: count - children.length,
    };
  }

  async #struct(
    type: StructType,
    window: Window,
    context: Context,
  ): Promise<Body> {
    if (type.name === "sync.Pool") {
      const pooled = await this.#pool(type, window, context);
      if (pooled !== null) return pooled;
    }
    const children: DecodedValue[] = [];
    for (const field of type.fields) {
      if (field.name === "_") continue;
      if (this.#isSpent) break;
      children.push(
        await this.decode(
          { type: field.type, address: window.address + field.offset },
          { ...context, name: field.name, window },
        ),
      );
    }
    const shown = type.fields.filter(({ name }) => name !== "_").length;
    const time = formatTime(type, window.bytes);
    return {
      text: time ?? summarize(children),
      note: children.length < shown ? "limit" : null,
      children,
      hidden: shown - children.length,
    };
  }

  async #pool(
    type: StructType,
    window: Window,
    context: Context,
  ): Promise<Body | null> {
    const pool = await readPool(
      { reader: this.#reader, width: this.#limits.width },
      type,
      window,
    );
    if (pool === null) return null;
    const children = await this.#each(
      pool.values.map((value) => ({ ...value, type: pool.element })),
      context,
    );
    return {
      text: `${pool.values.length}${pool.isCut ? " or more" : ""} pooled`,
      length: pool.values.length,
      children,
      note: pool.isTorn ? "torn" : null,
      hidden: pool.values.length - children.length,
    };
  }

  async #map(
    type: MapType,
    { bytes }: Window,
    context: Context,
  ): Promise<Body> {
    const address = readWord(viewOf(bytes), 0);
    if (address === 0) return { text: "nil", length: 0 };
    const key = `${address} ${type.name}`;
    if (context.parents.includes(key))
      return { text: formatAddress(address), note: "cycle" };
    const { layout } = this.#source;
    const width = context.depth > 0 ? this.#limits.width : 0;
    const source = { reader: this.#reader, layout, width };
    const map = await readMap(source, type, address);
    if (map === null)
      return { text: formatAddress(address), note: "unreadable" };
    const { count, entries, isCut, isTorn } = map;
    const inner = this.#inside(context, key);
    const children: DecodedValue[] = [];
    for (const entry of entries) {
      if (this.#isSpent) break;
      const name = await this.#keyText(type.key, entry.key, inner);
      children.push(
        await this.decode(
          { type: type.value, address: entry.value.address },
          { ...inner, name: `[${name}]`, window: entry.value },
        ),
      );
    }
    return {
      text: `len ${count}`,
      length: count,
      note: noteOf({
        isTorn,
        isDeeper: width === 0 && count > 0,
        isSpent: isCut && children.length < width,
      }),
      children,
      hidden: Math.max(0, count - children.length),
    };
  }

  async #keyText(
    type: GoType,
    window: Window,
    context: Context,
  ): Promise<string> {
    const place = { type, address: window.address };
    const key = await this.decode(place, { ...context, name: "", window });
    return key.text;
  }

  async #channel(
    type: ChannelType,
    { bytes }: Window,
    context: Context,
  ): Promise<Body> {
    const address = readWord(viewOf(bytes), 0);
    if (address === 0) return { text: "nil", length: 0 };
    const key = `${address} ${type.name}`;
    if (context.parents.includes(key))
      return { text: formatAddress(address), note: "cycle" };
    const { layout } = this.#source;
    const width = this.#limits.width;
    const channel = await readChannel(
      { reader: this.#reader, layout, width },
      type,
      address,
    );
    if (channel === null)
      return { text: formatAddress(address), note: "unreadable" };
    const { count, capacity, isClosed, isTorn, values, waiters } = channel;
    const text = [
      `len ${count}, cap ${capacity}`,
      ...(isClosed ? ["closed"] : []),
      ...(["receiving", "sending"] as const).flatMap((what) => {
        const some = waiters[what];
        return some === 0 ? [] : [`${some} ${what}`];
      }),
    ].join(", ");
    const isShown = context.depth > 0 && !isTorn;
    const children = isShown
      ? await this.#each(values, this.#inside(context, key))
      : [];
    return {
      text,
      length: count,
      note: noteOf({
        isTorn,
        isDeeper: !isShown && values.length > 0,
        isSpent: isShown && children.length < values.length,
      }),
      children,
      hidden: Math.max(0, count - children.length),
    };
  }

  /** Values at places of their own, as many as the limits allow. */
  async #each(
    places: readonly (Place & { readonly name: string })[],
    context: Context,
  ): Promise<readonly DecodedValue[]> {
    const children: DecodedValue[] = [];
    for (const { name, type, address } of places) {
      if (this.#isSpent) break;
      children.push(
        await this.decode(
          { type, address },
          { ...context, name, window: null },
        ),
      );
    }
    return children;
  }

  async #interface(
    type: InterfaceType,
    { address, bytes }: Window,
    context: Context,
  ): Promise<Body> {
    const view = viewOf(bytes);
    const word = readWord(view, 0);
    if (word === 0) return { text: "nil" };
    const descriptor = type.isEmpty ? word : await this.#typeOfTable(word);
    const dynamic =
      descriptor === null ? null : this.#source.types.byDescriptor(descriptor);
    if (dynamic === null)
      return {
        text: `a type at ${formatAddress(descriptor ?? word)}`,
        note: "torn",
      };
    const isDirect = isPointerShaped(dynamic);
    const at = isDirect ? address + wordBytes : readWord(view, wordBytes);
    // The value of a pointer is the data word itself: showing it is no step deeper.
    const inner = isDirect ? { ...context, depth: context.depth + 1 } : context;
    const followed = await this.#follow(
      `(${dynamic.name})`,
      dynamic,
      at,
      inner,
    );
    const [child] = followed.children ?? [];
    return {
      ...followed,
      text:
        child === undefined
          ? `${dynamic.name} ${formatAddress(at)}`
          : `${dynamic.name} ${child.text}`,
    };
  }

  /** A method table says which type it is for. */
  async #typeOfTable(address: number): Promise<number | null> {
    const table = this.#source.layout.structure("itab");
    const window = await this.#reader.read(address, table.size);
    return window === null
      ? null
      : table.number(viewOf(window.bytes), 0, "type");
  }

  #inside(context: Context, key: string): Context {
    return {
      ...context,
      depth: context.depth - 1,
      window: null,
      parents: [...context.parents, key],
    };
  }

  get #isSpent(): boolean {
    return this.#nodes <= 0 || this.#reader.isSpent;
  }
}

function noteOf(state: {
  readonly isTorn: boolean;
  readonly isDeeper: boolean;
  readonly isSpent: boolean;
}): ValueNote | null {
  if (state.isDeeper) return "deeper";
  if (state.isTorn) return "torn";
  return state.isSpent ? "limit" : null;
}

function empty(address: number): Window {
  return { address, bytes: new Uint8Array(0) };
}
