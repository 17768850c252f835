// Turns the bytes at an address into a value of a type, and follows its pointers as deep as is asked for. Memory may be
// torn or hostile: what does not fit is marked in the tree, and never ends the decoding. Each kind has a decoder of its
// own.

import { assertNever } from "../result.ts";
import {
  BoundedReader,
  windowBytes,
  within,
  type Window,
} from "./bounded-reader.ts";
import { decodeChannel } from "./decode-channel.ts";
import { decodeMap } from "./decode-map.ts";
import {
  decodeFunction,
  decodeInterface,
  decodePointer,
} from "./decode-pointer.ts";
import { decodeArray, decodeSlice, decodeText } from "./decode-sequence.ts";
import { decodeStruct } from "./decode-struct.ts";
import {
  shownBytes,
  usualLimits,
  type DecodedValue,
  type DecodeLimits,
} from "./decoded-value.ts";
import {
  emptyWindow,
  type Body,
  type Context,
  type DecodeSource,
  type Decoding,
  type Place,
} from "./decoding.ts";
import type { GoType } from "./go-type.ts";
import { formatHex, formatScalar } from "./scalar-text.ts";

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

class ValueDecoder implements Decoding {
  readonly source: DecodeSource;
  readonly limits: DecodeLimits;
  readonly reader: BoundedReader;
  #nodes: number;

  constructor(source: DecodeSource, limits: DecodeLimits) {
    this.source = source;
    this.limits = limits;
    this.#nodes = limits.nodes;
    this.reader = new BoundedReader(source.memory, limits.bytes, source.signal);
  }

  get isSpent(): boolean {
    return this.#nodes <= 0 || this.reader.isSpent;
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
        note: this.reader.isSpent ? "limit" : "unreadable",
      };
    const body = await this.#body(
      type,
      window ?? emptyWindow(address),
      context,
    );
    return { ...head, ...body };
  }

  /** The whole value, or of a long one its first 64 KB. */
  async #windowOf(
    { type, address }: Place,
    { window }: Context,
  ): Promise<Window | null> {
    const length = Math.min(type.size, windowBytes);
    const known = window === null ? null : within(window, address, length);
    return known ?? (await this.reader.read(address, length));
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
        return decodeText(this, window);
      case "func":
        return decodeFunction(this, window);
      case "pointer":
        return decodePointer(this, type, window, context);
      case "slice":
        return decodeSlice(this, type, window, context);
      case "array":
        return decodeArray(this, type, window, context);
      case "struct":
        return decodeStruct(this, type, window, context);
      case "map":
        return decodeMap(this, type, window, context);
      case "channel":
        return decodeChannel(this, type, window, context);
      case "interface":
        return decodeInterface(this, type, window, context);
      default:
        return assertNever(type, "kind of type");
    }
  }
}
