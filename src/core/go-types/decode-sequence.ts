// Texts, slices and arrays: values of one type in a row. Bytes are shown as a text.

import { readSlice, readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import { windowBytes, within, type Window } from "./bounded-reader.ts";
import type { DecodedValue } from "./decoded-value.ts";
import {
  emptyWindow,
  inside,
  parentKey,
  type Body,
  type Context,
  type Decoding,
} from "./decoding.ts";
import {
  wordBytes,
  type ArrayType,
  type GoType,
  type SliceType,
} from "./go-type.ts";
import { isByte, quoteText } from "./scalar-text.ts";

/** Of slices and texts: more than this is no length. */
const maxLength = 2 ** 40;

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

/** A string. */
export async function decodeText(
  { limits, reader }: Decoding,
  { bytes }: Window,
): Promise<Body> {
  const { address, length } = readSlice(viewOf(bytes), 0);
  if (length === 0) return { text: '""', length };
  if (length > maxLength) return { text: "?", length, note: "torn" };
  const shown = Math.min(length, limits.text);
  const text = await reader.read(address, shown);
  if (text === null) return { text: "?", length, note: "unreadable" };
  return { text: quoteText(text.bytes, shown < length), length };
}

export async function decodeSlice(
  decoding: Decoding,
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
  if (isByte(element)) return decodeBytes(decoding, address, length, text);
  const row = arrayOf(element, length);
  return {
    text,
    length,
    ...(await decodeRow(decoding, row, address, context)),
  };
}

async function decodeBytes(
  { limits, reader }: Decoding,
  address: number,
  length: number,
  text: string,
): Promise<Body> {
  const shown = Math.min(length, limits.text);
  const read = await reader.read(address, shown);
  if (read === null) return { text, length, note: "unreadable" };
  const quoted = quoteText(read.bytes, shown < length);
  return { text: `${text} ${quoted}`, length };
}

/** Elements behind a pointer. */
async function decodeRow(
  decoding: Decoding,
  row: ArrayType,
  address: number,
  context: Context,
): Promise<Pick<Body, "note" | "children" | "hidden">> {
  const key = parentKey(address, row);
  if (context.parents.includes(key)) return { note: "cycle" };
  if (context.depth <= 0) return { note: "deeper", hidden: row.count };
  return decodeElements(decoding, row, address, inside(context, key));
}

export async function decodeArray(
  decoding: Decoding,
  type: ArrayType,
  window: Window,
  context: Context,
): Promise<Body> {
  const { count, element } = type;
  if (isByte(element)) {
    const shown = window.bytes.subarray(0, decoding.limits.text);
    const isCut = shown.length < type.size;
    return { text: quoteText(shown, isCut), length: count };
  }
  const inner = { ...context, window };
  return {
    text: `${count} elements`,
    length: count,
    ...(await decodeElements(decoding, type, window.address, inner)),
  };
}

async function decodeElements(
  decoding: Decoding,
  { element, count }: ArrayType,
  address: number,
  context: Context,
): Promise<Pick<Body, "note" | "children" | "hidden">> {
  const wanted = Math.min(count, decoding.limits.width);
  const length = Math.min(wanted * element.size, windowBytes);
  const window =
    (context.window && within(context.window, address, length)) ??
    (length === 0
      ? emptyWindow(address)
      : await decoding.reader.read(address, length));
  if (window === null)
    return { note: "unreadable", hidden: count, children: [] };
  const children: DecodedValue[] = [];
  while (children.length < wanted && !decoding.isSpent)
    children.push(
      await decoding.decode(
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
