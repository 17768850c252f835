// What leads to one value elsewhere: pointers, functions, and interfaces with the type that they have at the moment.

import { readWord, viewOf } from "../go-runtime/runtime-layout.ts";
import type { Window } from "./bounded-reader.ts";
import {
  inside,
  parentKey,
  type Body,
  type Context,
  type Decoding,
} from "./decoding.ts";
import {
  isPointerShaped,
  wordBytes,
  type GoType,
  type InterfaceType,
  type PointerType,
} from "./go-type.ts";
import { formatAddress } from "./scalar-text.ts";

export async function decodePointer(
  decoding: Decoding,
  type: PointerType,
  { bytes }: Window,
  context: Context,
): Promise<Body> {
  const address = readWord(viewOf(bytes), 0);
  if (address === 0) return { text: "nil" };
  const text = formatAddress(address);
  const { target } = type;
  if (target === null) return { text };
  const followed = await follow(decoding, "*", target, address, context);
  return { text, ...followed };
}

/** A function value points to its code's address; what it captured lies behind it. */
export async function decodeFunction(
  { source, reader }: Decoding,
  { bytes }: Window,
): Promise<Body> {
  const address = readWord(viewOf(bytes), 0);
  if (address === 0) return { text: "nil" };
  const closure = await reader.read(address, wordBytes);
  if (closure === null)
    return { text: formatAddress(address), note: "unreadable" };
  const name = source.functionAt(readWord(viewOf(closure.bytes), 0));
  return name === null
    ? { text: formatAddress(address), note: "torn" }
    : { text: name };
}

/** With the type of the value that is in it. */
export async function decodeInterface(
  decoding: Decoding,
  type: InterfaceType,
  { address, bytes }: Window,
  context: Context,
): Promise<Body> {
  const view = viewOf(bytes);
  const word = readWord(view, 0);
  if (word === 0) return { text: "nil" };
  const descriptor = type.isEmpty ? word : await typeOfTable(decoding, word);
  const dynamic =
    descriptor === null ? null : decoding.source.types.byDescriptor(descriptor);
  if (dynamic === null)
    return {
      text: `a type at ${formatAddress(descriptor ?? word)}`,
      note: "torn",
    };
  const isDirect = isPointerShaped(dynamic);
  const at = isDirect ? address + wordBytes : readWord(view, wordBytes);
  // The value of a pointer is the data word itself: showing it is no step deeper.
  const inner = isDirect ? { ...context, depth: context.depth + 1 } : context;
  const name = `(${dynamic.name})`;
  const followed = await follow(decoding, name, dynamic, at, inner);
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
async function typeOfTable(
  { source, reader }: Decoding,
  address: number,
): Promise<number | null> {
  const table = source.layout.structure("itab");
  const window = await reader.read(address, table.size);
  return window === null ? null : table.number(viewOf(window.bytes), 0, "type");
}

/** One value behind a pointer, if it is not too deep and not among its parents. */
async function follow(
  decoding: Decoding,
  name: string,
  type: GoType,
  address: number,
  context: Context,
): Promise<Pick<Body, "note" | "children">> {
  const key = parentKey(address, type);
  if (context.parents.includes(key)) return { note: "cycle" };
  if (context.depth <= 0) return { note: "deeper" };
  if (decoding.isSpent) return { note: "limit" };
  const child = await decoding.decode(
    { type, address },
    { ...inside(context, key), name },
  );
  return { note: null, children: [child] };
}
